extension SIPMessage {
    static let mostHeaders = 256

    /// Reads one whole message (RFC 3261 §7, §25.1): a datagram, or what a ``StreamFramer`` cut out.
    ///
    /// Lenient: line ends without CR, blank lines before the message, odd case and blanks, folded lines, header lines
    /// without a colon (read over), octets after the body (dropped), no Content-Length in a datagram.
    /// - Throws: a fault that holds what could be read.
    public init(_ received: [UInt8]) throws(MessageFault) {
        var bytes = received
        let headEnd = SIPMessage.unfold(&bytes)
        var lines = LineReader(bytes[..<headEnd])
        guard let startLine = lines.next() else { throw MessageFault(.empty) }
        self.init(.status(0, reason: ""))
        let fault = SIPMessage.readStartLine(startLine, into: &start)
        while let line = lines.next() {
            guard headers.count < SIPMessage.mostHeaders else { throw MessageFault(.tooManyHeaders, in: self) }
            guard let field = HeaderField(line: line) else { continue }
            headers.append(field)
        }
        body = bytes[headEnd...]
        if let fault { throw MessageFault(fault, in: SIPMessage.isStatusLine(startLine) ? nil : self) }
        try cutBody()
    }

    /// Takes as much of the rest as Content-Length says.
    private mutating func cutBody() throws(MessageFault) {
        guard let value = first(.contentLength) else { return }
        guard let length: Int = value.number() else { throw MessageFault(.badContentLength, in: self) }
        guard length <= body.count else { throw MessageFault(.bodyCutShort, in: self) }
        body = body.prefix(length)
    }

    /// Makes folded lines one by blanking their line ends (RFC 3261 §7.3.1); where the head ends.
    private static func unfold(_ bytes: inout [UInt8]) -> Int {
        var index = bytes.firstIndex { $0 != ASCII.carriageReturn && $0 != ASCII.lineFeed } ?? bytes.endIndex
        while let lineEnd = bytes[index...].firstIndex(of: ASCII.lineFeed) {
            let next = lineEnd + 1
            guard next < bytes.endIndex else { return bytes.endIndex }
            if bytes[next].isBlank {
                bytes[lineEnd] = ASCII.space
                if lineEnd > index, bytes[lineEnd - 1] == ASCII.carriageReturn { bytes[lineEnd - 1] = ASCII.space }
            } else if bytes[next] == ASCII.lineFeed {
                return next + 1
            } else if bytes[next] == ASCII.carriageReturn, next + 1 < bytes.endIndex, bytes[next + 1] == ASCII.lineFeed
            {
                return next + 2
            }
            index = next
        }
        return bytes.endIndex
    }

    private static func isStatusLine(_ line: Bytes) -> Bool { line.prefix(4).isWord("sip/") }

    private static func readStartLine(_ line: Bytes, into start: inout StartLine) -> MessageFault.Problem? {
        isStatusLine(line) ? readStatusLine(line, into: &start) : readRequestLine(line, into: &start)
    }

    /// `SIP/2.0 200 OK`; a reason may be missing (RFC 4475 §3.1.1.13).
    private static func readStatusLine(_ line: Bytes, into start: inout StartLine) -> MessageFault.Problem? {
        let parts = line.split(separator: ASCII.space, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0].isWord("sip/2.0") else { return .badVersion }
        guard parts[1].count == 3, let status: Int = parts[1].number(), (100...699).contains(status) else {
            return .badStartLine
        }
        start = .status(status, reason: parts.count > 2 ? parts[2].text : "")
        return nil
    }

    /// `INVITE sip:165@centre.example SIP/2.0`: exactly two single blanks.
    private static func readRequestLine(_ line: Bytes, into start: inout StartLine) -> MessageFault.Problem? {
        let parts = line.split(separator: ASCII.space, maxSplits: 8, omittingEmptySubsequences: false)
        guard let first = parts.first, !first.isEmpty, first.count <= 64, first.allSatisfy(\.isToken) else {
            return .badStartLine
        }
        let method = Method(first)
        start = .request(method, uri: parts.count > 1 ? parts[1].text : "")
        guard parts.count == 3 else { return .badStartLine }
        guard parts[2].isWord("sip/2.0") else { return parts[2].prefix(4).isWord("sip/") ? .badVersion : .badStartLine }
        guard !parts[1].isEmpty, parts[1].allSatisfy({ $0 > ASCII.space && $0 != ASCII.less && $0 != ASCII.greater })
        else {
            return .badRequestURI
        }
        return nil
    }
}

extension HeaderField {
    /// `Name : value`; nil for a line that has no name.
    fileprivate init?(line: Bytes) {
        guard let colon = line.firstIndex(of: ASCII.colon) else { return nil }
        let name = line[..<colon].trimmed
        guard !name.isEmpty, name.allSatisfy(\.isToken) else { return nil }
        self.init(HeaderName(name), line[(colon + 1)...].trimmed)
    }
}

/// The lines of a head that has no folded ones any more, up to the blank line.
private struct LineReader {
    private var rest: Bytes

    init(_ head: Bytes) { rest = head.drop { $0 == ASCII.carriageReturn || $0 == ASCII.lineFeed } }

    mutating func next() -> Bytes? {
        guard !rest.isEmpty else { return nil }
        let end = rest.firstIndex(of: ASCII.lineFeed) ?? rest.endIndex
        var line = rest[..<end]
        rest = end < rest.endIndex ? rest[(end + 1)...] : []
        if line.last == ASCII.carriageReturn { line = line.dropLast() }
        return line.isEmpty ? nil : line
    }
}
