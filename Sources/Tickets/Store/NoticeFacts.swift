public import Database

/// The facts of who is written to, about `centre:notices`.
public enum NoticeFact {
    public struct RecipientAdded: Fact {
        public static let kind = "notices.recipient-added"
        /// `head-office`, `region:VI`, `branch:SMG`
        public let office: String
        public let address: String
    }

    public struct RecipientRemoved: Fact {
        public static let kind = "notices.recipient-removed"
        public let office: String
        public let address: String
    }
}

extension TicketFact {
    /// Somebody of the branch opened the link of a mail.
    public struct LinkOpened: Fact {
        public static let kind = "ticket.link-opened"
        public let branch: String
    }
}
