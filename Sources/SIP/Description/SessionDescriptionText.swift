extension SessionDescription {
    static let mostMedia = 16
    static let mostAttributes = 128

    /// Reads a body of `application/sdp` (RFC 8866 §9); nil when it is none.
    ///
    /// Lenient: lines in odd order, without CR, unknown lines, an origin that is not numeric.
    public init?(_ bytes: Bytes) {
        self.init()
        var hasVersion = false
        var rest = bytes
        while !rest.isEmpty {
            let end = rest.firstIndex(of: ASCII.lineFeed) ?? rest.endIndex
            let line = rest[..<end].trimmed
            rest = end < rest.endIndex ? rest[(end + 1)...] : []
            if line.isEmpty { continue }
            guard line.count >= 2, line[line.startIndex + 1] == ASCII.equals, let kind = line.first else { return nil }
            let value = line.dropFirst(2)
            if kind == UInt8(ascii: "v") {
                guard value.elementsEqual("0".utf8) else { return nil }
                hasVersion = true
            } else {
                guard hasVersion, read(kind, value) else { return nil }
            }
        }
        guard hasVersion else { return nil }
    }

    public init?(_ bytes: [UInt8]) { self.init(bytes[...]) }

    private mutating func read(_ kind: UInt8, _ value: Bytes) -> Bool {
        switch kind {
        case UInt8(ascii: "o"): readOrigin(value)
        case UInt8(ascii: "s"): name = value.text
        case UInt8(ascii: "c"): return readAddress(value)
        case UInt8(ascii: "m"):
            guard media.count < SessionDescription.mostMedia, let medium = MediaDescription(value) else { return false }
            media.append(medium)
        case UInt8(ascii: "a"): readAttribute(value)
        default: break
        }
        return true
    }

    /// `- 29739 7272939 IN IP4 192.0.2.1`
    private mutating func readOrigin(_ value: Bytes) {
        let fields = value.split(separator: ASCII.space)
        guard fields.count >= 6 else { return }
        origin = SessionOrigin(
            user: fields[0].text, sessionID: fields[1].mark, version: fields[2].mark, address: fields[5].text)
    }

    /// `IN IP4 192.0.2.1`, the time to live of multicast left aside.
    private mutating func readAddress(_ value: Bytes) -> Bool {
        let fields = value.split(separator: ASCII.space)
        guard fields.count >= 3 else { return false }
        let address = fields[2].prefix { $0 != ASCII.slash }.text
        if media.isEmpty { self.address = address } else { media[media.count - 1].address = address }
        return true
    }

    private mutating func readAttribute(_ value: Bytes) {
        let direction = MediaDirection(rawValue: value.text)
        guard !media.isEmpty else {
            self.direction = direction ?? self.direction
            return
        }
        let last = media.count - 1
        if let direction {
            media[last].direction = direction
        } else if media[last].attributes.count < SessionDescription.mostAttributes {
            media[last].attributes.append(value.text)
        }
    }

    /// As it goes into a body.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        bytes.appendLine(
            "v=0\r\no=\(origin.user) \(origin.sessionID) \(origin.version) IN \(addressText(origin.address))")
        bytes.appendLine("s=\(name.isEmpty ? "-" : name)")
        if let address { bytes.appendLine("c=IN \(addressText(address))") }
        bytes.append("t=0 0\r\n" as StaticString)
        if let direction { bytes.appendLine("a=\(direction.rawValue)") }
        for medium in media {
            bytes.appendLine(
                "m=\(medium.kind) \(medium.port) \(medium.profile) \(medium.formats.joined(separator: " "))")
            if let address = medium.address { bytes.appendLine("c=IN \(addressText(address))") }
            for attribute in medium.attributes { bytes.appendLine("a=\(attribute)") }
            if let direction = medium.direction { bytes.appendLine("a=\(direction.rawValue)") }
        }
        return bytes
    }
}

/// `IP4 192.0.2.1`
private func addressText(_ address: String) -> String {
    (address.utf8.contains(ASCII.colon) ? "IP6 " : "IP4 ") + address
}

extension [UInt8] {
    fileprivate mutating func appendLine(_ text: String) {
        append(text)
        appendLineEnd()
    }
}

extension Bytes {
    /// A number that marks a session or its version; what is no number is hashed to one (FNV-1a), so that it still
    /// tells "the same" from "another".
    fileprivate var mark: UInt64 {
        number() ?? reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    }
}

extension MediaDescription {
    /// `audio 49170/2 RTP/AVP 0 8 101`
    fileprivate init?(_ value: Bytes) {
        let fields = value.split(separator: ASCII.space)
        guard fields.count >= 4, fields.count <= 68,
            let port: UInt16 = fields[1].prefix(while: { $0 != ASCII.slash }).number()
        else { return nil }
        self.init(
            kind: fields[0].text, port: port, profile: fields[2].text, formats: fields.dropFirst(3).map(\.text))
    }

    /// The value of the first attribute of that name: `ptime:20`.
    func attribute(_ name: String) -> Substring? {
        for attribute in attributes {
            guard let colon = attribute.firstIndex(of: ":"), attribute[..<colon] == name else { continue }
            return attribute[attribute.index(after: colon)...]
        }
        return nil
    }

    /// What `a=rtpmap` says of a payload type: `PCMA/8000`, in upper case.
    func encoding(of format: String) -> String? {
        for attribute in attributes where attribute.hasPrefix("rtpmap:") {
            let fields = attribute.dropFirst(7).split(separator: " ", maxSplits: 1)
            if fields.count == 2, fields[0] == format { return fields[1].uppercased() }
        }
        return nil
    }
}
