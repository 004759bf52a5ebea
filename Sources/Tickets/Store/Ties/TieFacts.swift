public import Database
public import Kernel

extension TicketFact {
    /// Left on both.
    public struct Linked: Fact {
        public static let kind = "ticket.linked"
        public let of: TicketLinkKind
        public let other: TicketID
        public let number: TicketNumber
        /// This one came first; nil where neither did.
        public let isFirst: Bool?
    }

    /// Left on both.
    public struct Unlinked: Fact {
        public static let kind = "ticket.unlinked"
        public let other: TicketID
        public let number: TicketNumber
        public let reason: String
    }

    /// Left on both: the one is closed as a part of the other.
    public struct Merged: Fact {
        public static let kind = "ticket.merged"
        public let ticket: TicketID
        public let number: TicketNumber
        public let into: TicketID
        public let intoNumber: TicketNumber
    }
}
