public import Kernel

/// How satisfied people were in one month: of what was asked in it by mail, and of its calls.
public struct SatisfactionTally: Sendable, Hashable {
    /// Mails that asked.
    public var asked = 0
    /// The latest answer to each.
    public var byLink = Scores()
    /// nil where the centre has no telephone of its own.
    public var byPhone: Scores?

    public struct Scores: Sendable, Hashable {
        public private(set) var count = 0
        private var sum = 0

        public init() {}

        /// - Parameter counts: how often each score, from 1 to 5, was given; others are none.
        public init(_ counts: [Int: Int]) {
            for (score, often) in counts where SatisfactionScore(rawValue: score) != nil {
                count += often
                sum += score * often
            }
        }

        /// Tenths, rounded: 42 is 4.2. nil when nobody answered.
        public var average: Int? { count == 0 ? nil : (sum * 20 + count) / (count * 2) }

        public static func + (one: Scores, other: Scores) -> Scores {
            var both = one
            both.count += other.count
            both.sum += other.sum
            return both
        }
    }

    public init() {}

    public var all: Scores { byLink + (byPhone ?? Scores()) }

    public static func + (one: SatisfactionTally, other: SatisfactionTally) -> SatisfactionTally {
        var both = one
        both.asked += other.asked
        both.byLink = one.byLink + other.byLink
        if let more = other.byPhone { both.byPhone = (one.byPhone ?? Scores()) + more }
        return both
    }

    /// The first days of the last months, the oldest first; the last one is the month of a day.
    static func months(_ count: Int, through day: Day) -> [Day] {
        var months: [Day] = []
        var first = day.adding(days: 1 - day.day)
        for _ in 0..<count {
            months.insert(first, at: 0)
            let before = first.adding(days: -1)
            first = before.adding(days: 1 - before.day)
        }
        return months
    }
}

/// How often callers gave each score at the end of their calls, from a moment on and before another.
public typealias FindCallRatings = @Sendable (_ from: Timestamp, _ until: Timestamp) async throws -> [Int: Int]
