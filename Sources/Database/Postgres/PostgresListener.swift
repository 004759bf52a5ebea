import Foundation
import Kernel
import Logging
import Synchronization

/// A connection of its own, and a thread that waits for what it hears. A lost connection is made again, and then every
/// listener is woken once for whatever it missed.
final class PostgresListener: Sendable {
    /// All notes travel on this one; the note names its own channel.
    static let channel = "sahut"

    private struct State {
        var isRunning = false
        var isStopped = false
        /// Written to end the thread's wait.
        var bell: [Int32] = []
    }

    private let conninfo: String
    private let hub = NotificationHub()
    private let state = Mutex(State())

    init(_ conninfo: String) { self.conninfo = conninfo }

    /// Throws `.connection` when the first connection cannot be made; later losses are mended in silence, and logged.
    func listen(_ channel: String) async throws -> AsyncStream<String> {
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            let thread = Thread { [self] in
                do {
                    let connection = try start()
                    done.resume()
                    if let connection { work(connection) }
                } catch { done.resume(throwing: error) }
            }
            thread.name = "postgres.listen"
            thread.start()
        }
        return hub.subscribe(channel)
    }

    func stop() {
        state.withLock { state in
            state.isStopped = true
            if let end = state.bell.last { _ = write(end, "x", 1) }
        }
        hub.finish()
    }

    /// nil when another thread listens already.
    private func start() throws -> PostgresConnection? {
        try state.withLock { state in
            if state.isStopped { throw DatabaseError.closed() }
            if state.isRunning { return nil }
            let connection = try connect()
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else {
                throw DatabaseError(kind: .other, code: "pipe", message: String(cString: strerror(errno)))
            }
            state.bell = ends
            state.isRunning = true
            return connection
        }
    }

    private func connect() throws(DatabaseError) -> PostgresConnection {
        try PostgresConnection(conninfo, setUp: "LISTEN \(PostgresListener.channel)")
    }

    private func work(_ first: PostgresConnection) {
        let bell = state.withLock { $0.bell[0] }
        var connection: PostgresConnection? = first
        var pause = 0
        while !state.withLock({ $0.isStopped }) {
            do {
                let current = try connection ?? connect()
                if connection == nil {
                    databaseLog.notice("notifications are back")
                    (connection, pause) = (current, 0)
                    hub.wakeAll()
                }
                wait(for: [current.socket, bell], milliseconds: 30_000)
                for payload in try current.takeNotifications() { publish(payload) }
            } catch {
                databaseLog.warning("notifications are lost, trying again", metadata: ["error": "\(error)"])
                connection = nil
                pause = min(5_000, max(100, pause * 2))
                wait(for: [bell], milliseconds: Int32(pause))
            }
        }
        state.withLock { state in
            for end in state.bell { Foundation.close(end) }
            state.bell = []
        }
    }

    private func wait(for sockets: [Int32], milliseconds: Int32) {
        var waits = sockets.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        _ = poll(&waits, nfds_t(waits.count), milliseconds)
    }

    private func publish(_ text: String) {
        let parts = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        hub.publish(channel: String(parts[0]), payload: parts.count == 2 ? String(parts[1]) : "")
    }
}
