public import Kernel

/// What one line of a file of branches says. A column that the file lacks is not spoken of; a field that is empty says
/// that there is none.
public struct BranchLine: Hashable, Sendable {
    public var code: BranchCode?
    public var name: BranchName?
    public var region: OfficeRegion?
    public var zone: IndonesianZone?
    public var hours: OfficeWeek?
    /// nil: not spoken of; nil within: nowhere.
    public var notices: NoticeAddress??
    public var isClosed: Bool?
    public var regencies: Set<RegencyCode>?

    public enum Fault: Error, Hashable, Sendable {
        case notUTF8
        case quotes
        case tooLong
        /// Another number of fields than the first line names.
        case fields(Int, of: Int)
        /// Neither a code nor a name.
        case nobody
        case wrong(BranchFile.Column, String)
        /// It names what an earlier line names.
        case twice(BranchFile.Column, String, line: Int)
        /// A new branch needs these.
        case lacks([BranchFile.Column])
        /// The code is one branch's, the name another's.
        case twoBranches
    }
}

/// A file of branches: comma-separated values whose first line names the columns. Read whole, as the branches of a
/// country are few.
public struct BranchFile: Sendable {
    public enum Column: String, Sendable, CaseIterable {
        case code, name, region, zone, hours, email, state, regencies
    }

    public struct Line: Sendable {
        /// The first line, which names the columns, is 1.
        public let number: Int
        /// As it stood there; empty when it is no text.
        public let text: String
        public let content: Result<BranchLine, BranchLine.Fault>
    }

    /// Why a file is not read at all.
    public enum Refusal: Error, Hashable, Sendable {
        case empty
        case tooLarge
        case unreadableHeader
        case columns(unknown: [String], twice: [String])
        /// It needs a column that says which branch is meant.
        case nobodyNamed
    }

    public static let mostBytes = 4 * 1_024 * 1_024
    static let longestLine = 16 * 1_024

    /// The first line, without the mark that some programs put before it.
    public let header: String
    public let separator: UInt8
    /// Lines of blanks alone are passed over.
    public let lines: [Line]

    public init(_ bytes: [UInt8]) throws(Refusal) {
        guard bytes.count <= Self.mostBytes else { throw .tooLarge }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let rows = (bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...])
            .split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { $0.last == 0x0D ? $0.dropLast() : $0 }
        guard let first = rows.first, rows.contains(where: { !$0.isBlank }) else { throw .empty }
        separator = CSVLine.separator(of: first)
        let columns = try Self.columns(first, separator)
        header = String(decoding: first, as: UTF8.self)
        var reader = BranchFileReader(columns: columns, separator: separator)
        var lines: [Line] = []
        for (place, row) in rows.enumerated().dropFirst() where !row.isBlank {
            let content = reader.read(row, at: place + 1)
            lines.append(Line(number: place + 1, text: String(validating: row, as: UTF8.self) ?? "", content: content))
        }
        self.lines = lines
    }

    /// What a list of rejected lines has before the rest: passed over, so that it can be mended and read in itself.
    private static let passed: Set = ["line", "reason"]

    /// nil for one that is passed over.
    private static func columns(_ header: ArraySlice<UInt8>, _ separator: UInt8) throws(Refusal) -> [Column?] {
        let names: [String]
        do {
            names = try CSVLine.fields(header, separator: separator).map {
                $0.split(whereSeparator: \.isWhitespace).joined().lowercased()
            }
        } catch {
            throw .unreadableHeader
        }
        let unknown = names.filter { Column(rawValue: $0) == nil && !passed.contains($0) }
        let twice = Set(names.filter { name in names.count { $0 == name } > 1 }).sorted()
        guard unknown.isEmpty, twice.isEmpty else { throw .columns(unknown: unknown, twice: twice) }
        guard names.contains("code") || names.contains("name") else { throw .nobodyNamed }
        return names.map { Column(rawValue: $0) }
    }
}

extension ArraySlice<UInt8> {
    fileprivate var isBlank: Bool { allSatisfy { $0 == 0x20 || $0 == 0x09 } }
}

