/// What the voice engine is told once, at its start.
public struct VoiceConfiguration: Sendable, Equatable {
    /// The Unix socket for control; made with mode 0600.
    public var socketPath: String
    /// The local address that RTP sockets bind.
    public var bindHost: String
    /// The address to tell trunks and browsers; nil means `bindHost`.
    public var advertisedHost: String?
    /// UDP ports for RTP legs: even ones for RTP, the next odd one for RTCP.
    public var rtpPorts: ClosedRange<UInt16>
    /// The one UDP port of all browsers; 0 takes any free one.
    public var webRTCPort: UInt16
    /// Where recordings are written; made when missing.
    public var recordingsFolder: String
    /// Where prompts of relative path are found.
    public var promptsFolder: String
    /// Seconds without a packet until `mediaTimeout`, unless a leg has its own.
    public var mediaTimeoutSeconds: Int
    /// Seconds that a freed RTP port rests, so that stale packets find no new call.
    public var portRestSeconds: Int
    /// Seconds of silence after which a browser counts as lost.
    public var browserLostSeconds: Int
    /// Opus bits a second of a recording, both channels together; below 40,000 one is faintly heard in the other.
    public var recordingBitrate: Int
    /// The most legs at once.
    public var legLimit: Int

    public init(
        socketPath: String, bindHost: String = "127.0.0.1", advertisedHost: String? = nil,
        rtpPorts: ClosedRange<UInt16> = 20_000...23_999, webRTCPort: UInt16 = 0, recordingsFolder: String,
        promptsFolder: String = ".", mediaTimeoutSeconds: Int = 20, portRestSeconds: Int = 10,
        browserLostSeconds: Int = 5, recordingBitrate: Int = 40_000, legLimit: Int = 2_000
    ) {
        self.socketPath = socketPath
        self.bindHost = bindHost
        self.advertisedHost = advertisedHost
        self.rtpPorts = rtpPorts
        self.webRTCPort = webRTCPort
        self.recordingsFolder = recordingsFolder
        self.promptsFolder = promptsFolder
        self.mediaTimeoutSeconds = mediaTimeoutSeconds
        self.portRestSeconds = portRestSeconds
        self.browserLostSeconds = browserLostSeconds
        self.recordingBitrate = recordingBitrate
        self.legLimit = legLimit
    }
}
