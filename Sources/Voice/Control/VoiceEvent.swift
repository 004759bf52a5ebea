public import Kernel

/// What the engine tells its owner without being asked. Events that fall into a gap of the connection are lost:
/// after `.connected` ask for the `list`.
public enum VoiceEvent: Codable, Sendable, Equatable {
    /// From the client itself: the engine can be reached. Another instance than before means that all legs are gone.
    case connected(instance: String)
    /// From the client itself: the connection broke; it is being tried again.
    case disconnected

    /// A key was pressed: one of 0-9 * # A B C D. Reported once, at its beginning.
    case digit(leg: LegID, digit: String)
    /// All digits asked for have been sent.
    case digitsSent(leg: LegID)
    /// `playedMilliseconds` can be given back as `fromMilliseconds` to go on there.
    case playFinished(leg: LegID, play: PlayID, reason: PlayEnd, playedMilliseconds: Int)
    /// The first packet, or the first one after a time-out.
    case mediaStarted(leg: LegID)
    /// No packets for the leg's time-out. Said once per silence; the leg stays.
    case mediaTimeout(leg: LegID)
    case webRTCState(leg: LegID, state: WebRTCState)
    /// Nothing from the browser for five seconds, or it closed. Said once; the leg stays until closed.
    case legLost(leg: LegID)
    /// The engine gave up a leg that nobody had owned or used for long.
    case legClosed(leg: LegID)
    case recordingFinished(FinishedRecording)
    case alarm(VoiceAlarm)
}

public enum WebRTCState: String, Codable, Sendable {
    case connecting
    case connected
    case closed
}

public enum PlayEnd: String, Codable, Sendable {
    /// The last file ended.
    case ended
    case stopped
    /// Another play took its place.
    case replaced
    /// A digit stopped it.
    case digit
    /// No file could be played.
    case failed
    case legClosed
}

public struct FinishedRecording: Codable, Sendable, Equatable {
    public var room: RoomID
    /// Relative to the recordings folder.
    public var path: String
    public var milliseconds: Int
    /// Something is missing in it: the disk was full, or the engine died while it was made.
    public var truncated: Bool
}

/// What an operator should know.
public enum VoiceAlarm: Codable, Sendable, Equatable {
    case promptMissing(path: String)
    case promptUnreadable(path: String, reason: String)
    /// Writing failed (disk full, permission …): the recording ends here, the call goes on.
    case recordingFailed(path: String, reason: String)
    /// The audio thread woke this late: everyone heard a gap.
    case audioLate(milliseconds: Int)
    case eventsDropped(count: Int)
}
