public import Database

/// Links between tickets, and tickets that became part of another.
public enum TicketTies {
    /// Among `TicketStore.migrations`, after the tickets themselves.
    public static let migrations = [
        Migration(
            "ticket-ties", 1, "links between tickets, and mergers",
            """
            CREATE TABLE ticket_links (
                ticket TEXT NOT NULL REFERENCES tickets (id),
                other TEXT NOT NULL REFERENCES tickets (id),
                kind TEXT NOT NULL,
                author TEXT NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (ticket, other),
                CHECK (ticket <> other));
            CREATE INDEX ticket_links_back ON ticket_links (other);
            CREATE TABLE ticket_mergers (
                ticket TEXT PRIMARY KEY REFERENCES tickets (id),
                merged_into TEXT NOT NULL REFERENCES tickets (id),
                author TEXT NOT NULL,
                at BIGINT NOT NULL,
                CHECK (ticket <> merged_into));
            CREATE INDEX ticket_mergers_back ON ticket_mergers (merged_into);
            CREATE INDEX tickets_by_likeness ON tickets (member, category, opened_at);
            """)
    ]
}
