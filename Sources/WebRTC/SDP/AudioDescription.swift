/// What a WebRTC description (RFC 8829) says about its one audio line: everything that this transport acts on.
struct AudioDescription {
    enum Setup: String { case actpass, active, passive }
    enum Direction: String { case sendrecv, sendonly, recvonly, inactive }

    let mid: String?
    let isBundled: Bool
    let ice: ICECredentials
    /// SHA-256 of the certificate that the other side will show in DTLS.
    let fingerprint: [UInt8]
    let setup: Setup
    let direction: Direction
    let codec: Codec
    let telephoneEventPayload: UInt8?
    /// UDP candidates with literal addresses, as they came.
    let candidates: [SocketAddress]

    init(_ text: String) throws(WebRTCRefusal) {
        let lines = try SDPText(text).lines
        let start = lines.firstIndex { $0.letter == "m" } ?? lines.endIndex
        let (session, media) = (lines[..<start], lines[start...])
        guard media.filter({ $0.letter == "m" }).count <= 1 else { throw WebRTCRefusal(.severalMediaLines) }
        guard let line = media.first else { throw WebRTCRefusal(.noAudio) }
        let payloads = try AudioPayloads(mediaLine: line.words, attributes: media.lazy.compactMap(\.attribute))

        let attributes = SDPAttributes(media: media, session: session)
        guard attributes["rtcp-mux"] != nil else { throw WebRTCRefusal(.noRTCPMux) }
        guard let ice = attributes.credentials else { throw WebRTCRefusal(.noICECredentials) }
        guard let fingerprint = attributes.fingerprint else { throw WebRTCRefusal(.noFingerprint) }
        guard let codec = payloads.codec else { throw WebRTCRefusal(.noCommonCodec) }
        self.ice = ice
        self.fingerprint = fingerprint
        self.codec = codec
        telephoneEventPayload = payloads.telephoneEvent
        let mid = try attributes.mid
        self.mid = mid
        isBundled = mid.map { mid in attributes.bundled.contains(Substring(mid)) } ?? false
        // An offer that does not say is an active one (RFC 4145 section 4).
        guard let setup = Setup(rawValue: String(attributes["setup"] ?? "active")) else { throw WebRTCRefusal(.notSDP) }
        self.setup = setup
        direction = attributes.direction
        candidates = attributes.candidates
    }
}

/// Attributes of a media section, with the session's as the fallback that RFC 8839 and RFC 8122 allow.
struct SDPAttributes {
    typealias Attribute = (name: Substring, value: Substring)
    private let media: [Attribute]
    private let session: [Attribute]

    init(media: ArraySlice<SDPText.Line>, session: ArraySlice<SDPText.Line>) {
        self.media = media.compactMap(\.attribute)
        self.session = session.compactMap(\.attribute)
    }

    subscript(name: Substring) -> Substring? { all(name).first }

    private func all(_ name: Substring) -> [Substring] {
        let own = media.filter { $0.name == name }.map(\.value)
        return own.isEmpty ? session.filter { $0.name == name }.map(\.value) : own
    }

    /// An identification-tag is a token (RFC 5888); it is echoed in the answer, so nothing else passes.
    var mid: String? {
        get throws(WebRTCRefusal) {
            guard let tag = media.first(where: { $0.name == "mid" })?.value else { return nil }
            guard (1...32).contains(tag.utf8.count), tag.utf8.allSatisfy(\.isToken) else {
                throw WebRTCRefusal(.notSDP)
            }
            return String(tag)
        }
    }

    var bundled: [Substring] {
        session.lazy.filter { $0.name == "group" }.map { $0.value.split(separator: " ") }
            .first { $0.first == "BUNDLE" }.map { Array($0.dropFirst()) } ?? []
    }

    var credentials: ICECredentials? {
        guard let ufrag = self["ice-ufrag"], let password = self["ice-pwd"],
            (4...256).contains(ufrag.utf8.count), ufrag.utf8.allSatisfy(\.isICECharacter),
            (22...256).contains(password.utf8.count), password.utf8.allSatisfy(\.isICECharacter)
        else { return nil }
        return ICECredentials(ufrag: String(ufrag), password: String(password))
    }

    var fingerprint: [UInt8]? { all("fingerprint").lazy.compactMap(Fingerprint.parse).first }

    var direction: AudioDescription.Direction {
        for name in (media + session).map(\.name) {
            if let direction = AudioDescription.Direction(rawValue: String(name)) { return direction }
        }
        return .sendrecv
    }

    /// `a=candidate:foundation component transport priority address port typ ...` (RFC 8839 section 5.1).
    var candidates: [SocketAddress] {
        all("candidate").prefix(16).compactMap { value in
            let words = value.split(separator: " ")
            guard words.count >= 8, words[1] == "1", words[2].lowercased() == "udp", let port = UInt16(words[5]) else {
                return nil
            }
            return SocketAddress(String(words[4]), port: port)
        }
    }
}

/// `sha-256 12:AB:...` (RFC 8122 section 5).
enum Fingerprint {
    static func parse(_ value: Substring) -> [UInt8]? {
        let words = value.split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "sha-256" else { return nil }
        let pairs = words[1].split(separator: ":", omittingEmptySubsequences: false)
        let digest = pairs.compactMap { $0.utf8.count == 2 && $0.first != "+" ? UInt8($0, radix: 16) : nil }
        return pairs.count == 32 && digest.count == 32 ? digest : nil
    }

    static func text(_ digest: [UInt8]) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        let pairs = digest.map { String(decoding: [hex[Int($0 >> 4)], hex[Int($0 & 15)]], as: UTF8.self) }
        return "sha-256 " + pairs.joined(separator: ":")
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
    fileprivate var isICECharacter: Bool { isLetterOrDigit || self == UInt8(ascii: "+") || self == UInt8(ascii: "/") }
    fileprivate var isToken: Bool { isLetterOrDigit || "!#$%&'*+-.^_`{|}~".utf8.contains(self) }
}
