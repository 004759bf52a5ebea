import Database
import Kernel

extension ContactStore {
    /// `contact_resolution_…` only repeats what contacts say, so nothing of it is told in the journal.
    static let resolutionMigrations = [
        Migration(
            "contact-resolution", 1, "counts of first contacts by day",
            """
            CREATE TABLE contact_resolution_days (
                day TEXT NOT NULL,
                is_settled BOOLEAN NOT NULL,
                starts_at BIGINT NOT NULL,
                ends_at BIGINT NOT NULL,
                reads_from BIGINT NOT NULL,
                reads_until BIGINT NOT NULL,
                generation BIGINT NOT NULL,
                is_kept BOOLEAN NOT NULL,
                unidentified BIGINT NOT NULL,
                PRIMARY KEY (day, is_settled));
            CREATE INDEX contact_resolution_days_by_reading ON contact_resolution_days (reads_until);
            CREATE TABLE contact_resolution_counts (
                day TEXT NOT NULL,
                is_settled BOOLEAN NOT NULL,
                week TEXT NOT NULL,
                category TEXT NOT NULL,
                resolved BIGINT NOT NULL,
                repeated BIGINT NOT NULL,
                not_yet_known BIGINT NOT NULL,
                unsolved BIGINT NOT NULL,
                repeats BIGINT NOT NULL,
                PRIMARY KEY (day, is_settled, week, category),
                FOREIGN KEY (day, is_settled) REFERENCES contact_resolution_days (day, is_settled));
            """)
    ]
}

/// Days that are kept, and whose callers nobody knows on them.
struct KeptDays: Sendable {
    var days: [ResolutionDay] = []
    var unidentified = 0
}

extension Transaction {
    /// A contact of that moment was written: whatever hangs on it is no longer kept, nor what is being counted now.
    /// Whoever writes what the rule sees of a contact calls it in the same transaction.
    func forgetResolution(around moment: Timestamp) throws {
        try execute(
            """
            UPDATE contact_resolution_days SET generation = generation + 1, is_kept = FALSE
            WHERE reads_from <= \(moment) AND reads_until > \(moment)
            """)
    }

    /// A day is about to be counted.
    ///
    /// - Returns: the generation of what it hangs on.
    func announce(_ day: ResolutionDay) throws -> Int64 {
        // Another zone or another rule makes another day of it.
        try execute(
            """
            INSERT INTO contact_resolution_days AS kept
                (day, is_settled, starts_at, ends_at, reads_from, reads_until, generation, is_kept, unidentified)
            VALUES (\(day.day), \(day.isSettled), \(day.interval.lowerBound), \(day.interval.upperBound),
                \(day.reads.lowerBound), \(day.reads.upperBound), 1, FALSE, 0)
            ON CONFLICT (day, is_settled) DO UPDATE SET
                starts_at = excluded.starts_at, ends_at = excluded.ends_at, reads_from = excluded.reads_from,
                reads_until = excluded.reads_until, generation = kept.generation + 1, is_kept = FALSE
            WHERE kept.starts_at <> excluded.starts_at OR kept.ends_at <> excluded.ends_at
                OR kept.reads_from <> excluded.reads_from OR kept.reads_until <> excluded.reads_until
            """)
        return try scalar(
            """
            SELECT generation FROM contact_resolution_days
            WHERE day = \(day.day) AND is_settled = \(day.isSettled)
            """) ?? 0
    }

    /// - Returns: false when the generation is another.
    func keep(_ counted: CountedDay) throws -> Bool {
        let day = counted.day
        let kept = try execute(
            """
            UPDATE contact_resolution_days SET is_kept = TRUE, unidentified = \(counted.tally.unidentified)
            WHERE day = \(day.day) AND is_settled = \(day.isSettled) AND generation = \(counted.generation)
            """)
        guard kept == 1 else { return false }
        if day.isSettled {
            // What was kept of it while it was young is of no more use.
            try execute(
                """
                UPDATE contact_resolution_days SET generation = generation + 1, is_kept = FALSE
                WHERE day = \(day.day) AND NOT is_settled
                """)
            try execute("DELETE FROM contact_resolution_counts WHERE day = \(day.day)")
        } else {
            try execute("DELETE FROM contact_resolution_counts WHERE day = \(day.day) AND NOT is_settled")
        }
        let rows = counted.tally.counts.map { part, counts -> SQL in
            """
            (\(day.day), \(day.isSettled), \(part.week), \(part.category), \(counts.resolved), \(counts.repeated),
            \(counts.notYetKnown), \(counts.unsolved), \(counts.repeats))
            """
        }
        guard !rows.isEmpty else { return true }
        try execute(
            """
            INSERT INTO contact_resolution_counts
                (day, is_settled, week, category, resolved, repeated, not_yet_known, unsolved, repeats)
            VALUES \(SQL.rows(rows))
            """)
        return true
    }

    /// Those that are kept as they are asked for.
    func keptDays(among days: [ResolutionDay]) throws -> KeptDays {
        guard let first = days.first, let last = days.last else { return KeptDays() }
        let wanted = Dictionary(uniqueKeysWithValues: days.map { ($0.day, $0) })
        let rows = try query(
            """
            SELECT * FROM contact_resolution_days WHERE is_kept
            AND starts_at >= \(first.interval.lowerBound) AND starts_at <= \(last.interval.lowerBound)
            """)
        var kept = KeptDays()
        for row in rows {
            let (name, isSettled): (Day, Bool) = (try row("day"), try row("is_settled"))
            let (start, end): (Timestamp, Timestamp) = (try row("starts_at"), try row("ends_at"))
            let (from, until): (Timestamp, Timestamp) = (try row("reads_from"), try row("reads_until"))
            guard let day = wanted[name], day.isSettled == isSettled, day.interval == start..<end,
                day.reads == from..<until
            else { continue }
            kept.days.append(day)
            kept.unidentified += try row("unidentified", as: Int.self)
        }
        return kept
    }

    func keptResolution(_ kept: KeptDays) throws -> Resolution {
        var resolution = Resolution()
        resolution.add(unidentified: kept.unidentified)
        for isSettled in [true, false] {
            let days = kept.days.filter { $0.isSettled == isSettled }.map(\.day)
            let rows = try query(
                """
                SELECT week, category, CAST(SUM(resolved) AS BIGINT) AS resolved,
                    CAST(SUM(repeated) AS BIGINT) AS repeated, CAST(SUM(not_yet_known) AS BIGINT) AS not_yet_known,
                    CAST(SUM(unsolved) AS BIGINT) AS unsolved, CAST(SUM(repeats) AS BIGINT) AS repeats
                FROM contact_resolution_counts
                WHERE is_settled = \(isSettled) AND day IN \(list: days) GROUP BY week, category
                """)
            for row in rows {
                var counts = RepeatTally.Counts()
                (counts.resolved, counts.repeated) = (try row("resolved"), try row("repeated"))
                (counts.notYetKnown, counts.unsolved) = (try row("not_yet_known"), try row("unsolved"))
                counts.repeats = try row("repeats")
                resolution.add(counts, to: RepeatTally.Part(week: try row("week"), category: try row("category")))
            }
        }
        return resolution
    }
}
