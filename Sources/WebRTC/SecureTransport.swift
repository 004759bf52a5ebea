import COpenSSL

/// DTLS-SRTP (RFC 5764) behind ICE: the handshake, its repeated flights, the keys, and media under them.
///
/// It never learns addresses; whoever owns it hands in only what came over a verified way.
final class SecureTransport {
    enum Phase {
        case handshaking
        case ready(Media)
        case ended(CloseReason)
    }

    /// Both directions of media under the keys of one handshake.
    struct Media {
        let inbound: SRTPSession
        let outbound: SRTPSession
    }

    typealias Emit = (UnsafeRawBufferPointer) -> Void

    /// Times that the last flight is repeated to a peer that keeps repeating its own.
    private static let mostRepeats = 10

    private(set) var phase = Phase.handshaking
    private let role: DTLSConnection.Role
    private let connection: DTLSConnection
    private let expectedFingerprint: [UInt8]
    private var flight: Flight?
    private var repeats = 0

    /// Nil when OpenSSL has no memory.
    init?(_ role: DTLSConnection.Role, identity: DTLSIdentity, expectedFingerprint: [UInt8]) {
        guard let connection = DTLSConnection(identity, role: role) else { return nil }
        self.role = role
        self.connection = connection
        self.expectedFingerprint = expectedFingerprint
    }

    /// The client's first flight.
    func start(at now: UInt64, emit: Emit) {
        connection.start()
        sendRecords(at: now, emit: emit)
    }

    func take(_ datagram: UnsafeRawBufferPointer, at now: UInt64, emit: Emit) {
        switch phase {
        case .handshaking:
            connection.take(datagram)
            sendRecords(at: now, emit: emit)
            settle(emit)
        case .ready:
            connection.take(datagram)
            let records = connection.takeRecords()
            if let reply = Flight(records, at: now) {
                reply.send(emit)
            } else {
                repeatLastFlight(after: datagram, emit)
            }
            followEnd()
        case .ended: return
        }
    }

    func tick(at now: UInt64, emit: Emit) {
        guard case .handshaking = phase, flight?.isDue(at: now) == true else { return }
        flight?.send(emit)
    }

    /// Says goodbye where there is somebody to say it to; the keys are gone afterwards.
    func end(_ reason: CloseReason, emit: Emit) {
        if case .ended = phase { return }
        connection.shutDown()
        Flight(connection.takeRecords(), at: 0)?.send(emit)
        phase = .ended(reason)
    }

    private func sendRecords(at now: UInt64, emit: Emit) {
        guard let next = Flight(connection.takeRecords(), at: now) else { return }
        next.send(emit)
        flight = next
    }

    /// Where the handshake has come to after a datagram.
    private func settle(_ emit: Emit) {
        switch connection.progress {
        case .handshaking: return
        case .closed: phase = .ended(.closedThere)
        case .failed: phase = .ended(.handshakeFailed)
        case .established:
            guard connection.peerFingerprint == expectedFingerprint else {
                return end(.fingerprintMismatch, emit: emit)
            }
            guard let media = makeMedia() else { return end(.handshakeFailed, emit: emit) }
            phase = .ready(media)
        }
    }

    private func followEnd() {
        switch connection.progress {
        case .handshaking, .established: return
        case .closed: phase = .ended(.closedThere)
        case .failed: phase = .ended(.handshakeFailed)
        }
    }

    /// The client's Finished again means that ours was lost. OpenSSL repeats it when the record is a new one; a client
    /// that repeats the same record, as this target's own does, is answered here.
    private func repeatLastFlight(after datagram: UnsafeRawBufferPointer, _ emit: Emit) {
        let handshakeRecord: UInt8 = 22
        guard role == .server, repeats < Self.mostRepeats, datagram.first == handshakeRecord else { return }
        repeats += 1
        flight?.send(emit)
    }

    /// Keys of RFC 5764 section 4.2: client key, server key, client salt, server salt.
    private func makeMedia() -> Media? {
        guard let profile = connection.profileNumber.flatMap(SRTPProfile.init),
            var material = connection.exportKeys(length: profile.materialLength)
        else { return nil }
        defer { material.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) } }
        let (key, salt) = (SRTPProfile.keyLength, profile.saltLength)
        let salts = 2 * key
        let clientKey = SRTPMasterKey(key: Array(material[..<key]), salt: Array(material[salts..<salts + salt]))
        let serverKey = SRTPMasterKey(key: Array(material[key..<salts]), salt: Array(material[(salts + salt)...]))
        let client = SRTPSession(profile, clientKey, role == .server ? .inbound : .outbound)
        let server = SRTPSession(profile, serverKey, role == .server ? .outbound : .inbound)
        guard let client, let server else { return nil }
        return role == .server ? Media(inbound: client, outbound: server) : Media(inbound: server, outbound: client)
    }
}

extension SecureTransport {
    func unprotect(_ kind: DatagramKind, _ packet: UnsafeMutableRawBufferPointer) -> WebRTCPeer.Inbound {
        guard case .ready(let media) = phase else { return .none }
        switch kind {
        case .rtp: return media.inbound.unprotect(packet).map { .rtp(length: $0) } ?? .none
        case .rtcp: return media.inbound.unprotectRTCP(packet).map { .rtcp(length: $0) } ?? .none
        case .stun, .dtls, .unknown: return .none
        }
    }

    func protect(_ packet: UnsafeMutableRawBufferPointer, length: Int) -> Int? {
        guard case .ready(let media) = phase else { return nil }
        return media.outbound.protect(packet, length: length)
    }

    func protectRTCP(_ packet: UnsafeMutableRawBufferPointer, length: Int) -> Int? {
        guard case .ready(let media) = phase else { return nil }
        return media.outbound.protectRTCP(packet, length: length)
    }

    /// As the owner shows it.
    var state: WebRTCPeer.State {
        switch phase {
        case .handshaking: .connecting
        case .ready: .connected
        case .ended(let reason): .closed(reason)
        }
    }
}
