public import Database

/// What confirmations and reminders share: plan, numbers never rung, locks, tries.
public enum RingingTables {
    /// `StaffStore.migrations` and `TicketStore.migrations` come first.
    public static let migrations = [
        Migration(
            "ringing", 1, "how participants are rung, whom never, who holds what, and what came of it",
            """
            CREATE TABLE ringing_plans (
                number BIGINT PRIMARY KEY,
                plan TEXT NOT NULL,
                reason TEXT NOT NULL CHECK (reason <> ''),
                author TEXT NOT NULL,
                at BIGINT NOT NULL);
            CREATE TABLE do_not_call (
                phone TEXT PRIMARY KEY,
                reason TEXT NOT NULL CHECK (reason <> ''),
                author TEXT NOT NULL,
                since BIGINT NOT NULL,
                until BIGINT);
            CREATE TABLE outbound_items (
                kind TEXT NOT NULL,
                id TEXT NOT NULL,
                round BIGINT NOT NULL,
                next_at BIGINT,
                is_asked BOOLEAN NOT NULL DEFAULT FALSE,
                given_phone TEXT,
                PRIMARY KEY (kind, id, round));
            CREATE TABLE outbound_tries (
                kind TEXT NOT NULL,
                id TEXT NOT NULL,
                round BIGINT NOT NULL,
                place BIGINT NOT NULL,
                phone TEXT NOT NULL,
                person TEXT NOT NULL REFERENCES people (id),
                call TEXT NOT NULL UNIQUE,
                rung_at BIGINT NOT NULL,
                saved_at BIGINT NOT NULL,
                result TEXT NOT NULL,
                outcome TEXT NOT NULL,
                talk BIGINT NOT NULL,
                hold BIGINT NOT NULL,
                wrap_up BIGINT NOT NULL,
                PRIMARY KEY (kind, id, round, place));
            CREATE INDEX outbound_tries_by_moment ON outbound_tries (kind, saved_at);
            CREATE TABLE outbound_locks (
                phone TEXT PRIMARY KEY,
                kind TEXT NOT NULL,
                id TEXT NOT NULL,
                round BIGINT NOT NULL,
                zone TEXT NOT NULL,
                person TEXT NOT NULL UNIQUE REFERENCES people (id),
                taken_at BIGINT NOT NULL,
                until BIGINT NOT NULL,
                call TEXT,
                UNIQUE (kind, id));
            """),
        Migration(
            "ringing", 2, "who asked for a time, by that time",
            "CREATE INDEX outbound_items_asked ON outbound_items (kind, next_at) WHERE is_asked;"),
    ]
}

extension OutboundPurpose.Kind: SQLEncodable, SQLDecodable {}
extension TryResult: SQLEncodable, SQLDecodable {}
