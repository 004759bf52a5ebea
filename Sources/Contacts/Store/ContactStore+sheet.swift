import Database
import Kernel

extension ContactStore {
    /// As `unlogged`, of everybody, so many after one of them.
    func unloggedPage(after last: Contact?, upTo limit: Int = 500) async throws -> [Contact] {
        let later: SQL = last.map { "AND (opened_at, id) > (\($0.openedAt), \($0.id))" } ?? ""
        return try await database.read {
            try $0.all(
                """
                SELECT * FROM contacts WHERE logged_at IS NULL AND ended_at IS NOT NULL \(later)
                ORDER BY opened_at, id LIMIT \(limit)
                """)
        }
    }
}
