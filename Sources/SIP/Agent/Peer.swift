/// How bytes travel to a peer.
public enum Transport: String, Hashable, Sendable, Codable, CaseIterable {
    case udp, tcp

    /// TCP delivers or fails; UDP needs the transaction's own retransmissions (RFC 3261 §17).
    public var isReliable: Bool { self == .tcp }
}

/// Where a message came from or goes to: one socket address, and for TCP the connection.
public struct Peer: Hashable, Sendable, Codable {
    public var transport: Transport
    /// An IPv4 or IPv6 literal without brackets, as the socket tells it.
    public var address: String
    public var port: UInt16
    /// The edge's name for an open TCP connection; nil means "any to that address, opened when there is none".
    public var connection: UInt64?

    public init(_ transport: Transport, _ address: String, _ port: UInt16, connection: UInt64? = nil) {
        self.transport = transport
        self.address = address
        self.port = port
        self.connection = connection
    }
}

extension Peer: CustomStringConvertible {
    /// `udp:192.0.2.1:5060`
    public var description: String {
        "\(transport.rawValue):\(address.utf8.contains(UInt8(ascii: ":")) ? "[\(address)]" : address):\(port)"
    }
}
