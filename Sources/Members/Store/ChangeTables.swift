public import Database

extension ChangeStore {
    /// The change itself is one document, as its draft is saved whole at every step; the columns beside it are what
    /// lists and clocks ask for. Facilities are the members' own; where one lies is known once somebody says so.
    public static let migrations = [
        Migration(
            "changes", 1, "registrations and changes of data, with their clocks",
            """
            CREATE TABLE changes (
                id TEXT PRIMARY KEY,
                kind TEXT NOT NULL,
                stage TEXT NOT NULL,
                member TEXT REFERENCES members (id),
                contact TEXT,
                agent TEXT NOT NULL,
                holder TEXT,
                branch TEXT,
                region TEXT,
                channel TEXT NOT NULL,
                opened_at BIGINT NOT NULL,
                changed_at BIGINT NOT NULL,
                due_at BIGINT,
                ask_at BIGINT,
                ring_at BIGINT,
                document TEXT NOT NULL);
            ALTER TABLE facilities ADD COLUMN region TEXT;
            CREATE INDEX changes_by_stage ON changes (stage, due_at, id);
            CREATE INDEX changes_by_agent ON changes (agent, stage, due_at);
            CREATE INDEX changes_of_member ON changes (member, opened_at) WHERE member IS NOT NULL;
            CREATE INDEX changes_of_contact ON changes (contact) WHERE contact IS NOT NULL;
            CREATE INDEX changes_to_ask ON changes (ask_at) WHERE ask_at IS NOT NULL;
            CREATE INDEX changes_to_ring ON changes (ring_at) WHERE ring_at IS NOT NULL;
            """),
        Migration(
            "changes", 2, "the count of provisional cards",
            """
            CREATE TABLE provisional_cards (series TEXT PRIMARY KEY, given BIGINT NOT NULL);
            INSERT INTO provisional_cards (series, given)
            SELECT '99', COALESCE(MAX(CAST(substr(card, 3) AS BIGINT)), 0) FROM members WHERE card >= '99';
            """),
        Migration(
            "changes", 3, "families that wait for virtual accounts",
            """
            ALTER TABLE changes ADD COLUMN accounts_of TEXT;
            CREATE INDEX changes_without_accounts ON changes (accounts_of) WHERE accounts_of IS NOT NULL;
            """),
    ]
}
