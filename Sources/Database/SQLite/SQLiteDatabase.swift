import GRDB
import Kernel
import Synchronization

/// One file in WAL mode: readers see the last commit and never wait for the writer.
final class SQLiteDatabase: Database {
    private let pool: DatabasePool
    private let hub = NotificationHub()
    private let backlog: Backlog
    private let isClosed = Atomic(false)
    let dialect = Dialect.sqlite

    init(path: String, settings: DatabaseSettings) throws {
        var configuration = Configuration()
        configuration.maximumReaderCount = settings.readers
        configuration.busyMode = .timeout(settings.busyTimeout.inSeconds)
        backlog = Backlog(limit: settings.backlog)
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            // Not in prepareDatabase: a pool sets NORMAL after it.
            let synchronous = settings.commitWaitsForDisk ? "FULL" : "NORMAL"
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = \(synchronous)") }
        } catch let error as GRDB.DatabaseError { throw DatabaseError(error) }
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
        try await running {
            try await self.pool.read { database in
                let record = TransactionRecord()
                let result = try body(SQLiteTransaction(database: database, record: record))
                try record.checkUnspoiled()
                return result
            }
        }
    }

    @discardableResult
    func write<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
        let (result, notes) = try await running {
            try await self.pool.write { database in
                let record = TransactionRecord()
                let result = try body(SQLiteTransaction(database: database, record: record))
                try record.checkUnspoiled()
                return (result, record.notes)
            }
        }
        for note in notes { hub.publish(channel: note.channel, payload: note.payload) }
        return result
    }

    func notifications(on channel: String) throws -> AsyncStream<String> {
        if isClosed.load(ordering: .relaxed) { throw DatabaseError.closed() }
        return hub.subscribe(channel)
    }

    func close() async throws {
        guard isClosed.exchange(true, ordering: .relaxed) == false else { return }
        hub.finish()
        // Behind the last write, so that nothing that was accepted is cut off.
        try await pool.barrierWriteWithoutTransaction { _ in }
        do { try pool.close() } catch let error as GRDB.DatabaseError { throw DatabaseError(error) }
    }

    private func running<T: Sendable>(_ body: () async throws -> T) async throws -> T {
        if isClosed.load(ordering: .relaxed) { throw DatabaseError.closed() }
        do { return try await backlog.counting(body) } catch let error as GRDB.DatabaseError {
            throw isClosed.load(ordering: .relaxed) ? DatabaseError.closed() : DatabaseError(error)
        }
    }
}

extension DatabaseError {
    init(_ error: GRDB.DatabaseError) {
        self.init(
            kind: Kind(error.extendedResultCode), code: String(error.extendedResultCode.rawValue),
            message: error.message ?? "", sql: error.sql)
    }
}

extension DatabaseError.Kind {
    fileprivate init(_ code: ResultCode) {
        self =
            switch code {
            case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID: .unique
            case .SQLITE_CONSTRAINT_FOREIGNKEY: .foreignKey
            case .SQLITE_CONSTRAINT_CHECK: .check
            case .SQLITE_CONSTRAINT_NOTNULL: .notNull
            default:
                switch code.primaryResultCode {
                case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
                case .SQLITE_FULL: .full
                case .SQLITE_CANTOPEN, .SQLITE_IOERR: .connection
                case .SQLITE_READONLY: .readOnly
                case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt
                default: .other
                }
            }
    }
}
