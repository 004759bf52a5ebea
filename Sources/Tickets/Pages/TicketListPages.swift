import Exports
import Hummingbird
import Kernel
import Members
import Pages

/// `/tickets`: the list, its search, its views, and what is done to many of it at once.
struct TicketListPages: PageGroup {
    let tickets: TicketStore
    let kept: TicketViewStore
    let members: MemberStore
    let source: TicketWords.Source
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/tickets", use: list)
        router.post("/tickets/searches", use: search)
        router.post("/tickets/views", use: save)
        router.post("/tickets/views/:id/removals", use: remove)
        router.post("/tickets/bulk-changes", use: change)
        router.post("/tickets/bulk-changes/:id/undoings", use: undo)
    }

    @Sendable private func list(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.ticketsRead)
        let query = Form.query(request)
        let filter = TicketFilter(query)
        if let lead = try await lead(of: filter, for: viewer, context) { return lead }
        return try await page(filter, at: query.value("at"), Form(), context)
    }

    /// The page of a list.
    ///
    /// - Parameter form: what was refused of a change of many, or of a view; empty otherwise.
    func page(
        _ filter: TicketFilter, at cursor: TicketCursor? = nil, _ form: Form, _ context: PageContext,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let viewer = try context.require(.ticketsRead)
        if !filter.members.isEmpty { _ = try context.require(.membersRead) }
        let drawing = TicketListDrawing(
            filter: filter, cursor: cursor,
            page: try await tickets.list(filter, from: cursor, for: viewer.author, at: context.arrivedAt),
            viewer: viewer, words: try await TicketWords(source, context), context: context)
        var model = drawing.model(form, chosen: Set(form.all("ticket")))
        model["views"] = try await tabs(drawing)
        model["mentions"] = context.text(
            "tickets.mentions.unread", ["count": "\(try await tickets.unreadMentions(of: viewer.id))"])
        model["people"] = try await people(of: filter, viewer, context)
        model["exports"] = ExportAsk.model("tickets", .ticketsRead, context)
        if viewer.may(.ticketsBulk) {
            let last = try await tickets.lastBulk(by: viewer.author, at: context.arrivedAt)
            model["lastBulk"] = last.map(drawing.bulk)
        }
        return try views.page(
            "tickets-list", title: context.text("tickets.title"), model, context, status: status,
            frame: Views.Frame(styles: ["tickets-list.css"], scripts: ["tickets-list.js"]))
    }

    /// The house's views and those that the reader has, each with its length.
    private func tabs(_ drawing: TicketListDrawing) async throws -> [[String: Any]] {
        let own = try await kept.views(for: drawing.viewer.id)
        let filters = HouseView.allCases.map(\.filter) + own.map(\.filter)
        let counts = try await tickets.counts(of: filters, for: drawing.viewer.author, at: drawing.context.arrivedAt)
        return drawing.tabs(own, counts)
    }

    /// Whom the list is about. A member is named to those who may read members, and the look leaves its fact.
    private func people(
        of filter: TicketFilter, _ viewer: SignedIn, _ context: PageContext
    ) async throws -> [String] {
        var people: [String] = []
        for id in filter.members {
            let found = try await members.find(
                .id(id), because: Subject("search", "tickets"), by: viewer.author, at: context.arrivedAt)
            guard let summary = found.first?.summary(for: viewer.roles) else { continue }
            people.append(
                context.text("tickets.search.member", ["name": summary.name, "card": "\(summary.card)"]))
        }
        if let id = filter.sameCaller, let ticket = try await tickets.ticket(id) {
            people.append(context.text("tickets.search.caller", ["number": ticket.number.description]))
        }
        return people
    }
}
