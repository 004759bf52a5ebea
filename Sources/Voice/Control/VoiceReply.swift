public import Kernel

/// The engine's answer to one command.
public enum VoiceReply: Codable, Sendable, Equatable {
    /// `instance` is a new name each time the engine starts: another one means that every leg is gone.
    case welcome(version: Int, instance: String)
    case done
    /// The address to put into SDP.
    case rtpLeg(local: MediaAddress)
    /// The SDP answer for the browser.
    case webRTCLeg(answer: String)
    case listing(VoiceListing)
    case stats(LegStats)
    case refused(VoiceRefusal)
}

/// Why a command was not done.
public enum VoiceRefusal: Error, Codable, Sendable, Equatable {
    /// The connection is gone, or came back while the command was on its way. Whether it was done is not known:
    /// ask again (commands may be repeated) or `list`.
    case notConnected
    /// No answer within the client's limit. Whether it was done is not known.
    case timedOut
    /// Too many commands wait: the engine is overloaded.
    case overloaded
    case badCommand(reason: String)
    /// The engine speaks this version.
    case versionUnknown(spoken: Int)
    case legUnknown(leg: LegID)
    case roomUnknown(room: RoomID)
    /// A leg of that name exists with other terms or of another kind.
    case legExists(leg: LegID)
    /// The room is being recorded under another path.
    case recordingExists(room: RoomID)
    case fileExists(path: String)
    /// Not a path that may be written: absolute, outside of the folder, or not `.opus`.
    case badPath(path: String)
    case badAddress(MediaAddress)
    case noFreePort
    case portTaken(port: UInt16)
    case offerRefused(reason: String)
    /// The leg has no agreed way to carry digits.
    case noKeypad(leg: LegID)
    /// A bound of the engine is reached (legs, legs in a room, files in a play …).
    case tooMany(what: String, limit: Int)
}

/// Everything that exists in the engine at one moment.
public struct VoiceListing: Codable, Sendable, Equatable {
    public var instance: String
    public var legs: [ListedLeg]
    public var rooms: [ListedRoom]
    public var recordings: [ListedRecording]
    /// Recordings that were completed lately, the oldest first: for events that nobody was there to hear.
    public var finished: [FinishedRecording]
}

public struct ListedLeg: Codable, Sendable, Equatable {
    public enum Kind: String, Codable, Sendable {
        case rtp
        case webRTC
    }

    public var leg: LegID
    public var kind: Kind
    /// Where the engine listens for it.
    public var local: MediaAddress
    /// Where its audio is sent; nil until known.
    public var remote: MediaAddress?
    public var codec: AudioCodec
    public var direction: MediaDirection
    public var room: RoomID?
    public var hears: [LegID]?
    public var heardBy: [LegID]?
    public var muted: Bool
    /// Packets have come and have not ceased for the leg's time-out.
    public var alive: Bool
    /// Only for browsers.
    public var webRTCState: WebRTCState?
    /// What plays on it now.
    public var playing: Playback?
}

public struct ListedRoom: Codable, Sendable, Equatable {
    public var room: RoomID
    public var legs: [LegID]
}

public struct ListedRecording: Codable, Sendable, Equatable {
    public var room: RoomID
    public var path: String
    public var milliseconds: Int
    public var paused: Bool
}

/// How a leg's packets fare since it was opened.
public struct LegStats: Codable, Sendable, Equatable {
    public var leg: LegID
    public var packetsReceived: UInt64
    public var packetsSent: UInt64
    /// Expected and never seen, from sequence numbers (RFC 3550 A.3).
    public var packetsLost: Int64
    public var packetsLate: UInt64
    public var packetsDuplicate: UInt64
    /// Interarrival jitter (RFC 3550 §6.4.1).
    public var jitterMilliseconds: Double
    /// What the jitter buffer holds back now.
    public var bufferMilliseconds: Int
    /// Frames of 20 ms that were made up because their packets were missing.
    public var framesConcealed: UInt64
    /// What the far end reported of our packets: share lost in the last interval, 0 to 1; nil until it reports.
    public var remoteLossShare: Double?
    public var remoteJitterMilliseconds: Double?
    public var roundTripMilliseconds: Double?
    /// Milliseconds since the last packet; nil before the first.
    public var silentMilliseconds: Int?
}
