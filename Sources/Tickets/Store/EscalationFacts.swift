public import Database

extension TicketFact {
    /// A branch has it now.
    public struct Escalated: Fact {
        public static let kind = "ticket.escalated"
        public let branch: String
        public let because: EscalationCause
        /// In words, where somebody chose.
        public let reason: String
    }

    /// It went on to the right branch.
    public struct Passed: Fact {
        public static let kind = "ticket.passed"
        public let from: String
        public let to: String
        public let reason: String
    }

    /// Somebody of the branch works on it.
    public struct Taken: Fact {
        public static let kind = "ticket.taken"
        public let branch: String
    }

    /// The branch asks the centre.
    public struct Asked: Fact {
        public static let kind = "ticket.asked"
        public let branch: String
        public let text: String
    }

    /// The centre told what the branch asked.
    public struct Replied: Fact {
        public static let kind = "ticket.replied"
        public let text: String
    }

    public struct BranchAnswered: Fact {
        public static let kind = "ticket.branch-answered"
        public let branch: String
        public let status: AnswerStatus
        public let text: String
    }

    /// Somebody of the branch had the caller's number shown in the clear.
    public struct PhoneShown: Fact {
        public static let kind = "ticket.phone-shown"
        public let branch: String
        public let reason: String
        public let words: String?
    }

    /// The participant was not satisfied: back to the branch.
    public struct Reopened: Fact {
        public static let kind = "ticket.reopened"
        public let branch: String
        public let reason: String
        /// Which time it is.
        public let loop: Int
    }
}
