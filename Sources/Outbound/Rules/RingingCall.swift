public import Calls
public import Kernel

/// Where the call is that was placed for an item: the fold of the facts about it.
public enum RingingCall: Sendable, Hashable {
    /// The telephone has not begun to ring anybody.
    case placed
    /// Nobody has answered yet.
    case ringing
    case talking
    case ended(End)

    public struct End: Sendable, Hashable {
        public let at: Timestamp
        public let outcome: DialOutcome
        public let talk: Duration
        public let hold: Duration
        /// nil when nobody answered.
        public let contact: ContactID?

        public init(
            at moment: Timestamp, _ outcome: DialOutcome, talk: Duration = .zero, hold: Duration = .zero,
            contact: ContactID? = nil
        ) {
            (at, self.outcome, self.talk, self.hold, self.contact) = (moment, outcome, talk, hold, contact)
        }
    }

    /// Longer than any call, and than the telephone takes to begin: without a fact by then it was lost in a fault.
    static let (longest, longestPlaced) = (Duration.seconds(4 * 3_600), Duration.seconds(120))

    public var end: End? {
        if case .ended(let end) = self { end } else { nil }
    }

    /// As it is at a moment, when it was placed at another.
    func ending(_ placed: Timestamp, at moment: Timestamp) -> RingingCall {
        let limit = self == .placed ? RingingCall.longestPlaced : RingingCall.longest
        return end == nil && moment - placed > limit ? .ended(End(at: placed + limit, .failed)) : self
    }

    /// What the agent says of a call is taken, as far as the network does not know better.
    ///
    /// - Throws: `.callIsOn`, `.notRung` when the call was none, `.nobodySpoke`.
    func result(_ said: Said) throws(RingingRefusal) -> TryResult {
        guard case .ended(let end) = self else { throw .callIsOn }
        guard let heard = TryResult(end.outcome) else { throw .notRung }
        let isAnswered = heard == .reached || heard == .machine
        switch said {
        case .spoke:
            guard isAnswered else { throw .nobodySpoke }
            return .reached
        case .missed: return isAnswered ? .machine : heard
        case .wrongNumber:
            guard isAnswered || heard == .numberInvalid else { throw .nobodySpoke }
            return heard == .numberInvalid ? .numberInvalid : .wrongNumber
        }
    }

    /// What the agent says of a call.
    public enum Said: Sendable, Hashable {
        case spoke
        /// The participant was not there; when something answered, it was a machine.
        case missed
        case wrongNumber
    }
}
