public import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// How a live stream behaves.
public struct LiveLimits: Sendable {
    /// A comment and an event `beat` at this interval: proxies keep the stream open, the server finds out that the
    /// page is gone, and the page that the server is.
    public var heartbeat = Duration.seconds(15)
    /// Events that may wait for a slow page. One more ends the stream; the page reconnects and gets everything anew.
    public var backlog = 512

    public init() {}
}

extension Response {
    /// A stream of server-sent events (WHATWG HTML §9.2) that lasts as long as the page is open.
    ///
    /// The events begin with every part anew (`LiveBoard.events()` does). The stream ends when the events end, the page
    /// is gone, the session ends or the server stops. While it is open the session counts as used.
    public static func live(
        _ events: AsyncStream<LiveEvent>, _ request: Request, _ context: PageContext, limits: LiveLimits = LiveLimits()
    ) -> Response {
        let headers: HTTPFields = [
            .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store", .xAccelBuffering: "no",
        ]
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                let stream = LiveStream(limits: limits, session: context.session, logger: context.logger)
                if context.hasConnection {
                    try await request.body.consumeWithInboundCloseHandler { _ in
                        try await stream.run(events, into: &writer)
                        // Before the handler lets go of the connection: over HTTP/2 that resets the stream.
                        try await writer.finish(nil)
                    } onInboundClosed: {
                        stream.end()
                    }
                } else {
                    try await stream.run(events, into: &writer)
                    try await writer.finish(nil)
                }
            })
    }
}

/// One open stream: events, heart-beats and the end meet in one bounded line, written by one task.
private struct LiveStream: Sendable {
    private enum Item: Sendable {
        case event(LiveEvent)
        case heartbeat
    }

    private let limits: LiveLimits
    private let session: OpenSession?
    private let logger: Logger
    private let line: AsyncStream<Item>
    private let entry: AsyncStream<Item>.Continuation

    init(limits: LiveLimits, session: OpenSession?, logger: Logger) {
        self.limits = limits
        self.session = session
        self.logger = logger
        (line, entry) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(limits.backlog))
    }

    func end() { entry.finish() }

    func run(_ events: AsyncStream<LiveEvent>, into writer: inout any ResponseBodyWriter) async throws {
        let feeders = Task { await feed(events) }
        defer { feeders.cancel() }
        try await withGracefulShutdownHandler {
            // The first bytes tell the page at once that it is connected, and how soon to come back.
            try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
            for await item in line {
                switch item {
                case .event(let event): try await writer.write(ByteBuffer(string: event.wire))
                case .heartbeat: try await writer.write(ByteBuffer(string: ": \nevent: beat\ndata:\n\n"))
                }
            }
        } onGracefulShutdown: {
            entry.finish()
        }
    }

    private func feed(_ events: AsyncStream<LiveEvent>) async {
        await withTaskGroup { group in
            group.addTask {
                for await event in events {
                    if case .dropped = entry.yield(.event(event)) { break }
                }
                entry.finish()
            }
            group.addTask {
                do { try await beat() } catch { entry.finish() }
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func beat() async throws {
        while true {
            try await Task.sleep(for: limits.heartbeat)
            if let session {
                do {
                    guard try await session.isStillOpen() else { return entry.finish() }
                } catch {
                    // A database that does not answer ends nobody's page.
                    logger.warning("session of a live page not checked", metadata: ["error": "\(error)"])
                }
            }
            entry.yield(.heartbeat)
        }
    }
}
