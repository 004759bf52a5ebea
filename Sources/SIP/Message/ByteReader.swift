/// Walks over a header's value. Never reads past the end, whatever it is asked.
struct ByteReader {
    private(set) var rest: Bytes

    init(_ bytes: Bytes) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }
    var next: UInt8? { rest.first }

    mutating func skipSpace() {
        while let first = rest.first, first.isLinearSpace { rest = rest.dropFirst() }
    }

    /// Takes the octet when it comes next.
    mutating func take(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Takes a separator with the blanks around it (`SEMI`, `EQUAL`, `COLON` … of RFC 3261 §25.1).
    mutating func takeSeparator(_ byte: UInt8) -> Bool {
        var ahead = self
        ahead.skipSpace()
        guard ahead.take(byte) else { return false }
        ahead.skipSpace()
        self = ahead
        return true
    }

    mutating func take(while fits: (UInt8) -> Bool) -> Bytes {
        let end = rest.firstIndex { !fits($0) } ?? rest.endIndex
        defer { rest = rest[end...] }
        return rest[..<end]
    }

    mutating func takeToken() -> Bytes? {
        let token = take { $0.isToken }
        return token.isEmpty ? nil : token
    }

    /// What stands before the octet, which is left standing; nil when it does not come.
    mutating func take(upTo byte: UInt8) -> Bytes? {
        guard let end = rest.firstIndex(of: byte) else { return nil }
        defer { rest = rest[end...] }
        return rest[..<end]
    }

    /// The inside of a quoted string, backslashes resolved; nil when it does not start here or never ends.
    mutating func takeQuoted() -> [UInt8]? {
        guard rest.first == ASCII.quote else { return nil }
        var inside: [UInt8] = []
        var ahead = rest.dropFirst()
        while let byte = ahead.popFirst() {
            switch byte {
            case ASCII.quote:
                rest = ahead
                return inside
            case ASCII.backslash:
                guard let escaped = ahead.popFirst() else { return nil }
                inside.append(escaped)
            default: inside.append(byte)
            }
        }
        return nil
    }
}

/// Values of a header that lists them with commas (RFC 3261 §7.3.1), commas in quotes and angle brackets left alone.
func commaSeparated(_ value: Bytes) -> [Bytes] {
    var values: [Bytes] = []
    var start = value.startIndex
    var index = start
    var inQuotes = false
    var inBrackets = false
    while index < value.endIndex {
        switch value[index] {
        case ASCII.backslash where inQuotes: index = min(index + 1, value.endIndex - 1)
        case ASCII.quote: inQuotes.toggle()
        case ASCII.less where !inQuotes: inBrackets = true
        case ASCII.greater where !inQuotes: inBrackets = false
        case ASCII.comma where !inQuotes && !inBrackets:
            values.append(value[start..<index].trimmed)
            start = index + 1
        default: break
        }
        index += 1
    }
    values.append(value[start...].trimmed)
    return values
}
