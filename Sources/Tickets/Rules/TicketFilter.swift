import Database
public import Kernel

/// Which tickets a list shows.
public struct TicketFilter: Sendable, Hashable, Codable {
    public enum State: String, Sendable, Codable, CaseIterable, Hashable {
        case open
        /// Open, and due within `TicketFilter.soon`.
        case soon
        case late, closed, all

        /// Of tickets that are open: few among all.
        var isOfOpen: Bool { self == .open || self == .soon || self == .late }
    }

    public var state: State
    public var colour: TicketColour?
    public var priority: TicketPriority?
    public var category: String?
    /// A province's code, or a regency's.
    public var region: String?
    /// The days on which they were opened, both included.
    public var from: Day?
    public var until: Day?
    /// Opened by whoever reads the list.
    public var isMine: Bool
    /// Words of their story; all of them must be there.
    public var words: String?
    /// Of one of these members. Never kept in a view.
    public var members: [MemberID]
    /// Of whoever rang for this ticket: those with its telephone number.
    public var sameCaller: TicketID?

    public init(
        state: State = .open, colour: TicketColour? = nil, priority: TicketPriority? = nil, words: String? = nil,
        member: MemberID? = nil
    ) {
        (self.state, self.colour, self.priority, self.words) = (state, colour, priority, words)
        members = member.map { [$0] } ?? []
        isMine = false
    }

    /// How near a limit is that presses soon.
    public static let soon = Duration.seconds(4 * 3_600)

    /// Members of one list.
    public static let mostMembers = 30

    /// Whether something besides the state keeps tickets out of the list.
    public var isNarrow: Bool {
        var plain = TicketFilter(state: state)
        plain.isMine = false
        return self != plain
    }

    /// About people: it is gone with the page, and no view keeps it.
    public var isPersonal: Bool { !members.isEmpty || sameCaller != nil }

    /// In which order they stand: what presses first among open ones, the newest first among others.
    var order: TicketOrder {
        if let words, WordQuery(words) != nil { return .found }
        return state.isOfOpen ? .pressing : .newest
    }
}

/// In which order a list stands.
enum TicketOrder: String, Sendable, Hashable {
    case pressing, newest
    /// As the index of words answers: the newest first.
    case found
}

/// Where a page of a list begins: after one ticket, or before it. It stays there when others come or go.
public struct TicketCursor: Sendable, Hashable {
    public enum Side: String, Sendable, Hashable { case after, before }

    public let side: Side
    /// What the list is ordered by: a moment, or a place in the index of words.
    let key: Int64
    let ticket: TicketID

    init(_ side: Side, key: Int64, ticket: TicketID) { (self.side, self.key, self.ticket) = (side, key, ticket) }
}

extension TicketCursor: LosslessStringConvertible {
    /// `after.1763773200000000.0192…`
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let side = Side(rawValue: parts[0]), let key = Int64(parts[1]),
            let ticket = TicketID(parts[2])
        else { return nil }
        self.init(side, key: key, ticket: ticket)
    }

    public var description: String { "\(side.rawValue).\(key).\(ticket)" }
}

/// One page of a list, and how long the list is.
public struct TicketPage: Sendable, Hashable {
    public static let size = 50

    public let tickets: [Ticket]
    public let count: TicketCount
    /// Where its neighbours begin; nil at an end.
    public let previous: TicketCursor?
    public let next: TicketCursor?
    /// Hits were left out: more have these words than are looked through for the other conditions.
    public let isCut: Bool
}

/// How many there are. A long list is not counted to its end.
public enum TicketCount: Sendable, Hashable {
    case exactly(Int)
    case moreThan(Int)

    /// - Parameter counted: up to one more than the most.
    init(_ counted: Int, most: Int) { self = counted > most ? .moreThan(most) : .exactly(counted) }
}
