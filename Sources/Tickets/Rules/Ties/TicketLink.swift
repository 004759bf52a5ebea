public import Kernel

/// Two tickets that have to do with each other.
public struct TicketLink: Sendable, Hashable {
    public let kind: TicketLinkKind
    /// As seen from the ticket that was asked about.
    public let other: Ticket
    /// The ticket that was asked about came first; nil where neither did.
    public let isFirst: Bool?
    public let by: Author
    public let at: Timestamp
}

/// What two tickets have to do with each other.
public enum TicketLinkKind: String, Sendable, Codable, CaseIterable, Hashable {
    case sameMember = "same-member"
    /// One event made both: an outage, a hoax, a hospital that takes nobody in.
    case sameEvent = "same-event"
    /// The one that links goes on from the other.
    case follows
}

/// Why tickets are not linked.
public enum TicketLinkRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case noSuchTicket = "no-such-ticket"
    /// Nobody has that number.
    case noSuchNumber = "no-such-number"
    case itself
    /// They are linked already: that link is taken away first.
    case linked
    case notLinked = "not-linked"
}
