public import Kernel
import Synchronization
public import Voice

/// A telephone line without telephones: people who are made up ring and are rung through it, and the floor cannot
/// tell. For simulated days.
public final class SilentLine: PhoneLine {
    public let events: AsyncStream<LineEvent>
    private let tell: AsyncStream<LineEvent>.Continuation
    private let answered: @Sendable (WorkID) -> Void
    private let over: @Sendable (WorkID) -> Void
    private let dialled: @Sendable (WorkID, PhoneNumber) -> Void

    /// - Parameters:
    ///   - answered: the centre took the call.
    ///   - over: the centre ended or refused it.
    ///   - dialled: the centre rings a number. Without anyone who is told, nobody answers.
    public init(
        answered: @escaping @Sendable (WorkID) -> Void, over: @escaping @Sendable (WorkID) -> Void,
        dialled: (@Sendable (WorkID, PhoneNumber) -> Void)? = nil
    ) {
        (events, tell) = AsyncStream.makeStream(of: LineEvent.self, bufferingPolicy: .unbounded)
        self.answered = answered
        self.over = over
        self.dialled = dialled ?? { [tell] call, _ in tell.yield(.ended(call, .refused(status: 480))) }
    }

    public func ring(_ call: WorkID, caller: PhoneNumber?, called: String) {
        tell.yield(.arrived(call, caller: caller, called: called))
    }

    public func press(_ call: WorkID, _ digit: Character) { tell.yield(.digit(call, digit)) }

    /// The caller hangs up.
    public func leave(_ call: WorkID) { tell.yield(.ended(call, .caller)) }

    /// The telephone of the called party rings.
    public func rings(_ call: WorkID) { tell.yield(.progressed(call, .ringing)) }

    /// The called party answers.
    public func pickUp(_ call: WorkID) { tell.yield(.answered(call)) }

    /// The network refuses a call that the centre places.
    public func refuse(_ call: WorkID, status: Int) { tell.yield(.ended(call, .refused(status: status))) }

    public func dial(_ call: WorkID, to number: PhoneNumber, from: PhoneNumber) async { dialled(call, number) }

    public func answer(_ call: WorkID) async {
        tell.yield(.answered(call))
        answered(call)
    }

    public func reject(_ call: WorkID, status: Int) async { over(call) }
    public func hangUp(_ call: WorkID) async { over(call) }
    public func reopenAudio(of calls: [WorkID]) async {}
}

/// A voice engine that says nothing: every command is done, every prompt is over after a while, music never ends.
public final class SilentEngine: AudioEngine {
    public let events: AsyncStream<VoiceEvent>
    private let tell: AsyncStream<VoiceEvent>.Continuation
    private let clock: any WallClock
    private let playing = Mutex<[LegID: PlayID]>([:])
    private let length: Duration

    /// - Parameter promptLength: how long a row of prompts lasts on the clock.
    public init(clock: any WallClock, promptLength: Duration = .seconds(8)) {
        (events, tell) = AsyncStream.makeStream(of: VoiceEvent.self, bufferingPolicy: .unbounded)
        self.clock = clock
        length = promptLength
    }

    /// A phone of a made-up agent.
    public func connect(_ leg: LegID) { tell.yield(.webRTCState(leg: leg, state: .connected)) }

    public func send(_ command: VoiceCommand) async throws(VoiceRefusal) -> VoiceReply {
        switch command {
        case .play(let leg, let playback) where !playback.loop:
            playing.withLock { $0[leg] = playback.id }
            finish(leg, playback.id)
        case .play(let leg, _), .stop(let leg, _), .closeLeg(let leg): playing.withLock { $0[leg] = nil }
        case .openWebRTCLeg: return .webRTCLeg(answer: "")
        case .openRTPLeg: return .rtpLeg(local: MediaAddress(host: "127.0.0.1", port: 9))
        default: break
        }
        return .done
    }

    private func finish(_ leg: LegID, _ play: PlayID) {
        let end = clock.now() + length
        Task { [self] in
            do { try await clock.sleep(until: end) } catch { return }
            guard playing.withLock({ $0[leg] == play }) else { return }
            tell.yield(.playFinished(leg: leg, play: play, reason: .ended, playedMilliseconds: 0))
        }
    }
}
