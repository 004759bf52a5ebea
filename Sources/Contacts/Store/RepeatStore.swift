import Database
public import Kernel

/// Who rings again and again.
extension ContactStore {
    /// Contacts read at once.
    private static let batch = 5_000

    /// Those who had three contacts and more in the last seven days, as the rule says; unlogged ones count too.
    public func repeatCallers(_ rule: RepeatRule = RepeatRule(), at now: Timestamp) async throws -> [RepeatCaller] {
        let start = now - .seconds(Int64(rule.days) * 86_400)
        var (all, place): ([RepeatContact], RepeatContact?) = ([], nil)
        repeat {
            let after: SQL = place.map { "(opened_at, id) > (\($0.at), \($0.id))" } ?? "opened_at > \(start)"
            let contacts = try await repeatContacts(
                """
                \(after) AND opened_at <= \(now) AND COALESCE(kind, '') <> \(ContactKind.wrongNumber)
                AND (member IS NOT NULL OR phone IS NOT NULL)
                """)
            all += contacts
            place = contacts.count == Self.batch ? contacts.last : nil
        } while place != nil
        return RepeatCaller.among(all, atLeast: rule.often)
    }

    private func repeatContacts(_ condition: SQL) async throws -> [RepeatContact] {
        try await database.read {
            try $0.all(
                """
                SELECT id, member, phone, category, outcome, opened_at FROM contacts WHERE \(condition)
                ORDER BY opened_at, id LIMIT \(Self.batch)
                """)
        }
    }
}
