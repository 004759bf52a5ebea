public import Kernel
public import Logging
import NIOPosix
import SIP
import Voice

/// One caller of our own, with real signalling and real audio: rings an address, listens, presses keys, speaks,
/// hangs up. The demo's newcomer without a telephone has this one.
public actor LoneCaller {
    public struct Call: Sendable {
        /// `sip:165@127.0.0.1:5060`
        public var number: String
        public var host: String
        public var port: UInt16
        /// The number that the centre sees.
        public var from: String
        /// Digits with the moments, counted from the answer, at which they are pressed.
        public var digits: [(after: Duration, digits: String)]
        /// A WAV file that is said again and again, after so long.
        public var speech: String?
        public var speaksAfter: Duration
        /// When the caller has had enough, counted from the answer.
        public var patience: Duration

        public init(
            number: String, host: String, port: UInt16, from: String,
            digits: [(after: Duration, digits: String)] = [], speech: String? = nil,
            speaksAfter: Duration = .seconds(12),
            patience: Duration = .seconds(600)
        ) {
            (self.number, self.host, self.port, self.from) = (number, host, port, from)
            (self.digits, self.speech, self.speaksAfter, self.patience) = (digits, speech, speaksAfter, patience)
        }
    }

    public enum Outcome: Sendable, Equatable {
        case refused(status: Int)
        case endedByCentre
        case gaveUp
        case failed(String)
    }

    private let clock: any WallClock
    private let log: Logger
    private let events: AsyncStream<SIPSockets.Arrival>
    private let arrive: AsyncStream<SIPSockets.Arrival>.Continuation
    private var agent = UserAgent(UserAgentConfiguration(address: "127.0.0.1"))
    private var random = SystemRandomNumberGenerator()
    private var sockets: SIPSockets?
    private var phone: RTPPeer?
    private var plan: Task<Void, Never>?
    private var outcome: Outcome?
    private let said: @Sendable (String) -> Void

    /// - Parameter said: told what happens, in words.
    public init(clock: any WallClock, log: Logger, said: @escaping @Sendable (String) -> Void = { _ in }) {
        self.clock = clock
        self.log = log
        self.said = said
        (events, arrive) = AsyncStream.makeStream(of: SIPSockets.Arrival.self, bufferingPolicy: .bufferingNewest(1_000))
    }

    /// Places the call and stays on the line until it is over.
    public func ring(_ call: Call) async throws -> Outcome {
        let sockets = try await SIPSockets.open(
            host: "127.0.0.1", port: 0, group: MultiThreadedEventLoopGroup.singleton, log: log,
            mayConnect: { _ in true },
            deliver: { [arrive] in arrive.yield($0) })
        self.sockets = sockets
        agent = UserAgent(
            UserAgentConfiguration(address: "127.0.0.1", port: UInt16(sockets.port), product: "Sahut caller"))
        let phone = try RTPPeer()
        self.phone = phone
        let handle = CallHandle(at: clock.now(), random: &random)
        feed(.command(handle, .invite(invitation(call, phone))), call, handle)
        let beat = Task { [arrive] in
            while !Task.isCancelled {
                try await Task.sleep(for: .milliseconds(100))
                arrive.yield(.bytes([], Peer(.udp, "0.0.0.0", 0)))
            }
        }
        for await event in events {
            if case .bytes(let bytes, let peer) = event {
                feed(bytes.isEmpty ? .tick : .received(bytes, from: peer), call, handle)
            }
            if outcome != nil { break }
        }
        beat.cancel()
        plan?.cancel()
        phone.close()
        // What was sent last is still on its way.
        try await Task.sleep(for: .milliseconds(200))
        try await sockets.close()
        return outcome ?? .failed("the line was closed")
    }

    private func invitation(_ call: Call, _ phone: RTPPeer) -> OutgoingInvitation {
        OutgoingInvitation(
            to: "sip:\(call.number)@\(call.host):\(call.port)", from: "sip:\(call.from)@127.0.0.1",
            offer: .offer(AudioEndpoint(address: "127.0.0.1", port: phone.localPort)),
            peer: Peer(.udp, call.host, call.port))
    }

    private func feed(_ event: UserAgentEvent, _ call: Call, _ handle: CallHandle) {
        for effect in agent.handle(event, at: clock.now(), random: &random) {
            switch effect {
            case .send(let bytes, let peer): sockets?.send(bytes, to: peer)
            case .callAnswered(_, let answer): answered(answer, call, handle)
            case .callEnded(_, let end): outcome = Self.outcome(of: end)
            case .commandRefused(_, let refusal): outcome = .failed("\(refusal)")
            default: break
            }
        }
    }

    private static func outcome(of end: SIP.CallEnd) -> Outcome {
        switch end {
        case .remoteHangUp: .endedByCentre
        case .local, .callerCancelled: .gaveUp
        case .rejected(let status, _, _): .refused(status: status)
        case .timeout, .network, .sessionExpired: .failed("\(end)")
        }
    }

    private func answered(_ answer: SessionDescription?, _ call: Call, _ handle: CallHandle) {
        guard let phone, let remote = answer?.firstAudio else { return }
        said("answered")
        phone.call(remote)
        plan = Task {
            do { try await self.follow(call, phone) } catch { return }
            self.feed(.command(handle, .hangUp), call, handle)
            self.arrive.yield(.bytes([], Peer(.udp, "0.0.0.0", 0)))
        }
    }

    private func follow(_ call: Call, _ phone: RTPPeer) async throws {
        let start = ContinuousClock.now
        for (after, digits) in call.digits {
            try await Task.sleep(until: start + after)
            phone.press(digits)
            said("pressed \(digits)")
        }
        if let speech = call.speech {
            try await Task.sleep(until: start + call.speaksAfter)
            try phone.say(wav: speech, loop: true)
        }
        try await Task.sleep(until: start + call.patience)
    }
}
