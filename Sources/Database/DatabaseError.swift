/// Why a database did not do as it was told.
public struct DatabaseError: Error, CustomStringConvertible {
    public enum Kind: String, Sendable, CaseIterable {
        /// A row like it is there already.
        case unique
        case foreignKey, check, notNull
        /// Another writer held the database for too long, or too much waits for it: try again later.
        case busy
        /// The disk, or the space given to the database, is used up. Nothing was written.
        case full
        /// The database cannot be reached now. Nothing was written.
        case connection
        /// The connection was lost in the commit, and nobody can tell whether it was saved.
        case uncertain
        /// The database only reads: a standby, or a write within `read`.
        case readOnly
        /// The files are damaged: restore a backup.
        case corrupt
        /// A value that not both databases can keep as it is.
        case unstorable
        /// It was closed.
        case closed
        case other
    }

    public let kind: Kind
    /// SQLSTATE, or SQLite's extended result code.
    public let code: String
    public let message: String
    /// The statement, without its values.
    public let sql: String?

    public init(kind: Kind, code: String, message: String, sql: String? = nil) {
        (self.kind, self.code, self.message, self.sql) = (kind, code, message, sql)
    }

    public var description: String { "\(kind) [\(code)] \(message)\(sql.map { " in: \($0)" } ?? "")" }

    static func closed() -> DatabaseError {
        DatabaseError(kind: .closed, code: "closed", message: "the database was closed")
    }
}
