import Synchronization

/// What a transaction tells the listeners of a channel after its commit.
struct Note: Sendable, Hashable {
    /// PostgreSQL carries less than 8,000 bytes, of which the channel and a separator take some.
    static let mostBytes = 4_000

    let channel: String
    let payload: String

    init(_ channel: String, _ payload: String) throws(DatabaseError) {
        guard channel.utf8.count <= 63, payload.utf8.count <= Note.mostBytes else {
            throw DatabaseError(kind: .unstorable, code: "note", message: "a note of more than \(Note.mostBytes) bytes")
        }
        (self.channel, self.payload) = (channel, payload)
    }
}

/// Hands notes to whoever listens in this process.
final class NotificationHub: Sendable {
    private struct State {
        var next = 0
        var listeners: [String: [Int: AsyncStream<String>.Continuation]] = [:]
        var isFinished = false
    }

    private let state = Mutex(State())

    func subscribe(_ channel: String) -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(256))
        let id: Int? = state.withLock { state in
            if state.isFinished { return nil }
            state.next += 1
            state.listeners[channel, default: [:]][state.next] = continuation
            return state.next
        }
        guard let id else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.listeners[channel]?.removeValue(forKey: id) }
        }
        return stream
    }

    func publish(channel: String, payload: String) {
        let listeners = state.withLock { $0.listeners[channel].map { Array($0.values) } ?? [] }
        for listener in listeners { listener.yield(payload) }
    }

    /// Something may have been missed: everybody looks.
    func wakeAll() {
        let listeners = state.withLock { $0.listeners.values.flatMap(\.values) }
        for listener in listeners { listener.yield("") }
    }

    func finish() {
        let listeners = state.withLock { state in
            state.isFinished = true
            return state.listeners.values.flatMap(\.values)
        }
        for listener in listeners { listener.finish() }
    }
}
