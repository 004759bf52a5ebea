/// The three zones of Indonesia: whole hours from UTC, the same all year.
public enum IndonesianZone: String, Sendable, Codable, CaseIterable, Hashable {
    case wib = "WIB"
    case wita = "WITA"
    case wit = "WIT"

    public var hoursFromUTC: Int {
        switch self {
        case .wib: 7
        case .wita: 8
        case .wit: 9
        }
    }
}

/// When an office works: spans of its week, in its own zone, but on holidays.
///
/// A span belongs to the day on which it begins. It may end in the next day, at most 24 hours later: a shift that
/// began on the eve of a holiday runs to its end, and none begins on the holiday. Joint leave is a holiday. An office
/// is open from a span's first moment until just before its last.
///
/// Every answer is exact to the microsecond and costs a few binary searches, however far the moments lie apart.
public struct BusinessHours: Sendable, Hashable {
    public let zone: IndonesianZone
    /// By weekday and hour.
    public let spans: [Span]
    public let holidays: Set<Day>
    private let sums: WeekSums

    public struct Span: Sendable, Hashable, Codable {
        /// Monday is 1, Sunday 7 (ISO 8601).
        public let weekday: Int
        /// Minutes after midnight of that day; beyond 1,440 the end lies in the next day.
        public let from: Int
        public let until: Int

        public init(weekday: Int, from: Int, until: Int) {
            (self.weekday, self.from, self.until) = (weekday, from, until)
        }
    }

    /// Why spans are no week of an office.
    public enum Refusal: String, Error, Sendable, Hashable, CaseIterable {
        case neverOpen = "never-open"
        case noSuchWeekday = "no-such-weekday"
        /// It begins outside its day, or ends before it begins, or lasts longer than a day.
        case spanImpossible = "span-impossible"
        case overlap
    }

    public init(_ spans: [Span], in zone: IndonesianZone, holidays: Set<Day> = []) throws(Refusal) {
        let sorted = spans.sorted { ($0.weekday, $0.from) < ($1.weekday, $1.from) }
        try BusinessHours.check(sorted)
        self.init(checked: sorted, in: zone, holidays: holidays)
    }

    /// The same spans on several weekdays: `week(1...5, [480..<720, 780..<1_020])`.
    public static func week(_ weekdays: ClosedRange<Int>, _ hours: [Range<Int>]) -> [Span] {
        weekdays.flatMap { day in
            hours.map { Span(weekday: day, from: $0.lowerBound, until: $0.upperBound) }
        }
    }

    /// The same hours for moments from this one on, without the holidays that are past by then: what a record of one
    /// promise has to keep.
    public func onwards(from moment: Timestamp) -> BusinessHours {
        let eve = Day(sinceEpoch: localMicroseconds(moment).day - 1)
        return BusinessHours(checked: spans, in: zone, holidays: holidays.filter { $0 >= eve })
    }

    private init(checked spans: [Span], in zone: IndonesianZone, holidays: Set<Day>) {
        (self.zone, self.spans, self.holidays) = (zone, spans, holidays)
        sums = WeekSums(spans, holidays)
    }

    private static func check(_ sorted: [Span]) throws(Refusal) {
        guard let first = sorted.first, let last = sorted.last else { throw .neverOpen }
        for span in sorted {
            guard (1...7).contains(span.weekday) else { throw .noSuchWeekday }
            guard (0..<1_440).contains(span.from), span.until > span.from, span.until - span.from <= 1_440 else {
                throw .spanImpossible
            }
        }
        for (span, next) in zip(sorted, sorted.dropFirst()) where span.endInWeek > next.startInWeek { throw .overlap }
        guard last.endInWeek - 7 * 1_440 <= first.startInWeek else { throw .overlap }
    }

    public static func == (one: Self, other: Self) -> Bool {
        (one.zone, one.spans, one.holidays) == (other.zone, other.spans, other.holidays)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(zone)
        hasher.combine(spans)
        hasher.combine(holidays)
    }
}

extension BusinessHours.Span {
    fileprivate var startInWeek: Int { (weekday - 1) * 1_440 + from }
    fileprivate var endInWeek: Int { (weekday - 1) * 1_440 + until }
}

// MARK: - Reckoning

extension BusinessHours {
    /// The earliest moment at or after `moment` by which so much time has been worked. The end of a day's work is not
    /// yet the next morning. A duration of zero or less adds nothing.
    public func adding(_ duration: Duration, to moment: Timestamp) -> Timestamp {
        let wanted = duration.microseconds
        guard wanted > 0 else { return moment }
        let local = localMicroseconds(moment)
        let target = worked(before: local) + wanted
        let day = day(reaching: target, after: local.day - 1)
        var left = target - microseconds(sums.minutes(before: day))
        for span in sums.spans(on: day) {
            let length = microseconds(span.until - span.from)
            if left <= length {
                return Timestamp(microseconds: Int64(day) * dayLength + microseconds(span.from) + left - offset)
            }
            left -= length
        }
        preconditionFailure("the day that reaches the target ended before it")
    }

