/// A stretch of a received message. Slices share the message's one buffer.
public typealias Bytes = ArraySlice<UInt8>

/// Octets that the grammars of SIP and SDP name (RFC 3261 §25.1).
enum ASCII {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "\"")
    static let percent = UInt8(ascii: "%")
    static let comma = UInt8(ascii: ",")
    static let slash = UInt8(ascii: "/")
    static let colon = UInt8(ascii: ":")
    static let semicolon = UInt8(ascii: ";")
    static let less = UInt8(ascii: "<")
    static let equals = UInt8(ascii: "=")
    static let greater = UInt8(ascii: ">")
    static let question = UInt8(ascii: "?")
    static let at = UInt8(ascii: "@")
    static let backslash = UInt8(ascii: "\\")
    static let leftBracket = UInt8(ascii: "[")
    static let rightBracket = UInt8(ascii: "]")
    static let zero = UInt8(ascii: "0")
}

extension UInt8 {
    var isDigit: Bool { self &- ASCII.zero < 10 }
    var isLetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 }
    var isBlank: Bool { self == ASCII.space || self == ASCII.tab }
    /// Blank, or part of a line end inside a folded value.
    var isLinearSpace: Bool { isBlank || self == ASCII.carriageReturn || self == ASCII.lineFeed }
    var lowercased: UInt8 { self &- UInt8(ascii: "A") < 26 ? self | 0x20 : self }

    /// `token` of RFC 3261 §25.1.
    var isToken: Bool {
        if isDigit || isLetter { return true }
        switch self {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "!"), ASCII.percent, UInt8(ascii: "*"),
            UInt8(ascii: "_"),
            UInt8(ascii: "+"), UInt8(ascii: "`"), UInt8(ascii: "'"), UInt8(ascii: "~"):
            return true
        default: return false
        }
    }

    var hexValue: UInt8? {
        if isDigit { return self &- ASCII.zero }
        let letter = lowercased &- UInt8(ascii: "a")
        return letter < 6 ? letter + 10 : nil
    }
}

extension Collection<UInt8> where SubSequence == Bytes {
    /// Without the linear white space around it.
    var trimmed: Bytes {
        var rest = self[startIndex..<endIndex]
        while let first = rest.first, first.isLinearSpace { rest = rest.dropFirst() }
        while let last = rest.last, last.isLinearSpace { rest = rest.dropLast() }
        return rest
    }

    /// A whole number in digits only; nil when it is none or does not fit.
    func number<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) -> Number? {
        guard !isEmpty else { return nil }
        var value: Number = 0
        for byte in self {
            guard byte.isDigit else { return nil }
            let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
            guard !tooLarge, let digit = Number(exactly: byte - ASCII.zero) else { return nil }
            let (sum, overflow) = product.addingReportingOverflow(digit)
            guard !overflow else { return nil }
            value = sum
        }
        return value
    }

    /// The same letters without regard to ASCII case. `word` is in lower case.
    func isWord(_ word: StaticString) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { letters in
            var index = 0
            for byte in self {
                guard byte.lowercased == letters[index] else { return false }
                index += 1
            }
            return true
        }
    }

    var text: String { String(decoding: self, as: UTF8.self) }

    var lowercasedText: String { String(decoding: map(\.lowercased), as: UTF8.self) }

    /// `%HH` replaced by the octet it names, once (RFC 3986 §2.4); anything else stays.
    var unescaped: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count)
        var rest = self[startIndex..<endIndex]
        while let byte = rest.popFirst() {
            if byte == ASCII.percent, let high = rest.first?.hexValue, let low = rest.dropFirst().first?.hexValue {
                result.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                result.append(byte)
            }
        }
        return result
    }
}

extension String {
    /// Equal without regard to the case of ASCII letters.
    func isSameWord(as other: some StringProtocol) -> Bool {
        utf8.elementsEqual(other.utf8) { $0.lowercased == $1.lowercased }
    }
}

extension [UInt8] {
    mutating func append(_ text: String) { append(contentsOf: text.utf8) }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }

    mutating func appendLineEnd() {
        append(ASCII.carriageReturn)
        append(ASCII.lineFeed)
    }
}
