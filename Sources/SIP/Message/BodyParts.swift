/// What the body of a message means to a user agent that speaks SDP only.
enum BodyContent: Hashable, Sendable {
    case none
    case description(SessionDescription)
    /// It says `application/sdp` and is not.
    case malformed
    /// A body that must be understood and is not: 415.
    case unknown
}

extension SIPMessage {
    /// Finds the session description: the body itself, or a part of a multipart body (RFC 5621 §4). Bodies that are
    /// marked optional are read over.
    var content: BodyContent {
        guard !body.isEmpty else { return .none }
        if let coding = first(.contentEncoding), !coding.isWord("identity"), !coding.isEmpty { return .unknown }
        guard let value = first(.contentType), let type = ContentType(value) else {
            // Lenient: a session description that does not say so.
            return SessionDescription(body).map { .description($0) } ?? .unknown
        }
        return BodyContent(type, disposition: first(.contentDisposition), body, depth: 0)
    }
}

extension BodyContent {
    private static let deepest = 3
    private static let mostParts = 16

    fileprivate init(_ type: ContentType, disposition: Bytes?, _ body: Bytes, depth: Int) {
        if type.name == "application/sdp" {
            self = SessionDescription(body).map { .description($0) } ?? .malformed
        } else if type.name.hasPrefix("multipart/"), let boundary = type.parameters["boundary"],
            depth < BodyContent.deepest
        {
            self = BodyContent(parts: body, boundary: Array("--\(boundary)".utf8), depth: depth)
        } else {
            self = BodyContent.isOptional(disposition) ? .none : .unknown
        }
    }

    /// The first part that is a description wins; an unknown one that must be understood spoils the whole.
    private init(parts body: Bytes, boundary: [UInt8], depth: Int) {
        self = .none
        for part in body.parts(boundary).prefix(BodyContent.mostParts) {
            let headers = part.headers
            let type = headers.first(.contentType).flatMap(ContentType.init)
            let found = BodyContent(
                type ?? ContentType(plain: ()), disposition: headers.first(.contentDisposition), part.body,
                depth: depth + 1)
            switch found {
            case .description, .malformed:
                self = found
                return
            case .unknown: if self == .none { self = .unknown }
            case .none: continue
            }
        }
        // Parts beside the description may be left unread: trunks add ISUP and location bodies that nobody asked for.
    }

    private static func isOptional(_ disposition: Bytes?) -> Bool {
        guard let disposition else { return false }
        var reader = ByteReader(disposition)
        let kind = reader.takeToken()
        do {
            let parameters = try [Parameter](&reader)
            return parameters["handling"]?.isSameWord(as: "optional") == true || kind?.isWord("render") == true
        } catch { return false }
    }
}

extension ContentType {
    /// What a part without a type is (RFC 2046 §5.2).
    fileprivate init(plain: ()) { (name, parameters) = ("text/plain", []) }
}

private struct BodyPart {
    var headers: SIPMessage
    var body: Bytes
}

extension Bytes {
    /// What stands between the boundary lines (RFC 2046 §5.1.1).
    fileprivate func parts(_ boundary: [UInt8]) -> [BodyPart] {
        var parts: [BodyPart] = []
        var partStart: Int?
        var index = startIndex
        while index < endIndex {
            let lineEnd = self[index...].firstIndex(of: ASCII.lineFeed) ?? endIndex
            if self[index..<lineEnd].starts(with: boundary) {
                if let partStart { parts.append(BodyPart(self[partStart..<index])) }
                partStart = lineEnd < endIndex ? lineEnd + 1 : nil
                let isLast = self[index..<lineEnd].dropFirst(boundary.count).starts(with: "--".utf8)
                if isLast || partStart == nil || parts.count > 64 { return parts }
            }
            index = lineEnd + 1
        }
        return parts
    }
}

extension BodyPart {
    fileprivate init(_ bytes: Bytes) {
        headers = SIPMessage(.status(200, reason: ""))
        var rest = bytes
        while let lineEnd = rest.firstIndex(of: ASCII.lineFeed) {
            let line = rest[..<lineEnd].trimmed
            rest = rest[(lineEnd + 1)...]
            guard !line.isEmpty else { break }
            guard let colon = line.firstIndex(of: ASCII.colon), headers.headers.count < 32 else { continue }
            headers.headers.append(HeaderField(HeaderName(line[..<colon].trimmed), line[(colon + 1)...].trimmed))
        }
        body = rest
    }
}
