public import Database

/// The facts of mails, about `mail:`. None of them holds an address or a word of the mail.
public enum MailFact {
    public struct Queued: Fact {
        public static let kind = "mail.queued"
        /// `ticket:0192…`
        public let about: String
    }

    public struct Sent: Fact {
        public static let kind = "mail.sent"
        public let about: String
        public let tries: Int
    }

    public struct Failed: Fact {
        public static let kind = "mail.failed"
        public let about: String
        public let tries: Int
        /// The server's code, or what went wrong before it said one.
        public let reason: String
    }

    /// Somebody has it sent again.
    public struct Requeued: Fact {
        public static let kind = "mail.requeued"
        public let about: String
    }
}
