/// The voice formats that we speak, G.711 (RFC 3551 §6).
public enum AudioCodec: String, Hashable, Sendable, Codable, CaseIterable {
    case pcma = "PCMA"
    case pcmu = "PCMU"

    /// Static payload type.
    public var payloadType: UInt8 { self == .pcma ? 8 : 0 }
}

/// Our end of an audio stream: where we receive and what we speak.
public struct AudioEndpoint: Hashable, Sendable {
    public var address: String
    public var port: UInt16
    /// First is liked best.
    public var codecs: [AudioCodec]
    public var packetMilliseconds: Int
    /// What we want; the other side may lessen it.
    public var direction: MediaDirection

    public init(
        address: String, port: UInt16, codecs: [AudioCodec] = [.pcma, .pcmu], packetMilliseconds: Int = 20,
        direction: MediaDirection = .sendrecv
    ) {
        self.address = address
        self.port = port
        self.codecs = codecs
        self.packetMilliseconds = packetMilliseconds
        self.direction = direction
    }
}

/// What both sides agreed upon, seen from ours.
public struct AgreedAudio: Hashable, Sendable, Codable {
    /// Where the other side says it receives. Behind a NAT its packets come from elsewhere.
    public var remoteAddress: String
    public var remotePort: UInt16
    public var codec: AudioCodec
    public var payloadType: UInt8
    /// For RFC 4733 digits, both ways; nil when the other side knows none.
    public var digitPayloadType: UInt8?
    /// What the other side wants to receive, in milliseconds.
    public var packetMilliseconds: Int
    /// `sends`: we may send; `receives`: the other side sends.
    public var direction: MediaDirection
    /// The other side put us on hold: it does not listen (`sendonly`, `inactive`, or `c=0.0.0.0` of old).
    public var isHeldByRemote: Bool
}

/// Why an offer or an answer gives no conversation. Each is worth a 488 to an offer.
public enum NegotiationRefusal: Error, Hashable, Sendable {
    case noAudio
    case noCommonCodec
    case answerDoesNotFit
}

extension MediaDirection {
    init(sends: Bool, receives: Bool) {
        switch (sends, receives) {
        case (true, true): self = .sendrecv
        case (true, false): self = .sendonly
        case (false, true): self = .recvonly
        case (false, false): self = .inactive
        }
    }

    /// What both allow.
    func lessened(to other: MediaDirection) -> MediaDirection {
        MediaDirection(sends: sends && other.sends, receives: receives && other.receives)
    }
}

extension SessionDescription {
    /// The payload type that we offer for telephone events.
    static let digitFormat = "101"

    /// Offers one audio stream with telephone events (RFC 3264 §5).
    public static func offer(_ endpoint: AudioEndpoint) -> SessionDescription {
        let formats = endpoint.codecs.map { String($0.payloadType) } + [digitFormat]
        var medium = MediaDescription(
            kind: "audio", port: endpoint.port, formats: formats, direction: endpoint.direction)
        medium.attributes = endpoint.codecs.map { "rtpmap:\($0.payloadType) \($0.rawValue)/8000" }
        medium.describeDigits(as: digitFormat)
        medium.attributes.append("ptime:\(endpoint.packetMilliseconds)")
        return SessionDescription(
            origin: SessionOrigin(address: endpoint.address), address: endpoint.address, media: [medium])
    }

    /// Answers this offer with our endpoint: the first audio stream that fits is taken, every other one refused with
    /// port 0 (RFC 3264 §6).
    public func answer(
        _ endpoint: AudioEndpoint
    ) throws(NegotiationRefusal) -> (answer: SessionDescription, agreed: AgreedAudio) {
        var answer = SessionDescription(origin: SessionOrigin(address: endpoint.address), address: endpoint.address)
        var agreed: AgreedAudio?
        var sawAudio = false
        for medium in media {
            var reply = medium.refused
            if medium.isPlainAudio, agreed == nil {
                sawAudio = true
                if let format = medium.format(among: endpoint.codecs) {
                    let audio = agreement(on: medium, format: format, wanting: endpoint.direction)
                    reply = medium.accepted(format, audio, at: endpoint)
                    agreed = audio
                }
            }
            answer.media.append(reply)
        }
        guard let agreed else { throw sawAudio ? .noCommonCodec : .noAudio }
        return (answer, agreed)
    }

