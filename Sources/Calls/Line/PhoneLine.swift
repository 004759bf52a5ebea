public import Kernel

/// Where calls come from and go to: a trunk, or a simulated day. Audio of a call lives in the voice engine under the
/// call's own name as its leg.
public protocol PhoneLine: Sendable {
    /// What the line tells, in order. Read by one floor.
    var events: AsyncStream<LineEvent> { get }
    /// Opens the caller's audio and takes the call; `answered` or `ended` follows.
    func answer(_ call: WorkID) async
    func reject(_ call: WorkID, status: Int) async
    func hangUp(_ call: WorkID) async
    /// Opens audio for the call and rings a number, showing it another; `progressed`, then `answered` or `ended`
    /// follow.
    func dial(_ call: WorkID, to number: PhoneNumber, from: PhoneNumber) async
    /// Opens the callers' legs anew after the voice engine has lost them.
    func reopenAudio(of calls: [WorkID]) async
}

public enum LineEvent: Sendable {
    case arrived(WorkID, caller: PhoneNumber?, called: String)
    /// Both sides can hear each other.
    case answered(WorkID)
    /// A call that we place has come so far.
    case progressed(WorkID, DialProgress)
    /// A key pressed, told by signalling (INFO) rather than in the audio.
    case digit(WorkID, Character)
    case ended(WorkID, LineEnd)
    /// What must be kept so that the call can still be ended after a restart; nil when it is over.
    case kept(WorkID, String?)
}

public enum LineEnd: Sendable, Equatable {
    /// The caller's side hung up or gave up.
    case caller
    /// We hung up or refused.
    case ours
    /// The network timed out or fell silent.
    case network
    /// A call that we place was refused, with the final SIP status.
    case refused(status: Int)
    /// No audio could be opened for the call.
    case noAudio
}
