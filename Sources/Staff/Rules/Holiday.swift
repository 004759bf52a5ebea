public import Kernel

/// A day on which branches do not work: the clocks that run in business hours stand still.
public struct Holiday: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable, LosslessStringConvertible {
        /// Libur nasional, elections among them.
        case `public`
        /// Cuti bersama.
        case joint

        public init?(_ text: String) { self.init(rawValue: text) }
        public var description: String { rawValue }
    }

    public let day: Day
    public let name: String
    public let kind: Kind
    /// Reckoned, and not decreed yet: the day may move.
    public let isEstimated: Bool

    public init(day: Day, name: String, kind: Kind, isEstimated: Bool = false) {
        (self.day, self.name, self.kind, self.isEstimated) = (day, name, kind, isEstimated)
    }
}

/// A list of holidays as `scripts/holidays` writes it: a line for each, `day TAB name TAB kind TAB estimated`.
public struct HolidayList: Sendable {
    public let holidays: [Holiday]

    /// What is told of a line that is wrong; lines count from 1.
    public struct Fault: Hashable, Sendable {
        public let line: Int
        public let reason: Reason
    }

    public enum Reason: Error, Hashable, Sendable {
        case columns(Int)
        case day(String)
        case noName
        case kind(String)
        case estimated(String)
        /// The same day stands in an earlier line.
        case twice(line: Int)
    }

    public enum Refusal: Error, Hashable, Sendable {
        case empty
        /// The first faults, and how many there are in all.
        case lines([Fault], count: Int)
    }

    public static let mostTold = 20

    /// All or nothing. Empty lines are passed over.
    public static func read(_ text: String) throws(Refusal) -> HolidayList {
        var holidays: [Holiday] = []
        var faults: [Fault] = []
        var lines: [Day: Int] = [:]
        let all = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (place, line) in all.enumerated() {
            if line.isEmpty { continue }
            do throws(Reason) {
                let holiday = try holiday(line)
                if let first = lines.updateValue(place + 1, forKey: holiday.day) { throw .twice(line: first) }
                holidays.append(holiday)
            } catch {
                faults.append(Fault(line: place + 1, reason: error))
            }
        }
        guard faults.isEmpty else { throw .lines(Array(faults.prefix(mostTold)), count: faults.count) }
        guard !holidays.isEmpty else { throw .empty }
        return HolidayList(holidays: holidays.sorted { $0.day < $1.day })
    }

    private static func holiday(_ line: Substring) throws(Reason) -> Holiday {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard columns.count == 4 else { throw .columns(columns.count) }
        guard let day = Day(columns[0]) else { throw .day(columns[0]) }
        let name = columns[1].split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !name.isEmpty else { throw .noName }
        guard let kind = Holiday.Kind(columns[2]) else { throw .kind(columns[2]) }
        guard ["yes", "no"].contains(columns[3]) else { throw .estimated(columns[3]) }
        return Holiday(day: day, name: name, kind: kind, isEstimated: columns[3] == "yes")
    }
}
