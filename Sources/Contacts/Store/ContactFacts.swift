public import Database
public import Kernel

public enum ContactFact {
    /// A conversation began.
    public struct Opened: Fact {
        public static let kind = "contact.opened"
        public let channel: ContactChannel
        /// nil in facts of old: they sought us.
        public let direction: ContactDirection?
        public let agent: PersonID
        public let phone: PhoneNumber?
        public let queue: String?
    }

    public struct Ended: Fact {
        public static let kind = "contact.ended"
        public let isCut: Bool
    }

    /// The agent wrote down what it was about, for the first time.
    public struct Logged: Fact {
        public static let kind = "contact.logged"
        public let agent: PersonID
        public let log: ContactLog
    }

    /// The agent wrote it down again, otherwise.
    public struct Corrected: Fact {
        public static let kind = "contact.corrected"
        public let log: ContactLog
    }

    public struct CategoriesChanged: Fact {
        public static let kind = "categories.changed"
        public let version: Int64
        public let reason: String?
    }
}
