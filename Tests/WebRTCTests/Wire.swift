import Kernel

@testable import WebRTC

/// A browser and a server joined in memory, with a clock and a wire that the test moves and cuts.
final class Wire {
    enum Side { case browser, server }

    struct Datagram {
        let sender: Side
        var bytes: [UInt8]
    }

    static let server = SocketAddress(ipv4: 0x7F00_0001, port: 40_000)
    static let browser = SocketAddress(ipv4: 0x7F00_0002, port: 51_000)
    static let millisecond: UInt64 = 1_000_000

    let peer: WebRTCPeer
    let client: WebRTCClient
    private(set) var now: UInt64 = 5_000_000_000
    /// Whether the datagram with this number (all that were ever sent, from 0) is lost.
    var isLost: (Int, Datagram) -> Bool = { _, _ in false }
    /// What the wire does to a datagram that it carries.
    var damage: (inout [UInt8]) -> Void = { _ in }
    private(set) var sent: [Datagram] = []
    private var underWay: [Datagram] = []
    private(set) var heardByPeer: [[UInt8]] = []
    private(set) var heardByClient: [[UInt8]] = []
    /// Where the browser's datagrams seem to come from.
    var browserAddress = Wire.browser

    static let identities = Result { try (server: DTLSIdentity(), browser: DTLSIdentity()) }

    init(
        seed: UInt64 = 1, browser: DTLSIdentity? = nil, rewriteOffer: (String) -> String = { $0 },
        rewriteAnswer: (String) -> String = { $0 }
    ) throws {
        var random = SeededRandom(seed: seed)
        let identities = try Self.identities.get()
        client = WebRTCClient(identity: browser ?? identities.browser, at: now, random: &random)
        peer = try WebRTCPeer(
            offer: rewriteOffer(client.offer), identity: identities.server, host: "127.0.0.1", port: 40_000, at: now,
            random: &random)
        try client.accept(rewriteAnswer(peer.answer), at: now)
    }

    /// One step of 10 ms: both tick, then everything under way arrives, and what that causes too.
    func step() {
        now += 10 * Self.millisecond
        client.tick(at: now, send: post(.browser))
        peer.tick(at: now, send: post(.server))
        deliver()
    }

    func deliver() {
        while !underWay.isEmpty {
            let datagram = underWay.removeFirst()
            if datagram.sender == .browser { arriveAtPeer(datagram.bytes) } else { arriveAtClient(datagram.bytes) }
        }
    }

    func run(milliseconds: Int, until isDone: () -> Bool = { false }) {
        for _ in 0..<milliseconds / 10 where !isDone() { step() }
    }

    func connect() { run(milliseconds: 14_000) { isConnected } }

    var isConnected: Bool { peer.state == .connected && client.state == .connected }

    /// Lets time pass for one side alone.
    func wait(milliseconds: UInt64) { now += milliseconds * Self.millisecond }

    func post(_ sender: Side) -> WebRTCPeer.Send {
        { [self] bytes, _ in
            var datagram = Datagram(sender: sender, bytes: Array(bytes))
            sent.append(datagram)
            damage(&datagram.bytes)
            if !isLost(sent.count - 1, datagram) { underWay.append(datagram) }
        }
    }

    @discardableResult
    func arriveAtPeer(_ bytes: [UInt8], from source: SocketAddress? = nil) -> WebRTCPeer.Inbound {
        var bytes = bytes
        let inbound = bytes.withUnsafeMutableBytes {
            peer.receive($0, from: source ?? browserAddress, at: now, send: post(.server))
        }
        if case .rtp(let length) = inbound { heardByPeer.append(Array(bytes[..<length])) }
        return inbound
    }

    @discardableResult
    func arriveAtClient(_ bytes: [UInt8]) -> WebRTCPeer.Inbound {
        var bytes = bytes
        let inbound = bytes.withUnsafeMutableBytes {
            client.receive($0, from: Self.server, at: now, send: post(.browser))
        }
        if case .rtp(let length) = inbound { heardByClient.append(Array(bytes[..<length])) }
        return inbound
    }

    /// 20 ms of A-law.
    static func rtp(_ sequence: UInt16, source: UInt32 = 0xCAFE_0001, type: UInt8 = 8) -> [UInt8] {
        var packet: [UInt8] = [0x80, type, UInt8(sequence >> 8), UInt8(truncatingIfNeeded: sequence)]
        withUnsafeBytes(of: (UInt32(sequence) * 160).bigEndian) { packet += $0 }
        withUnsafeBytes(of: source.bigEndian) { packet += $0 }
        return packet + (0..<160).map { UInt8(truncatingIfNeeded: Int(sequence) &* 31 &+ $0) }
    }

    /// A receiver report without blocks.
    static func rtcp(source: UInt32 = 0xCAFE_0001) -> [UInt8] {
        [0x80, 201, 0, 1] + withUnsafeBytes(of: source.bigEndian) { Array($0) }
    }

    func protectedByClient(_ packet: [UInt8]) -> [UInt8]? {
        Self.protect(packet, isRTCP: packet[1] == 201) {
            client.protect($0, length: $1)
        } rtcp: {
            client.protectRTCP($0, length: $1)
        }
    }

    func protectedByPeer(_ packet: [UInt8]) -> [UInt8]? {
        Self.protect(packet, isRTCP: packet[1] == 201) {
            peer.protect($0, length: $1)
        } rtcp: {
            peer.protectRTCP($0, length: $1)
        }
    }

    private static func protect(
        _ packet: [UInt8], isRTCP: Bool, rtp: (UnsafeMutableRawBufferPointer, Int) -> Int?,
        rtcp: (UnsafeMutableRawBufferPointer, Int) -> Int?
    ) -> [UInt8]? {
        var buffer = packet + [UInt8](repeating: 0, count: 32)
        let length = buffer.withUnsafeMutableBytes { isRTCP ? rtcp($0, packet.count) : rtp($0, packet.count) }
        return length.map { Array(buffer[..<$0]) }
    }
}
