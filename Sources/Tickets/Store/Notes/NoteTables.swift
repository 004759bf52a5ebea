public import Database

/// What belongs to notes before and after they are written: drafts and those who were called.
public enum TicketNotes {
    /// Among `TicketStore.migrations`, after the tickets themselves.
    public static let migrations = [
        Migration(
            "ticket-notes", 1, "drafts of notes, and who is called in notes",
            """
            CREATE TABLE ticket_drafts (
                ticket TEXT NOT NULL REFERENCES tickets (id),
                person TEXT NOT NULL REFERENCES people (id),
                text TEXT NOT NULL CHECK (text <> ''),
                is_private BOOLEAN NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (ticket, person));
            CREATE TABLE ticket_mentions (
                note BIGINT NOT NULL,
                person TEXT NOT NULL REFERENCES people (id),
                ticket TEXT NOT NULL REFERENCES tickets (id),
                at BIGINT NOT NULL,
                read_at BIGINT,
                PRIMARY KEY (note, person));
            CREATE INDEX ticket_mentions_by_person ON ticket_mentions (person, at);
            CREATE INDEX ticket_mentions_unread ON ticket_mentions (person, ticket) WHERE read_at IS NULL;
            """)
    ]
}
