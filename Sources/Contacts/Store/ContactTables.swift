public import Database

extension ContactStore {
    /// `MemberStore.migrations` come first.
    public static let migrations =
        [
            Migration(
                "contacts", 1, "contacts and what they can be about",
                """
                CREATE TABLE contacts (
                    id TEXT PRIMARY KEY,
                    channel TEXT NOT NULL,
                    agent TEXT NOT NULL,
                    phone TEXT,
                    queue TEXT,
                    opened_at BIGINT NOT NULL,
                    ended_at BIGINT,
                    is_cut BOOLEAN NOT NULL,
                    category TEXT,
                    kind TEXT,
                    outcome TEXT,
                    region TEXT REFERENCES regions (code),
                    note TEXT,
                    member TEXT REFERENCES members (id),
                    logged_at BIGINT,
                    CHECK ((logged_at IS NULL) = (category IS NULL)),
                    CHECK ((logged_at IS NULL) = (kind IS NULL)),
                    CHECK ((logged_at IS NULL) = (outcome IS NULL)));
                CREATE INDEX contacts_by_phone ON contacts (phone, opened_at);
                CREATE INDEX contacts_by_member ON contacts (member, opened_at);
                CREATE INDEX contacts_by_agent ON contacts (agent, opened_at);
                CREATE INDEX contacts_unlogged ON contacts (opened_at) WHERE logged_at IS NULL;
                CREATE TABLE category_trees (
                    version BIGINT PRIMARY KEY, tree TEXT NOT NULL, author TEXT NOT NULL, at BIGINT NOT NULL);
                """),
            Migration(
                "contacts", 2, "who sought a contact",
                """
                ALTER TABLE contacts ADD COLUMN direction TEXT NOT NULL DEFAULT 'incoming';
                """),
        ] + categoryMigrations + resolutionMigrations
}
