public import Kernel

/// Who registers and changes from where, by which channel, in which week: a table that is also a picture.
public struct RegistrationTrend: Sendable, Hashable {
    /// One change that was handed in.
    public struct Entry: Sendable, Hashable {
        public let kind: ChangeKind
        /// The code of the region, two digits or four; nil when nobody asked.
        public let region: String?
        public let channel: String
        public let day: Day

        public init(_ kind: ChangeKind, region: String?, channel: String, on day: Day) {
            (self.kind, self.region, self.channel, self.day) = (kind, region, channel, day)
        }
    }

    /// How finely regions are told apart.
    public enum Grain: String, Sendable, Codable, CaseIterable, Hashable {
        case province, regency

        func code(_ region: String?) -> String? {
            switch self {
            case .province: region.map { String($0.prefix(2)) }
            // A province alone says nothing of a regency.
            case .regency: region.flatMap { $0.utf8.count >= 4 ? String($0.prefix(4)) : nil }
            }
        }
    }

    /// A week from Monday on, of the year in which its Thursday lies (ISO 8601).
    public struct Week: Sendable, Hashable, Comparable, CustomStringConvertible {
        public let monday: Day

        public init(of day: Day) { monday = day.adding(days: 1 - day.weekday) }

        public var year: Int { monday.adding(days: 3).year }

        public var number: Int {
            let thursday = monday.adding(days: 3)
            let newYear = Day(year: thursday.year, month: 1, day: 1) ?? thursday
            return (thursday.sinceEpoch - newYear.sinceEpoch) / 7 + 1
        }

        public var next: Week { Week(of: monday.adding(days: 7)) }

        /// `2026-W05`
        public var description: String { "\(year)-W\(number < 10 ? "0" : "")\(number)" }

        public static func < (lhs: Self, rhs: Self) -> Bool { lhs.monday < rhs.monday }
    }

    public struct Row: Sendable, Hashable, Identifiable {
        /// nil: not known at this grain.
        public let region: String?
        public let channel: String
        /// One count for each of the table's weeks.
        public let counts: [Int]

        public var id: String { "\(region ?? "-")/\(channel)" }
        public var total: Int { counts.reduce(0, +) }
    }

    /// From the first to the last, those without any entry included.
    public let weeks: [Week]
    /// The largest first; equal ones by region, then channel.
    public let rows: [Row]

    public var total: Int { rows.reduce(0) { $0 + $1.total } }
    /// For each week, over all rows.
    public var weekTotals: [Int] { weeks.indices.map { week in rows.reduce(0) { $0 + $1.counts[week] } } }
    /// The height of the picture.
    public var highest: Int { rows.flatMap(\.counts).max() ?? 0 }

    /// - Parameter kinds: what is counted; nil: everything.
    public init(_ entries: [Entry], by grain: Grain, kinds: Set<ChangeKind>? = nil) {
        struct Key: Hashable {
            let region: String?
            let channel: String
        }
        let counted = entries.filter { kinds?.contains($0.kind) ?? true }
        let seen = counted.map { Week(of: $0.day) }
        guard let first = seen.min(), let last = seen.max() else {
            (weeks, rows) = ([], [])
            return
        }
        weeks = Array(sequence(first: first) { $0 < last ? $0.next : nil })
        var counts: [Key: [Int]] = [:]
        for (entry, week) in zip(counted, seen) {
            let place = (week.monday.sinceEpoch - first.monday.sinceEpoch) / 7
            let key = Key(region: grain.code(entry.region), channel: entry.channel)
            counts[key, default: Array(repeating: 0, count: weeks.count)][place] += 1
        }
        rows = counts.map { Row(region: $0.key.region, channel: $0.key.channel, counts: $0.value) }.sorted {
            (-$0.total, $0.region ?? "~", $0.channel) < (-$1.total, $1.region ?? "~", $1.channel)
        }
    }
}
