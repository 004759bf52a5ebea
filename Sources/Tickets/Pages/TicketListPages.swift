import Contacts
import Hummingbird
import Kernel
import Pages

/// `/tickets`: the list with its filters.
struct TicketListPages: PageGroup {
    let tickets: TicketStore
    let source: TicketWords.Source
    let views: Views

    func add(to router: Router<PageContext>) { router.get("/tickets", use: list) }

    @Sendable private func list(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.ticketsRead)
        let query = Form.query(request)
        let filter = TicketFilter(query)
        let page = try await tickets.list(filter, page: query.value("page") ?? 1, at: context.arrivedAt)
        let counts = try await tickets.counts(at: context.arrivedAt)
        let words = try await TicketWords(source, context)
        var model = present([
            "count": context.text("tickets.count", ["count": "\(page.total)"]),
            "open": context.text("tickets.counts", ["open": "\(counts.open)", "late": "\(counts.late)"]),
            "mentions": context.text(
                "tickets.mentions.unread", ["count": "\(try await tickets.unreadMentions(of: viewer.id))"]),
            "query": filter.words ?? "", "state": filter.state.rawValue, "colour": filter.colour?.rawValue ?? "",
            "states": states(filter, context), "colours": colours(filter, context),
            "priorities": Form.choices(
                TicketPriority.allCases.reversed().map {
                    ($0.rawValue, context.text("tickets.priority.\($0.rawValue)"))
                }, chosen: Set([filter.priority?.rawValue].compactMap(\.self))),
            "tickets": page.tickets.map { row($0, words) }, "isEmpty": page.tickets.isEmpty,
            "emptyWords": context.text(filter.isNarrow ? "tickets.empty.filtered" : "tickets.empty.all"),
            "all": filter.isNarrow ? Path.tickets(TicketFilter(state: filter.state)).text : nil,
        ])
        if page.count > 1 {
            model["paging"] = present([
                "place": context.text("tickets.page", ["page": "\(page.number)", "pages": "\(page.count)"]),
                "previous": page.number > 1 ? Path.tickets(filter, page: page.number - 1).text : nil,
                "next": page.number < page.count ? Path.tickets(filter, page: page.number + 1).text : nil,
            ])
        }
        return try views.page("tickets-list", title: context.text("tickets.title"), model, context)
    }

    private func row(_ ticket: Ticket, _ words: TicketWords) -> [String: Any] {
        [
            "path": Path.ticket(ticket.id).text, "number": ticket.number.description,
            "colour": words.colour(ticket.colour), "priority": words.priority(ticket.priority),
            "matter": words.matter(ticket.matter),
            "region": ticket.matter.region.map(words.choices.region) ?? "",
            "text": excerpt(ticket.matter.text),
            "openedAt": words.time.moment(ticket.openedAt), "term": words.term(ticket), "closed": !ticket.isOpen,
        ]
    }

    /// As much of a text as a row takes, ended at a word.
    private func excerpt(_ text: String) -> String {
        let most = 160
        guard text.count > most else { return text }
        let words = text.prefix(most).split(whereSeparator: \.isWhitespace)
        return words.dropLast(words.count > 1 ? 1 : 0).joined(separator: " ") + " …"
    }

    private func states(_ filter: TicketFilter, _ context: PageContext) -> [[String: Any]] {
        TicketFilter.State.allCases.map { state in
            var other = filter
            other.state = state
            return [
                "path": Path.tickets(other).text, "word": context.text("tickets.state.\(state.rawValue)"),
                "here": state == filter.state,
            ]
        }
    }

    private func colours(_ filter: TicketFilter, _ context: PageContext) -> [[String: Any]] {
        TicketColour.allCases.map { colour in
            [
                "value": colour.rawValue, "word": context.text("tickets.colour.\(colour.rawValue)"),
                "chosen": colour == filter.colour,
            ]
        }
    }
}

extension TicketFilter {
    /// What a list's address says; what it cannot mean is left out.
    init(_ query: Form) {
        self.init(
            state: query["state"].flatMap(State.init) ?? .open, colour: query["colour"].flatMap(TicketColour.init),
            priority: query["priority"].flatMap(TicketPriority.init),
            words: query["q"].map { String($0.prefix(200)).replacing("\0", with: "") }.flatMap { $0.isEmpty ? nil : $0 }
        )
    }

    /// Whether something besides the state keeps tickets out of the list.
    var isNarrow: Bool { colour != nil || priority != nil || words != nil || member != nil }
}
