public import Database

extension MemberStore {
    public static let migrations = [
        Migration(
            "members", 1, "members, their telephones and regions",
            """
            CREATE TABLE regions (code TEXT PRIMARY KEY, name TEXT NOT NULL CHECK (name <> ''));
            CREATE TABLE members (
                id TEXT PRIMARY KEY,
                card TEXT NOT NULL UNIQUE,
                nik TEXT NOT NULL UNIQUE,
                family TEXT NOT NULL,
                relation TEXT NOT NULL,
                name TEXT NOT NULL CHECK (name <> ''),
                birth_date TEXT NOT NULL,
                sex TEXT NOT NULL,
                care_class BIGINT NOT NULL,
                segment TEXT NOT NULL,
                status TEXT NOT NULL,
                region TEXT NOT NULL REFERENCES regions (code),
                branch TEXT NOT NULL);
            CREATE INDEX members_by_family ON members (family);
            CREATE TABLE member_phones (
                member TEXT NOT NULL REFERENCES members (id),
                place BIGINT NOT NULL,
                phone TEXT NOT NULL,
                PRIMARY KEY (member, place),
                UNIQUE (phone, member));
            """),
        Migration("members", 2, "where each value comes from, the history, facilities", sourcesAndHistory),
        Migration("members", 3, "the index of names") { names(for: $0) },
        Migration("members", 4, "consents, requests for one's data, imports", privacyAndImports),
        InsurerStore.migration,
    ]

    private static let sourcesAndHistory = """
        ALTER TABLE members ADD COLUMN mother_name TEXT;
        ALTER TABLE members ADD COLUMN address TEXT;
        ALTER TABLE members ADD COLUMN facility TEXT;
        ALTER TABLE members ADD COLUMN facility_since TEXT;
        ALTER TABLE members ADD COLUMN email TEXT;
        ALTER TABLE members ADD COLUMN source TEXT NOT NULL DEFAULT 'insurer';
        ALTER TABLE members ADD COLUMN told_at BIGINT NOT NULL DEFAULT 0;
        CREATE INDEX members_by_birth ON members (birth_date);
        CREATE INDEX regions_listed ON regions (code) WHERE length(code) <= 4;
        CREATE TABLE facilities (code TEXT PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE member_sources (
            member TEXT NOT NULL REFERENCES members (id),
            field TEXT NOT NULL,
            source TEXT NOT NULL,
            told_at BIGINT NOT NULL,
            PRIMARY KEY (member, field));
        CREATE TABLE member_spans (
            member TEXT NOT NULL REFERENCES members (id),
            matter TEXT NOT NULL,
            place BIGINT NOT NULL,
            state TEXT NOT NULL,
            since TEXT,
            source TEXT NOT NULL,
            told_at BIGINT NOT NULL,
            PRIMARY KEY (member, matter, place));
        """

    /// Members have a short number for this index alone, a quarter of the size of their id. Rows of the index stand in
    /// its own order, without a second table beside it where the database can do that.
    private static func names(for dialect: Dialect) -> String {
        let inOrder = dialect == .sqlite ? " WITHOUT ROWID" : ""
        return """
            ALTER TABLE members ADD COLUMN number BIGINT;
            ALTER TABLE members ADD COLUMN named BIGINT NOT NULL DEFAULT 0;
            UPDATE members SET number = n.place
            FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place FROM members) AS n WHERE n.id = members.id;
            CREATE UNIQUE INDEX members_by_number ON members (number);
            CREATE INDEX members_unnamed ON members (number) WHERE named < 1;
            CREATE TABLE member_names (
                key TEXT NOT NULL,
                born TEXT NOT NULL,
                member BIGINT NOT NULL,
                PRIMARY KEY (key, born, member))\(inOrder);
            CREATE TABLE name_letters (
                letters TEXT NOT NULL,
                key TEXT NOT NULL,
                PRIMARY KEY (letters, key))\(inOrder);
            """
    }

    private static let privacyAndImports = """
        CREATE TABLE member_consents (
            id TEXT PRIMARY KEY,
            member TEXT NOT NULL REFERENCES members (id),
            purpose TEXT NOT NULL,
            version TEXT NOT NULL,
            words TEXT NOT NULL,
            given_at BIGINT NOT NULL,
            means TEXT NOT NULL,
            reference TEXT NOT NULL,
            taken_by TEXT NOT NULL,
            withdrawn_at BIGINT,
            withdrawal_means TEXT,
            withdrawal_reference TEXT,
            withdrawn_by TEXT,
            CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)));
        CREATE INDEX member_consents_of ON member_consents (member, given_at);
        CREATE UNIQUE INDEX member_consents_in_force ON member_consents (member, purpose) WHERE withdrawn_at IS NULL;
        CREATE TABLE data_requests (
            id TEXT PRIMARY KEY,
            member TEXT NOT NULL REFERENCES members (id),
            asked_at BIGINT NOT NULL,
            asking TEXT NOT NULL,
            taken_by TEXT NOT NULL,
            answered_at BIGINT,
            answered_by TEXT,
            CHECK ((answered_at IS NULL) = (answered_by IS NULL)));
        CREATE INDEX data_requests_of ON data_requests (member, asked_at);
        CREATE INDEX data_requests_open ON data_requests (asked_at) WHERE answered_at IS NULL;
        CREATE TABLE member_imports (
            fingerprint TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            began_at BIGINT NOT NULL,
            ended_at BIGINT,
            bytes BIGINT NOT NULL,
            lines BIGINT NOT NULL,
            rejected_bytes BIGINT NOT NULL,
            last_rejected TEXT NOT NULL,
            added BIGINT NOT NULL,
            changed BIGINT NOT NULL,
            unchanged BIGINT NOT NULL,
            stale BIGINT NOT NULL,
            rejected BIGINT NOT NULL);
        """
}