    /// What an answer to our own offer means; also what any agreed pair of descriptions means, ours first.
    public func agreed(answeredBy answer: SessionDescription) throws(NegotiationRefusal) -> AgreedAudio {
        guard let place = media.firstIndex(where: { $0.isPlainAudio }) else { throw .noAudio }
        guard place < answer.media.count, answer.media[place].kind == "audio" else { throw .answerDoesNotFit }
        let medium = answer.media[place]
        guard medium.isPlainAudio else { throw .noAudio }
        let ours = media[place].formats.compactMap { media[place].codec(of: $0) }
        for name in medium.formats {
            guard let codec = medium.codec(of: name), ours.contains(codec), let payloadType = UInt8(name) else {
                continue
            }
            let wanted = media[place].direction ?? direction ?? .sendrecv
            return answer.agreement(on: medium, format: (codec, payloadType), wanting: wanted)
        }
        throw .noCommonCodec
    }

    /// The other side's medium, seen from ours.
    private func agreement(
        on medium: MediaDescription, format: (codec: AudioCodec, payloadType: UInt8), wanting wanted: MediaDirection
    ) -> AgreedAudio {
        let remoteAddress = medium.address ?? address ?? origin.address
        var theirs = medium.direction ?? direction ?? .sendrecv
        // RFC 3264 §8.4: hold as RFC 2543 knew it.
        if remoteAddress == "0.0.0.0" || remoteAddress == "::" {
            theirs = MediaDirection(sends: theirs.sends, receives: false)
        }
        return AgreedAudio(
            remoteAddress: remoteAddress, remotePort: medium.port, codec: format.codec, payloadType: format.payloadType,
            digitPayloadType: medium.digitPayloadType, packetMilliseconds: medium.packetMilliseconds,
            direction: theirs.reversed.lessened(to: wanted), isHeldByRemote: !theirs.receives)
    }
}

extension MediaDescription {
    /// Audio that can be carried without encryption.
    fileprivate var isPlainAudio: Bool {
        kind == "audio" && port != 0 && (profile == "RTP/AVP" || profile == "RTP/AVPF")
    }

    fileprivate var refused: MediaDescription {
        MediaDescription(kind: kind, port: 0, profile: profile, formats: formats)
    }

    /// A mapping counts before the static meaning of a number (RFC 3551 §6).
    fileprivate func codec(of format: String) -> AudioCodec? {
        if let encoding = encoding(of: format) {
            return AudioCodec.allCases.first {
                encoding == "\($0.rawValue)/8000" || encoding == "\($0.rawValue)/8000/1"
            }
        }
        return AudioCodec.allCases.first { format == String($0.payloadType) }
    }

    /// The codec that we like best among those offered.
    fileprivate func format(among codecs: [AudioCodec]) -> (codec: AudioCodec, payloadType: UInt8)? {
        for codec in codecs {
            for name in formats where self.codec(of: name) == codec {
                if let payloadType = UInt8(name), payloadType < 128 { return (codec, payloadType) }
            }
        }
        return nil
    }

    fileprivate var digitPayloadType: UInt8? {
        for name in formats where encoding(of: name) == "TELEPHONE-EVENT/8000" {
            if let payloadType = UInt8(name), payloadType < 128 { return payloadType }
        }
        return nil
    }

    /// 20 ms unless said otherwise (RFC 3551 §4.2); never beyond what G.711 peers really send.
    fileprivate var packetMilliseconds: Int {
        let asked = attribute("ptime").flatMap { Int($0) } ?? 20
        let most = attribute("maxptime").flatMap { Int($0) } ?? 60
        return min(max(10, min(asked, most)), 60)
    }

    fileprivate mutating func describeDigits(as format: String) {
        attributes.append("rtpmap:\(format) telephone-event/8000")
        attributes.append("fmtp:\(format) 0-15")
    }

    fileprivate func accepted(
        _ format: (codec: AudioCodec, payloadType: UInt8), _ agreed: AgreedAudio, at endpoint: AudioEndpoint
    ) -> MediaDescription {
        var reply = MediaDescription(
            kind: kind, port: endpoint.port, profile: profile, formats: [String(format.payloadType)],
            direction: agreed.direction)
        reply.attributes = ["rtpmap:\(format.payloadType) \(format.codec.rawValue)/8000"]
        if let digits = agreed.digitPayloadType {
            reply.formats.append(String(digits))
            reply.describeDigits(as: String(digits))
        }
        reply.attributes.append("ptime:\(endpoint.packetMilliseconds)")
        return reply
    }
}
