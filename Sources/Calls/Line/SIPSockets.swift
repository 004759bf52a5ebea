import Logging
import NIOCore
import NIOPosix
import SIP
import Synchronization

/// The trunk's sockets: SIP over UDP and TCP (RFC 3261 §18), nothing but bytes and peers.
final class SIPSockets: Sendable {
    enum Arrival: Sendable {
        case bytes([UInt8], Peer)
        /// A stream's bytes; framing is the reader's.
        case stream([UInt8], Peer)
        case closed(Peer)
    }

    private struct Streams {
        var next: UInt64 = 0
        var channels: [UInt64: any Channel] = [:]
        var byAddress: [String: UInt64] = [:]
    }

    private let group: any EventLoopGroup
    private let log: Logger
    private let streams = Mutex(Streams())
    private let datagrams: any Channel
    private let listener: any Channel
    private let deliver: @Sendable (Arrival) -> Void
    private let mayConnect: @Sendable (String) -> Bool

    /// Binds both sockets, or throws what the system says (address in use, permission).
    ///
    /// - Parameter mayConnect: whether an address may speak to us; datagrams of others are dropped unread.
    static func open(
        host: String, port: Int, group: any EventLoopGroup, log: Logger,
        mayConnect: @escaping @Sendable (String) -> Bool, deliver: @escaping @Sendable (Arrival) -> Void
    ) async throws -> SIPSockets {
        let datagrams = try await DatagramBootstrap(group: group)
            .channelOption(.socketOption(.so_rcvbuf), value: 4 << 20)
            .channelOption(.datagramVectorReadMessageCount, value: 32)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 32 * 4_096))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        DatagramReader(mayConnect: mayConnect, deliver: deliver))
                }
            }
            .bind(host: host, port: port).get()
        let box = SocketsBox()
        do {
            let listener = try await ServerBootstrap(group: group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelInitializer { channel in
                    guard let sockets = box.sockets.withLock({ $0 }) else { return channel.close() }
                    return sockets.adopt(channel)
                }
                .bind(host: host, port: datagrams.localAddress?.port ?? port).get()
            let sockets = SIPSockets(
                group: group, log: log, datagrams: datagrams, listener: listener, deliver: deliver,
                mayConnect: mayConnect)
            box.sockets.withLock { $0 = sockets }
            return sockets
        } catch {
            try await datagrams.close()
            throw error
        }
    }

    private final class SocketsBox: Sendable {
        let sockets = Mutex<SIPSockets?>(nil)
    }

    private init(
        group: any EventLoopGroup, log: Logger, datagrams: any Channel, listener: any Channel,
        deliver: @escaping @Sendable (Arrival) -> Void, mayConnect: @escaping @Sendable (String) -> Bool
    ) {
        (self.group, self.log, self.datagrams, self.listener) = (group, log, datagrams, listener)
        (self.deliver, self.mayConnect) = (deliver, mayConnect)
    }

    var port: Int { datagrams.localAddress?.port ?? 0 }

    func send(_ bytes: [UInt8], to peer: Peer) {
        switch peer.transport {
        case .udp: sendDatagram(bytes, to: peer)
        case .tcp: sendStream(bytes, to: peer)
        }
    }

    private func sendDatagram(_ bytes: [UInt8], to peer: Peer) {
        do {
            let address = try NIOCore.SocketAddress(ipAddress: peer.address, port: Int(peer.port))
            let buffer = datagrams.allocator.buffer(bytes: bytes)
            datagrams.writeAndFlush(AddressedEnvelope(remoteAddress: address, data: buffer), promise: nil)
        } catch {
            log.warning("not an address to send to", metadata: ["peer": "\(peer)", "error": "\(error)"])
        }
    }

    private func sendStream(_ bytes: [UInt8], to peer: Peer) {
        let open = streams.withLock { streams in
            (peer.connection ?? streams.byAddress["\(peer.address):\(peer.port)"]).flatMap { streams.channels[$0] }
        }
        if let open {
            open.writeAndFlush(open.allocator.buffer(bytes: bytes), promise: nil)
            return
        }
        ClientBootstrap(group: group).connectTimeout(.seconds(4))
            .channelInitializer { [self] in adopt($0) }
            .connect(host: peer.address, port: Int(peer.port))
            .whenComplete { [deliver] result in
                switch result {
                case .success(let channel): channel.writeAndFlush(channel.allocator.buffer(bytes: bytes), promise: nil)
                case .failure: deliver(.closed(peer))
                }
            }
    }

    private func adopt(_ channel: any Channel) -> EventLoopFuture<Void> {
        guard let address = channel.remoteAddress, let host = address.ipAddress, let port = address.port,
            mayConnect(host)
        else { return channel.close() }
        let id = streams.withLock { streams in
            streams.next += 1
            streams.channels[streams.next] = channel
            streams.byAddress["\(host):\(port)"] = streams.next
            return streams.next
        }
        let peer = Peer(.tcp, host, UInt16(port), connection: id)
        channel.closeFuture.whenComplete { [weak self] _ in
            self?.streams.withLock { streams in
                streams.channels[id] = nil
                streams.byAddress["\(host):\(port)"] = nil
            }
            self?.deliver(.closed(peer))
        }
        return channel.eventLoop.makeCompletedFuture { [deliver] in
            try channel.pipeline.syncOperations.addHandler(StreamReader(peer: peer, deliver: deliver))
        }
    }

    /// Ends one stream whose bytes make no sense.
    func drop(_ peer: Peer) {
        let channel = streams.withLock { streams in peer.connection.flatMap { streams.channels[$0] } }
        channel?.close(promise: nil)
    }

    func close() async throws {
        try await listener.close()
        try await datagrams.close()
        for channel in streams.withLock({ Array($0.channels.values) }) { channel.close(promise: nil) }
    }
}

private final class DatagramReader: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let mayConnect: @Sendable (String) -> Bool
    private let deliver: @Sendable (SIPSockets.Arrival) -> Void

    init(mayConnect: @escaping @Sendable (String) -> Bool, deliver: @escaping @Sendable (SIPSockets.Arrival) -> Void) {
        self.mayConnect = mayConnect
        self.deliver = deliver
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        guard let host = envelope.remoteAddress.ipAddress, let port = envelope.remoteAddress.port, mayConnect(host)
        else { return }
        deliver(.bytes(Array(envelope.data.readableBytesView), Peer(.udp, host, UInt16(port))))
    }

    /// An ICMP error of one peer is no reason to close the socket of all.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}

private final class StreamReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let peer: Peer
    private let deliver: @Sendable (SIPSockets.Arrival) -> Void

    init(peer: Peer, deliver: @escaping @Sendable (SIPSockets.Arrival) -> Void) {
        self.peer = peer
        self.deliver = deliver
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        deliver(.stream(Array(unwrapInboundIn(data).readableBytesView), peer))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
