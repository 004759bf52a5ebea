/// What both kinds of transaction remember: the notes to send, and the failure that spoils the rest.
final class TransactionRecord {
    private(set) var notes: [Note] = []
    private var failure: DatabaseError?

    func note(_ note: Note) {
        if !notes.contains(note) { notes.append(note) }
    }

    /// Runs a statement. After one has failed, every later one and the commit fail with the same error.
    func statement<T>(_ body: () throws(DatabaseError) -> T) throws(DatabaseError) -> T {
        try checkUnspoiled()
        do { return try body() } catch {
            failure = error
            throw error
        }
    }

    func checkUnspoiled() throws(DatabaseError) {
        if let failure { throw failure }
    }
}
