public import Kernel

/// Moments and spans as people here write them, on the centre's clock.
public struct WrittenTime: Sendable {
    private let calendar: CentreCalendar
    private let catalogue: Catalogue
    private let language: Language

    public init(_ calendar: CentreCalendar, _ context: PageContext) {
        self.init(calendar, context.catalogue, context.language)
    }

    public init(_ calendar: CentreCalendar, _ catalogue: Catalogue, _ language: Language) {
        (self.calendar, self.catalogue, self.language) = (calendar, catalogue, language)
    }

    /// `22 Nov 2026`
    public func day(_ moment: Timestamp) -> String { write(calendar.day(of: moment)) }

    public func write(_ day: Day) -> String {
        let months = catalogue.text("pages.months", language).split(separator: " ")
        return "\(day.day) \(months.count == 12 ? String(months[day.month - 1]) : String(day.month)) \(day.year)"
    }

    /// `22 Nov 2026 14.05`
    public func moment(_ moment: Timestamp) -> String { "\(day(moment)) \(clock(moment))" }

    /// `14.05`
    public func clock(_ moment: Timestamp) -> String {
        "\(two(calendar.hour(of: moment))).\(two(calendar.minute(of: moment)))"
    }

    /// In its two largest units: `2 hari 3 jam`, `3 mnt 20 dtk`.
    public func span(_ duration: Duration) -> String {
        let seconds = max(0, duration.microseconds / 1_000_000)
        let (key, larger, smaller): (String, Int64, Int64) =
            switch seconds {
            case 86_400...: ("pages.span.days", seconds / 86_400, seconds % 86_400 / 3_600)
            case 3_600...: ("pages.span.hours", seconds / 3_600, seconds % 3_600 / 60)
            case 60...: ("pages.span.minutes", seconds / 60, seconds % 60)
            default: ("pages.span.seconds", seconds, 0)
            }
        return catalogue.text(key, language, ["n": "\(larger)", "rest": "\(smaller)"])
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
