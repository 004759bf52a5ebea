public import Database

extension AttachmentStore {
    /// `TicketStore.migrations` come first.
    public static let migrations = [
        Migration(
            "attachments", 1, "files of tickets",
            """
            CREATE TABLE attachments (
                id TEXT PRIMARY KEY,
                ticket TEXT NOT NULL REFERENCES tickets (id),
                name TEXT NOT NULL CHECK (name <> ''),
                kind TEXT NOT NULL,
                size BIGINT NOT NULL CHECK (size > 0),
                digest TEXT NOT NULL,
                is_private BOOLEAN NOT NULL,
                author TEXT NOT NULL,
                at BIGINT NOT NULL,
                thumbnail TEXT NOT NULL);
            CREATE INDEX attachments_by_ticket ON attachments (ticket, at, id);
            CREATE INDEX attachments_by_digest ON attachments (digest);
            CREATE INDEX attachments_waiting ON attachments (at, id) WHERE thumbnail = 'waiting';
            """)
    ]
}
