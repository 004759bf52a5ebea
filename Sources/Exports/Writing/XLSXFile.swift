import CXlsxwriter
import Foundation
import Kernel

/// Why libxlsxwriter did not write: its own number and words.
struct XLSXRefusal: Error, CustomStringConvertible {
    let description: String

    init(_ error: lxw_error) { description = "\(error.rawValue) \(String(cString: lxw_strerror(error)))" }
    init(_ description: String) { self.description = description }
}

/// A workbook that keeps one row in memory (libxlsxwriter, `constant_memory`). Title, filter and columns' titles stand
/// above the rows and stay when they scroll; a list that is longer than a sheet can be goes on in the next.
// Its pointers are used by one thread at a time, as the protocol says.
final class XLSXFile: SheetFile, @unchecked Sendable {
    /// Rows of a sheet in a spreadsheet program.
    static let mostRows = 1_048_576
    /// Characters of a cell.
    private static let longestText = 32_767

    private let head: SheetHead
    private let calendar: CentreCalendar
    private let mostRows: Int
    private let workbook: UnsafeMutablePointer<lxw_workbook>
    private let formats: Formats
    private var sheet: UnsafeMutablePointer<lxw_worksheet>?
    private var sheets = 0
    /// Where the next row is written.
    private var row = 0
    private var titlesRow = 0
    private var isGone = false

    init(
        _ path: String, _ head: SheetHead, _ calendar: CentreCalendar, mostRows: Int = XLSXFile.mostRows
    ) throws {
        (self.head, self.calendar, self.mostRows) = (head, calendar, mostRows)
        // What it puts aside while it writes holds the same people's words: it lies beside the file, not in /tmp.
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let opened = folder.withCString { folder in
            var options = lxw_workbook_options(
                constant_memory: 1, tmpdir: UnsafeMutablePointer(mutating: folder), use_zip64: 0)
            return workbook_new_opt(path, &options)
        }
        guard let opened else { throw XLSXRefusal("no memory for a workbook") }
        workbook = opened
        formats = Formats(workbook)
        try begin()
    }

    func write(_ rows: [Sheet.Row]) throws {
        for cells in rows {
            if row >= mostRows {
                try end()
                try begin()
            }
            for (column, cell) in cells.enumerated() { try write(cell, column) }
            row += 1
        }
    }

    func finish() throws {
        try end()
        // It lets go of the workbook, also when it could not pack it.
        isGone = true
        try check(workbook_close(workbook))
    }

    func abandon() {
        guard !isGone else { return }
        isGone = true
        lxw_workbook_free(workbook)
    }

    deinit { abandon() }

    // MARK: - A sheet

    private func begin() throws {
        sheets += 1
        guard let sheet = workbook_add_worksheet(workbook, name(sheets)) else {
            throw XLSXRefusal("no sheet was added")
        }
        (self.sheet, row) = (sheet, 0)
        for (place, column) in head.columns.enumerated() {
            let (width, format) = formats.look(column.kind)
            try check(worksheet_set_column(sheet, lxw_col_t(place), lxw_col_t(place), width, format))
        }
        try write(head.title, 0, formats.title)
        row += 1
        for line in head.filter {
            try write(line, 0, nil)
            row += 1
        }
        row += 1
        titlesRow = row
        for (place, column) in head.columns.enumerated() { try write(column.title, place, formats.columnTitle) }
        row += 1
        worksheet_freeze_panes(sheet, lxw_row_t(row), 0)
        worksheet_set_landscape(sheet)
        worksheet_fit_to_pages(sheet, 1, 0)
        try check(worksheet_repeat_rows(sheet, lxw_row_t(titlesRow), lxw_row_t(titlesRow)))
    }

    private func end() throws {
        let lastColumn = lxw_col_t(max(0, head.columns.count - 1))
        let lastRow = lxw_row_t(max(titlesRow, row - 1))
        try check(worksheet_autofilter(sheet, lxw_row_t(titlesRow), 0, lastRow, lastColumn))
    }

    /// At most 31 characters, none of `[]:*?/\`, and no apostrophe at its ends.
    private func name(_ number: Int) -> String {
        let plain = head.title.unicodeScalars.filter { !"[]:*?/\\'".unicodeScalars.contains($0) && $0.value >= 32 }
        let stem = String(String.UnicodeScalarView(plain.prefix(25)))
        let name = stem.allSatisfy(\.isWhitespace) ? "Sahut" : stem
        return number == 1 ? name : "\(name) \(number)"
    }

    // MARK: - A cell

    private func write(_ cell: Sheet.Cell, _ column: Int) throws {
        switch cell {
        case .nothing: return
        case .text(let text): try write(text, column, formats.text)
        case .number(let number): try write(Double(number), column, formats.number)
        case .day(let day): try write(Double(day.serial), column, formats.day)
        case .moment(let moment):
            let serial = Double(calendar.day(of: moment).serial) + Double(calendar.secondOfDay(moment)) / 86_400
            try write(serial, column, formats.moment)
        case .duration(let duration): try write(duration.inSeconds / 86_400, column, formats.duration)
        }
    }

    private func write(_ number: Double, _ column: Int, _ format: UnsafeMutablePointer<lxw_format>?) throws {
        try check(worksheet_write_number(sheet, lxw_row_t(row), lxw_col_t(column), number, format))
    }

    private func write(_ text: String, _ column: Int, _ format: UnsafeMutablePointer<lxw_format>?) throws {
        let scalars = text.unicodeScalars
        let short =
            text.utf8.count <= Self.longestText ? text : String(String.UnicodeScalarView(scalars.prefix(32_000)))
        try check(worksheet_write_string(sheet, lxw_row_t(row), lxw_col_t(column), short, format))
    }

    private func check(_ error: lxw_error) throws {
        guard error == LXW_NO_ERROR else { throw XLSXRefusal(error) }
    }
}

extension Day {
    /// Days as spreadsheets count them: 1970-01-01 is 25,569.
    fileprivate var serial: Int { sinceEpoch + 25_569 }
}

/// The looks of cells, made once a workbook, which owns them.
private struct Formats {
    typealias Format = UnsafeMutablePointer<lxw_format>?

    let title: Format
    let columnTitle: Format
    let text: Format
    let number: Format
    let day: Format
    let moment: Format
    let duration: Format

    init(_ workbook: UnsafeMutablePointer<lxw_workbook>) {
        func format(_ pattern: String? = nil) -> Format {
            let format = workbook_add_format(workbook)
            format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
            if let pattern { format_set_num_format(format, pattern) }
            return format
        }
        title = format()
        format_set_bold(title)
        format_set_font_size(title, 14)
        columnTitle = format()
        format_set_bold(columnTitle)
        format_set_text_wrap(columnTitle)
        format_set_bottom(columnTitle, UInt8(LXW_BORDER_THIN.rawValue))
        text = format("@")
        format_set_text_wrap(text)
        number = format("#,##0")
        day = format("dd/mm/yyyy")
        moment = format("dd/mm/yyyy hh:mm")
        duration = format("[h]:mm:ss")
    }

    /// A column's width in characters, and how what is typed into it later looks.
    func look(_ kind: Sheet.Kind) -> (width: Double, Format) {
        switch kind {
        case .text: (20, text)
        case .words: (60, text)
        case .number: (12, number)
        case .day: (12, day)
        case .moment: (18, moment)
        case .duration: (12, duration)
        }
    }
}
