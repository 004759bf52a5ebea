import Glibc
import Synchronization

/// The client's end of the control socket: one thread that connects, reads, writes and keeps the time-outs, so that
/// no blocking call ever sits on the cooperative pool.
final class VoiceLine: Sendable {
    typealias Answer = Result<VoiceReply, VoiceRefusal>

    private struct Waiting {
        var continuation: CheckedContinuation<Answer, Never>
        var deadline: UInt64
    }

    private struct State {
        var instance: String?
        var nextID: UInt64 = 1
        var outgoing: [UInt8] = []
        var waiting: [UInt64: Waiting] = [:]
        var closing = false
    }

    /// More than this unsent means that the engine no longer reads.
    private static let outgoingLimit = 4 << 20
    private static let helloID: UInt64 = 0

    private let path: String
    private let owner: Bool
    private let commandLimit: Duration
    private let events: AsyncStream<VoiceEvent>.Continuation
    private let bell: Bell
    private let state = Mutex(State())

    init(
        path: String, owner: Bool, commandLimit: Duration, events: AsyncStream<VoiceEvent>.Continuation
    ) throws(SystemCallFailure) {
        self.path = path
        self.owner = owner
        self.commandLimit = commandLimit
        self.events = events
        bell = try Bell()
    }

    deinit { Glibc.close(bell.file) }

    var instance: String? { state.withLock { $0.instance } }

    func start() { OwnThread("voice-client") { [self] in run() }.detach() }

    func close() {
        state.withLock { $0.closing = true }
        bell.ring()
    }

    /// Writes a command and waits for its reply, the time-out or the loss of the connection.
    func ask(_ command: VoiceCommand) async -> Answer {
        await withCheckedContinuation { (continuation: CheckedContinuation<Answer, Never>) in
            let refusal: VoiceRefusal? = state.withLock { state in
                guard state.instance != nil, !state.closing else { return .notConnected }
                guard state.outgoing.count < Self.outgoingLimit else { return .overloaded }
                let id = state.nextID
                do {
                    state.outgoing += try ControlFrame.bytes(AskedFrame(id: id, command: command))
                } catch {
                    return .badCommand(reason: "\(error)")
                }
                state.nextID += 1
                let limit = UInt64(commandLimit / .nanoseconds(1))
                state.waiting[id] = Waiting(continuation: continuation, deadline: monotonicNanoseconds() + limit)
                return nil
            }
            if let refusal { continuation.resume(returning: .failure(refusal)) } else { bell.ring() }
        }
    }

    // MARK: - The thread

    private var isClosing: Bool { state.withLock { $0.closing } }

    private func run() {
        var pauseMilliseconds: Int32 = 50
        while !isClosing {
            do throws(SystemCallFailure) {
                let file = try LocalSocket.connect(path)
                converse(over: file)
                Glibc.close(file)
                if hangUp() { pauseMilliseconds = 50 }
            } catch {
                // Nobody there yet: that is what the pause is for, and `.connected` tells when it ends.
            }
            if isClosing { break }
            var wake = pollfd(file: bell.file, events: POLLIN)
            poll(&wake, 1, pauseMilliseconds)
            bell.quiet()
            pauseMilliseconds = min(pauseMilliseconds * 2, 1_000)
        }
        _ = hangUp()
        events.finish()
    }

    /// Forgets the connection and answers all who wait; true when it had been a working one.
    private func hangUp() -> Bool {
        let (waiting, wasConnected) = state.withLock { state in
            defer {
                state.waiting = [:]
                state.outgoing = []
                state.instance = nil
            }
            return (state.waiting.values.map(\.continuation), state.instance != nil)
        }
        for continuation in waiting { continuation.resume(returning: .failure(.notConnected)) }
        if wasConnected { events.yield(.disconnected) }
        return wasConnected
    }

    private func converse(over file: Int32) {
        do {
            let hello = VoiceCommand.hello(version: voiceProtocolVersion, owner: owner)
            let bytes = try ControlFrame.bytes(AskedFrame(id: Self.helloID, command: hello))
            state.withLock { $0.outgoing = bytes }
            var reader = FrameReader(limit: ControlFrame.longestReply)
            while !isClosing {
                let unsent = try flush(file)
                var files = [
                    pollfd(file: file, events: unsent ? POLLIN | POLLOUT : POLLIN),
                    pollfd(file: bell.file, events: POLLIN),
                ]
                poll(&files, 2, 100)
                if files[1].revents != 0 { bell.quiet() }
                if files[0].revents != 0, try !receive(from: file, into: &reader) { return }
                expire()
            }
        } catch {
            // The stream is broken or speaks another language: the caller closes it and tries anew.
        }
    }

    /// Writes what it can; true when something is left.
    private func flush(_ file: Int32) throws -> Bool {
        try state.withLock { state in
            while !state.outgoing.isEmpty {
                let count = state.outgoing.withUnsafeBytes {
                    send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count < 0 {
                    if errno == EAGAIN || errno == EINTR { return true }
                    throw SystemCallFailure("send")
                }
                state.outgoing.removeFirst(count)
            }
            return false
        }
    }

    /// False when the engine has closed the connection.
    private func receive(from file: Int32, into reader: inout FrameReader) throws -> Bool {
        let count = withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 16) { space in
            let count = recv(file, space.baseAddress, space.count, 0)
            if count > 0 { reader.append(UnsafeRawBufferPointer(rebasing: space[..<count])) }
            return count
        }
        if count < 0 { return errno == EAGAIN || errno == EINTR }
        guard count > 0 else { return false }
        while let json = try reader.next() {
            switch try ControlFrame.value(ToldFrame.self, from: json) {
            case .event(let event): events.yield(event)
            case .reply(Self.helloID, .welcome(_, let instance)):
                state.withLock { $0.instance = instance }
                events.yield(.connected(instance: instance))
            case .reply(Self.helloID, _): return false
            case .reply(let id, let reply): answer(id, reply)
            }
        }
        return true
    }

    private func answer(_ id: UInt64, _ reply: VoiceReply) {
        // A reply to a command that timed out finds nobody.
        guard let waiting = state.withLock({ $0.waiting.removeValue(forKey: id) }) else { return }
        if case .refused(let refusal) = reply {
            waiting.continuation.resume(returning: .failure(refusal))
        } else {
            waiting.continuation.resume(returning: .success(reply))
        }
    }

    private func expire() {
        let now = monotonicNanoseconds()
        let late = state.withLock { state in
            let late = state.waiting.filter { $0.value.deadline <= now }
            for id in late.keys { state.waiting[id] = nil }
            return late.values.map(\.continuation)
        }
        for continuation in late { continuation.resume(returning: .failure(.timedOut)) }
    }
}

extension pollfd {
    init(file: Int32, events: Int32) { self.init(fd: file, events: Int16(events), revents: 0) }
}
