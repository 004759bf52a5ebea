public import Database
public import Kernel

/// How many matters were resolved at their first contact, and who rings again and again.
extension ContactStore {
    /// Contacts read at once.
    private static let batch = 5_000

    /// Counts the first contacts of whole days by the rule.
    public func resolution(
        _ rule: RepeatRule = RepeatRule(), from first: Day, through last: Day, at now: Timestamp,
        in calendar: CentreCalendar
    ) async throws -> RepeatTally {
        let interval = calendar.start(of: first)..<calendar.start(of: last.adding(days: 1))
        var tally = RepeatTally(rule, over: interval, at: now, in: calendar)
        let start = interval.lowerBound - .seconds(Int64(rule.days) * 86_400)
        let end = interval.upperBound + .seconds(Int64(rule.days) * 86_400)
        var place: RepeatContact?
        repeat {
            let after: SQL =
                place.map { "(opened_at, id) > (\($0.at), \($0.id)) AND" } ?? "opened_at >= \(start) AND"
            let contacts = try await repeatContacts(
                "\(after) opened_at < \(end) AND logged_at IS NOT NULL AND kind <> \(ContactKind.wrongNumber)")
            for contact in contacts { tally.take(contact) }
            place = contacts.count == Self.batch ? contacts.last : nil
        } while place != nil
        tally.end()
        return tally
    }

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

extension RepeatContact: RowDecodable {
    public init(row: Row) throws {
        self.init(
            try row("id"), member: try row("member"), phone: try row("phone"), category: try row("category"),
            outcome: try row("outcome"), at: try row("opened_at"))
    }
}
