public import Kernel

/// A number that is never rung.
public struct DoNotCall: Sendable, Hashable {
    public let phone: PhoneNumber
    public let reason: String
    public let by: Author
    public let since: Timestamp
    /// From then on it may be rung again; nil for ever.
    public let until: Timestamp?

    public func isInForce(at moment: Timestamp) -> Bool { until.map { moment < $0 } ?? true }
}

/// Why a number is not put on the list of those that are never rung, or not taken off it.
public enum DoNotCallRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case reasonMissing = "reason-missing"
    case alreadyListed = "already-listed"
    case notListed = "not-listed"
    /// It would end before it begins.
    case untilPast = "until-past"
}

/// The numbers of a participant, the one to ring first in front.
public struct RingableNumbers: Sendable, Hashable {
    public let numbers: [PhoneNumber]
    /// Somebody else's, or nobody's.
    public let wrong: Set<PhoneNumber>
    /// Never to be rung.
    public let unwanted: Set<PhoneNumber>

    public init(_ numbers: [PhoneNumber], wrong: Set<PhoneNumber> = [], unwanted: Set<PhoneNumber> = []) {
        (self.numbers, self.wrong, self.unwanted) = (numbers, wrong, unwanted)
    }

    public enum Choice: Sendable, Hashable {
        case ring(PhoneNumber)
        /// No number is known.
        case none
        /// Every known number is wrong.
        case wrong
        /// What is left is never to be rung.
        case unwanted
    }

    public var choice: Choice {
        let right = numbers.filter { !wrong.contains($0) }
        if let number = right.first(where: { !unwanted.contains($0) }) { return .ring(number) }
        if !right.isEmpty { return .unwanted }
        return numbers.isEmpty ? .none : .wrong
    }
}
