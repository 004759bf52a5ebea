/// One browser's transport.
public final class WebRTCPeer {
    public enum State: Hashable, Sendable {
        case connecting, connected
        case closed(CloseReason)
    }

    public enum Inbound: Hashable, Sendable {
        case rtp(length: Int)
        case rtcp(length: Int)
        case none
    }

    public let answer: String
    public let localUfrag: String
    public let codec: Codec
    public let telephoneEventPayload: UInt8?
    public private(set) var state: State = .connecting
    public private(set) var lastHeard: UInt64
    public private(set) var remote: SocketAddress?

    public typealias Send = (UnsafeRawBufferPointer, SocketAddress) -> Void

    public init(
        offer: String, identity: DTLSIdentity, host: String, port: UInt16, at now: UInt64,
        random: inout some RandomNumberGenerator
    ) throws(WebRTCRefusal) {
        throw WebRTCRefusal(.notSDP)
    }

    public func receive(
        _ datagram: UnsafeMutableRawBufferPointer, from source: SocketAddress, at now: UInt64, send: Send
    ) -> Inbound { .none }
    public func protect(_ rtp: UnsafeMutableRawBufferPointer, length: Int) -> Int? { nil }
    public func protectRTCP(_ rtcp: UnsafeMutableRawBufferPointer, length: Int) -> Int? { nil }
    public func tick(at now: UInt64, send: Send) {}
    public func close(send: Send) {}
    public static func ufrag(ofBinding datagram: UnsafeRawBufferPointer) -> String? { nil }
}

/// Why a transport ended.
public enum CloseReason: String, Hashable, Sendable, Error {
    /// `close()` was called here.
    case closedHere
    /// The other side said goodbye (DTLS close_notify).
    case closedThere
    /// Nothing authenticated was heard for the silence limit: the tab was killed or the network is gone.
    case silent
    /// ICE and DTLS were not through within the set-up limit.
    case neverConnected
    /// The certificate is not the one whose fingerprint the session description promised.
    case fingerprintMismatch
    /// The DTLS handshake failed: no common version, cipher or SRTP profile, or a fatal alert.
    case handshakeFailed
}
