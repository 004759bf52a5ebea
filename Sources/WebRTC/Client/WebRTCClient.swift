/// The browser's end of the transport: a simulated browser.
public final class WebRTCClient {
    public typealias Send = WebRTCPeer.Send
    public let offer: String
    public private(set) var codec: Codec?
    public private(set) var telephoneEventPayload: UInt8?
    public private(set) var state: WebRTCPeer.State = .connecting
    public private(set) var lastHeard: UInt64
    public private(set) var remote: SocketAddress?

    public init(identity: DTLSIdentity, at now: UInt64, random: inout some RandomNumberGenerator) throws(WebRTCRefusal) {
        throw WebRTCRefusal(.notSDP)
    }
    /// Takes the answer; the first `tick` then sends the first connectivity check.
    public func accept(_ answer: String, at now: UInt64) throws(WebRTCRefusal) {}
    public func receive(
        _ datagram: UnsafeMutableRawBufferPointer, from source: SocketAddress, at now: UInt64, send: Send
    ) -> WebRTCPeer.Inbound { .none }
    public func protect(_ rtp: UnsafeMutableRawBufferPointer, length: Int) -> Int? { nil }
    public func protectRTCP(_ rtcp: UnsafeMutableRawBufferPointer, length: Int) -> Int? { nil }
    public func tick(at now: UInt64, send: Send) {}
    public func close(send: Send) {}
}
