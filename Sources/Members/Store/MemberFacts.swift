public import Database

public enum MemberFact {
    /// Members were taken over from outside: about the centre as a whole.
    public struct Enrolled: Fact {
        public static let kind = "members.enrolled"
        public let count: Int
    }

    /// Somebody saw a member's record.
    public struct Looked: Fact {
        public static let kind = "member.looked"
        /// What it was looked at for, as `call:0192…`.
        public let because: String
        /// What the member was found by: `phone`, `card`, `nik`, `family`, `id`.
        public let by: String
    }
}

/// Why the register of members did not do as asked.
public enum MemberRefusal: Error, Hashable, Sendable {
    /// A member with this card, NIK or name is there already; nobody was enrolled.
    case alreadyThere
}