    /// The time worked from one moment until another; below zero when the other is the earlier.
    public func worked(from start: Timestamp, until end: Timestamp) -> Duration {
        .microseconds(worked(before: localMicroseconds(end)) - worked(before: localMicroseconds(start)))
    }

    /// The moment itself when the office is open, else when it opens next.
    public func nextOpening(at moment: Timestamp) -> Timestamp {
        adding(.microseconds(1), to: moment) - .microseconds(1)
    }

    public func isOpen(at moment: Timestamp) -> Bool { nextOpening(at: moment) == moment }

    private var offset: Int64 { Int64(zone.hoursFromUTC) * 3_600_000_000 }

    private func localMicroseconds(_ moment: Timestamp) -> Int64 { moment.microseconds + offset }

    /// Worked since a fixed moment long ago. Spans that began two days ago have ended.
    private func worked(before local: Int64) -> Int64 {
        let day = local.day
        var sum = microseconds(sums.minutes(before: day - 1))
        for began in [day - 1, day] {
            let midnight = Int64(began) * dayLength
            for span in sums.spans(on: began) {
                let length = microseconds(span.until - span.from)
                sum += min(max(local - midnight - microseconds(span.from), 0), length)
            }
        }
        return sum
    }

    /// The last day whose spans begin before so much has been worked.
    private func day(reaching target: Int64, after day: Int) -> Int {
        var step = 8
        while microseconds(sums.minutes(before: day + step)) < target { step *= 2 }
        var (below, above) = (day, day + step)
        while above - below > 1 {
            let middle = below + (above - below) / 2
            if microseconds(sums.minutes(before: middle)) < target { below = middle } else { above = middle }
        }
        return below
    }
}

private let dayLength: Int64 = 86_400_000_000

private func microseconds(_ minutes: Int) -> Int64 { Int64(minutes) * 60_000_000 }

extension Int64 {
    /// Days since 1970 of local microseconds, rounded down.
    fileprivate var day: Int { Int((self >= 0 ? self : self - dayLength + 1) / dayLength) }
}

/// Minutes that begin before a day, from the week's sums and what its holidays took away.
private struct WeekSums: Sendable {
    /// By weekday, Monday first.
    private let spans: [[BusinessHours.Span]]
    /// Minutes of a week before each weekday, and of the whole week.
    private let before: [Int]
    /// Days since 1970 of holidays, in order, and the minutes that those before each took.
    private let holidays: [Int]
    private let lost: [Int]

    init(_ sorted: [BusinessHours.Span], _ days: Set<Day>) {
        let byWeekday = (1...7).map { weekday in sorted.filter { $0.weekday == weekday } }
        let minutes = byWeekday.map { $0.reduce(0) { $0 + $1.until - $1.from } }
        spans = byWeekday
        before = minutes.reduce(into: [0]) { sums, day in sums.append((sums.last ?? 0) + day) }
        holidays = days.map(\.sinceEpoch).sorted()
        lost = holidays.reduce(into: [0]) { sums, day in
            sums.append((sums.last ?? 0) + minutes[WeekSums.weekday(day)])
        }
    }

    /// 0 for Monday: the first of January 1970 was a Thursday.
    private static func weekday(_ day: Int) -> Int { ((day + 3) % 7 + 7) % 7 }

    func minutes(before day: Int) -> Int {
        let weekday = WeekSums.weekday(day)
        return (day + 3 - weekday) / 7 * before[7] + before[weekday] - lost[place(day)]
    }

    func spans(on day: Int) -> [BusinessHours.Span] {
        let place = place(day)
        let isHoliday = place < holidays.count && holidays[place] == day
        return isHoliday ? [] : spans[WeekSums.weekday(day)]
    }

    /// How many holidays lie before a day.
    private func place(_ day: Int) -> Int {
        var (low, high) = (0, holidays.count)
        while low < high {
            let middle = (low + high) / 2
            if holidays[middle] < day { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension BusinessHours: Codable {
    private enum CodingKeys: String, CodingKey { case zone, spans, holidays }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        do {
            try self.init(
                try container.decode([Span].self, forKey: .spans),
                in: try container.decode(IndonesianZone.self, forKey: .zone),
                holidays: Set(try container.decode([Day].self, forKey: .holidays)))
        } catch let refusal as Refusal {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "no business hours: \(refusal.rawValue)"))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(zone, forKey: .zone)
        try container.encode(spans, forKey: .spans)
        try container.encode(holidays.sorted(), forKey: .holidays)
    }
}
