import CPostgres
import Foundation

/// One libpq connection, for one thread at a time.
///
/// Unchecked: libpq connections may move between threads and must not be shared; the pool hands each to one transaction
/// at a time, and the listener keeps its own.
final class PostgresConnection: @unchecked Sendable {
    private let connection: OpaquePointer
    private var prepared: [Prepared: String] = [:]

    /// The same text with values of other types is another statement.
    private struct Prepared: Hashable {
        let text: String
        let types: [Oid]
    }

    /// Statements kept prepared on each connection before all are forgotten.
    private static let mostPrepared = 256

    /// Parameters written before the conninfo give way to it. A peer that is gone is noticed within about 15 seconds.
    private static let defaults = [
        ("connect_timeout", "5"), ("keepalives_idle", "5"), ("keepalives_interval", "5"), ("keepalives_count", "2"),
        ("tcp_user_timeout", "15000"), ("fallback_application_name", "sahut"), ("client_encoding", "UTF8"),
    ]

    /// - Parameter setUp: statements without values, run before anybody else uses the connection.
    init(_ conninfo: String, setUp: String = "") throws(DatabaseError) {
        let parameters = PostgresConnection.defaults + [("dbname", conninfo)]
        let keywords = parameters.map { strdup($0.0) }
        let values = parameters.map { strdup($0.1) }
        defer { for text in keywords + values { free(text) } }
        let opened = PQconnectdbParams(
            keywords.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 1)
        guard let opened else {
            throw DatabaseError(kind: .connection, code: "08001", message: "no memory for a connection")
        }
        guard PQstatus(opened) == CONNECTION_OK else {
            defer { PQfinish(opened) }
            throw DatabaseError(kind: .connection, code: "08001", message: PostgresConnection.message(of: opened))
        }
        connection = opened
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        if !setUp.isEmpty { try script(setUp) }
    }

    deinit { PQfinish(connection) }

    private static func message(of connection: OpaquePointer) -> String {
        String(cString: PQerrorMessage(connection)).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    var isUsable: Bool { PQstatus(connection) == CONNECTION_OK }
    var isIdle: Bool { PQtransactionStatus(connection) == PQTRANS_IDLE }
    var socket: Int32 { PQsocket(connection) }

    /// Statements without values.
    func script(_ text: String) throws(DatabaseError) { PQclear(try check(PQexec(connection, text), text)) }

    /// Statements without values, the last of which answers one row: its first column.
    func scriptAnswering(_ text: String) throws(DatabaseError) -> String {
        let result = try check(PQexec(connection, text), text)
        defer { PQclear(result) }
        guard PQntuples(result) == 1, let answer = PQgetvalue(result, 0, 0) else {
            throw DatabaseError(kind: .other, code: "02000", message: "no answer", sql: text)
        }
        return String(cString: answer)
    }

    /// Runs a statement, prepared when this connection first meets it.
    func run<T>(_ sql: SQL, _ body: (OpaquePointer) throws(DatabaseError) -> T) throws(DatabaseError) -> T {
        let text = try sql.checked().text
        let name = try statement(for: Prepared(text: text, types: sql.binds.map(\.postgresType)))
        let binds = PostgresBinds(sql.binds)
        let result = try check(binds.withPointers { PQexecPrepared(connection, name, $0, $1, $2, $3, 0) }, text)
        defer { PQclear(result) }
        return try body(result)
    }

    private func statement(for key: Prepared) throws(DatabaseError) -> String {
        if let name = prepared[key] { return name }
        if prepared.count >= PostgresConnection.mostPrepared {
            try script("DEALLOCATE ALL")
            prepared = [:]
        }
        let name = "s\(prepared.count)"
        PQclear(try check(PQprepare(connection, name, key.text, Int32(key.types.count), key.types), key.text))
        prepared[key] = name
        return name
    }

    private func check(_ result: OpaquePointer?, _ sql: String) throws(DatabaseError) -> OpaquePointer {
        let status = PQresultStatus(result)
        if let result, status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY {
            return result
        }
        defer { PQclear(result) }
        func field(_ code: Character) -> String? {
            PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
        }
        // Without a SQLSTATE it is libpq itself that speaks: of a connection that is no more.
        let code = field("C") ?? "08006"
        throw DatabaseError(
            kind: isUsable ? DatabaseError.Kind(sqlState: code) : .connection, code: code,
            message: field("M") ?? PostgresConnection.message(of: connection), sql: sql)
    }

    /// What has arrived on the channels listened to. Call when the socket is readable.
    func takeNotifications() throws(DatabaseError) -> [String] {
        guard PQconsumeInput(connection) == 1 else {
            throw DatabaseError(kind: .connection, code: "08006", message: PostgresConnection.message(of: connection))
        }
        var payloads: [String] = []
        while let note = PQnotifies(connection) {
            payloads.append(String(cString: note.pointee.extra))
            PQfreemem(note)
        }
        return payloads
    }
}

extension DatabaseError.Kind {
    /// PostgreSQL 15, appendix A.
    init(sqlState: String) {
        self =
            switch sqlState {
            case "23505": .unique
            case "23503": .foreignKey
            case "23514": .check
            case "23502": .notNull
            // Serialisation failure, deadlock, lock not available, cancelled, too many connections.
            case "40001", "40P01", "55P03", "57014", "53300": .busy
            case "25006": .readOnly
            case "XX001", "XX002": .corrupt
            case "22021", "22P05": .unstorable
            case _ where sqlState.hasPrefix("53"): .full
            // Operator intervention: the server shuts down, or ended the connection.
            case _ where sqlState.hasPrefix("08") || sqlState.hasPrefix("57P"): .connection
            // The server ended a transaction that stood idle for too long.
            case "25P03": .connection
            default: .other
            }
    }
}
