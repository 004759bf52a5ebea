import Foundation
import GRDB

struct SQLiteTransaction: Transaction {
    let database: GRDB.Database
    let record: TransactionRecord
    let dialect = Dialect.sqlite

    func query(_ sql: SQL) throws -> [Row] {
        try running {
            let statement = try prepare(sql)
            let columns = Row.Columns(statement.columnNames)
            let cursor = try GRDB.Row.fetchCursor(statement)
            var rows: [Row] = []
            while let row = try cursor.next() {
                rows.append(Row(columns: columns, values: row.databaseValues.map(SQLValue.init)))
            }
            return rows
        }
    }

    func execute(_ sql: SQL) throws -> Int {
        try running {
            let statement = try prepare(sql)
            let before = database.totalChangesCount
            try statement.execute()
            // What triggers touched is not counted, as in PostgreSQL.
            return database.totalChangesCount == before ? 0 : database.changesCount
        }
    }

    func script(_ text: String) throws { try running { try database.execute(sql: text) } }

    func notify(_ channel: String, _ payload: String) throws { record.note(try Note(channel, payload)) }

    private func prepare(_ sql: SQL) throws -> Statement {
        let statement = try database.cachedStatement(sql: try sql.checked().text)
        try statement.setArguments(StatementArguments(sql.binds.map(\.databaseValue)))
        return statement
    }

    private func running<T>(_ body: () throws -> T) throws -> T {
        try record.statement { () throws(DatabaseError) in
            do { return try body() } catch let error as GRDB.DatabaseError {
                throw DatabaseError(error)
            } catch let error as DatabaseError {
                throw error
            } catch {
                throw DatabaseError(kind: .other, code: "swift", message: String(describing: error))
            }
        }
    }
}

extension SQLValue {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .boolean(let boolean): boolean.databaseValue
        case .integer(let integer): integer.databaseValue
        case .real(let real): real.databaseValue
        case .text(let text): text.databaseValue
        case .blob(let bytes): Data(bytes).databaseValue
        }
    }

    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let integer): self = .integer(integer)
        case .double(let real): self = .real(real)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .blob([UInt8](data))
        }
    }
}
