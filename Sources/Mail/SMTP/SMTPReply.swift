/// What a server answers to one command (RFC 5321 section 4.2).
struct SMTPReply: Hashable, Sendable {
    let code: Int
    /// The texts of its lines, without the code.
    let lines: [String]

    var text: String { lines.joined(separator: " ") }

    /// Whatever is tried again, it stays so.
    var isForGood: Bool { (500...599).contains(code) }
}

/// Puts a server's bytes together to replies, however they are cut.
struct SMTPReplyReader {
    enum Fault: Error, Hashable {
        /// What came is no reply.
        case unreadable
        /// Longer than any server's.
        case tooLong
    }

    /// RFC 5321 section 4.5.3.1.5 has 512; servers write more.
    private static let longestLine = 2_000
    private static let mostLines = 100

    private var line: [UInt8] = []
    private var code: Int?
    private var lines: [String] = []

    /// Nothing is left that belongs to a reply to come.
    var isEmpty: Bool { line.isEmpty && code == nil }

    mutating func read(_ bytes: some Sequence<UInt8>) throws(Fault) -> [SMTPReply] {
        var replies: [SMTPReply] = []
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                if line.count > Self.longestLine { throw .tooLong }
                continue
            }
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if let reply = try end(line) { replies.append(reply) }
            line = []
        }
        return replies
    }

    /// A reply, when the line was its last.
    private mutating func end(_ line: [UInt8]) throws(Fault) -> SMTPReply? {
        let digits = line.prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { throw .unreadable }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        let mark = line.count > 3 ? line[3] : UInt8(ascii: " ")
        guard (200...599).contains(number), code == nil || code == number,
            mark == UInt8(ascii: " ") || mark == UInt8(ascii: "-")
        else { throw .unreadable }
        code = number
        lines.append(String(decoding: line.dropFirst(4).map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }, as: UTF8.self))
        guard lines.count <= Self.mostLines else { throw .tooLong }
        if mark == UInt8(ascii: "-") { return nil }
        defer { (code, lines) = (nil, []) }
        return SMTPReply(code: number, lines: lines)
    }
}
