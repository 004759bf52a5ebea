import CPostgres
import Kernel

struct PostgresTransaction: Transaction {
    let connection: PostgresConnection
    let record = TransactionRecord()
    let dialect = Dialect.postgres

    func query(_ sql: SQL) throws -> [Row] {
        try record.statement { () throws(DatabaseError) in
            try connection.run(sql) { (result) throws(DatabaseError) in Row.rows(of: result) }
        }
    }

    func execute(_ sql: SQL) throws -> Int {
        try record.statement { () throws(DatabaseError) in
            try connection.run(sql) { (result) throws(DatabaseError) in
                // A SELECT touches nothing, though libpq counts its rows.
                String(cString: PQcmdStatus(result)).hasPrefix("SELECT")
                    ? 0 : Int(String(cString: PQcmdTuples(result))) ?? 0
            }
        }
    }

    func script(_ text: String) throws {
        try record.statement { () throws(DatabaseError) in try connection.script(text) }
    }

    func notify(_ channel: String, _ payload: String) throws { record.note(try Note(channel, payload)) }

    /// Every note travels on one channel of the server's, named before its payload.
    func sendNotes() throws(DatabaseError) {
        for note in record.notes {
            let text = note.channel + "\n" + note.payload
            try record.statement { () throws(DatabaseError) in
                try connection.run("SELECT pg_notify(\(PostgresListener.channel), \(text))") {
                    _ throws(DatabaseError) in
                }
            }
        }
    }
}
