public import Kernel
public import Logging
import NIOCore
public import NIOPosix
public import SIP
import Voice

/// The telephone line to the network: one SIP user agent on UDP and TCP sockets, with the audio legs of the calls.
///
/// One actor owns the signalling of all calls, so that nothing on it waits for the floor, a database or a page.
public actor Trunk: PhoneLine {
    public struct Settings: Sendable {
        public var bindHost: String
        public var port: Int
        /// Who may send us signalling.
        public var trusts: @Sendable (_ address: String) -> Bool
        public var agent: UserAgentConfiguration
        /// By which calls go out; without one, none do.
        public var wayOut: WayOut?

        public init(
            bindHost: String, port: Int, agent: UserAgentConfiguration, wayOut: WayOut? = nil,
            trusts: @escaping @Sendable (_ address: String) -> Bool
        ) {
            (self.bindHost, self.port, self.agent, self.trusts) = (bindHost, port, agent, trusts)
            self.wayOut = wayOut
        }
    }

    private struct Ringing {
        var offer: SessionDescription?
    }

    public nonisolated let events: AsyncStream<LineEvent>
    nonisolated let tell: AsyncStream<LineEvent>.Continuation
    private nonisolated let arrivals: AsyncStream<SIPSockets.Arrival>
    private nonisolated let arrive: AsyncStream<SIPSockets.Arrival>.Continuation

    let settings: Settings
    let audio: any AudioEngine
    private let clock: any WallClock
    let log: Logger
    private var agent: UserAgent
    private var random = SystemRandomNumberGenerator()
    private var sockets: SIPSockets?
    private var framers: [Peer: StreamFramer] = [:]
    private var ringing: [CallHandle: Ringing] = [:]
    /// Calls whose audio is being opened; one that ends meanwhile is taken out, and its leg closed again.
    private var opening: Set<CallHandle> = []
    var audioAt: [CallHandle: MediaAddress] = [:]
    /// Calls that we place, until they are answered or over.
    var dialled: [CallHandle: Dialled] = [:]
    private var timer: Task<Void, Never>?
    private var timerFor: Timestamp?

    public init(_ settings: Settings, audio: any AudioEngine, clock: any WallClock, log: Logger) {
        self.settings = settings
        self.audio = audio
        self.clock = clock
        self.log = log
        agent = UserAgent(settings.agent)
        (events, tell) = AsyncStream.makeStream(of: LineEvent.self, bufferingPolicy: .unbounded)
        // Past this many unread datagrams the oldest are dropped: SIP sends again what mattered.
        (arrivals, arrive) = AsyncStream.makeStream(
            of: SIPSockets.Arrival.self, bufferingPolicy: .bufferingNewest(20_000))
    }

    /// Opens the sockets and works until cancelled.
    public func run(group: MultiThreadedEventLoopGroup = .singleton) async throws {
        let sockets = try await SIPSockets.open(
            host: settings.bindHost, port: settings.port, group: group, log: log,
            mayConnect: settings.trusts, deliver: { [arrive] in arrive.yield($0) })
        self.sockets = sockets
        log.info("listening for calls", metadata: ["host": "\(settings.bindHost)", "port": "\(sockets.port)"])
        for await arrival in arrivals {
            if Task.isCancelled { break }
            take(arrival)
        }
        timer?.cancel()
        try await sockets.close()
    }

    /// New calls are refused from now on; those in hand go on.
    public func drain() { feed(.drain(true)) }

    public nonisolated func stop() { arrive.finish() }

    // MARK: - What comes in

    private func take(_ arrival: SIPSockets.Arrival) {
        switch arrival {
        case .bytes(let bytes, let peer): feed(.received(bytes, from: peer))
        case .closed(let peer):
            framers[peer] = nil
            feed(.transportFailed(peer))
        case .stream(let bytes, let peer):
            do {
                for frame in try framers[peer, default: StreamFramer()].append(bytes) {
                    switch frame {
                    case .message(let message): feed(.received(message, from: peer))
                    case .keepAlive: sockets?.send([13, 10], to: peer)
                    }
                }
            } catch {
                log.warning("a stream that is not SIP is closed", metadata: ["peer": "\(peer)", "why": "\(error)"])
                framers[peer] = nil
                sockets?.drop(peer)
            }
        }
    }

    func feed(_ event: UserAgentEvent) {
        let effects = agent.handle(event, at: clock.now(), random: &random)
        for effect in effects { perform(effect) }
        schedule()
    }

    private func schedule() {
        guard let deadline = agent.nextDeadline else { return }
        if let timerFor, timerFor <= deadline { return }
        timer?.cancel()
        timerFor = deadline
        timer = Task { [clock] in
            do { try await clock.sleep(until: deadline) } catch { return }
            self.tick()
        }
    }

    private func tick() {
        timerFor = nil
        feed(.tick)
    }

    // MARK: - What the user agent wants

    private func perform(_ effect: UserAgentEffect) {
        switch effect {
        case .send(let bytes, let peer): sockets?.send(bytes, to: peer)
        case .callArrived(let handle, let invitation): arrived(handle, invitation)
        case .callConfirmed(let handle, let answer): confirmed(handle, answer)
        case .offerArrived(let handle, let offer): Task { await self.renegotiate(handle, offer) }
        case .digit(let handle, let digit, _): tell.yield(.digit(handle.call, digit.character))
        case .dialogChanged(let snapshot): keep(snapshot)
        case .callEnded(let handle, let end): ended(handle, end)
        case .commandRefused(let handle, let refusal): refused(handle, refusal)
        case .callProgress(let handle, let status, let early): progressed(handle, status, early)
        case .callAnswered(let handle, let answer): pickedUp(handle, answer)
        case .offerAnswered, .offerRefused, .probed: break
        }
    }

    private func arrived(_ handle: CallHandle, _ invitation: Invitation) {
        ringing[handle] = Ringing(offer: invitation.offer)
        let number = invitation.caller.isHidden ? nil : invitation.caller.number.flatMap { PhoneNumber($0) }
        tell.yield(.arrived(handle.call, caller: number, called: invitation.called))
    }

    private func keep(_ snapshot: DialogSnapshot) {
        do { tell.yield(.kept(snapshot.handle.call, try snapshot.text())) } catch {
            log.error(
                "a dialog could not be written down", metadata: ["call": "\(snapshot.handle)", "error": "\(error)"])
        }
    }

    private func ended(_ handle: CallHandle, _ end: SIP.CallEnd) {
        ringing[handle] = nil
        dialled[handle] = nil
        opening.remove(handle)
        audioAt[handle] = nil
        tell.yield(.kept(handle.call, nil))
        let how: LineEnd =
            switch end {
            case .callerCancelled, .remoteHangUp: .caller
            case .local: .ours
            case .rejected(let status, _, _): .refused(status: status)
            case .timeout, .network, .sessionExpired: .network
            }
        tell.yield(.ended(handle.call, how))
    }

    /// A late offer's answer says where the caller listens.
    private func confirmed(_ handle: CallHandle, _ answer: SessionDescription?) {
        guard let answer, let local = audioAt[handle] else { return }
        Task {
            do {
                let ours = SessionDescription.offer(AudioEndpoint(address: local.host, port: local.port))
                let agreed = try ours.agreed(answeredBy: answer)
                try await self.update(handle, agreed)
            } catch {
                self.log.notice("no common audio", metadata: ["call": "\(handle)", "error": "\(error)"])
                self.feed(.command(handle, .hangUp))
            }
        }
    }

    private func renegotiate(_ handle: CallHandle, _ offer: SessionDescription) async {
        guard let local = audioAt[handle] else { return feed(.command(handle, .refuseOffer())) }
        do {
            let (answer, agreed) = try offer.answer(AudioEndpoint(address: local.host, port: local.port))
            try await update(handle, agreed)
            feed(.command(handle, .answerOffer(answer)))
        } catch {
            log.notice("a changed session was refused", metadata: ["call": "\(handle)", "error": "\(error)"])
            feed(.command(handle, .refuseOffer()))
        }
    }

    func update(_ handle: CallHandle, _ agreed: AgreedAudio) async throws(VoiceRefusal) {
        _ = try await audio.send(.updateRTPLeg(leg: handle.leg, terms: RTPTerms(agreed)))
    }

    // MARK: - What the floor wants

    public func answer(_ call: WorkID) async {
        let handle = call.named(CallHandle.self)
        guard let waiting = ringing.removeValue(forKey: handle) else { return }
        opening.insert(handle)
        defer { opening.remove(handle) }
        do {
            let terms = try waiting.offer.map { try RTPTerms($0.answer(placeholder).agreed) } ?? RTPTerms(remote: nil)
            let local = try await audio.openRTPLeg(handle.leg, terms: terms, localPort: nil)
            guard opening.contains(handle) else {
                _ = try await audio.send(.closeLeg(leg: handle.leg))
                return
            }
            let endpoint = AudioEndpoint(address: local.host, port: local.port)
            audioAt[handle] = local
            let description = try waiting.offer.map { try $0.answer(endpoint).answer } ?? .offer(endpoint)
            feed(.command(handle, .answer(description)))
            tell.yield(.answered(call))
        } catch let refusal as NegotiationRefusal {
            log.notice("no common audio", metadata: ["call": "\(call)", "why": "\(refusal)"])
            feed(.command(handle, .reject(status: 488)))
            tell.yield(.ended(call, .noAudio))
        } catch {
            log.error("no audio for a call", metadata: ["call": "\(call)", "why": "\(error)"])
            feed(.command(handle, .reject(status: 503)))
            tell.yield(.ended(call, .noAudio))
        }
    }

    /// Only to learn what both sides can, before there is a leg.
    private var placeholder: AudioEndpoint { AudioEndpoint(address: settings.agent.address, port: 9) }

    public func reject(_ call: WorkID, status: Int) {
        feed(.command(call.named(CallHandle.self), .reject(status: status)))
    }

    public func hangUp(_ call: WorkID) { feed(.command(call.named(CallHandle.self), .hangUp)) }

    // MARK: - After a restart

    /// Takes up calls that an earlier process left; those that cannot be taken up are told as ended.
    public func restore(_ kept: [WorkID: String]) {
        for (call, text) in kept {
            do {
                let snapshot = try DialogSnapshot(text: text)
                try agent.restore(snapshot, at: clock.now())
                if let audio = snapshot.localSession?.firstAudio { audioAt[snapshot.handle] = audio }
            } catch {
                log.error("a call could not be taken up", metadata: ["call": "\(call)", "why": "\(error)"])
                tell.yield(.ended(call, .network))
            }
        }
        schedule()
    }

    /// Opens the callers' legs anew on the ports that the network sends to, after the voice engine has lost them.
    public func reopenAudio(of calls: [WorkID]) async {
        for call in calls {
            let handle = call.named(CallHandle.self)
            guard let local = audioAt[handle], let snapshot = agent.snapshot(of: handle), let terms = snapshot.terms
            else {
                continue
            }
            do { _ = try await audio.openRTPLeg(handle.leg, terms: terms, localPort: local.port) } catch {
                log.error("a caller's audio is lost", metadata: ["call": "\(call)", "why": "\(error)"])
                feed(.command(handle, .hangUp))
                tell.yield(.ended(call, .noAudio))
            }
        }
    }
}
