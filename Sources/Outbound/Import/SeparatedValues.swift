import Kernel

/// Text with a line for each row: parted by commas, semicolons or tabs, in UTF-8 or as older Windows wrote it.
enum SeparatedValues {
    static func read(_ bytes: [UInt8], within limits: SheetLimits) throws(SheetRefusal) -> SheetTable {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { throw .utf16 }
        if bytes.contains(0) { throw .notText }
        var text = bytes[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        // Headings and a line break at the end come on top of the rows.
        if text.count(where: { $0 == lineFeed }) > limits.rows + 2 { throw .tooManyRows }
        let utf8 = isUTF8(text) ? Array(text) : Windows1252.asUTF8(text)
        let lines = utf8.split(separator: lineFeed, omittingEmptySubsequences: false).map(withoutReturn)
        guard let header = lines.first(where: { line in line.contains { !isBlank($0) } }) else { throw .empty }
        let separator = separator(of: header)
        let rows = lines.enumerated().filter { !$0.element.isEmpty }.map {
            row($0.element, $0.offset + 1, separator, limits)
        }
        let table = try SheetTable(.csv, rows)
        guard table.rows.count <= limits.rows else { throw .tooManyRows }
        return table
    }

    private static let lineFeed = UInt8(ascii: "\n")

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 13 }

    private static func isUTF8(_ bytes: ArraySlice<UInt8>) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

    private static func withoutReturn(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }

    private static func row(
        _ line: ArraySlice<UInt8>, _ number: Int, _ separator: UInt8, _ limits: SheetLimits
    ) -> SheetTable.Row {
        do throws(CSVLine.Fault) {
            let cells = try CSVLine.fields(line, separator: separator).prefix(limits.columns)
            return SheetTable.Row(number: number, cells: cells.map { SheetTable.Cell(text: $0) })
        } catch {
            let text = String(decoding: line.prefix(2_000), as: UTF8.self)
            return SheetTable.Row(number: number, cells: [SheetTable.Cell(text: text)], isBroken: true)
        }
    }

    /// Whichever stands most often outside quotation marks.
    static func separator(of header: ArraySlice<UInt8>) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in header {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        let candidates = [UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "\t")]
        return candidates.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? UInt8(ascii: ",")
    }
}

/// The letters of western Windows, where they differ from Latin 1 (Unicode's `CP1252.TXT`).
enum Windows1252 {
    private static let special: [UInt16] = [
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD,
        0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0xFFFD, 0x017E, 0x0178,
    ]

    static func asUTF8(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + bytes.count / 8)
        for byte in bytes {
            guard byte >= 0x80 else {
                text.append(byte)
                continue
            }
            let code = byte < 0xA0 ? special[Int(byte) - 0x80] : UInt16(byte)
            if let scalar = Unicode.Scalar(code) { text += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter }
        }
        return text
    }
}
