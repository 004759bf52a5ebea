import Kernel
import Pages

/// Exports as rows of one's own list.
struct ExportDrawing: Sendable {
    let lists: [ExportableList]
    let calendar: CentreCalendar
    let views: Views

    /// The live part: what the page and the stream both show.
    func rows(_ exports: [Export], _ context: PageContext) throws -> String {
        let time = WrittenTime(calendar, context)
        return try views.fragment(
            "exports-rows",
            [
                "csrf": context.csrfToken, "isEmpty": exports.isEmpty,
                "exports": exports.map { row($0, time, context) },
            ], context.language)
    }

    private func row(_ export: Export, _ time: WrittenTime, _ context: PageContext) -> [String: Any] {
        present([
            "path": Path.export(export.id).text, "list": title(export, context),
            "format": export.asking.format.rawValue.uppercased(), "filter": export.filter,
            "asked": time.moment(export.askedAt), "state": state(export, context),
            "progress": export.isUnfinished ? progress(export, context) : nil,
            "count": export.state == .done ? count("exports.rows", export.rows, context) : nil,
            "file": export.state == .done ? Path.exportFile(export.id).text : nil,
            "size": export.bytes.map(size),
            "until": export.state == .done
                ? context.text("exports.until", ["when": time.moment(export.expiresAt)]) : nil,
            "failure": export.failure.map { context.text("exports.failure.\($0.rawValue)") },
            "isUnfinished": export.isUnfinished,
        ])
    }

    private func title(_ export: Export, _ context: PageContext) -> String {
        lists.first { $0.name == export.asking.list }.map { context.text($0.titleKey) } ?? export.asking.list
    }

    private func state(_ export: Export, _ context: PageContext) -> [String: Any] {
        let tone =
            switch export.state {
            case .waiting, .cancelled: "none"
            case .running: "blue"
            case .done: "green"
            case .failed: "red"
            }
        return ["tone": tone, "word": context.text("exports.state.\(export.state.rawValue)")]
    }

    private func progress(_ export: Export, _ context: PageContext) -> [String: Any]? {
        guard export.state == .running, let percent = export.percent, let all = export.ofRows else { return nil }
        let words = context.text("exports.progress", ["done": grouped(export.rows), "all": grouped(all)])
        return ["percent": percent, "words": words]
    }

    private func count(_ key: String, _ rows: Int, _ context: PageContext) -> String {
        context.text(key, ["count": grouped(rows)])
    }

    private func grouped(_ number: Int) -> String { groupedThousands(UInt64(max(0, number))) }

    /// `412 KB`
    private func size(_ bytes: Int64) -> String {
        let kilobytes = UInt64(max(1, (bytes + 1_023) / 1_024))
        return kilobytes < 10_000
            ? "\(groupedThousands(kilobytes)) KB" : "\(groupedThousands(kilobytes / 1_024)) MB"
    }

    /// `tiket-2026-11-22-0915.xlsx`: nothing of the filter, which may name people.
    func fileName(_ export: Export, _ context: PageContext) -> String {
        let letters = title(export, context).lowercased().map { letter -> Character in
            letter.isASCII && (letter.isLetter || letter.isNumber) ? letter : "-"
        }
        let minutes = calendar.secondOfDay(export.askedAt) / 60
        let clock = "\(minutes / 60 < 10 ? "0" : "")\(minutes / 60)\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
        return "\(String(letters))-\(calendar.day(of: export.askedAt))-\(clock).\(export.asking.format.rawValue)"
    }
}
