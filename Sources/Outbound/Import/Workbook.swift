import Kernel

/// The first visible sheet of a workbook (ECMA-376, part 1, chapter 18). Of a formula the stored result is read;
/// nothing is calculated.
enum Workbook {
    static func read(_ bytes: [UInt8], within limits: SheetLimits) throws(SheetRefusal) -> SheetTable {
        var archive = try ZipArchive(bytes, within: limits)
        guard let book = try archive.part("xl/workbook.xml") else { throw .notWorkbook }
        var sheets = SheetList()
        try sheets.read(book)
        var relations = Relations()
        if let part = try archive.part("xl/_rels/workbook.xml.rels") { try relations.read(part) }
        guard let relation = sheets.first, let name = relations.part(relation), archive.holds(name) else {
            throw .notWorkbook
        }
        var strings = SharedStrings()
        if let part = try archive.part("xl/sharedStrings.xml") { try strings.read(part) }
        var styles = Styles()
        if let part = try archive.part("xl/styles.xml") { try styles.read(part) }
        var sheet = Sheet(
            strings: strings.all, dateStyles: styles.dates, startsIn1904: sheets.startsIn1904, limits: limits)
        if let part = try archive.part(name) { try sheet.read(part) }
        let table = try SheetTable(.xlsx, sheet.rows)
        guard table.rows.count <= limits.rows else { throw .tooManyRows }
        return table
    }

    /// Longer texts are cut: none of ours is, and one text may stand in every cell.
    static let longestText = 500
}

private struct SheetList: PartReader {
    /// The relation of the first sheet that is shown.
    var first: String?
    var startsIn1904 = false

    mutating func begin(_ name: String, _ attributes: [String: String]) {
        switch name {
        case "workbookPr": startsIn1904 = ["1", "true"].contains(attributes["date1904"])
        case "sheet" where first == nil && (attributes["state"] ?? "visible") == "visible":
            first = attributes.first { $0.key.hasSuffix(":id") }?.value
        default: break
        }
    }
}

private struct Relations: PartReader {
    private var targets: [String: String] = [:]

    mutating func begin(_ name: String, _ attributes: [String: String]) {
        guard name == "Relationship", let id = attributes["Id"], let target = attributes["Target"] else { return }
        targets[id] = target
    }

    /// Targets are relative to `xl/`, or absolute within the archive.
    func part(_ id: String) -> String? {
        targets[id].map { $0.hasPrefix("/") ? String($0.dropFirst()) : "xl/" + $0 }
    }
}

private struct SharedStrings: PartReader {
    private(set) var all: [String] = []
    private var text = ""
    private var isText = false
    /// How a text is spoken stands beside it, and is none of it.
    private var isPhonetic = false

    mutating func begin(_ name: String, _ attributes: [String: String]) {
        switch name {
        case "si": text = ""
        case "rPh": isPhonetic = true
        case "t": isText = !isPhonetic
        default: break
        }
    }

    mutating func take(_ more: String) { if isText, text.utf8.count < Workbook.longestText { text += more } }

    mutating func end(_ name: String) {
        switch name {
        case "si": all.append(String(text.prefix(Workbook.longestText)))
        case "rPh": isPhonetic = false
        case "t": isText = false
        default: break
        }
    }
}

private struct Styles: PartReader {
    /// The places of the cell styles that write a number as a day or a time.
    private(set) var dates: Set<Int> = []
    private var custom: Set<Int> = []
    private var isCells = false
    private var place = 0

    mutating func begin(_ name: String, _ attributes: [String: String]) {
        switch name {
        case "numFmt":
            guard let id = attributes["numFmtId"].flatMap({ Int($0) }), let code = attributes["formatCode"] else {
                return
            }
            if Self.isDate(code) { custom.insert(id) }
        case "cellXfs": isCells = true
        case "xf" where isCells:
            let format = attributes["numFmtId"].flatMap { Int($0) } ?? 0
            if Self.builtIn(format) || custom.contains(format) { dates.insert(place) }
            place += 1
        default: break
        }
    }

    mutating func end(_ name: String) { if name == "cellXfs" { isCells = false } }

    private static func builtIn(_ format: Int) -> Bool {
        (14...22).contains(format) || (27...36).contains(format) || (45...47).contains(format)
            || (50...58).contains(format)
    }

