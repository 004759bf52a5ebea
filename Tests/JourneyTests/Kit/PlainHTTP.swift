import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// One HTTP/1.1 exchange with a server on this machine.
///
/// FoundationNetworking cannot read chromedriver's headers (`Content-Length:249`, without a space, which RFC 9112
/// section 5 allows), so this asks for itself.
enum PlainHTTP {
    struct Answer: Sendable {
        let status: Int
        let body: Data
    }

    struct Unreadable: Error {
        let text: String
    }

    static func ask(_ method: String, _ path: String, port: Int, body: Data? = nil) async throws -> Answer {
        let collected = Mailbox()
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(mailbox: collected))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        var request = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
        if let body {
            request += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n"
        }
        var buffer = ByteBuffer(string: request + "\r\n")
        if let body { buffer.writeBytes(body) }
        try await channel.writeAndFlush(buffer).get()
        try await Patience.until("\(method) \(path) is answered", within: .seconds(60)) {
            try collected.state.withLock { state in
                if let error = state.error { throw error }
                return state.isClosed || isComplete(state.bytes)
            }
        }
        channel.close(promise: nil)
        return try parse(collected.state.withLock { $0.bytes })
    }

    private final class Mailbox: Sendable {
        let state = Mutex(State())

        struct State {
            var bytes: [UInt8] = []
            var isClosed = false
            var error: (any Error)?
        }
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        let mailbox: Mailbox

        init(mailbox: Mailbox) { self.mailbox = mailbox }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let buffer = unwrapInboundIn(data)
            mailbox.state.withLock { $0.bytes.append(contentsOf: buffer.readableBytesView) }
        }

        func channelInactive(context: ChannelHandlerContext) { mailbox.state.withLock { $0.isClosed = true } }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            mailbox.state.withLock { $0.error = error }
        }
    }

    /// The length of the head and the announced length of the body.
    private static func lengths(_ bytes: [UInt8]) -> (head: Int, body: Int)? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).lowercased()
        let announced = head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
        let length = announced?.split(separator: ":").last.flatMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        return (end.upperBound, length ?? 0)
    }

    private static func isComplete(_ bytes: [UInt8]) -> Bool {
        lengths(bytes).map { bytes.count >= $0.head + $0.body } ?? false
    }

    private static func parse(_ bytes: [UInt8]) throws -> Answer {
        let words = String(decoding: bytes.prefix(40), as: UTF8.self).split(separator: " ")
        guard let lengths = lengths(bytes), words.count > 1, let status = Int(words[1]) else {
            throw Unreadable(text: String(decoding: bytes, as: UTF8.self))
        }
        return Answer(status: status, body: Data(bytes[lengths.head...]))
    }
}
