/// What an SDP body says (RFC 8866), as far as an audio call needs it. Unknown lines are read over.
public struct SessionDescription: Hashable, Sendable {
    /// The agent stamps the origin of what it sends: one session id a call, a version that grows with each change.
    public var origin: SessionOrigin
    public var name: String
    /// The session's `c=` address; a medium's own comes first.
    public var address: String?
    public var direction: MediaDirection?
    public var media: [MediaDescription]

    public init(
        origin: SessionOrigin = SessionOrigin(), name: String = "-", address: String? = nil,
        direction: MediaDirection? = nil, media: [MediaDescription] = []
    ) {
        self.origin = origin
        self.name = name
        self.address = address
        self.direction = direction
        self.media = media
    }
}

public struct SessionOrigin: Hashable, Sendable {
    public var user: String
    public var sessionID: UInt64
    public var version: UInt64
    public var address: String

    public init(user: String = "-", sessionID: UInt64 = 0, version: UInt64 = 0, address: String = "0.0.0.0") {
        self.user = user
        self.sessionID = sessionID
        self.version = version
        self.address = address
    }
}

/// Seen from the one who says it (RFC 8866 §6.7).
public enum MediaDirection: String, Hashable, Sendable, Codable {
    case sendrecv, sendonly, recvonly, inactive

    /// The same stream seen from the other end.
    public var reversed: MediaDirection {
        switch self {
        case .sendonly: .recvonly
        case .recvonly: .sendonly
        case .sendrecv, .inactive: self
        }
    }

    public var sends: Bool { self == .sendrecv || self == .sendonly }
    public var receives: Bool { self == .sendrecv || self == .recvonly }
}

/// One `m=` line and what follows it.
public struct MediaDescription: Hashable, Sendable {
    /// `audio`, `video`, `image` …
    public var kind: String
    /// 0: refused, or switched off.
    public var port: UInt16
    /// `RTP/AVP`
    public var profile: String
    /// Payload types for RTP profiles, in order of preference.
    public var formats: [String]
    public var address: String?
    public var direction: MediaDirection?
    /// Attributes other than the direction, in order: `rtpmap:101 telephone-event/8000`.
    public var attributes: [String]

    public init(
        kind: String, port: UInt16, profile: String = "RTP/AVP", formats: [String], address: String? = nil,
        direction: MediaDirection? = nil, attributes: [String] = []
    ) {
        self.kind = kind
        self.port = port
        self.profile = profile
        self.formats = formats
        self.address = address
        self.direction = direction
        self.attributes = attributes
    }
}

extension SessionDescription: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let description = SessionDescription(Array(text.utf8)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a session description")
        }
        self = description
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(String(decoding: bytes, as: UTF8.self))
    }
}
