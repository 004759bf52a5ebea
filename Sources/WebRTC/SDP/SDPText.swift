/// A session description cut into lines (RFC 8866 section 5), before any of it is understood.
struct SDPText {
    struct Line {
        /// What stands before `=`.
        let letter: Character
        let value: Substring
    }

    private static let mostBytes = 32 * 1024
    private static let mostLines = 512

    let lines: [Line]

    /// Ends of line may be CRLF or LF; anything else below space, and DEL, is refused, so that no value that is later
    /// echoed can start a line of its own.
    init(_ text: String) throws(WebRTCRefusal) {
        guard text.utf8.count <= Self.mostBytes else { throw WebRTCRefusal(.tooLarge) }
        var lines: [Line] = []
        for var bytes in text.utf8.split(separator: UInt8(ascii: "\n")) {
            if bytes.last == UInt8(ascii: "\r") { bytes = bytes.dropLast() }
            guard lines.count < Self.mostLines else { throw WebRTCRefusal(.tooLarge) }
            guard let line = Line(bytes) else { throw WebRTCRefusal(.notSDP) }
            lines.append(line)
        }
        guard let first = lines.first, first.letter == "v", first.value == "0" else { throw WebRTCRefusal(.notSDP) }
        self.lines = lines
    }
}

extension SDPText.Line {
    fileprivate init?(_ bytes: Substring.UTF8View) {
        guard bytes.count >= 2, let letter = bytes.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter),
            bytes.dropFirst().first == UInt8(ascii: "="),
            bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { return nil }
        self.letter = Character(UnicodeScalar(letter))
        self.value = Substring(bytes.dropFirst(2))
    }

    /// `a=name` or `a=name:value`; nil for other letters.
    var attribute: (name: Substring, value: Substring)? {
        guard letter == "a" else { return nil }
        guard let colon = value.utf8.firstIndex(of: UInt8(ascii: ":")) else { return (value, "") }
        return (value[..<colon], value[value.utf8.index(after: colon)...])
    }

    var words: [Substring] { value.split(separator: " ") }
}
