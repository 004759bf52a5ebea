import Foundation
import Kernel
import Logging
import NIOPosix
import Synchronization

/// As many threads as connections: a closure that has a thread has a connection, so the threads' queue is the pool's.
///
/// One thread writes, under an advisory lock that keeps other processes' writers out until the commit: writers are
/// serial across the centre, and the journal's sequence is the order of commits.
final class PostgresDatabase: Database {
    private let conninfo: String
    private let settings: DatabaseSettings
    private let writer = NIOThreadPool(numberOfThreads: 1)
    private let readers: NIOThreadPool
    private let backlog: Backlog
    private let idle = Mutex<[PostgresConnection]>([])
    private let listener: PostgresListener
    private let isClosed = Atomic(false)
    let dialect = Dialect.postgres

    /// "sahut" in ASCII: the advisory lock that a writer holds.
    private static let writersLock = 0x73_6168_7574

    init(conninfo: String, settings: DatabaseSettings) {
        self.conninfo = conninfo
        self.settings = settings
        backlog = Backlog(limit: settings.backlog)
        readers = NIOThreadPool(numberOfThreads: settings.readers)
        listener = PostgresListener(conninfo)
        writer.start()
        readers.start()
    }

    deinit {
        listener.stop()
        for threads in [writer, readers] { threads.shutdownGracefully { _ in } }
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
        try await running(on: readers) { database in try database.reading(body) }
    }

    @discardableResult
    func write<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
        try await running(on: writer) { database in try database.writing(body) }
    }

    func notifications(on channel: String) async throws -> AsyncStream<String> {
        if isClosed.load(ordering: .relaxed) { throw DatabaseError.closed() }
        return try await listener.listen(channel)
    }

    func close() async throws {
        guard isClosed.exchange(true, ordering: .relaxed) == false else { return }
        listener.stop()
        try await drain(writer)
        try await drain(readers)
        idle.withLock { $0 = [] }
    }

    /// A pool that shuts down cancels what waits: a last item on each thread lets what was accepted go first.
    private func drain(_ threads: NIOThreadPool) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<threads.numberOfThreads { group.addTask { try await threads.runIfActive {} } }
            try await group.waitForAll()
        }
        try await threads.shutdownGracefully()
    }

    private func running<T: Sendable>(
        on threads: NIOThreadPool, _ body: @escaping @Sendable (PostgresDatabase) throws -> T
    ) async throws -> T {
        if isClosed.load(ordering: .relaxed) { throw DatabaseError.closed() }
        do {
            return try await backlog.counting {
                try await threads.runIfActive { [self] in try retrying { try body(self) } }
            }
        } catch is NIOThreadPoolError.ThreadPoolInactive { throw DatabaseError.closed() }
    }
}

extension PostgresDatabase {
    private static let mostAttempts = 3

    /// Once more for a pooled connection that the server closed meanwhile, for a lost serialisation, and for a prepared
    /// statement that a migration made stale.
    private func retrying<T>(_ body: () throws -> T) throws -> T {
        for attempt in 1..<PostgresDatabase.mostAttempts {
            do { return try body() } catch let error as DatabaseError where error.isWorthRetrying {
                usleep(UInt32.random(in: 1_000...20_000) << attempt)
            }
        }
        return try body()
    }

    private func reading<T>(_ body: (any Transaction) throws -> T) throws -> T {
        try withConnection { connection in
            try connection.script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            let transaction = PostgresTransaction(connection: connection)
            let result = try body(transaction)
            try transaction.record.checkUnspoiled()
            try connection.script("COMMIT")
            return result
        }
    }

    /// READ COMMITTED: each statement sees all that was committed before the lock was had. A snapshot taken in the
    /// statement that waits for the lock would be older than the lock.
    private func writing<T>(_ body: (any Transaction) throws -> T) throws -> T {
        try withConnection { connection in
            let name = try connection.scriptAnswering(
                """
                BEGIN ISOLATION LEVEL READ COMMITTED;
                SELECT pg_advisory_xact_lock(\(PostgresDatabase.writersLock));
                SELECT pg_current_xact_id()
                """)
            let transaction = PostgresTransaction(connection: connection)
            let result = try body(transaction)
            try transaction.record.checkUnspoiled()
            try transaction.sendNotes()
            try commit(name, on: connection)
            return result
        }
    }

    private func commit(_ transaction: String, on connection: PostgresConnection) throws {
        do {
            try connection.script("COMMIT")
        } catch {
            guard error.kind == .connection, try wasCommitted(transaction, error) else { throw error }
        }
    }

    /// Asks the server, on another connection, what became of a transaction whose commit was cut off.
    private func wasCommitted(_ transaction: String, _ cause: DatabaseError) throws -> Bool {
        for _ in 0..<25 {
            switch try outcome(of: transaction) {
            case "committed": return true
            case "aborted": return false
            default: usleep(200_000)  // still at it, or not to be reached yet
            }
        }
        throw DatabaseError(kind: .uncertain, code: cause.code, message: cause.message, sql: "COMMIT")
    }

    /// nil while the server cannot be reached.
    private func outcome(of transaction: String) throws -> String? {
        do {
            return try PostgresConnection(conninfo).scriptAnswering("SELECT pg_xact_status('\(transaction)')")
        } catch {
            guard error.kind == .connection else { throw error }
            databaseLog.warning("asking for the outcome of a commit", metadata: ["error": "\(error)"])
            return nil
        }
    }

    private func withConnection<T>(_ body: (PostgresConnection) throws -> T) throws -> T {
        let connection = try idle.withLock { $0.popLast() } ?? PostgresConnection(conninfo, setUp: sessionSetUp)
        do {
            let result = try body(connection)
            idle.withLock { $0.append(connection) }
            return result
        } catch {
            giveBack(connection, after: error)
            throw error
        }
    }

    private func giveBack(_ connection: PostgresConnection, after error: any Error) {
        let cause = error as? DatabaseError
        if cause?.kind == .connection { idle.withLock { $0 = [] } }  // those that lie idle were cut off with it
        guard connection.isUsable, cause?.isStaleStatement != true else { return }
        do {
            if !connection.isIdle { try connection.script("ROLLBACK") }
            idle.withLock { $0.append(connection) }
        } catch {
            databaseLog.warning("a connection could not roll back and is dropped", metadata: ["error": "\(error)"])
        }
    }

    private var sessionSetUp: String {
        """
        SET lock_timeout = \(settings.busyTimeout.microseconds / 1_000);
        SET idle_in_transaction_session_timeout = 60000;
        SET standard_conforming_strings = on;
        SET TimeZone = 'UTC'
        """
    }
}

extension DatabaseError {
    /// `cached plan must not change result type`, or a prepared statement that the server forgot.
    fileprivate var isStaleStatement: Bool { code == "0A000" || code == "26000" }

    fileprivate var isWorthRetrying: Bool {
        kind == .connection || code == "40001" || code == "40P01" || isStaleStatement
    }
}
