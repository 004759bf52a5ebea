public import Contacts
public import Database
public import Kernel

public enum TicketFact {
    public struct Opened: Fact {
        public static let kind = "ticket.opened"
        public let number: TicketNumber
        public let colour: TicketColour
        public let category: String
        /// What kind of contact it came from.
        public let of: ContactKind
        public let region: String?
        public let text: String
        public let member: MemberID?
        public let contact: ContactID?
        public let dueAt: Timestamp
    }

    public struct Noted: Fact {
        public static let kind = "ticket.noted"
        public let text: String
    }

    public struct Closed: Fact {
        public static let kind = "ticket.closed"
        public let text: String
        /// After its time.
        public let isLate: Bool
    }
}
