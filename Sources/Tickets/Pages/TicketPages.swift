import Contacts
import Database
import Hummingbird
import Kernel
import Members
import Pages
import Staff

/// `/tickets/…`: one ticket with its story, what is added to it, and its end.
struct TicketPages: PageGroup {
    let tickets: TicketStore
    let members: MemberStore
    let staff: StaffStore
    let source: TicketWords.Source
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/tickets/:id", use: show)
        router.post("/tickets/:id/notes", use: note)
        router.post("/tickets/:id/closures", use: close)
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.ticketsRead)
        return try await page(try context.parameter("id"), Form(), context)
    }

    @Sendable private func note(_ request: Request, _ context: PageContext) async throws -> Response {
        try await change(request, context, field: "note", notice: "tickets.noted") { id, text, author in
            try await tickets.note(id, text, by: author, at: context.arrivedAt)
        }
    }

    @Sendable private func close(_ request: Request, _ context: PageContext) async throws -> Response {
        try await change(request, context, field: "closing", notice: "tickets.closed") { id, text, author in
            try await tickets.close(id, text, by: author, at: context.arrivedAt)
        }
    }

    private func change(
        _ request: Request, _ context: PageContext, field: String, notice: String,
        _ work: (TicketID, String, Author) async throws -> Void
    ) async throws -> Response {
        let viewer = try context.require(.ticketsOpen)
        let id: TicketID = try context.parameter("id")
        var form = try await Form.read(request, context)
        do {
            try await work(id, form[field] ?? "", viewer.author)
            return .redirect(to: .ticket(id), notice: notice)
        } catch TicketRefusal.noSuchTicket {
            throw PageRefusal.notFound
        } catch let refusal as TicketRefusal {
            form.fail(field, "tickets.refused.\(refusal.rawValue)", ["most": "\(Ticket.longestText)"])
            return try await page(id, form, context, status: 422)
        }
    }

    private func page(
        _ id: TicketID, _ form: Form, _ context: PageContext, status: HTTPResponse.Status = 200
    ) async throws -> Response {
        let viewer = try context.requireSignedIn()
        guard let (ticket, facts) = try await tickets.story(id) else { throw PageRefusal.notFound }
        let words = try await TicketWords(source, context)
        let names = try await AuthorNames(of: facts.map(\.author) + [ticket.openedBy], staff, context)
        var model = present([
            "number": ticket.number.description, "path": Path.ticket(id).text, "colour": words.colour(ticket.colour),
            "isOpen": ticket.isOpen, "term": words.term(ticket), "matter": words.matter(ticket.matter),
            "region": ticket.matter.region.map(words.choices.region), "phone": ticket.matter.phone?.masked,
            "openedAt": words.time.moment(ticket.openedAt), "openedBy": names[ticket.openedBy],
            "dueAt": words.time.moment(ticket.dueAt),
            "mayChange": ticket.isOpen && viewer.may(.ticketsOpen), "form": form.model(context),
            "story": try facts.compactMap { try line($0, names, words, context) },
            // A refused change of a ticket that was closed meanwhile has no form left to stand in.
            "refusal": ticket.isOpen ? nil : form.errors.values.first.map { context.text($0.key, $0.arguments) },
        ])
        if let contact = ticket.matter.contact, viewer.may(.contactsRead) || viewer.may(.contactsOwn) {
            model["contact"] = Path.contact(contact).text
        }
        if let member = try await member(ticket, viewer, context) {
            model["member"] = [
                "name": member.name, "card": member.card,
                "status": context.text("members.status.\(member.status.rawValue)"),
            ]
        }
        return try views.page("tickets-ticket", title: ticket.number.description, model, context, status: status)
    }

    /// Whom the ticket is about, for those who may read members; the look leaves its fact.
    private func member(_ ticket: Ticket, _ viewer: SignedIn, _ context: PageContext) async throws -> MemberSummary? {
        guard let id = ticket.matter.member, viewer.may(.membersRead) else { return nil }
        let found = try await members.find(
            .id(id), because: .ticket(ticket.id), by: viewer.author, at: context.arrivedAt)
        return found.first?.summary(for: viewer.roles)
    }

    /// nil for a fact that has no words here.
    private func line(
        _ entry: JournalEntry, _ names: AuthorNames, _ words: TicketWords, _ context: PageContext
    ) throws -> [String: Any]? {
        var line: [String: Any] = ["when": words.time.moment(entry.at), "who": names[entry.author]]
        if let opened: TicketFact.Opened = try entry.fact() {
            let due = words.time.moment(opened.dueAt)
            line["what"] = context.text("tickets.fact.opened", ["due": due])
            line["said"] = paragraphs(opened.text)
        } else if let noted: TicketFact.Noted = try entry.fact() {
            line["what"] = context.text("tickets.fact.noted")
            line["said"] = paragraphs(noted.text)
        } else if let closed: TicketFact.Closed = try entry.fact() {
            line["what"] = context.text(closed.isLate ? "tickets.fact.closed-late" : "tickets.fact.closed")
            line["said"] = paragraphs(closed.text)
        } else {
            return nil
        }
        return line
    }
}
