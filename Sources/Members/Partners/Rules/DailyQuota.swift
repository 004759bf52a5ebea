public import Kernel

/// How often a partner may be asked in a day. Counted by the centre's day, and corrected by what the partner tells.
public struct DailyQuota: Hashable, Sendable {
    /// What is kept of it, so that a new process goes on where the old one was. The agreed number is the
    /// configuration's.
    public struct Count: Hashable, Sendable {
        public var day: Day
        public var used: Int
        /// What was left by the partner's own count, less what was asked since.
        public var told: Int?

        public init(day: Day, used: Int = 0, told: Int? = nil) { (self.day, self.used, self.told) = (day, used, told) }
    }

    /// The agreed number a day; nil when none was agreed.
    public let limit: Int?
    public private(set) var count: Count

    public init(limit: Int?, on day: Day) { self.init(limit: limit, goingOnFrom: Count(day: day)) }

    public init(limit: Int?, goingOnFrom count: Count) {
        self.limit = limit.map { max(0, $0) }
        self.count = count
    }

    /// What is left on a day; nil when nobody said how much there is.
    public func left(on day: Day) -> Int? {
        guard day == count.day else { return limit }
        let own = limit.map { max(0, $0 - count.used) }
        return [own, count.told].compactMap(\.self).min()
    }

    /// How often was asked on a day.
    public func used(on day: Day) -> Int { day == count.day ? count.used : 0 }

    /// Takes one; false when none is left.
    public mutating func take(on day: Day) -> Bool {
        turn(to: day)
        if let left = left(on: day), left <= 0 { return false }
        count.used += 1
        count.told = count.told.map { max(0, $0 - 1) }
        return true
    }

    /// The partner said what is left.
    public mutating func told(left: Int, on day: Day) {
        turn(to: day)
        count.told = max(0, left)
    }

    private mutating func turn(to day: Day) {
        if day != count.day { count = Count(day: day) }
    }
}
