public import Kernel

/// A calendar month, written `2026-11`: what a contribution is owed for.
public struct Month: Hashable, Comparable, Sendable {
    public let year: Int
    /// 1 to 12.
    public let month: Int

    public init?(year: Int, month: Int) {
        guard (1...9_998).contains(year), (1...12).contains(month) else { return nil }
        (self.year, self.month) = (year, month)
    }

    /// The month that a day lies in.
    public init(of day: Day) { (year, month) = (day.year, day.month) }

    private init(index: Int) { (year, month) = (index / 12, index % 12 + 1) }

    /// Months since the year 0, so that two can be subtracted.
    public var index: Int { year * 12 + month - 1 }

    public func adding(_ months: Int) -> Month { Month(index: index + months) }
    public var next: Month { adding(1) }
    public var previous: Month { adding(-1) }

    public var firstDay: Day { day(1) }
    public var lastDay: Day { next.firstDay.adding(days: -1) }

    /// A day of the month by its number; the last one when the month is shorter.
    public func day(_ number: Int) -> Day {
        guard let day = Day(year: year, month: month, day: number) else { return lastDay }
        return day
    }

    public static func < (lhs: Month, rhs: Month) -> Bool { lhs.index < rhs.index }
}

extension Month: LosslessStringConvertible {
    public init?(_ text: String) {
        guard let day = Day(text + "-01") else { return nil }
        self.init(of: day)
    }

    public var description: String { String(firstDay.description.prefix(7)) }
}
