public import Database
public import Kernel

public enum OutboundFact {
    /// An agent has the item.
    public struct Taken: Fact {
        public static let kind = "outbound.taken"
        public let phone: PhoneNumber
        public let round: Int
    }

    /// It went back to the list, and nothing came of it.
    public struct Released: Fact {
        public static let kind = "outbound.released"
        public let round: Int
        /// Nobody went on with it; otherwise the agent gave it back.
        public let isExpired: Bool
    }

    /// A call was placed, and this came of it.
    public struct Tried: Fact {
        public static let kind = "outbound.tried"
        public let round: Int
        public let call: WorkID
        public let phone: PhoneNumber
        public let result: TryResult
        /// In the words of what was rung for: `satisfied`.
        public let outcome: String
        /// When it is rung again, if it is.
        public let nextAt: Timestamp?
    }

    /// Another number of the participant is known.
    public struct NumberGiven: Fact {
        public static let kind = "outbound.number-given"
        public let phone: PhoneNumber
    }

    public struct NeverCalled: Fact {
        public static let kind = "do-not-call.added"
        public let phone: PhoneNumber
        public let reason: String
        public let until: Timestamp?
    }

    public struct CalledAgain: Fact {
        public static let kind = "do-not-call.removed"
        public let phone: PhoneNumber
        public let reason: String
    }

    /// Participants are rung by another plan from now on.
    public struct PlanSet: Fact {
        public static let kind = "ringing-plan.set"
        public let number: Int
        public let plan: RingingPlan
        public let reason: String
    }
}

extension Subject {
    static func doNotCall(_ phone: PhoneNumber) -> Subject { Subject("do-not-call", phone.digits) }
}
