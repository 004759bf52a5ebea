import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A TCP line that carries JSON in netstrings (`12:{"a":"b…"},`), as baresip's ctrl_tcp speaks.
final class ControlLine: Sendable {
    private let channel: any Channel
    private let inbox: Inbox

    /// What has arrived, oldest first.
    var messages: [Message] { inbox.messages.withLock { $0 } }

    struct Message: Sendable, Decodable {
        var event: Bool?
        var response: Bool?
        var ok: Bool?
        var type: String?
        var data: String?
        var token: String?
        var param: String?
        var peeruri: String?
    }

    private final class Inbox: Sendable {
        let messages = Mutex<[Message]>([])
    }

    init(port: Int) async throws {
        let inbox = Inbox()
        self.inbox = inbox
        channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        ByteToMessageHandler(Netstrings()), Collector(inbox: inbox))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
    }

    func send(_ object: [String: String]) async throws {
        let json = try JSONEncoder().encode(object)
        try await channel.writeAndFlush(ByteBuffer(string: "\(json.count):\(String(decoding: json, as: UTF8.self)),"))
    }

    private struct Netstrings: ByteToMessageDecoder {
        typealias InboundOut = ByteBuffer

        struct Malformed: Error {}

        mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
            guard let colon = buffer.readableBytesView.firstIndex(of: UInt8(ascii: ":")) else { return .needMoreData }
            let digits = buffer.readableBytesView[..<colon]
            guard let count = Int(String(decoding: digits, as: UTF8.self)) else { throw Malformed() }
            guard buffer.readableBytes >= digits.count + 1 + count + 1 else { return .needMoreData }
            buffer.moveReaderIndex(forwardBy: digits.count + 1)
            guard let body = buffer.readSlice(length: count) else { throw Malformed() }
            buffer.moveReaderIndex(forwardBy: 1)
            context.fireChannelRead(wrapInboundOut(body))
            return .continue
        }
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        let inbox: Inbox

        init(inbox: Inbox) { self.inbox = inbox }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let body = unwrapInboundIn(data)
            do {
                let message = try JSONDecoder().decode(Message.self, from: Data(body.readableBytesView))
                inbox.messages.withLock { $0.append(message) }
            } catch {
                inbox.messages.withLock { $0.append(Message(type: "unreadable", data: String(buffer: body))) }
            }
        }
    }
}

extension Channel {
    fileprivate func writeAndFlush(_ buffer: ByteBuffer) async throws { try await writeAndFlush(buffer).get() }
}
