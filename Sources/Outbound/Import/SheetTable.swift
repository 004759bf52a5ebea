/// A file that people made, as rows of cells. What the cells mean is somebody else's.
struct SheetTable: Sendable, Hashable {
    enum Kind: String, Sendable, Hashable { case csv, xlsx }

    struct Cell: Sendable, Hashable {
        let text: String
        /// Kept as a number by the spreadsheet, so that zeros before it are lost.
        var isNumber = false
    }

    struct Row: Sendable, Hashable {
        /// As people count the lines of the file, the first is 1.
        let number: Int
        let cells: [Cell]
        /// It could not be read: its quotation marks are wrong.
        var isBroken = false
    }

    let kind: Kind
    /// The first row that holds anything, blanks around each heading gone.
    let headings: [String]
    let rows: [Row]
}

/// The bounds within which a file is read.
struct SheetLimits: Sendable {
    var rows = 200_000
    var columns = 100
    /// Of all rows of a sheet together, with the empty ones before the last of a row.
    var cells = 5_000_000
    /// Of all parts of a workbook together, unpacked.
    var unpackedBytes = 64 * 1_024 * 1_024
    var entries = 2_000
    /// How many times larger a part may become than it was packed; of a part above `ratioFreeBytes`.
    var ratio = 300
    var ratioFreeBytes = 4 * 1_024 * 1_024
}

/// Why a file is not read at all.
enum SheetRefusal: String, Error, Sendable, CaseIterable {
    case empty
    /// Headings without a row beneath.
    case noRows = "no-rows"
    case headings
    /// Neither text nor a workbook.
    case notText = "not-text"
    /// "Unicode text" of older spreadsheets.
    case utf16
    /// The workbook of before 2007.
    case oldWorkbook = "old-workbook"
    /// A ZIP archive of something else.
    case notWorkbook = "not-workbook"
    case damaged
    case encrypted
    case tooManyParts = "too-many-parts"
    case unpacksTooLarge = "unpacks-too-large"
    /// It declares entities or a document type, which no spreadsheet does.
    case entities
    case tooManyRows = "too-many-rows"
}

extension SheetTable {
    /// Reads a file by what it is, whatever its name says.
    init(reading bytes: [UInt8], within limits: SheetLimits = SheetLimits()) throws(SheetRefusal) {
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            self = try Workbook.read(bytes, within: limits)
        } else if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            throw .oldWorkbook
        } else {
            self = try SeparatedValues.read(bytes, within: limits)
        }
    }

    /// Takes the headings from the first row that holds anything; rows of blanks are left out.
    init(_ kind: Kind, _ all: [Row]) throws(SheetRefusal) {
        let rows = all.filter { row in row.isBroken || row.cells.contains { !$0.text.allSatisfy(\.isWhitespace) } }
        guard let first = rows.first else { throw .empty }
        guard !first.isBroken else { throw .headings }
        guard rows.count > 1 else { throw .noRows }
        self.init(
            kind: kind,
            headings: first.cells.map { $0.text.split(whereSeparator: \.isWhitespace).joined(separator: " ") },
            rows: Array(rows.dropFirst()))
    }
}
