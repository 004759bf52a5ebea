import Kernel
import Pages

extension Path {
    static let ticketSearches: Path = "/tickets/searches"
    static let ticketViews: Path = "/tickets/views"
    static let ticketBulks: Path = "/tickets/bulk-changes"

    static func removal(of view: TicketViewID) -> Path { "/tickets/views/\(view)/removals" }
    static func undoing(of bulk: TicketBulkID) -> Path { "/tickets/bulk-changes/\(bulk)/undoings" }

    static func tickets(_ filter: TicketFilter, at cursor: TicketCursor? = nil) -> Path {
        filter.fields.reduce(Path.tickets) { $0.with($1.name, $1.value) }.with("at", cursor)
    }
}

// A filter in a list's address. No number of a person's stands there: a member by an id of ours, a caller by a ticket.
extension TicketFilter {
    /// What an address or a form says; what it cannot mean is left out.
    init(_ query: Form) {
        let words = query["q"].map { String($0.prefix(TicketSearch.longest)).replacing("\0", with: "") }
        self.init(words: words.flatMap { $0.isEmpty ? nil : $0 })
        colour = query["colour"].flatMap(TicketColour.init)
        priority = query["priority"].flatMap(TicketPriority.init)
        category = query["category"].flatMap(Self.code)
        region = query["region"].flatMap(Self.code)
        from = query.value("from")
        until = query.value("until")
        isMine = query.isTicked("mine")
        members = query.all("member").prefix(Self.mostMembers).compactMap { MemberID($0) }
        sameCaller = query.value("caller")
        state = query["state"].flatMap(State.init) ?? usualState
    }

    /// Codes are short and plain; anything else is nobody's.
    private static func code(_ text: String) -> String? {
        text.utf8.count <= 80 && !text.utf8.contains(0) ? text : nil
    }

    /// Which state is meant when none is named: whoever looks for something looks among all.
    var usualState: State { words != nil || isPersonal ? .all : .open }

    var fields: [(name: String, value: String)] {
        let one: [(String, String?)] = [
            ("state", state == usualState ? nil : state.rawValue), ("colour", colour?.rawValue),
            ("priority", priority?.rawValue), ("category", category), ("region", region),
            ("from", from?.description), ("until", until?.description), ("mine", isMine ? "1" : nil), ("q", words),
            ("caller", sameCaller?.description),
        ]
        return one.compactMap { name, value in value.map { (name, $0) } }
            + members.map { ("member", $0.description) }
    }
}
