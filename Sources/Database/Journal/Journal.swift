public import Kernel

/// All facts of the centre in the order in which they were committed. It is only ever appended to: the database itself
/// refuses to change or remove an entry.
public struct Journal: Sendable {
    static let channel = "journal"
    let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// The facts after a sequence number, oldest first; of all kinds when none is named.
    public func entries(after sequence: Int64, upTo limit: Int, kinds: [String] = []) async throws -> [JournalEntry] {
        try await database.read { try $0.entries(after: sequence, upTo: limit, kinds: kinds) }
    }

    /// A thing's story, oldest first.
    public func entries(about subject: Subject) async throws -> [JournalEntry] {
        try await database.read { try $0.entries(about: subject) }
    }

    /// 0 when nothing has happened yet.
    public func lastSequence() async throws -> Int64 {
        try await database.read { try $0.lastSequence() }
    }

    /// After which sequence number the facts at or after a moment lie: where a day's figures begin to count.
    public func sequence(before moment: Timestamp) async throws -> Int64 {
        try await database.read { transaction in
            let first = try transaction.scalar("SELECT MIN(seq) FROM journal WHERE at >= \(moment)", as: Int64?.self)
            if let first, let first { return first - 1 }
            return try transaction.lastSequence()
        }
    }

    /// The facts after a sequence number and all that follow, in batches, in order, none left out and none twice.
    ///
    /// Waits for new ones: a commit wakes it, also one of another process on PostgreSQL; besides it looks every `poll`.
    /// It outlives a database that is down, which it logs and tries again. It ends when its task is cancelled or the
    /// database is closed. For one consumer; one that is slow reads later and larger, and holds up nobody.
    public func follow(
        after sequence: Int64, kinds: [String] = [], poll: Duration = .seconds(1)
    ) -> AsyncThrowingStream<[JournalEntry], any Error> {
        let follower = JournalFollower(self, after: sequence, kinds: kinds, poll: poll)
        return AsyncThrowingStream { try await follower.next() }
    }
}

extension Transaction {
    /// 0 when nothing has happened yet.
    public func lastSequence() throws -> Int64 { try scalar("SELECT COALESCE(MAX(seq), 0) FROM journal") ?? 0 }

    /// Within a transaction that also does other things; else ask a `Journal`.
    public func entries(after sequence: Int64, upTo limit: Int, kinds: [String] = []) throws -> [JournalEntry] {
        let ofKinds: SQL = kinds.isEmpty ? "" : "AND kind IN \(list: kinds)"
        return try all("SELECT * FROM journal WHERE seq > \(sequence) \(ofKinds) ORDER BY seq LIMIT \(limit)")
    }

    public func entries(about subject: Subject) throws -> [JournalEntry] {
        try all("SELECT * FROM journal WHERE subject = \(subject) ORDER BY seq")
    }
}

extension Journal {
    static let migrations = [
        Migration("journal", 1, "the facts") { dialect in
            let sequence =
                switch dialect {
                case .sqlite: "INTEGER PRIMARY KEY AUTOINCREMENT"
                case .postgres: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
                }
            return """
                CREATE TABLE journal (
                    seq \(sequence),
                    at BIGINT NOT NULL,
                    author TEXT NOT NULL,
                    subject TEXT NOT NULL,
                    kind TEXT NOT NULL,
                    payload TEXT NOT NULL);
                CREATE INDEX journal_by_subject ON journal (subject, seq);
                CREATE INDEX journal_by_kind ON journal (kind, seq);
                CREATE INDEX journal_by_moment ON journal (at, seq);
                \(keepsWhatIsWritten(dialect))
                """
        }
    ]

    private static func keepsWhatIsWritten(_ dialect: Dialect) -> String {
        switch dialect {
        case .sqlite:
            """
            CREATE TRIGGER journal_keeps_entries BEFORE UPDATE ON journal
            BEGIN SELECT RAISE(ABORT, 'the journal is only appended to'); END;
            CREATE TRIGGER journal_loses_nothing BEFORE DELETE ON journal
            BEGIN SELECT RAISE(ABORT, 'the journal is only appended to'); END;
            """
        case .postgres:
            """
            CREATE FUNCTION journal_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'the journal is only appended to'; END $$;
            CREATE TRIGGER journal_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
            FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses();
            """
        }
    }
}
