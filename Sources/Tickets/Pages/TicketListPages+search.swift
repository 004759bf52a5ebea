import Hummingbird
import Kernel
import Members
import Pages

extension TicketListPages {
    /// `POST /tickets/searches`: the one box, sent so that a number of a person's never stands in an address.
    @Sendable func search(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.ticketsRead)
        let filter = TicketFilter(try await Form.read(request, context))
        if let lead = try await lead(of: filter, for: viewer, context) { return lead }
        return .redirect(to: .tickets(filter))
    }

    /// Where a number leads that was typed instead of words; nil for words, and for nothing.
    func lead(of filter: TicketFilter, for viewer: SignedIn, _ context: PageContext) async throws -> Response? {
        guard let typed = filter.words else { return nil }
        let today = source.calendar.day(of: context.arrivedAt)
        switch TicketSearch(typed, on: today) {
        case .words: return nil
        case .ticket(let number):
            if let id = try await tickets.id(of: number) { return .redirect(to: .ticket(id)) }
            return nowhere("tickets.search.no-ticket", filter)
        case .person(let number): return try await lead(to: number, filter, for: viewer)
        case nil: return nowhere("tickets.search.nothing", filter)
        }
    }

    private func lead(
        to number: TypedNumber, _ filter: TicketFilter, for viewer: SignedIn
    ) async throws -> Response {
        var people = TicketFilter(filter, without: .words)
        if viewer.may(.membersRead) { people.members = try await members.ids(of: number) }
        for case .phone(let phone) in number.readings {
            people.sameCaller = try await tickets.latest(ofCaller: phone)
        }
        guard people.isPersonal else {
            return nowhere(viewer.may(.membersRead) ? "tickets.search.nobody" : "tickets.search.not-yours", filter)
        }
        people.state = people.usualState
        return .redirect(to: .tickets(people))
    }

    private func nowhere(_ key: String, _ filter: TicketFilter) -> Response {
        .redirect(to: .tickets(TicketFilter(filter, without: .words)), notice: key, kind: .warning)
    }
}

extension TicketFilter {
    enum Part { case words }

    /// The same list without what was typed.
    init(_ filter: TicketFilter, without part: Part) {
        self = filter
        let isUsual = state == usualState
        words = nil
        if isUsual { state = usualState }
    }
}
