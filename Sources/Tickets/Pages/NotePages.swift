import Hummingbird
import Kernel
import Pages
import Staff

extension Path {
    static let mentions: Path = "/tickets/mentions"
}

/// Notes with what comes before and after them: drafts as they are typed, who has the ticket open, and who is called.
struct NotePages: PageGroup {
    let show: TicketShow

    func add(to router: Router<PageContext>) {
        router.get("/tickets/mentions", use: mentions)
        router.get("/tickets/mentions/names", use: names)
        router.get("/tickets/:id/live", use: live)
        router.post("/tickets/:id/notes", use: note)
        router.post("/tickets/:id/drafts", use: draft)
    }

    @Sendable private func note(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.ticketsOpen)
        let id: TicketID = try context.parameter("id")
        var form = try await Form.read(request, context)
        do {
            let standing = try await show.tickets.note(
                id, form["note"] ?? "", isPrivate: form.isTicked("private"), by: viewer.author, at: context.arrivedAt)
            show.readers.tell(standing, changedBy: viewer, at: context.arrivedAt)
            await show.readers.show(standing)
            return .redirect(to: .ticket(standing), notice: standing == id ? "tickets.noted" : "tickets.noted-there")
        } catch TicketRefusal.noSuchTicket {
            throw PageRefusal.notFound
        } catch let refusal as TicketRefusal {
            form.fail("note", "tickets.refused.\(refusal.rawValue)", ["most": "\(Ticket.longestText)"])
            return try await show.page(id, form, context, status: 422)
        }
    }

    // MARK: While it is typed

    private struct Typed: Decodable {
        let text: String
        let isPrivate: Bool
    }

    private struct Kept: Encodable {
        let words: String
    }

    /// A script sends what was typed; the answer says that it is kept.
    @Sendable private func draft(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.ticketsOpen)
        let id: TicketID = try context.parameter("id")
        let typed = try await request.json(Typed.self)
        do {
            try await show.tickets.draft(
                id, typed.text, isPrivate: typed.isPrivate, by: viewer.id, at: context.arrivedAt)
        } catch TicketRefusal.noSuchTicket {
            throw PageRefusal.notFound
        } catch let refusal as TicketRefusal {
            throw PageRefusal.conflict("tickets.draft.refused.\(refusal.rawValue)")
        }
        await show.readers.show(id)
        let time = WrittenTime(show.source.calendar, context)
        return try .json(Kept(words: context.text("tickets.draft.kept", ["when": time.clock(context.arrivedAt)])))
    }

    @Sendable private func live(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.ticketsRead)
        let id: TicketID = try context.parameter("id")
        guard try await show.tickets.ticket(id) != nil else { throw PageRefusal.notFound }
        return .live(show.readers.events(of: id, for: viewer, context.language), request, context)
    }

    // MARK: Who is called

    /// The notes that call the reader.
    @Sendable private func mentions(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.ticketsRead)
        let found = try await show.tickets.mentions(of: viewer.id)
        let names = try await AuthorNames(of: found.map(\.by), show.staff, context)
        let time = WrittenTime(show.source.calendar, context)
        let rows = found.map { mention -> [String: Any] in
            [
                "path": Path.ticket(mention.ticket.id).text, "number": mention.ticket.number.description,
                "when": time.moment(mention.at), "who": names[mention.by], "text": paragraphs(mention.text),
                "isNew": mention.readAt == nil,
            ]
        }
        return try show.views.page(
            "tickets-mentions", title: context.text("tickets.mentions.title"),
            ["mentions": rows, "isEmpty": rows.isEmpty], context, frame: Views.Frame(styles: ["tickets.css"]))
    }

    private struct Name: Encodable {
        let userName: String
        let name: String
    }

    /// Who can be called by what was typed so far: the names of the staff who read tickets, at most eight.
    @Sendable private func names(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.ticketsOpen)
        let typed = (Form.query(request)["q"] ?? "").lowercased()
        let people = try await show.staff.people(who: .ticketsRead).filter { person in
            person.userName.text.hasPrefix(typed)
                || person.name.lowercased().split(separator: " ").contains { $0.hasPrefix(typed) }
        }
        return try .json(people.prefix(8).map { Name(userName: $0.userName.text, name: $0.name) })
    }
}
