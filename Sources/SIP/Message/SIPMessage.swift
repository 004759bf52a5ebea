/// The first line of a message (RFC 3261 §7.1, §7.2).
public enum StartLine: Hashable, Sendable {
    case request(Method, uri: String)
    case status(Int, reason: String)
}

/// A SIP request or response: start line, headers in order, body (RFC 3261 §7).
public struct SIPMessage: Hashable, Sendable {
    public var start: StartLine
    public var headers: [HeaderField]
    public var body: Bytes

    public init(_ start: StartLine, headers: [HeaderField] = [], body: Bytes = []) {
        self.start = start
        self.headers = headers
        self.body = body
    }

    public var method: Method? {
        guard case .request(let method, _) = start else { return nil }
        return method
    }

    public var status: Int? {
        guard case .status(let status, _) = start else { return nil }
        return status
    }

    public func first(_ name: HeaderName) -> Bytes? { headers.first { $0.name == name }?.value }

    /// Every value of a header that may list several with commas or on lines of its own; empty ones left out.
    public func values(_ name: HeaderName) -> [Bytes] {
        var values: [Bytes] = []
        for header in headers where header.name == name {
            if header.value.contains(ASCII.comma) {
                values.append(contentsOf: commaSeparated(header.value).filter { !$0.isEmpty })
            } else if !header.value.isEmpty {
                values.append(header.value)
            }
        }
        return values
    }

    /// A list of words, such as Supported, in lower case.
    func words(_ name: HeaderName) -> [String] { values(name).map(\.lowercasedText) }

    mutating func add(_ name: HeaderName, _ value: String) { headers.append(HeaderField(name, value)) }

    mutating func set(_ name: HeaderName, _ value: String) {
        let field = HeaderField(name, value)
        guard let index = headers.firstIndex(where: { $0.name == name }) else {
            headers.append(field)
            return
        }
        headers[index] = field
    }

    mutating func remove(_ name: HeaderName) { headers.removeAll { $0.name == name } }
}

extension SIPMessage {
    /// As it goes to the wire. Content-Length is always ours, last before the body.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256 + headers.count * 48 + body.count)
        switch start {
        case .request(let method, let uri):
            bytes.append(method.text)
            bytes.append(ASCII.space)
            bytes.append(uri)
            bytes.append(" SIP/2.0\r\n" as StaticString)
        case .status(let status, let reason):
            bytes.append("SIP/2.0 " as StaticString)
            bytes.append(String(status))
            bytes.append(ASCII.space)
            bytes.append(reason)
            bytes.appendLineEnd()
        }
        for header in headers where header.name != .contentLength {
            bytes.append(header.name.text)
            bytes.append(": " as StaticString)
            bytes.append(contentsOf: header.value)
            bytes.appendLineEnd()
        }
        bytes.append("Content-Length: " as StaticString)
        bytes.append(String(body.count))
        bytes.append("\r\n\r\n" as StaticString)
        bytes.append(contentsOf: body)
        return bytes
    }
}
