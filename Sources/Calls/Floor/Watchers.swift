import Synchronization

/// Those who watch one changing value: each sees the newest one, and never makes the others wait.
final class Watchers<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State {
        var next = 0
        var open: [Key: [Int: AsyncStream<Value>.Continuation]] = [:]
    }

    private let state = Mutex(State())

    func watch(_ key: Key, first: Value?) -> AsyncStream<Value> {
        let (stream, continuation) = AsyncStream.makeStream(of: Value.self, bufferingPolicy: .bufferingNewest(1))
        let id = state.withLock { state in
            state.next += 1
            state.open[key, default: [:]][state.next] = continuation
            return state.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { state in
                state.open[key]?[id] = nil
                if state.open[key]?.isEmpty == true { state.open[key] = nil }
            }
        }
        if let first { continuation.yield(first) }
        return stream
    }

    var isWatched: Bool { state.withLock { !$0.open.isEmpty } }

    var keys: [Key] { state.withLock { Array($0.open.keys) } }

    func isWatched(_ key: Key) -> Bool { state.withLock { $0.open[key] != nil } }

    func tell(_ value: Value, about key: Key) {
        let watchers = state.withLock { $0.open[key].map { Array($0.values) } ?? [] }
        for watcher in watchers { watcher.yield(value) }
    }
}
