public import Database

extension TicketStore {
    /// `ContactStore.migrations` come first.
    public static let migrations = [
        Migration(
            "tickets", 1, "tickets and their numbers",
            """
            CREATE TABLE tickets (
                id TEXT PRIMARY KEY,
                number TEXT NOT NULL UNIQUE,
                colour TEXT NOT NULL,
                category TEXT NOT NULL,
                kind TEXT NOT NULL,
                region TEXT REFERENCES regions (code),
                text TEXT NOT NULL,
                member TEXT REFERENCES members (id),
                contact TEXT REFERENCES contacts (id),
                phone TEXT,
                opened_at BIGINT NOT NULL,
                opened_by TEXT NOT NULL,
                due_at BIGINT NOT NULL,
                closed_at BIGINT,
                closed_by TEXT,
                closing_text TEXT,
                CHECK ((closed_at IS NULL) = (closed_by IS NULL)),
                CHECK ((closed_at IS NULL) = (closing_text IS NULL)));
            CREATE INDEX tickets_open ON tickets (due_at, id) WHERE closed_at IS NULL;
            CREATE INDEX tickets_by_opening ON tickets (opened_at, id);
            CREATE INDEX tickets_by_member ON tickets (member, opened_at);
            CREATE INDEX tickets_by_contact ON tickets (contact);
            CREATE TABLE ticket_counters (month TEXT PRIMARY KEY, last BIGINT NOT NULL);
            """)
    ]
}
