import Database
public import Kernel

/// Who rings again and again.
extension ContactStore {
    /// Those who had three contacts and more in the last seven days, as the rule says; unlogged ones count too.
    ///
    /// Of some hundred thousand contacts SQL leaves those of often callers, and beside them whatever else came from
    /// their numbers: who they are is then seen as if all were there.
    public func repeatCallers(_ rule: RepeatRule = RepeatRule(), at now: Timestamp) async throws -> [RepeatCaller] {
        let contacts: [RepeatContact] = try await database.read {
            try $0.all(
                """
                WITH recent AS (
                    SELECT id, member, phone, category, outcome, opened_at FROM contacts
                    WHERE opened_at > \(now - rule.window) AND opened_at <= \(now)
                    AND direction = \(ContactDirection.incoming)
                    AND COALESCE(kind, '') <> \(ContactKind.wrongNumber)
                    AND (member IS NOT NULL OR phone IS NOT NULL)),
                owners AS (
                    SELECT phone, MIN(member) AS member FROM recent
                    WHERE phone IS NOT NULL AND member IS NOT NULL
                    GROUP BY phone HAVING MIN(member) = MAX(member)),
                called AS (
                    SELECT recent.*, COALESCE(recent.member, owners.member) AS caller FROM recent
                    LEFT JOIN owners ON recent.member IS NULL AND owners.phone = recent.phone),
                members_often AS (
                    SELECT caller FROM called WHERE caller IS NOT NULL
                    GROUP BY caller HAVING COUNT(*) >= \(rule.often)),
                numbers_often AS (
                    SELECT phone FROM called WHERE caller IS NULL
                    GROUP BY phone HAVING COUNT(*) >= \(rule.often))
                SELECT id, member, phone, category, outcome, opened_at FROM called
                WHERE caller IN (SELECT caller FROM members_often) OR phone IN (SELECT phone FROM numbers_often)
                """)
        }
        return RepeatCaller.among(contacts, atLeast: rule.often)
    }
}
