public import Kernel

/// How often a partner may be asked in a day. Counted by the centre's day, and corrected by what the partner tells.
///
/// Codable, so that whoever keeps it starts a new process where the old one was.
public struct DailyQuota: Hashable, Sendable, Codable {
    /// The agreed number a day; nil when none was agreed.
    public let limit: Int?
    private var day: Day
    private var used = 0
    /// What was left by the partner's own count, less what was asked since.
    private var told: Int?

    public init(limit: Int?, on day: Day) {
        self.limit = limit.map { max(0, $0) }
        self.day = day
    }

    /// What is left on a day; nil when nobody said how much there is.
    public func left(on day: Day) -> Int? {
        guard day == self.day else { return limit }
        let own = limit.map { max(0, $0 - used) }
        return [own, told].compactMap(\.self).min()
    }

    /// How often was asked on a day.
    public func used(on day: Day) -> Int { day == self.day ? used : 0 }

    /// Takes one; false when none is left.
    public mutating func take(on day: Day) -> Bool {
        turn(to: day)
        if let left = left(on: day), left <= 0 { return false }
        used += 1
        told = told.map { max(0, $0 - 1) }
        return true
    }

    /// The partner said what is left.
    public mutating func told(left: Int, on day: Day) {
        turn(to: day)
        told = max(0, left)
    }

    private mutating func turn(to day: Day) {
        guard day != self.day else { return }
        self.day = day
        used = 0
        told = nil
    }
}