    /// A letter of days or hours that is neither quoted, bracketed nor escaped.
    static func isDate(_ code: String) -> Bool {
        var (isQuoted, isBracketed, isEscaped) = (false, false, false)
        for letter in code.lowercased() {
            if isEscaped {
                isEscaped = false
            } else if letter == "\"" {
                isQuoted.toggle()
            } else if !isQuoted {
                switch letter {
                case "\\", "_", "*": isEscaped = true
                case "[": isBracketed = true
                case "]": isBracketed = false
                case "d", "m", "y", "h": if !isBracketed { return true }
                default: break
                }
            }
        }
        return false
    }
}

private struct Sheet: PartReader {
    let strings: [String]
    let dateStyles: Set<Int>
    let startsIn1904: Bool
    let limits: SheetLimits
    private(set) var rows: [SheetTable.Row] = []

    /// No workbook has more rows.
    private static let lastRow = 1_048_576

    private var number = 0
    /// Cells of all rows.
    private var kept = 0
    private var cells: [SheetTable.Cell] = []
    private var column = 0
    private var kind = "n"
    private var isDate = false
    private var value = ""
    private var isValue = false

    init(strings: [String], dateStyles: Set<Int>, startsIn1904: Bool, limits: SheetLimits) {
        (self.strings, self.dateStyles) = (strings, dateStyles)
        (self.startsIn1904, self.limits) = (startsIn1904, limits)
    }

    mutating func begin(_ name: String, _ attributes: [String: String]) throws(SheetRefusal) {
        switch name {
        case "row":
            guard let told = attributes["r"].map({ Int($0) }) ?? number + 1, told > number, told <= Self.lastRow else {
                throw .damaged
            }
            (number, cells, column) = (told, [], 0)
        case "c":
            column =
                try attributes["r"].map { reference throws(SheetRefusal) in try Self.column(reference) } ?? column + 1
            kind = attributes["t"] ?? "n"
            isDate = attributes["s"].flatMap { Int($0) }.map { dateStyles.contains($0) } ?? false
            value = ""
        case "v", "t": isValue = true
        default: break
        }
    }

    mutating func take(_ text: String) { if isValue, value.utf8.count < Workbook.longestText { value += text } }

    mutating func end(_ name: String) throws(SheetRefusal) {
        switch name {
        case "v", "t": isValue = false
        case "c": try endCell()
        case "row" where cells.contains { !$0.text.isEmpty }:
            kept += cells.count
            guard kept <= limits.cells else { throw .unpacksTooLarge }
            rows.append(SheetTable.Row(number: number, cells: cells))
            // The headings come on top.
            if rows.count > limits.rows + 1 { throw .tooManyRows }
        default: break
        }
    }

    private mutating func endCell() throws(SheetRefusal) {
        guard column <= limits.columns else { return }
        while cells.count < column { cells.append(SheetTable.Cell(text: "")) }
        switch kind {
        case "s":
            guard let place = Int(value), strings.indices.contains(place) else { throw .damaged }
            cells[column - 1] = SheetTable.Cell(text: strings[place])
        case "n" where isDate: cells[column - 1] = SheetTable.Cell(text: day(value) ?? value)
        case "n": cells[column - 1] = SheetTable.Cell(text: Self.number(value), isNumber: !value.isEmpty)
        default: cells[column - 1] = SheetTable.Cell(text: String(value.prefix(Workbook.longestText)))
        }
    }

    /// `AB12` is column 28.
    private static func column(_ reference: String) throws(SheetRefusal) -> Int {
        let letters = reference.utf8.prefix { (65...90).contains($0) }
        guard (1...3).contains(letters.count) else { throw .damaged }
        return letters.reduce(0) { $0 * 26 + Int($1) - 64 }
    }

    /// Whole numbers without a full stop and an exponent, as far as a spreadsheet keeps them; others as written.
    static func number(_ text: String) -> String {
        guard let number = Double(text), number.rounded() == number, abs(number) < 1e15 else { return text }
        return String(Int64(number))
    }

    /// Days since the end of 1899 (which counts a 29th of February 1900 that never was) or the start of 1904.
    private func day(_ text: String) -> String? {
        guard let serial = Double(text), (0...2_958_465).contains(serial) else { return nil }
        let base = startsIn1904 ? Day(year: 1904, month: 1, day: 1) : Day(year: 1899, month: 12, day: 30)
        return base?.adding(days: Int(serial)).description
    }
}
