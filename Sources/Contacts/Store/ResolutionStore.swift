public import Database
public import Kernel

/// How many matters were resolved at their first contact. Days that are over are kept counted, so that a look at
/// thirteen weeks reads the contacts of two days: of today, and of the one on which contacts come to be seven days old.
extension ContactStore {
    /// A day's contacts read at once, each time with those of the same callers on the days around it.
    private static let batch = 2_000

    /// Counts the first contacts of whole days by the rule: exactly what a `RepeatTally` of all contacts says.
    public func resolution(
        _ rule: RepeatRule = RepeatRule(), from first: Day, through last: Day, at now: Timestamp,
        in calendar: CentreCalendar
    ) async throws -> Resolution {
        let days = Day.all(from: first, through: last)
        let steady = days.compactMap { ResolutionDay($0, rule, at: now, in: calendar) }
        let kept = try await database.read { transaction in
            let kept = try transaction.keptDays(among: steady)
            return (days: Set(kept.days.map(\.day)), resolution: try transaction.keptResolution(kept))
        }
        var resolution = kept.resolution
        for day in days where !kept.days.contains(day) {
            resolution.add(try await tally(rule, over: calendar.interval(of: day), at: now, in: calendar))
        }
        return resolution
    }

    /// The days whose counts could be kept and are not, oldest first.
    public func unkeptDays(
        _ rule: RepeatRule = RepeatRule(), from first: Day, through last: Day, at now: Timestamp,
        in calendar: CentreCalendar
    ) async throws -> [ResolutionDay] {
        let steady = Day.all(from: first, through: last).compactMap {
            ResolutionDay($0, rule, at: now, in: calendar)
        }
        let kept = Set(try await database.read { try $0.keptDays(among: steady).days })
        return steady.filter { !kept.contains($0) }
    }

    /// Counts one day, to keep it.
    public func count(
        _ day: ResolutionDay, _ rule: RepeatRule = RepeatRule(), in calendar: CentreCalendar
    ) async throws -> CountedDay {
        let generation = try await database.write { try $0.announce(day) }
        let tally = try await tally(rule, over: day.interval, at: day.tallied, in: calendar)
        return CountedDay(day: day, tally: tally, generation: generation)
    }

    /// Keeps what was counted.
    ///
    /// - Returns: false, with nothing kept, when a contact was written since that the counts hang on.
    public func keep(_ counted: CountedDay) async throws -> Bool {
        try await database.write { try $0.keep(counted) }
    }

    private func tally(
        _ rule: RepeatRule, over interval: Range<Timestamp>, at now: Timestamp, in calendar: CentreCalendar
    ) async throws -> RepeatTally {
        let reads = rule.reads(interval, at: now)
        var (contacts, related): ([RepeatContact], [ContactID: RepeatContact]) = ([], [:])
        var place: RepeatContact?
        repeat {
            let last = place
            let (own, others) = try await database.read { transaction -> ([RepeatContact], [RepeatContact]) in
                let own = try transaction.loggedContacts(in: interval, after: last, upTo: Self.batch)
                guard let first = own.first, let last = own.last else { return ([], []) }
                return (
                    own,
                    try transaction.contacts(ofCallersIn: first.at...last.at, in: reads, outside: interval)
                )
            }
            contacts += own
            for contact in others { related[contact.id] = contact }
            place = own.count == Self.batch ? own.last : nil
        } while place != nil
        contacts += related.values
        contacts.sort { ($0.at, $0.id) < ($1.at, $1.id) }
        var tally = RepeatTally(rule, over: interval, at: now, in: calendar)
        for contact in contacts { tally.take(contact) }
        tally.end()
        return tally
    }
}

extension Day {
    fileprivate static func all(from first: Day, through last: Day) -> [Day] {
        guard first <= last else { return [] }
        return (first.sinceEpoch...last.sinceEpoch).map { Day(sinceEpoch: $0) }
    }
}

extension Transaction {
    /// Contacts that the rule sees: whom the centre rings has not come again.
    private var seen: SQL {
        """
        logged_at IS NOT NULL AND kind <> \(ContactKind.wrongNumber) AND direction = \(ContactDirection.incoming)
        """
    }

    fileprivate func loggedContacts(
        in interval: Range<Timestamp>, after last: RepeatContact?, upTo limit: Int
    ) throws -> [RepeatContact] {
        let rest: SQL =
            last.map { "(opened_at, id) > (\($0.at), \($0.id))" } ?? "opened_at >= \(interval.lowerBound)"
        return try all(
            """
            SELECT id, member, phone, category, outcome, opened_at FROM contacts
            WHERE \(rest) AND opened_at < \(interval.upperBound) AND \(seen) ORDER BY opened_at, id LIMIT \(limit)
            """)
    }

    /// Contacts of another time that may be of the same callers, about the same categories, as those of some moments:
    /// all that are, and perhaps more; which of them are, the rule says. Some come twice.
    ///
    /// A CROSS JOIN, because SQLite keeps to its order: the few moments first, and then by an index.
    fileprivate func contacts(
        ofCallersIn moments: ClosedRange<Timestamp>, in reads: Range<Timestamp>, outside interval: Range<Timestamp>
    ) throws -> [RepeatContact] {
        let own: SQL = "opened_at >= \(moments.lowerBound) AND opened_at <= \(moments.upperBound) AND \(seen)"
        let others: SQL = """
            others.category = callers.category
            AND others.opened_at >= \(reads.lowerBound) AND others.opened_at < \(reads.upperBound)
            AND (others.opened_at < \(interval.lowerBound) OR others.opened_at >= \(interval.upperBound))
            AND others.logged_at IS NOT NULL AND others.kind <> \(ContactKind.wrongNumber)
            AND others.direction = \(ContactDirection.incoming)
            """
        return try all(
            """
            SELECT others.id, others.member, others.phone, others.category, others.outcome, others.opened_at
            FROM (SELECT DISTINCT member, category FROM contacts WHERE member IS NOT NULL AND \(own)) AS callers
            CROSS JOIN contacts AS others WHERE others.member = callers.member AND \(others)
            UNION ALL
            SELECT others.id, others.member, others.phone, others.category, others.outcome, others.opened_at
            FROM (
                SELECT phone, category, MIN(CASE WHEN member IS NULL THEN 0 ELSE 1 END) AS known FROM contacts
                WHERE phone IS NOT NULL AND \(own) GROUP BY phone, category) AS callers
            CROSS JOIN contacts AS others
            WHERE others.phone = callers.phone AND (others.member IS NULL OR callers.known = 0) AND \(others)
            """)
    }
}

extension RepeatContact: RowDecodable {
    public init(row: Row) throws {
        self.init(
            try row("id"), member: try row("member"), phone: try row("phone"), category: try row("category"),
            outcome: try row("outcome"), at: try row("opened_at"))
    }
}
