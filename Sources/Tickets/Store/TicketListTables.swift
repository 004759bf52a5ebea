import Database

extension WordIndex {
    /// Words of tickets' stories.
    static let tickets = WordIndex("ticket_words")
}

extension TicketStore {
    /// What lists need: indexes in their orders, the words, kept views, changes of many.
    static let lists = [
        Migration("ticket-lists", 1, "lists of a million tickets: orders and words") { dialect in
            """
            ALTER TABLE tickets ADD COLUMN is_worded BOOLEAN NOT NULL DEFAULT FALSE;
            CREATE INDEX tickets_unworded ON tickets (opened_at, id) WHERE NOT is_worded;
            DROP INDEX tickets_pressing;
            CREATE INDEX tickets_pressing ON tickets
                (pressing_at, id, colour, priority, category, region, opened_at, closed_at)
                WHERE closed_at IS NULL;
            CREATE INDEX tickets_by_category ON tickets (category, opened_at, id);
            CREATE INDEX tickets_by_region ON tickets (region, opened_at, id);
            CREATE INDEX tickets_by_opener ON tickets (opened_by, opened_at, id);
            CREATE INDEX tickets_open_of ON tickets (opened_by, pressing_at, id) WHERE closed_at IS NULL;
            CREATE INDEX tickets_by_phone ON tickets (phone, opened_at) WHERE phone IS NOT NULL;
            \(WordIndex.tickets.script(for: dialect))
            """
        },
        Migration(
            "ticket-lists", 2, "kept views, and changes of many tickets at once",
            """
            CREATE TABLE ticket_views (
                id TEXT PRIMARY KEY,
                name TEXT NOT NULL CHECK (name <> ''),
                filter TEXT NOT NULL,
                owner TEXT NOT NULL,
                is_shared BOOLEAN NOT NULL,
                saved_at BIGINT NOT NULL);
            CREATE INDEX ticket_views_of ON ticket_views (owner);
            CREATE TABLE ticket_bulks (
                id TEXT PRIMARY KEY,
                deed TEXT NOT NULL,
                author TEXT NOT NULL,
                at BIGINT NOT NULL,
                undone_at BIGINT);
            CREATE INDEX ticket_bulks_by ON ticket_bulks (author, at);
            CREATE TABLE ticket_bulk_tickets (
                bulk TEXT NOT NULL REFERENCES ticket_bulks (id),
                ticket TEXT NOT NULL REFERENCES tickets (id),
                place BIGINT NOT NULL,
                refusal TEXT,
                priority TEXT NOT NULL,
                is_priority_chosen BOOLEAN NOT NULL,
                due_at BIGINT NOT NULL,
                last_fact BIGINT,
                kept TEXT,
                PRIMARY KEY (bulk, ticket),
                CHECK ((refusal IS NULL) = (last_fact IS NOT NULL)));
            """),
    ]
}
