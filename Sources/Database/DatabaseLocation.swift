/// Where the centre's data is kept.
public enum DatabaseLocation: Sendable, Equatable {
    /// One file; `-wal` and `-shm` stand beside it while it is open.
    case sqlite(path: String)
    /// As libpq reads it: `host=… dbname=…` or `postgresql://…`.
    case postgres(conninfo: String)

    /// Opens it; a file that is not there is made.
    ///
    /// SQLite says at once when the file cannot be used. PostgreSQL is reached at the first transaction, and a server
    /// that is down then is `.connection`.
    public func open(_ settings: DatabaseSettings = DatabaseSettings()) throws -> any Database {
        switch self {
        case .sqlite(let path): try SQLiteDatabase(path: path, settings: settings)
        case .postgres(let conninfo): PostgresDatabase(conninfo: conninfo, settings: settings)
        }
    }
}

public struct DatabaseSettings: Sendable {
    /// Transactions that read at once; one more may write.
    public var readers: Int
    /// How long to wait for another process's writer before `.busy`.
    public var busyTimeout: Duration
    /// Writers and readers that may wait in this process; one more is `.busy` at once.
    public var backlog: Int
    /// SQLite: whether a commit waits for the disk. Without it a power cut, though never a killed process, may take the
    /// last commits back; the file stays whole either way. PostgreSQL follows its own `synchronous_commit`.
    public var commitWaitsForDisk: Bool

    public init(
        readers: Int = 4, busyTimeout: Duration = .seconds(5), backlog: Int = 10_000, commitWaitsForDisk: Bool = false
    ) {
        self.readers = readers
        self.busyTimeout = busyTimeout
        self.backlog = backlog
        self.commitWaitsForDisk = commitWaitsForDisk
    }
}
