public import Kernel

/// The hours of an office's week, as people write them: `Mon-Fri 08:00-12:00 13:00-16:00; Sat 08:00-12:00`.
///
/// Days go by the first three letters of their Indonesian or English names; times with a colon or a full stop; what
/// ends at or before its beginning ends in the next day. A day off is not written.
public struct OfficeWeek: Hashable, Sendable, LosslessStringConvertible {
    public let spans: [BusinessHours.Span]

    /// Weekdays from 08:00 to 15:00, without a break: what is told of the branches' counters (2022, second hand).
    public static let usual: OfficeWeek = {
        guard let week = OfficeWeek(BusinessHours.week(1...5, [480..<900])) else {
            preconditionFailure("five days of seven hours are a week")
        }
        return week
    }()

    /// nil for what is no week: see `BusinessHours.Refusal`.
    public init?(_ spans: [BusinessHours.Span]) {
        // Which of the refusals it was, no form could say better than "as in the example".
        guard let week = try? BusinessHours(spans, in: .wib) else { return nil }
        self.spans = week.spans
    }

    public init?(_ text: String) {
        guard text.utf8.count <= Self.longest else { return nil }
        var spans: [BusinessHours.Span] = []
        for group in text.split(whereSeparator: { $0 == ";" || $0.isNewline }) {
            let words = group.split { $0 == " " || $0 == "," }
            if words.isEmpty { continue }
            guard let days = words.first.flatMap(Self.days), words.count > 1 else { return nil }
            for word in words.dropFirst() {
                guard let (from, until) = Self.times(word) else { return nil }
                spans += days.map { BusinessHours.Span(weekday: $0, from: from, until: until) }
            }
        }
        self.init(spans)
    }

    public func businessHours(in zone: IndonesianZone, without holidays: Set<Day>) -> BusinessHours {
        do { return try BusinessHours(spans, in: zone, holidays: holidays) } catch {
            preconditionFailure("a week that was one in one zone is one in another: \(error)")
        }
    }

    // MARK: - Written

    public static let longest = 200
    private static let english = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let indonesian = ["Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"]

    /// As it is kept.
    public var text: String { written(Self.english, timeSeparator: ":") }
    public var description: String { text }

    /// `Sen-Jum 08.00-15.00`
    public var indonesianText: String { written(Self.indonesian, timeSeparator: ".") }

    /// Days in a row with the same hours are written together.
    private func written(_ days: [String], timeSeparator: String) -> String {
        var groups: [(first: Int, last: Int, hours: String)] = []
        for day in 1...7 {
            let hours = spans.filter { $0.weekday == day }.map { span in
                [span.from, span.until].map { Self.time($0, timeSeparator) }.joined(separator: "-")
            }.joined(separator: " ")
            if hours.isEmpty { continue }
            if let last = groups.last, last.last == day - 1, last.hours == hours {
                groups[groups.count - 1].last = day
            } else {
                groups.append((day, day, hours))
            }
        }
        return groups.map { group in
            let last = group.last == group.first ? "" : "-" + days[group.last - 1]
            return "\(days[group.first - 1])\(last) \(group.hours)"
        }.joined(separator: "; ")
    }

    /// The end of a day is written 24:00, one within the next day as that day's clock says.
    private static func time(_ minute: Int, _ separator: String) -> String {
        let shown = minute > 1_440 ? minute - 1_440 : minute
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return two(shown / 60) + separator + two(shown % 60)
    }

    // MARK: - Read

    private static func days(_ text: Substring) -> ClosedRange<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count <= 2, let first = ends.first.flatMap(day), let last = ends.last.flatMap(day), first <= last
        else { return nil }
        return first...last
    }

    private static func day(_ text: Substring) -> Int? {
        let word = text.prefix(3).lowercased()
        guard text.count >= 3, text.allSatisfy(\.isLetter) else { return nil }
        return [english, indonesian].lazy.compactMap { names in
            names.firstIndex { $0.lowercased() == word }.map { $0 + 1 }
        }.first
    }

    private static func times(_ text: Substring) -> (from: Int, until: Int)? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let from = minute(ends[0]), let until = minute(ends[1]), from < 1_440 else { return nil }
        return (from, until > from ? until : until + 1_440)
    }

    private static func minute(_ text: Substring) -> Int? {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "." || $0 == ":" }
        guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            parts.joined().utf8.allSatisfy({ (0x30...0x39).contains($0) }), let hour = Int(parts[0]),
            let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 1_440
        else { return nil }
        return hour * 60 + minute
    }
}
