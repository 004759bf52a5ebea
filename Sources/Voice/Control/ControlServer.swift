import Glibc
import Logging
import Synchronization

/// The engine's end of the control socket: one thread for all connections, which parses, prepares what needs the disk,
/// hands orders to the audio thread and carries replies and events back.
///
/// Unchecked: `connections`, `owner` and `finished` are touched by `run` alone, which is one thread.
final class ControlServer: @unchecked Sendable {
    private static let mostConnections = 16
    private static let mostFinished = 1_000

    private let listener: Int32
    private let instance: String
    private let exchange: Exchange
    private let library: ClipLibrary
    private let recorder: Recorder
    private let logger: Logger
    private let shutdown: @Sendable () -> Void
    private let stopping = Atomic<Bool>(false)

    private var connections: [UInt64: ControlConnection] = [:]
    private var nextConnection: UInt64 = 1
    private var owner: UInt64?
    private var finished: [FinishedRecording] = []

    init(
        listener: Int32, instance: String, exchange: Exchange, library: ClipLibrary, recorder: Recorder, logger: Logger,
        shutdown: @escaping @Sendable () -> Void
    ) {
        self.listener = listener
        self.instance = instance
        self.exchange = exchange
        self.library = library
        self.recorder = recorder
        self.logger = logger
        self.shutdown = shutdown
    }

    deinit { close(listener) }

    func stop() {
        stopping.store(true, ordering: .releasing)
        exchange.bell.ring()
    }

    func run() {
        while true {
            let isLast = stopping.load(ordering: .acquiring)
            deliver()
            if isLast { break }
            wait()
        }
        connections = [:]
    }

    private func wait() {
        let order = Array(connections.values)
        var files = [pollfd(file: exchange.bell.file, events: POLLIN), pollfd(file: listener, events: POLLIN)]
        files += order.map { pollfd(file: $0.file, events: $0.hasUnsent ? POLLIN | POLLOUT : POLLIN) }
        poll(&files, nfds_t(files.count), -1)
        if files[0].revents != 0 { exchange.bell.quiet() }
        if files[1].revents != 0 { accept() }
        for (connection, file) in zip(order, files.dropFirst(2)) where file.revents != 0 { serve(connection) }
    }

    // MARK: - Connections

    private func accept() {
        let file = Glibc.accept(listener, nil, nil)
        guard file >= 0 else { return }
        guard connections.count < Self.mostConnections else {
            close(file)
            return
        }
        _ = fcntl(file, F_SETFL, O_NONBLOCK)
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        connections[nextConnection] = ControlConnection(file: file, number: nextConnection)
        nextConnection += 1
    }

    private func serve(_ connection: ControlConnection) {
        do {
            let isOpen = try connection.receive { json in take(json, from: connection) }
            try connection.flush()
            if !isOpen { drop(connection) }
        } catch {
            logger.warning("control connection refused", metadata: ["reason": "\(error)"])
            drop(connection)
        }
    }

    private func drop(_ connection: ControlConnection) {
        connections[connection.number] = nil
        if owner == connection.number { owner = nil }
    }

    // MARK: - Commands

    /// Throws what makes the connection of no further use.
    private func take(_ json: ArraySlice<UInt8>, from connection: ControlConnection) {
        let frame: AskedFrame
        do {
            frame = try ControlFrame.value(AskedFrame.self, from: json)
        } catch {
            let refusal = VoiceRefusal.badCommand(reason: "not a command of version \(voiceProtocolVersion)")
            connection.send(.reply(id: AskedNumber.read(json), reply: .refused(refusal)))
            return
        }
        if case .hello(let version, let wantsEvents) = frame.command {
            connection.send(.reply(id: frame.id, reply: greet(connection, version, owner: wantsEvents)))
            return
        }
        guard connection.isGreeted else {
            connection.send(.reply(id: frame.id, reply: .refused(.badCommand(reason: "say hello first"))))
            return
        }
        let asker = Exchange.Asker(connection: connection.number, id: frame.id)
        do throws(VoiceRefusal) {
            if let order = try prepare(frame.command) {
                guard exchange.order(order, for: asker) else { throw .overloaded }
            } else {
                connection.send(.reply(id: frame.id, reply: .done))
                shutdown()
            }
        } catch {
            connection.send(.reply(id: frame.id, reply: .refused(error)))
        }
    }

    private func greet(_ connection: ControlConnection, _ version: Int, owner wantsEvents: Bool) -> VoiceReply {
        guard version == voiceProtocolVersion else { return .refused(.versionUnknown(spoken: voiceProtocolVersion)) }
        connection.isGreeted = true
        if wantsEvents { owner = connection.number }
        return .welcome(version: voiceProtocolVersion, instance: instance)
    }

    /// Does what needs the disk; nil means shutdown.
    private func prepare(_ command: VoiceCommand) throws(VoiceRefusal) -> Order? {
        switch command {
        case .shutdown: return nil
        case .play(let leg, let playback):
            guard (1...ControlLimit.files).contains(playback.files.count) else {
                throw .tooMany(what: "files in a play", limit: ControlLimit.files)
            }
            return .play(leg: leg, playback: playback, clips: playback.files.map(library.clip))
        case .startRecording(let room, let path, let left, let right):
            if let refusal = recorder.refusal(of: path) { throw refusal }
            return .record(room: room, tap: RecordingTap(room: room, path: path), left: left, right: right)
        default: return .plain(command)
        }
    }

    // MARK: - Replies and events

    private func deliver() {
        let told = exchange.takeTold()
        for event in told.events {
            guard case .recordingFinished(let recording) = event else { continue }
            finished.append(recording)
            if finished.count > Self.mostFinished { finished.removeFirst() }
        }
        for (asker, reply) in told.replies {
            // Who has gone hears nothing; what it asked for is done all the same.
            connections[asker.connection]?.send(.reply(id: asker.id, reply: completed(reply)))
        }
        if let owner, let connection = connections[owner] {
            for event in told.events { connection.send(.event(event)) }
            if told.dropped > 0 { connection.send(.event(.alarm(.eventsDropped(count: told.dropped)))) }
        }
        for connection in Array(connections.values) {
            do {
                try connection.flush()
            } catch {
                drop(connection)
            }
        }
    }

    private func completed(_ reply: VoiceReply) -> VoiceReply {
        guard case .listing(var listing) = reply else { return reply }
        listing.finished = finished
        return .listing(listing)
    }
}

enum ControlLimit {
    static let files = 64
}
