public import Kernel

/// How many callers came to one queue lately, in steps of five minutes, and how many of them gave up.
///
/// A caller who gave up counts in the step in which they had come, so that no step has more of these than of those.
public struct QueueTraffic: Sendable, Equatable {
    public struct Step: Sendable, Equatable {
        public var from: Timestamp
        public var offered = 0
        public var abandoned = 0
    }

    public static let step = Duration.seconds(300)
    /// Two hours.
    public static let steps = 24

    /// By the number of the step since 1970; older ones are forgotten.
    private var counts: [Int64: Step] = [:]

    public init() {}

    public mutating func offered(at moment: Timestamp) {
        let number = Self.number(moment)
        counts[number, default: Self.empty(number)].offered += 1
        if counts.count > Self.steps { counts = counts.filter { $0.key > number - Int64(Self.steps) } }
    }

    /// - Parameter moment: when the caller had come.
    public mutating func abandoned(comeAt moment: Timestamp) { counts[Self.number(moment)]?.abandoned += 1 }

    /// The last two hours, oldest first; the last step is under way.
    public func lately(at now: Timestamp) -> [Step] {
        let last = Self.number(now)
        return (last - Int64(Self.steps) + 1...last).map { counts[$0] ?? Self.empty($0) }
    }

    private static func empty(_ number: Int64) -> Step {
        Step(from: Timestamp(microseconds: number * step.microseconds))
    }

    private static func number(_ moment: Timestamp) -> Int64 {
        let (quotient, rest) = moment.microseconds.quotientAndRemainder(dividingBy: step.microseconds)
        return rest < 0 ? quotient - 1 : quotient
    }
}
