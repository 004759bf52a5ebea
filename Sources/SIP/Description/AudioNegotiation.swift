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
    /// For RFC 4733 digits that we send; nil when the other side takes none.
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

extension SessionDescription {
    /// Offers one audio stream with telephone events.
    public static func offer(_ endpoint: AudioEndpoint) -> SessionDescription { SessionDescription() }

    /// Answers this offer with our endpoint: the first audio stream is taken, every other one refused with port 0.
    public func answer(
        _ endpoint: AudioEndpoint
    ) throws(NegotiationRefusal) -> (answer: SessionDescription, agreed: AgreedAudio) { throw .noAudio }

    /// What an answer to our own offer means.
    public func agreed(answeredBy answer: SessionDescription) throws(NegotiationRefusal) -> AgreedAudio {
        throw .noAudio
    }
}
