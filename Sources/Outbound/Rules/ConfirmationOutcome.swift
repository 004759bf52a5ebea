public import Kernel

/// What the participant says of the branch's answer, or why nobody could say anything.
public enum ConfirmationOutcome: Sendable, Hashable {
    /// Closed with this text.
    case satisfied(String)
    /// Not satisfied, but the explanation is accepted: closed with what was explained.
    case explained(String)
    /// Back to the branch with the reason.
    case insists(String)
    /// Rung again by the plan; after the last try closed with this notice.
    case notReached(notice: String)
    case wrongNumber
    case asksForTime(Timestamp)
    /// Does not want to be rung: never again, and closed with this text.
    case refuses(String)

    /// The same without what was said.
    public enum Kind: String, Sendable, Codable, CaseIterable, Hashable {
        case satisfied, explained, insists
        case notReached = "not-reached"
        case wrongNumber = "wrong-number"
        case asksForTime = "asks-for-time"
        case refuses

        /// The participant answered what he was asked.
        public var isConfirmation: Bool { self == .satisfied || self == .explained || self == .insists }
    }

    public var kind: Kind {
        switch self {
        case .satisfied: .satisfied
        case .explained: .explained
        case .insists: .insists
        case .notReached: .notReached
        case .wrongNumber: .wrongNumber
        case .asksForTime: .asksForTime
        case .refuses: .refuses
        }
    }
}

/// What became of the ticket.
public enum ConfirmationEnd: Sendable, Hashable {
    case closed
    /// Somebody else had closed it; what was said is written down.
    case closedMeanwhile
    /// Somebody else had sent it back to the branch; what was said is written down.
    case reopenedMeanwhile
    case reopened(loop: Int)
    case ringsAgain(at: Timestamp)
    /// The last try reached nobody: closed with a notice.
    case givenUp
    /// Another number is rung next, or a supervisor looks for one.
    case needsNumber
}

extension RingingCall {
    /// What the form proposes, by what the telephone tells of the call; nil as long as only the agent can know.
    public var proposal: ConfirmationOutcome.Kind? {
        guard let end, let result = TryResult(end.outcome) else { return nil }
        switch result {
        case .reached: return nil
        case .busy, .noAnswer, .machine, .unreachable: return .notReached
        case .numberInvalid, .wrongNumber: return .wrongNumber
        }
    }
}
