public import Kernel

/// Which tickets a list shows.
public struct TicketFilter: Sendable, Hashable {
    public enum State: String, Sendable, CaseIterable, Hashable { case open, late, closed, all }

    public var state: State
    public var colour: TicketColour?
    public var priority: TicketPriority?
    /// A number, or words of the text.
    public var words: String?
    public var member: MemberID?

    public init(
        state: State = .open, colour: TicketColour? = nil, priority: TicketPriority? = nil, words: String? = nil,
        member: MemberID? = nil
    ) {
        (self.state, self.colour, self.priority, self.words, self.member) = (state, colour, priority, words, member)
    }
}

/// One page of a list, and how long the list is.
public struct TicketPage: Sendable, Hashable {
    public static let size = 50

    public let tickets: [Ticket]
    public let total: Int
    /// From 1; the last one when a later was asked for.
    public let number: Int

    public var count: Int { max(1, (total + TicketPage.size - 1) / TicketPage.size) }
}

/// How much is open now.
public struct TicketCounts: Sendable, Hashable {
    public let open: Int
    public let late: Int
}