/// Reads lines one after another, and remembers what they named.
private struct BranchFileReader {
    let columns: [BranchFile.Column?]
    let separator: UInt8
    private var named: [String: Int] = [:]

    init(columns: [BranchFile.Column?], separator: UInt8) { (self.columns, self.separator) = (columns, separator) }

    mutating func read(_ row: ArraySlice<UInt8>, at number: Int) -> Result<BranchLine, BranchLine.Fault> {
        do throws(BranchLine.Fault) {
            guard row.count <= BranchFile.longestLine else { throw .tooLong }
            let line = try line(try fields(row))
            try remember(line, at: number)
            return .success(line)
        } catch {
            return .failure(error)
        }
    }

    private func fields(_ row: ArraySlice<UInt8>) throws(BranchLine.Fault) -> [String] {
        do { return try CSVLine.fields(row, separator: separator) } catch {
            throw error == .quotes ? BranchLine.Fault.quotes : .notUTF8
        }
    }

    private func line(_ fields: [String]) throws(BranchLine.Fault) -> BranchLine {
        guard fields.count == columns.count else { throw .fields(fields.count, of: columns.count) }
        var line = BranchLine()
        for case (let column?, let field) in zip(columns, fields) {
            let field = field.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            guard Self.take(field, as: column, &line) else {
                throw .wrong(column, column == .regencies ? RegencyCode.list(field).wrong.first ?? field : field)
            }
        }
        guard line.code != nil || line.name != nil else { throw .nobody }
        return line
    }

    /// False when the field cannot be read. Of the columns without which there is no branch, an empty field is
    /// silent: nobody has no name.
    private static func take(_ field: String, as column: BranchFile.Column, _ line: inout BranchLine) -> Bool {
        if field.isEmpty {
            switch column {
            case .email: line.notices = .some(nil)
            case .regencies: line.regencies = []
            case .code, .name, .region, .zone, .hours, .state: break
            }
            return true
        }
        switch column {
        case .code: line.code = BranchCode(field)
        case .name: line.name = BranchName(field)
        case .region: line.region = OfficeRegion(field)
        case .zone: line.zone = IndonesianZone(rawValue: field.uppercased())
        case .hours: line.hours = OfficeWeek(field)
        case .email: if let address = NoticeAddress(field) { line.notices = .some(address) }
        case .state: line.isClosed = ["open": false, "closed": true][field.lowercased()]
        case .regencies: line.regencies = RegencyCode.list(field).codes
        }
        return line.speaks(of: column)
    }

    private mutating func remember(_ line: BranchLine, at number: Int) throws(BranchLine.Fault) {
        var keys: [(column: BranchFile.Column, word: String, key: String)] = []
        if let code = line.code { keys.append((.code, code.text, "code \(code)")) }
        if let name = line.name { keys.append((.name, name.text, "name \(name.key)")) }
        for regency in (line.regencies ?? []).sorted() {
            keys.append((.regencies, regency.digits, "regency \(regency)"))
        }
        for (column, word, key) in keys {
            if let earlier = named[key] { throw .twice(column, word, line: earlier) }
        }
        for entry in keys { named[entry.key] = number }
    }
}

extension BranchLine {
    fileprivate func speaks(of column: BranchFile.Column) -> Bool {
        switch column {
        case .code: code != nil
        case .name: name != nil
        case .region: region != nil
        case .zone: zone != nil
        case .hours: hours != nil
        case .email: notices != nil
        case .state: isClosed != nil
        case .regencies: regencies != nil
        }
    }
}

extension RegencyCode {
    /// Codes parted by blanks, commas, semicolons or bars, as people write them. `codes` is nil when there is one that
    /// is none, and that is told.
    static func list(_ text: String) -> (codes: Set<RegencyCode>?, wrong: [String]) {
        let words = text.split { $0.isWhitespace || ",;|/".contains($0) }.map(String.init)
        let wrong = words.filter { RegencyCode($0) == nil }
        return (wrong.isEmpty ? Set(words.compactMap { RegencyCode($0) }) : nil, wrong)
    }
}
