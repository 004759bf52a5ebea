import Database
import Kernel

extension ChangeStore {
    /// Rows of a page of a file.
    static let sheetRows = 500

    /// All that a list shows, not only the first of it, the newest first: so many after one of them.
    func sheetPage(_ filter: ChangeFilter, after last: ChangeLine?) async throws -> [ChangeLine] {
        let older: SQL = last.map { "AND id < \($0.id)" } ?? ""
        return try await database.read { transaction in
            try transaction.all(
                """
                SELECT * FROM changes WHERE \(Self.condition(filter)) \(older) ORDER BY id DESC LIMIT \(Self.sheetRows)
                """, as: ChangeLine.self)
        }
    }

    func count(_ filter: ChangeFilter) async throws -> Int {
        try await database.read {
            try $0.scalar("SELECT COUNT(*) FROM changes WHERE \(Self.condition(filter))", as: Int.self)
        } ?? 0
    }
}
