/// Cuts a TCP stream into messages (RFC 3261 §18.3) and notices keep-alives (RFC 5626 §3.5.1). One a connection.
public struct StreamFramer: Sendable {
    public enum Frame: Hashable, Sendable {
        /// A whole message, for ``UserAgentEvent/received(_:from:)``.
        case message([UInt8])
        /// A double CRLF: answer with one CRLF.
        case keepAlive
    }

    /// The stream can no longer be understood: close the connection.
    public enum Refusal: Error, Hashable, Sendable {
        case tooLong, noContentLength
    }

    private let longestMessage: Int
    private var buffer: [UInt8] = []
    /// How far the end of the head was looked for in vain.
    private var searched = 0

    public init(longestMessage: Int = 65_535) { self.longestMessage = longestMessage }

    public mutating func append(_ bytes: [UInt8]) throws(Refusal) -> [Frame] {
        buffer.append(contentsOf: bytes)
        var frames: [Frame] = []
        var start = 0
        while let frame = try cut(from: &start) { frames.append(frame) }
        if start > 0 {
            buffer.removeFirst(start)
            searched = max(0, searched - start)
        }
        guard buffer.count <= longestMessage else { throw .tooLong }
        return frames
    }

    private mutating func cut(from start: inout Int) throws(Refusal) -> Frame? {
        var first = start
        while first < buffer.count, buffer[first] == ASCII.carriageReturn || buffer[first] == ASCII.lineFeed {
            first += 1
        }
        if first - start >= 4, buffer[start..<start + 4].elementsEqual("\r\n\r\n".utf8) {
            start += 4
            return .keepAlive
        }
        guard first < buffer.count else { return nil }
        guard let headEnd = endOfHead(after: first) else {
            guard buffer.count - first <= longestMessage else { throw .tooLong }
            return nil
        }
        let length = try contentLength(in: buffer[first..<headEnd])
        guard length <= longestMessage, headEnd - first + length <= longestMessage else { throw .tooLong }
        guard buffer.count >= headEnd + length else { return nil }
        start = headEnd + length
        searched = start
        return .message(Array(buffer[first..<start]))
    }

    private mutating func endOfHead(after first: Int) -> Int? {
        var index = max(first, searched)
        while let lineEnd = buffer[index...].firstIndex(of: ASCII.lineFeed) {
            let next = lineEnd + 1
            if next < buffer.count, buffer[next] == ASCII.lineFeed { return next + 1 }
            if next + 1 < buffer.count, buffer[next] == ASCII.carriageReturn, buffer[next + 1] == ASCII.lineFeed {
                return next + 2
            }
            guard next + 1 < buffer.count else {
                searched = lineEnd
                return nil
            }
            index = next
        }
        searched = max(first, buffer.count - 1)
        return nil
    }

    /// A stream cannot do without it (RFC 3261 §20.14).
    private func contentLength(in head: Bytes) throws(Refusal) -> Int {
        var index = head.startIndex
        while let lineEnd = head[index...].firstIndex(of: ASCII.lineFeed) {
            let line = head[index..<lineEnd]
            index = lineEnd + 1
            guard let colon = line.firstIndex(of: ASCII.colon) else { continue }
            let name = line[..<colon].trimmed
            guard name.isWord("content-length") || name.isWord("l") else { continue }
            guard let length: Int = line[(colon + 1)...].trimmed.number() else { throw .noContentLength }
            return length
        }
        throw .noContentLength
    }
}
