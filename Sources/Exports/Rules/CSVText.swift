import Kernel

/// A sheet as comma-separated values (RFC 4180): lines end with CR and LF, and a byte order mark tells spreadsheets
/// that it is UTF-8. Rows only, under one line of titles, for programs that read it.
struct CSVText {
    static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    let calendar: CentreCalendar

    func line(_ fields: [String]) -> String { fields.map(CSVLine.written).joined(separator: ",") + "\r\n" }

    func line(_ row: Sheet.Row) -> String { line(row.map(field)) }

    func titles(_ columns: [Sheet.Column]) -> String { line(columns.map { Self.guarded($0.title) }) }

    private func field(_ cell: Sheet.Cell) -> String {
        switch cell {
        case .text(let text): Self.guarded(text)
        case .number(let number): "\(number)"
        case .day(let day): day.description
        case .moment(let moment): written(moment)
        case .duration(let duration): written(duration)
        case .nothing: ""
        }
    }

    /// A spreadsheet takes what begins so for a formula, whoever wrote it; after an apostrophe it is text.
    /// (OWASP, CSV injection.)
    static func guarded(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first) else {
            return text
        }
        return "'" + text
    }

    /// `2026-11-22 14:05:00` on the centre's clock.
    private func written(_ moment: Timestamp) -> String {
        let second = calendar.secondOfDay(moment)
        return "\(calendar.day(of: moment)) \(two(second / 3_600)):\(two(second % 3_600 / 60)):\(two(second % 60))"
    }

    /// `26:03:20`
    private func written(_ duration: Duration) -> String {
        let seconds = Int(duration.microseconds / 1_000_000)
        return "\(seconds < 0 ? "-" : "")\(two(abs(seconds) / 3_600)):\(two(abs(seconds) % 3_600 / 60)):"
            + two(abs(seconds) % 60)
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
