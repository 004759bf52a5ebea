/// The browser's end of the transport: makes an offer, takes the answer, checks the way, shakes hands as DTLS client.
///
/// A simulated browser for tests and load: the same shape and the same rules as `WebRTCPeer` (one thread, no socket, no
/// clock, buffers in place).
public final class WebRTCClient {
    public typealias State = WebRTCPeer.State
    public typealias Inbound = WebRTCPeer.Inbound
    public typealias Send = WebRTCPeer.Send

    /// The session description for the server.
    public let offer: String
    /// What the answer chose; nil before it came.
    public private(set) var codec: Codec?
    public private(set) var telephoneEventPayload: UInt8?
    public private(set) var state = State.connecting
    public private(set) var lastHeard: UInt64
    public var remote: SocketAddress? { answered?.ice.remote }

    private struct Answered {
        var ice: ICEControlling
        let secure: SecureTransport
        var hasStarted = false
    }

    private let identity: DTLSIdentity
    private let local: ICECredentials
    private let tieBreaker: UInt64
    private let startedAt: UInt64
    private var answered: Answered?

    public init(
        identity: DTLSIdentity, codecs: [Codec] = [Codec(.pcma, payloadType: 8), Codec(.pcmu, payloadType: 0)],
        telephoneEventPayload: UInt8? = 126, at now: UInt64, random: inout some RandomNumberGenerator
    ) {
        self.identity = identity
        local = ICECredentials(random: &random)
        tieBreaker = random.next()
        offer = OwnDescription(
            isLite: false, setup: .actpass, ice: local, fingerprint: identity.fingerprint, mid: "0", isBundled: true,
            direction: .sendrecv, codecs: codecs, telephoneEventPayload: telephoneEventPayload, addresses: []
        ).text(session: random.next())
        startedAt = now
        lastHeard = now
    }

    /// Takes the answer, once; the next `tick` sends the first connectivity check.
    public func accept(_ answer: String, at now: UInt64) throws(WebRTCRefusal) {
        guard answered == nil, state == .connecting else { return }
        let answer = try AudioDescription(answer)
        guard answer.setup == .passive else { throw WebRTCRefusal(.wrongDTLSRole) }
        guard !answer.candidates.isEmpty else { throw WebRTCRefusal(.noUsableAddress) }
        guard let secure = SecureTransport(.client, identity: identity, expectedFingerprint: answer.fingerprint) else {
            throw WebRTCRefusal(.exhausted)
        }
        codec = answer.codec
        telephoneEventPayload = answer.telephoneEventPayload
        let ice = ICEControlling(
            local: local, remote: answer.ice, candidates: answer.candidates, tieBreaker: tieBreaker, at: now)
        answered = Answered(ice: ice, secure: secure)
    }

    /// Takes one datagram, whose bytes are decrypted in place.
    public func receive(
        _ datagram: UnsafeMutableRawBufferPointer, from source: SocketAddress, at now: UInt64, send: Send
    ) -> Inbound {
        guard let secure = answered?.secure else { return .none }
        if case .closed = state { return .none }
        let bytes = UnsafeRawBufferPointer(datagram)
        let kind = DatagramKind(bytes)
        if case .stun = kind {
            guard answered?.ice.take(bytes, from: source) == true else { return .none }
            lastHeard = now
            startHandshake(at: now, send: send)
            return .none
        }
        guard source == remote else { return .none }
        if case .dtls = kind {
            secure.take(bytes, at: now) { send($0, source) }
            state = secure.state
            return .none
        }
        let inbound = secure.unprotect(kind, datagram)
        if inbound != .none { lastHeard = now }
        return inbound
    }

    private func startHandshake(at now: UInt64, send: Send) {
        guard let remote, answered?.hasStarted == false else { return }
        answered?.hasStarted = true
        answered?.secure.start(at: now) { send($0, remote) }
    }

    /// As `WebRTCPeer.protect`.
    public func protect(_ rtp: UnsafeMutableRawBufferPointer, length: Int) -> Int? {
        answered?.secure.protect(rtp, length: length)
    }

    /// As `WebRTCPeer.protectRTCP`.
    public func protectRTCP(_ rtcp: UnsafeMutableRawBufferPointer, length: Int) -> Int? {
        answered?.secure.protectRTCP(rtcp, length: length)
    }

    /// Sends checks, repeats lost flights, notices silence; call it every 20 to 100 ms.
    public func tick(at now: UInt64, send: Send) {
        switch state {
        case .closed: return
        case .connecting:
            let limit = startedAt + WebRTCPeer.setupLimitNanoseconds
            guard now < limit else { return end(.neverConnected, send: send) }
            if let remote { answered?.secure.tick(at: now) { send($0, remote) } }
        case .connected:
            let limit = lastHeard + WebRTCPeer.silenceLimitNanoseconds
            guard now < limit else { return end(.silent, send: send) }
        }
        for (check, address) in answered?.ice.tick(at: now) ?? [] { check.withUnsafeBytes { send($0, address) } }
    }

    /// Says goodbye, as a page does that calls `pc.close()`.
    public func close(send: Send) { end(.closedHere, send: send) }

    private func end(_ reason: CloseReason, send: Send) {
        if case .closed = state { return }
        answered?.secure.end(reason) { datagram in
            if let remote { send(datagram, remote) }
        }
        state = .closed(reason)
    }
}
