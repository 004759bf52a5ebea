public import Database
import Kernel

extension TicketStore {
    /// `ContactStore.migrations` come first.
    public static let migrations =
        [
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
                """),
            clocks, escalations, inbox, oldTickets,
        ] + TicketTies.migrations + TicketNotes.migrations + lists

    /// Tickets from before have no clocks but the moment that they are due.
    private static let clocks = Migration(
        "tickets", 2, "priorities, clocks and the policy they follow",
        """
        ALTER TABLE tickets ADD COLUMN priority TEXT NOT NULL DEFAULT 'low';
        ALTER TABLE tickets ADD COLUMN is_priority_chosen BOOLEAN NOT NULL DEFAULT FALSE;
        ALTER TABLE tickets ADD COLUMN marks TEXT NOT NULL DEFAULT '';
        ALTER TABLE tickets ADD COLUMN policy BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE tickets ADD COLUMN pressing_clock TEXT;
        ALTER TABLE tickets ADD COLUMN pressing_at BIGINT NOT NULL DEFAULT \(Timestamp.distantFuture.microseconds);
        UPDATE tickets SET pressing_clock = 'whole', pressing_at = due_at WHERE closed_at IS NULL;
        DROP INDEX tickets_open;
        CREATE INDEX tickets_pressing ON tickets (pressing_at, id) WHERE closed_at IS NULL;
        CREATE TABLE ticket_clocks (
            ticket TEXT NOT NULL REFERENCES tickets (id),
            clock TEXT NOT NULL,
            due_at BIGINT,
            notice_at BIGINT,
            PRIMARY KEY (ticket, clock));
        CREATE INDEX ticket_clocks_due ON ticket_clocks (clock, due_at);
        CREATE INDEX ticket_clocks_notice ON ticket_clocks (notice_at) WHERE notice_at IS NOT NULL;
        CREATE TABLE ticket_policies (
            number BIGINT PRIMARY KEY,
            policy TEXT NOT NULL,
            reason TEXT NOT NULL CHECK (reason <> ''),
            author TEXT NOT NULL,
            at BIGINT NOT NULL);
        """)
}
