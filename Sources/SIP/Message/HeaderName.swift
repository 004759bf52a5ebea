/// The name of a header, whatever case or compact form it came in (RFC 3261 §7.3.3, §20).
public enum HeaderName: Hashable, Sendable {
    case accept, acceptEncoding, allow, authorization, callID, contact, contentDisposition, contentEncoding
    case contentLength, contentType, cseq, date, diversion, expires, from, maxForwards, minSE, pAssertedIdentity
    case privacy, proxyAuthenticate, proxyAuthorization, proxyRequire, reason, recordRoute, require, retryAfter, route
    case server, sessionExpires, subject, supported, to, unsupported, userAgent, via, warning, wwwAuthenticate
    /// In lower case.
    case other(String)

    private static let table: [(name: HeaderName, text: String, compact: Character?)] = [
        (.accept, "Accept", nil), (.acceptEncoding, "Accept-Encoding", nil), (.allow, "Allow", nil),
        (.authorization, "Authorization", nil), (.callID, "Call-ID", "i"), (.contact, "Contact", "m"),
        (.contentDisposition, "Content-Disposition", nil), (.contentEncoding, "Content-Encoding", "e"),
        (.contentLength, "Content-Length", "l"), (.contentType, "Content-Type", "c"), (.cseq, "CSeq", nil),
        (.date, "Date", nil), (.diversion, "Diversion", nil), (.expires, "Expires", nil), (.from, "From", "f"),
        (.maxForwards, "Max-Forwards", nil), (.minSE, "Min-SE", nil), (.pAssertedIdentity, "P-Asserted-Identity", nil),
        (.privacy, "Privacy", nil), (.proxyAuthenticate, "Proxy-Authenticate", nil),
        (.proxyAuthorization, "Proxy-Authorization", nil), (.proxyRequire, "Proxy-Require", nil),
        (.reason, "Reason", nil),
        (.recordRoute, "Record-Route", nil), (.require, "Require", nil), (.retryAfter, "Retry-After", nil),
        (.route, "Route", nil), (.server, "Server", nil), (.sessionExpires, "Session-Expires", "x"),
        (.subject, "Subject", "s"), (.supported, "Supported", "k"), (.to, "To", "t"),
        (.unsupported, "Unsupported", nil),
        (.userAgent, "User-Agent", nil), (.via, "Via", "v"), (.warning, "Warning", nil),
        (.wwwAuthenticate, "WWW-Authenticate", nil),
    ]

    /// Known names in lower case by their length.
    private static let byLength: [[(bytes: [UInt8], name: HeaderName)]] = {
        var lists: [[(bytes: [UInt8], name: HeaderName)]] = Array(repeating: [], count: 24)
        for entry in table {
            let bytes = entry.text.utf8.map(\.lowercased)
            lists[bytes.count].append((bytes, entry.name))
            if let compact = entry.compact?.asciiValue { lists[1].append(([compact], entry.name)) }
        }
        return lists
    }()

    private static let texts: [HeaderName: String] = Dictionary(
        uniqueKeysWithValues: table.map { ($0.name, $0.text) })

    /// Headers of which a message has at most one (RFC 3261 table 2 and 3).
    static let single: [HeaderName] = [.callID, .contentLength, .contentType, .cseq, .from, .maxForwards, .to]

    init(_ bytes: Bytes) {
        if bytes.count < HeaderName.byLength.count {
            for entry in HeaderName.byLength[bytes.count]
            where bytes.elementsEqual(entry.bytes, by: { $0.lowercased == $1 }) {
                self = entry.name
                return
            }
        }
        self = .other(bytes.lowercasedText)
    }

    public init(_ text: String) { self.init(Array(text.utf8)[...]) }

    /// As it is written out: `Call-ID`, `X-Trunk-Group`.
    public var text: String {
        guard case .other(let name) = self else { return HeaderName.texts[self] ?? "" }
        var startsWord = true
        return String(
            decoding: name.utf8.map { byte in
                defer { startsWord = byte == UInt8(ascii: "-") }
                return startsWord && byte.isLetter ? byte & 0xDF : byte
            }, as: UTF8.self)
    }
}
