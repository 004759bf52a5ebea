/// Which database answers. Only what cannot be said in the SQL that both share asks for it.
public enum Dialect: String, Sendable, CaseIterable { case sqlite, postgres }

/// A database, whichever.
///
/// A closure runs as one transaction, start to end on one thread of the database's own, so it cannot suspend half-way
/// and never holds a thread of Swift's pool. It may run again when the database asks for a retry, so it must have no
/// effect but those on the transaction.
///
/// Once a statement has failed the transaction is lost, even when the closure catches the error: PostgreSQL works so,
/// and SQLite is made to. Ask with `ON CONFLICT` instead of catching a `.unique`.
public protocol Database: Sendable {
    var dialect: Dialect { get }

    /// Runs a closure on one unchanging snapshot; it may not write.
    func read<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T

    /// Runs a closure alone: no two writes of a database overlap, in any process, so what one reads no other changes
    /// meanwhile. All of it is saved, or nothing.
    ///
    /// Throws `DatabaseError`: `.busy` when another writer held the database for longer than the busy time-out, `.full`
    /// when the disk is, `.uncertain` in the one case that nobody can know whether it was saved.
    @discardableResult
    func write<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T

    /// What `Transaction.notify` sends on a channel, after its commit: from this process on SQLite, from every process
    /// on PostgreSQL. It wakes; it does not carry: notes that nobody listened to are gone, a slow listener keeps the
    /// newest 256, and an empty note comes after a lost connection is restored, for whatever was missed.
    func notifications(on channel: String) async throws -> AsyncStream<String>

    /// Waits for running transactions and lets go; whatever comes later is refused as `.closed`.
    func close() async throws
}

/// One open transaction. It is not to be kept or handed to another thread.
public protocol Transaction {
    var dialect: Dialect { get }
    func query(_ sql: SQL) throws -> [Row]
    /// How many rows it touched.
    @discardableResult func execute(_ sql: SQL) throws -> Int
    /// Several statements without values, for migrations.
    func script(_ text: String) throws
    /// Wakes the channel's listeners after the commit; the same note twice in a transaction is one. At most 4,000
    /// bytes of payload.
    func notify(_ channel: String, _ payload: String) throws
}

extension Transaction {
    public func all<T: RowDecodable>(_ sql: SQL, as type: T.Type = T.self) throws -> [T] {
        try query(sql).map { try T(row: $0) }
    }

    public func first<T: RowDecodable>(_ sql: SQL, as type: T.Type = T.self) throws -> T? {
        try query(sql).first.map { try T(row: $0) }
    }

    /// The first column of the first row; nil when there is no row. Ask for an optional where NULL may stand.
    public func scalar<T: SQLDecodable>(_ sql: SQL, as type: T.Type = T.self) throws -> T? {
        try query(sql).first.map { try $0.single() }
    }

    /// The first column of every row.
    public func scalars<T: SQLDecodable>(_ sql: SQL, as type: T.Type = T.self) throws -> [T] {
        try query(sql).map { try $0.single() }
    }
}

public protocol RowDecodable {
    init(row: Row) throws
}

/// One row of an answer.
public struct Row: Sendable {
    /// Shared by all rows of one answer.
    final class Columns: Sendable {
        let names: [String]
        private let indexes: [String: Int]

        init(_ names: [String]) {
            self.names = names
            indexes = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
        }

        func index(of name: String) throws(SQLDecodingError) -> Int {
            guard let index = indexes[name] else { throw SQLDecodingError(missing: name) }
            return index
        }
    }

    let columns: Columns
    public let values: [SQLValue]

    public var names: [String] { columns.names }

    /// `let name: String = try row("name")`
    public func callAsFunction<T: SQLDecodable>(_ name: String, as type: T.Type = T.self) throws -> T {
        let value = values[try columns.index(of: name)]
        do { return try T(sqlValue: value) } catch { throw SQLDecodingError(name, error) }
    }

    func single<T: SQLDecodable>() throws -> T {
        guard let value = values.first else { throw SQLDecodingError(missing: "(first)") }
        return try T(sqlValue: value)
    }
}
