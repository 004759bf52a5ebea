/// One line of comma-separated values (RFC 4180), but that no field holds a line break: of a damaged file one line is
/// lost, not the rest.
public enum CSVLine {
    public enum Fault: Error, Hashable {
        case notUTF8
        /// A quotation mark is not closed, or something stands behind the closing one.
        case quotes
    }

    /// - Parameter separator: a comma, or the semicolon that spreadsheets write where the comma is decimal.
    public static func fields(_ line: ArraySlice<UInt8>, separator: UInt8) throws(Fault) -> [String] {
        guard line.contains(quote) else { return try plain(line, separator) }
        var fields: [String] = []
        var rest = line
        while true {
            let field = try rest.first == quote ? quoted(&rest) : bare(&rest, separator)
            fields.append(try text(field))
            guard let next = rest.first else { return fields }
            guard next == separator else { throw .quotes }
            rest = rest.dropFirst()
            if rest.isEmpty { return fields + [""] }
        }
    }

    /// A semicolon when the line has one and no comma.
    public static func separator(of header: ArraySlice<UInt8>) -> UInt8 {
        let semicolon = UInt8(ascii: ";")
        return header.contains(semicolon) && !header.contains(UInt8(ascii: ",")) ? semicolon : UInt8(ascii: ",")
    }

    /// As a field is written, in quotation marks where it needs them.
    public static func written(_ field: String) -> String {
        let needsQuotes = field.utf8.contains { $0 == quote || $0 == UInt8(ascii: ",") || $0 == 10 || $0 == 13 }
        return needsQuotes ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
    }

    private static let quote = UInt8(ascii: "\"")

    private static func plain(_ line: ArraySlice<UInt8>, _ separator: UInt8) throws(Fault) -> [String] {
        var fields: [String] = []
        for field in line.split(separator: separator, omittingEmptySubsequences: false) {
            fields.append(try text(field))
        }
        return fields
    }

    private static func bare(_ rest: inout ArraySlice<UInt8>, _ separator: UInt8) throws(Fault) -> ArraySlice<UInt8> {
        let end = rest.firstIndex(of: separator) ?? rest.endIndex
        let field = rest[..<end]
        if field.contains(quote) { throw .quotes }
        rest = rest[end...]
        return field
    }

    private static func quoted(_ rest: inout ArraySlice<UInt8>) throws(Fault) -> ArraySlice<UInt8> {
        var field: [UInt8] = []
        var index = rest.startIndex + 1
        while index < rest.endIndex {
            if rest[index] == quote {
                guard index + 1 < rest.endIndex, rest[index + 1] == quote else {
                    rest = rest[(index + 1)...]
                    return field[...]
                }
                index += 1
            }
            field.append(rest[index])
            index += 1
        }
        throw .quotes
    }

    private static func text(_ bytes: ArraySlice<UInt8>) throws(Fault) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        return text
    }
}
