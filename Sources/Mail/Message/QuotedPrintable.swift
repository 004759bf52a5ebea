/// Text in lines that every server carries unharmed, readable also where nothing decodes it (RFC 2045 section 6.7).
enum QuotedPrintable {
    private static let longestLine = 76
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Every line ends with CR LF, the last too.
    static func encoded(_ text: String) -> String {
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { encoded(line: $0) + "\r\n" }.joined()
    }

    private static func encoded(line: Substring) -> String {
        let bytes = Array(line.utf8).filter { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
        var (written, width): ([UInt8], Int) = ([], 0)
        for (index, byte) in bytes.enumerated() {
            let isLast = index == bytes.count - 1
            let sign = sign(byte, isLast: isLast)
            // A line that goes on ends with `=`.
            if width + sign.count > (isLast ? longestLine : longestLine - 1) {
                written += Array("=\r\n".utf8)
                width = 0
            }
            written += sign
            width += sign.count
        }
        return String(decoding: written, as: UTF8.self)
    }

    private static func sign(_ byte: UInt8, isLast: Bool) -> [UInt8] {
        switch byte {
        case UInt8(ascii: " ") where !isLast, 0x21...0x3C, 0x3E...0x7E: [byte]
        default: [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
}
