import Database
import Kernel

extension TicketStore {
    /// What lists of escalations are sorted by and divided into, kept beside what it repeats.
    static let inbox = Migration(
        "inbox", 1, "when a ticket is due soon, and the order of inboxes",
        """
        ALTER TABLE tickets ADD COLUMN soon_at BIGINT NOT NULL DEFAULT \(Timestamp.distantFuture.microseconds);
        UPDATE tickets SET soon_at = pressing_at - 86400000000 WHERE closed_at IS NULL AND pressing_clock IS NOT NULL;
        CREATE INDEX tickets_urgent ON tickets
            ((CASE priority WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END), pressing_at, id)
            WHERE closed_at IS NULL;
        CREATE INDEX tickets_closed_lately ON tickets (closed_at, id) WHERE closed_at IS NOT NULL;
        CREATE INDEX escalations_asking ON escalations (asked_at) WHERE question IS NOT NULL;
        """)
}
