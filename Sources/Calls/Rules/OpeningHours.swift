public import Kernel

/// When an entry number is answered by people.
public enum OpeningHours: Codable, Sendable, Equatable {
    case always
    /// Minutes of the day `from ..< until` for each weekday (1 = Monday … 7 = Sunday); a day without ranges is
    /// closed.
    case weekly([Range])

    public struct Range: Codable, Sendable, Equatable {
        public var weekday: Int
        public var from: Int
        public var until: Int

        public init(weekday: Int, from: Int, until: Int) {
            self.weekday = weekday
            self.from = from
            self.until = until
        }
    }

    public func isOpen(at moment: Timestamp, in calendar: CentreCalendar) -> Bool {
        switch self {
        case .always: return true
        case .weekly(let ranges):
            let weekday = calendar.day(of: moment).weekday
            let minute = calendar.secondOfDay(moment) / 60
            return ranges.contains { $0.weekday == weekday && ($0.from..<$0.until).contains(minute) }
        }
    }
}

// MARK: - As people write them

extension OpeningHours {
    /// One day's hours as typed: `08.00-17.00`, `8-12, 13.00–17.30`; blank when the day is closed.
    ///
    /// - Returns: nil when it cannot be read, or a range does not end after it begins.
    static func ranges(on weekday: Int, from text: String) -> [Range]? {
        var ranges: [Range] = []
        for part in text.split(separator: ",") where !part.allSatisfy(\.isWhitespace) {
            let halves = part.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "–" }.map(minute)
            guard halves.count == 2, let from = halves[0], let until = halves[1], from < until else { return nil }
            ranges.append(Range(weekday: weekday, from: from, until: until))
        }
        return ranges
    }

    /// `8`, `08.00`, `8:30`, `24.00`
    private static func minute(_ text: Substring) -> Int? {
        guard let match = text.wholeMatch(of: /\s*([0-9]{1,2})(?:[.:]([0-9]{2}))?\s*/), let hour = Int(match.1) else {
            return nil
        }
        let minute = match.2.flatMap { Int($0) } ?? 0
        let whole = hour * 60 + minute
        return minute < 60 && whole <= 1_440 ? whole : nil
    }

    /// `08.00-12.00, 13.00-17.00`
    func text(on weekday: Int) -> String {
        guard case .weekly(let ranges) = self else { return "" }
        return ranges.filter { $0.weekday == weekday }.map { "\(Self.clock($0.from))-\(Self.clock($0.until))" }
            .joined(separator: ", ")
    }

    private static func clock(_ minute: Int) -> String { "\(two(minute / 60)).\(two(minute % 60))" }
    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
