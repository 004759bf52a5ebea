import Foundation
import Kernel

/// What stands above the rows of a file.
struct SheetHead: Sendable {
    let title: String
    let filter: [String]
    let columns: [Sheet.Column]
}

/// A file that rows are written to, one after the other. Only one thread uses it at a time.
protocol SheetFile: Sendable {
    func write(_ rows: [Sheet.Row]) throws
    /// Nothing can be written after it.
    func finish() throws
    /// Lets go of it without finishing it.
    func abandon()
}

extension ExportFormat {
    /// Opens a file that is there and empty.
    func open(_ path: String, _ head: SheetHead, _ calendar: CentreCalendar) throws -> any SheetFile {
        switch self {
        case .csv: try CSVFile(path, head, calendar)
        case .xlsx: try XLSXFile(path, head, calendar)
        }
    }
}

// Its handle is used by one thread at a time, as the protocol says.
final class CSVFile: SheetFile, @unchecked Sendable {
    private let handle: FileHandle
    private let text: CSVText

    init(_ path: String, _ head: SheetHead, _ calendar: CentreCalendar) throws {
        handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        text = CSVText(calendar: calendar)
        try handle.write(contentsOf: Data(CSVText.mark) + Data(text.titles(head.columns).utf8))
    }

    func write(_ rows: [Sheet.Row]) throws {
        var page = ""
        for row in rows { page += text.line(row) }
        try handle.write(contentsOf: Data(page.utf8))
    }

    func finish() throws {
        try handle.synchronize()
        try handle.close()
    }

    func abandon() {
        // What it held is thrown away: nothing is lost when closing fails.
        try? handle.close()
    }
}
