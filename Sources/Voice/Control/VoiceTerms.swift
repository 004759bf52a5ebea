public import Kernel

/// The two codecs of every telephone line (ITU-T G.711), 8 kHz, with their fixed RTP payload types (RFC 3551).
public enum AudioCodec: String, Codable, Sendable, CaseIterable {
    case pcma
    case pcmu

    /// 8 for A-law, 0 for mu-law.
    public var payloadType: UInt8 { self == .pcma ? 8 : 0 }
}

/// Where audio goes or comes from: a literal IPv4 or IPv6 address and a UDP port.
public struct MediaAddress: Codable, Sendable, Hashable {
    public var host: String
    public var port: UInt16

    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }
}

/// Which way audio flows on a leg, seen from the engine (RFC 3264 §5.1): `sendOnly` is a far end on hold by us.
public enum MediaDirection: String, Codable, Sendable, CaseIterable {
    case sendReceive
    case sendOnly
    case receiveOnly
    case inactive
}

/// What both sides agreed on by SDP for a leg of plain RTP.
public struct RTPTerms: Codable, Sendable, Equatable {
    /// Where the far end wants its packets; nil until its SDP is known. What is heard from first overrides it.
    public var remote: MediaAddress?
    public var codec: AudioCodec
    /// Payload type of RFC 4733 events; nil when the far end takes none.
    public var telephoneEventPayload: UInt8?
    public var direction: MediaDirection
    /// Seconds without a packet until `mediaTimeout`; nil means the engine's default, 0 never (far end on hold).
    public var timeoutSeconds: Int?

    public init(
        remote: MediaAddress?, codec: AudioCodec = .pcma, telephoneEventPayload: UInt8? = nil,
        direction: MediaDirection = .sendReceive, timeoutSeconds: Int? = nil
    ) {
        self.remote = remote
        self.codec = codec
        self.telephoneEventPayload = telephoneEventPayload
        self.direction = direction
        self.timeoutSeconds = timeoutSeconds
    }
}

public enum PlayTag {}
/// One playing of prompts or music on one leg.
public typealias PlayID = Identifier<PlayTag>

/// WAV files in a row, once or for ever.
public struct Playback: Codable, Sendable, Equatable {
    public var id: PlayID
    /// Paths of WAV files, absolute or relative to the prompts folder.
    public var files: [String]
    /// Begin again after the last file, until stopped.
    public var loop: Bool
    /// A digit from the leg ends the play (reason `.digit`); the digit is reported as ever.
    public var stopOnDigit: Bool
    /// Replace: the leg hears only this. Overlay: this is added to what the room says.
    public var mode: Mode
    /// How far into the files to begin, so that music goes on where an announcement cut it off.
    public var fromMilliseconds: Int

    public enum Mode: String, Codable, Sendable {
        case replace
        case overlay
    }

    public init(
        id: PlayID, files: [String], loop: Bool = false, stopOnDigit: Bool = false, mode: Mode = .replace,
        fromMilliseconds: Int = 0
    ) {
        self.id = id
        self.files = files
        self.loop = loop
        self.stopOnDigit = stopOnDigit
        self.mode = mode
        self.fromMilliseconds = fromMilliseconds
    }
}

/// Short sounds that the engine makes itself.
public enum Tone: String, Codable, Sendable, CaseIterable {
    /// Tells an agent that a caller is now on the line: two beeps, 440 and 480 Hz, 0.3 s in all.
    case zip
    /// Tells a caller that the line ahead is ringing: 425 Hz, one second.
    case ring
    /// One second of 425 Hz in short beats: engaged.
    case busy
}
