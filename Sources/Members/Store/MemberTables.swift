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
            """)
    ]
}
