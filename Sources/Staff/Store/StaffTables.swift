public import Database

extension StaffStore {
    /// The tables of the staff. `SessionStore.migrations` of Pages come first.
    public static let migrations = [
        Migration(
            "staff", 1, "people, teams, skills and sign-in",
            """
            CREATE TABLE sites (code TEXT PRIMARY KEY, name TEXT NOT NULL);
            CREATE TABLE teams (
                id TEXT PRIMARY KEY, name TEXT NOT NULL, site TEXT NOT NULL REFERENCES sites (code),
                UNIQUE (site, name));
            CREATE TABLE skills (code TEXT PRIMARY KEY, name TEXT NOT NULL);
            CREATE TABLE people (
                id TEXT PRIMARY KEY,
                name TEXT NOT NULL CHECK (name <> ''),
                user_name TEXT NOT NULL UNIQUE,
                site TEXT REFERENCES sites (code),
                team TEXT REFERENCES teams (id),
                auto_answer BOOLEAN NOT NULL,
                password TEXT NOT NULL,
                must_change_password BOOLEAN NOT NULL,
                made_at BIGINT NOT NULL,
                disabled_at BIGINT
            );
            CREATE TABLE person_roles (
                person TEXT NOT NULL REFERENCES people (id), role TEXT NOT NULL, PRIMARY KEY (person, role));
            CREATE TABLE person_skills (
                person TEXT NOT NULL REFERENCES people (id), skill TEXT NOT NULL REFERENCES skills (code),
                level BIGINT NOT NULL CHECK (level BETWEEN 1 AND 10), PRIMARY KEY (person, skill));
            CREATE TABLE sign_in_tries (
                whom TEXT PRIMARY KEY, tries BIGINT NOT NULL, last_at BIGINT NOT NULL);
            CREATE INDEX sign_in_tries_by_age ON sign_in_tries (last_at);
            """),
        branchMigration, overseerMigration,
    ]
}
