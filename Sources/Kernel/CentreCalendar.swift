public import Foundation

/// A calendar day, written `2026-11-22`.
public struct Day: Hashable, Comparable, Sendable {
    public let year: Int
    public let month: Int
    public let day: Int

    public init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), (1...Day.length(ofMonth: month, in: year)).contains(day) else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, "chrono-compatible low-level date
    /// algorithms").
    public var sinceEpoch: Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    public init(sinceEpoch days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Monday is 1, Sunday 7 (ISO 8601).
    public var weekday: Int { ((sinceEpoch + 3) % 7 + 7) % 7 + 1 }

    public func adding(days: Int) -> Day { Day(sinceEpoch: sinceEpoch + days) }

    public static func < (lhs: Day, rhs: Day) -> Bool {
        (lhs.year, lhs.month, lhs.day) < (rhs.year, rhs.month, rhs.day)
    }

    private static func length(ofMonth month: Int, in year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Day: LosslessStringConvertible {
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    public var description: String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return String(repeating: "0", count: max(0, 4 - String(year).count)) + "\(year)-\(two(month))-\(two(day))"
    }
}

extension Day: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let day = Day(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a day: \(text)"))
        }
        self = day
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// The part of the day that a greeting names.
public enum DayPart: String, Sendable, Codable, CaseIterable {
    case pagi, siang, sore, malam
}

/// Days and hours as the centre's clock on the wall shows them.
public struct CentreCalendar: Sendable {
    public let zone: TimeZone

    public init(zone: TimeZone) { self.zone = zone }

    /// Asia/Jakarta, UTC+7 all year.
    public static let jakarta = CentreCalendar(zone: TimeZone(identifier: "Asia/Jakarta") ?? .gmt)

    private func offset(at moment: Timestamp) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment.seconds))))
    }

    private func localSeconds(_ moment: Timestamp) -> Int64 { moment.seconds + offset(at: moment) }

    public func day(of moment: Timestamp) -> Day {
        let local = localSeconds(moment)
        return Day(sinceEpoch: Int(local >= 0 ? local / 86_400 : (local - 86_399) / 86_400))
    }

    /// Seconds since local midnight.
    public func secondOfDay(_ moment: Timestamp) -> Int {
        let local = localSeconds(moment)
        return Int(((local % 86_400) + 86_400) % 86_400)
    }

    public func hour(of moment: Timestamp) -> Int { secondOfDay(moment) / 3_600 }
    public func minute(of moment: Timestamp) -> Int { secondOfDay(moment) % 3_600 / 60 }

    /// The first moment of a day. Zones that skip midnight are answered with the zone's offset at noon.
    public func start(of day: Day) -> Timestamp {
        let noonUTC = Timestamp(seconds: Int64(day.sinceEpoch) * 86_400 + 43_200)
        return Timestamp(seconds: Int64(day.sinceEpoch) * 86_400 - offset(at: noonUTC))
    }

    /// A greeting's word: pagi until 11, siang until 15, sore until 18:30, then malam until 4.
    public func dayPart(at moment: Timestamp) -> DayPart {
        switch secondOfDay(moment) / 60 {
        case 240..<660: .pagi
        case 660..<900: .siang
        case 900..<1_110: .sore
        default: .malam
        }
    }
}
