import Database

extension TicketStore {
    static let escalations = Migration(
        "tickets", 3, "tickets in the hands of branches",
        """
        CREATE TABLE escalations (
            ticket TEXT PRIMARY KEY REFERENCES tickets (id),
            branch TEXT NOT NULL REFERENCES branches (code) ON UPDATE CASCADE,
            stage TEXT NOT NULL,
            holder TEXT REFERENCES people (id),
            sent_at BIGINT NOT NULL,
            moved_at BIGINT NOT NULL,
            loops BIGINT NOT NULL,
            question TEXT,
            asked_by TEXT,
            asked_at BIGINT,
            answer_status TEXT,
            answer TEXT,
            answered_by TEXT,
            answered_at BIGINT,
            CHECK ((question IS NULL) = (asked_at IS NULL)),
            CHECK ((answer IS NULL) = (answered_at IS NULL)));
        CREATE INDEX escalations_of_branch ON escalations (branch, stage, moved_at);
        CREATE INDEX escalations_done ON escalations (answered_at) WHERE stage = 'done';
        """)
}
