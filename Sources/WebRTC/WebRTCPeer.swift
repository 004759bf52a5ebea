/// One browser's transport, the server's end: its offer answered, ICE-lite, DTLS-SRTP, and RTP in the clear above it.
///
/// It owns no socket and reads no clock. Every datagram that arrives for it goes through `receive`, what it has to send
/// leaves through the closure, and `tick` lets it repeat and give up. Times are nanoseconds of one monotonic clock.
/// It belongs to one thread. Dropping the last reference frees everything that OpenSSL and libsrtp hold for it.
///
/// Nothing that is not authenticated changes it: a check by its ICE password, media by its SRTP keys, and DTLS is only
/// listened to from addresses that passed a check.
public final class WebRTCPeer {
    public enum State: Hashable, Sendable {
        case connecting, connected
        case closed(CloseReason)
    }

    /// What the owner finds at the start of its buffer after `receive`.
    public enum Inbound: Hashable, Sendable {
        case rtp(length: Int)
        case rtcp(length: Int)
        case none
    }

    public typealias Send = (UnsafeRawBufferPointer, SocketAddress) -> Void

    /// From the answer until connected.
    public static let setupLimitNanoseconds: UInt64 = 15_000_000_000
    /// Without an authenticated check, RTP or RTCP (RFC 7675 allows 30 s; an agent's caller should not wait so long).
    public static let silenceLimitNanoseconds: UInt64 = 5_000_000_000

    /// The session description for the browser.
    public let answer: String
    /// What `ufrag(ofBinding:)` finds in checks that are meant for this peer.
    public let localUfrag: String
    public let codec: Codec
    /// RFC 4733 at 8,000 Hz, when the browser offers it.
    public let telephoneEventPayload: UInt8?
    public private(set) var state = State.connecting
    /// When something authenticated last came; at first, when the offer came.
    public private(set) var lastHeard: UInt64
    /// Where to send media. It moves when the browser nominates another way, and only then.
    public var remote: SocketAddress? { ice.remote }

    private let startedAt: UInt64
    private let secure: SecureTransport
    private var ice: ICELite

    /// Takes a browser's offer of one audio line; `host` and `port` are where its datagrams will reach this peer.
    ///
    /// - Parameter host: an IPv4 or IPv6 literal.
    public convenience init(
        offer: String, identity: DTLSIdentity, host: String, port: UInt16, at now: UInt64,
        random: inout some RandomNumberGenerator
    ) throws(WebRTCRefusal) {
        guard let address = SocketAddress(host, port: port) else { throw WebRTCRefusal(.noUsableAddress) }
        try self.init(offer: offer, identity: identity, addresses: [address], at: now, random: &random)
    }

    /// As above, for a host that is reached at several addresses, the best first.
    public init(
        offer: String, identity: DTLSIdentity, addresses: [SocketAddress], at now: UInt64,
        random: inout some RandomNumberGenerator
    ) throws(WebRTCRefusal) {
        let offer = try AudioDescription(offer)
        guard !addresses.isEmpty else { throw WebRTCRefusal(.noUsableAddress) }
        guard offer.setup != .passive else { throw WebRTCRefusal(.wrongDTLSRole) }
        guard let secure = SecureTransport(.server, identity: identity, expectedFingerprint: offer.fingerprint) else {
            throw WebRTCRefusal(.exhausted)
        }
        let local = ICECredentials(random: &random)
        let own = OwnDescription(
            isLite: true, setup: .passive, ice: local, fingerprint: identity.fingerprint, mid: offer.mid,
            isBundled: offer.isBundled, direction: offer.direction.answered, codecs: [offer.codec],
            telephoneEventPayload: offer.telephoneEventPayload, addresses: addresses)
        answer = own.text(session: random.next())
        localUfrag = local.ufrag
        codec = offer.codec
        telephoneEventPayload = offer.telephoneEventPayload
        ice = ICELite(local: local, remoteUfrag: offer.ice.ufrag)
        self.secure = secure
        startedAt = now
        lastHeard = now
    }

    /// Takes one datagram, whose bytes are decrypted in place; they are worthless after `.none`. What is not from this
    /// peer is dropped without a trace.
    public func receive(
        _ datagram: UnsafeMutableRawBufferPointer, from source: SocketAddress, at now: UInt64, send: Send
    ) -> Inbound {
        if case .closed = state { return .none }
        let bytes = UnsafeRawBufferPointer(datagram)
        let kind = DatagramKind(bytes)
        switch kind {
        case .stun:
            takeCheck(bytes, from: source, at: now, send: send)
            return .none
        case .dtls:
            guard ice.isVerified(source) else { return .none }
            secure.take(bytes, at: now) { send($0, source) }
            state = secure.state
            return .none
        case .rtp, .rtcp:
            guard ice.isVerified(source) else { return .none }
            let inbound = secure.unprotect(kind, datagram)
            if inbound != .none { lastHeard = now }
            return inbound
        case .unknown: return .none
        }
    }

    private func takeCheck(_ bytes: UnsafeRawBufferPointer, from source: SocketAddress, at now: UInt64, send: Send) {
        switch ice.take(bytes, from: source) {
        case .ignored: return
        case .reply(let reply): reply.withUnsafeBytes { send($0, source) }
        case .verified(let reply):
            lastHeard = now
            reply.withUnsafeBytes { send($0, source) }
        }
    }

    /// Encrypts the RTP packet in the first `length` bytes, in place; the result's length, or nil while not connected
    /// or when the buffer has no room for the tag (16 bytes).
    public func protect(_ rtp: UnsafeMutableRawBufferPointer, length: Int) -> Int? {
        secure.protect(rtp, length: length)
    }

    /// As `protect`, for an RTCP packet, which grows by 20 bytes at most.
    public func protectRTCP(_ rtcp: UnsafeMutableRawBufferPointer, length: Int) -> Int? {
        secure.protectRTCP(rtcp, length: length)
    }

    /// Repeats lost handshake flights and notices silence; call it every 20 to 100 ms.
    public func tick(at now: UInt64, send: Send) {
        switch state {
        case .closed: return
        case .connecting:
            guard now < startedAt + Self.setupLimitNanoseconds else { return end(.neverConnected, send: send) }
            if let remote { secure.tick(at: now) { send($0, remote) } }
        case .connected:
            if now >= lastHeard + Self.silenceLimitNanoseconds { end(.silent, send: send) }
        }
    }

    /// Says goodbye (DTLS close_notify) and forgets the keys. Nothing happens the second time.
    public func close(send: Send) { end(.closedHere, send: send) }

    private func end(_ reason: CloseReason, send: Send) {
        if case .closed = state { return }
        secure.end(reason) { datagram in
            if let remote { send(datagram, remote) }
        }
        state = .closed(reason)
    }

    /// The local half of USERNAME in a binding request: finds the peer on a socket that several share. It proves
    /// nothing yet.
    public static func ufrag(ofBinding datagram: UnsafeRawBufferPointer) -> String? {
        guard case .stun = DatagramKind(datagram), let message = STUNMessage(datagram), message.kind == .request,
            let username = message.username, let colon = username.utf8.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        return String(username[..<colon])
    }
}
