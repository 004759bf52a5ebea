public import Kernel

/// What the centre asks of the voice engine. Ids are chosen by the asker, so that asking twice is harmless: the
/// same open gives the same reply, closing what is closed is done.
///
/// JSON form: one key, the command's name, with its arguments as an object (`{"closeLeg":{"leg":"0198…"}}`);
/// what is nil is left out.
public enum VoiceCommand: Codable, Sendable, Equatable {
    /// The first thing said on a connection. The last one to say `owner: true` is the one that hears events.
    case hello(version: Int, owner: Bool)

    /// Opens a socket for a leg of plain RTP. `localPort` asks for that very port (re-creation after a crash, so that
    /// the trunk is heard again); refused with `portTaken` when it is in use. Reply: `rtpLeg(local:)`.
    case openRTPLeg(leg: LegID, terms: RTPTerms, localPort: UInt16?)
    /// New terms after a re-INVITE or UPDATE. A new remote address is believed at once and then learnt again.
    case updateRTPLeg(leg: LegID, terms: RTPTerms)
    /// Answers a browser's SDP offer. Reply: `webRTCLeg(answer:)`.
    case openWebRTCLeg(leg: LegID, offer: String)
    /// Ends a leg: it leaves its room, its socket closes, its port rests for some seconds.
    case closeLeg(leg: LegID)

    /// Puts a leg into a room (made when it does not exist), or takes it out with nil. `hears` and `heardBy` name the
    /// legs of the same room whose audio passes to and from this one; nil means all. Audio passes from A to B when B
    /// hears A and A is heard by B. Legs named may join later.
    case place(leg: LegID, room: RoomID?, hears: [LegID]?, heardBy: [LegID]?)
    /// A muted leg is heard by nobody (nor by a recording) and goes on hearing.
    case mute(leg: LegID, muted: Bool)

    /// Plays to one leg; a play that is running on it ends with `.replaced`. The same play id twice is one play.
    case play(leg: LegID, playback: Playback)
    /// Ends the play of that id, or with nil whatever plays on the leg.
    case stop(leg: LegID, play: PlayID?)
    /// Lays a short tone over whatever the leg hears.
    case tone(leg: LegID, tone: Tone)
    /// Sends digits (0-9 * # A-D) by RFC 4733, 100 ms each with pauses of 60 ms, after those already being sent.
    case sendDigits(leg: LegID, digits: String)

    /// Records a room in two channels: left is the leg `left` as received, right is what the legs of `right` say to
    /// it (nil: every other leg of the room, whoever comes and goes). Prompts and music are not in it. `path` is
    /// relative to the recordings folder and ends in `.opus`; refused with `fileExists` when such a recording exists.
    case startRecording(room: RoomID, path: String, left: LegID, right: [LegID]?)
    /// Leaves out what is said from now on (privacy), until resumed.
    case pauseRecording(room: RoomID, paused: Bool)
    /// Ends the recording; `recordingFinished` follows when the file is complete.
    case stopRecording(room: RoomID)

    /// Takes all legs out of a room and ends its recording. The legs live on.
    case closeRoom(room: RoomID)
    /// Everything that exists, for a centre that has just come back. Reply: `listing`.
    case list
    /// How one leg's packets fare. Reply: `stats`.
    case stats(leg: LegID)
    /// Ends the engine: recordings are closed, legs dropped, the process leaves.
    case shutdown
}

/// The one version of this protocol. An engine that speaks another refuses the hello.
public let voiceProtocolVersion = 1
