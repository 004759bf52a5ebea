public import Database

extension NoticeStore {
    /// `MailOutbox.migrations` and `TicketStore.migrations` come first. What happened before is written to nobody.
    public static let migrations = [
        Migration(
            "notices", 1, "who is written to about tickets, and links to answer by",
            """
            CREATE TABLE notice_recipients (
                id TEXT PRIMARY KEY,
                level TEXT NOT NULL,
                branch TEXT REFERENCES branches (code) ON UPDATE CASCADE,
                region BIGINT,
                address TEXT NOT NULL,
                CHECK ((level = 'branch-head') = (branch IS NOT NULL)),
                CHECK ((level = 'region') = (region IS NOT NULL)));
            CREATE INDEX notice_recipients_of_branch ON notice_recipients (branch);
            CREATE TABLE notice_place (place BIGINT NOT NULL);
            INSERT INTO notice_place (place) SELECT COALESCE(MAX(seq), 0) FROM journal;
            CREATE TABLE answer_keys (secret TEXT NOT NULL);
            CREATE TABLE answer_link_tries (whom TEXT PRIMARY KEY, tries BIGINT NOT NULL, last_at BIGINT NOT NULL);
            """)
    ]
}
