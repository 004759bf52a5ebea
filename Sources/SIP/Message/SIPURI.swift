/// A `sip:`, `sips:` or `tel:` address, or one of a scheme that we do not speak (RFC 3261 §19.1, RFC 3966).
public struct SIPURI: Hashable, Sendable {
    public enum Scheme: Hashable, Sendable {
        case sip, sips, tel
        /// In lower case.
        case other(String)
    }

    public var scheme: Scheme
    /// Unescaped. A `tel:` address has its number here.
    public var user: String?
    public var password: String?
    /// A name or an address; IPv6 without brackets. Empty unless `sip:` or `sips:`.
    public var host: String
    public var port: UInt16?
    public var parameters: [Parameter]
    /// What follows the question mark, as written.
    public var headers: String?

    /// - Throws: `badURI`; the inside of a foreign scheme is not looked at.
    public init(_ bytes: Bytes) throws(MessageFault) {
        guard let colon = bytes.firstIndex(of: ASCII.colon), colon > bytes.startIndex,
            bytes[..<colon].allSatisfy({ $0.isToken }), bytes[bytes.startIndex].isLetter
        else { throw MessageFault(.badURI) }
        (user, password, host, port, parameters, headers) = (nil, nil, "", nil, [], nil)
        let rest = bytes[(colon + 1)...]
        let name = bytes[..<colon]
        if name.isWord("sip") || name.isWord("sips") {
            scheme = name.count == 3 ? .sip : .sips
            try readSIP(rest)
        } else if name.isWord("tel") {
            scheme = .tel
            try readTelephone(rest)
        } else {
            scheme = .other(name.lowercasedText)
        }
    }

    public init(_ text: String) throws(MessageFault) { try self.init(Array(text.utf8)[...]) }

    private mutating func readSIP(_ bytes: Bytes) throws(MessageFault) {
        guard bytes.allSatisfy({ $0 > ASCII.space && $0 != ASCII.less && $0 != ASCII.greater && $0 != ASCII.quote })
        else {
            throw MessageFault(.badURI)
        }
        var rest = bytes
        if let at = bytes.firstIndex(of: ASCII.at) {
            let identity = bytes[..<at].split(separator: ASCII.colon, maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = identity.first, !name.isEmpty else { throw MessageFault(.badURI) }
            user = String(decoding: name.unescaped, as: UTF8.self)
            password = identity.count > 1 ? identity[1].text : nil
            rest = bytes[(at + 1)...]
        }
        if let question = rest.firstIndex(of: ASCII.question) {
            headers = rest[(question + 1)...].text
            rest = rest[..<question]
        }
        var reader = ByteReader(rest)
        (host, port) = try reader.takeHostAndPort()
        try readParameters(&reader)
    }

    private mutating func readTelephone(_ bytes: Bytes) throws(MessageFault) {
        var reader = ByteReader(bytes)
        let number = reader.take { $0 != ASCII.semicolon }
        guard !number.isEmpty, number.allSatisfy({ $0 > ASCII.space && $0 != ASCII.less && $0 != ASCII.greater }) else {
            throw MessageFault(.badURI)
        }
        user = number.text
        try readParameters(&reader)
    }

    private mutating func readParameters(_ reader: inout ByteReader) throws(MessageFault) {
        while reader.take(ASCII.semicolon) {
            let parameter = reader.take { $0 != ASCII.semicolon }
            guard parameters.count < 64 else { throw MessageFault(.badURI) }
            let parts = parameter.split(separator: ASCII.equals, maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first, !name.isEmpty else { continue }
            let value = parts.count > 1 ? String(decoding: parts[1].unescaped, as: UTF8.self) : nil
            parameters.append(Parameter(name.unescaped.lowercasedText, value))
        }
        guard reader.isAtEnd else { throw MessageFault(.badURI) }
    }
}

extension ByteReader {
    /// `host[:port]` with IPv6 in brackets (RFC 3261 §25.1 `hostport`).
    mutating func takeHostAndPort() throws(MessageFault) -> (host: String, port: UInt16?) {
        var host: Bytes
        if take(ASCII.leftBracket) {
            host = take { $0.hexValue != nil || $0 == ASCII.colon || $0 == UInt8(ascii: ".") }
            guard take(ASCII.rightBracket) else { throw MessageFault(.badURI) }
        } else {
            host = take {
                $0.isDigit || $0.isLetter || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
                    || $0 == UInt8(ascii: "_")
            }
        }
        guard !host.isEmpty, host.count <= 255 else { throw MessageFault(.badURI) }
        guard takeSeparator(ASCII.colon) else { return (host.text, nil) }
        guard let port: UInt16 = take(while: \.isDigit).number() else { throw MessageFault(.badURI) }
        return (host.text, port)
    }
}

/// An IPv4 or IPv6 literal rather than a name.
func isAddressLiteral(_ host: String) -> Bool {
    if host.utf8.contains(ASCII.colon) { return true }
    let parts = Array(host.utf8).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { $0.number(UInt8.self) != nil }
}

/// A host as it stands in a URI or Via: IPv6 in brackets.
func hostText(_ host: String) -> String { host.utf8.contains(ASCII.colon) ? "[\(host)]" : host }
