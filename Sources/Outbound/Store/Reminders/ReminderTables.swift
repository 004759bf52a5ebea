public import Database

/// Campaigns of reminders, the files they come from, and whom they remind.
public enum ReminderTables {
    /// `MemberStore.migrations` and `RingingTables.migrations` come first.
    public static let migrations = [
        Migration("reminders", 1, "campaigns, uploads, scripts, and who is reminded") { dialect in
            let bytes = dialect == .postgres ? "BYTEA" : "BLOB"
            return """
                CREATE TABLE reminder_campaigns (
                    id TEXT PRIMARY KEY,
                    name TEXT NOT NULL CHECK (name <> ''),
                    first_day TEXT NOT NULL,
                    last_day TEXT NOT NULL,
                    per_hour BIGINT,
                    per_person BIGINT,
                    ordering TEXT NOT NULL,
                    state TEXT NOT NULL,
                    script BIGINT NOT NULL,
                    opened_at BIGINT NOT NULL,
                    CHECK (first_day <= last_day));
                CREATE UNIQUE INDEX reminder_campaigns_by_name ON reminder_campaigns (lower(name))
                    WHERE state <> 'ended';
                CREATE TABLE reminder_scripts (
                    version BIGINT PRIMARY KEY,
                    text TEXT NOT NULL,
                    author TEXT NOT NULL,
                    at BIGINT NOT NULL);
                CREATE TABLE reminder_uploads (
                    id TEXT PRIMARY KEY,
                    campaign TEXT REFERENCES reminder_campaigns (id),
                    list TEXT NOT NULL,
                    file TEXT NOT NULL,
                    kind TEXT NOT NULL,
                    fingerprint TEXT NOT NULL,
                    content \(bytes),
                    headings TEXT NOT NULL,
                    sample TEXT,
                    mapping TEXT NOT NULL,
                    counts TEXT,
                    state TEXT NOT NULL,
                    author TEXT NOT NULL,
                    at BIGINT NOT NULL,
                    ended_at BIGINT,
                    CHECK (state = 'open' OR (content IS NULL AND sample IS NULL)));
                CREATE UNIQUE INDEX reminder_uploads_by_content ON reminder_uploads (fingerprint)
                    WHERE state <> 'withdrawn';
                CREATE INDEX reminder_uploads_by_moment ON reminder_uploads (at);
                CREATE TABLE reminder_faults (
                    upload TEXT NOT NULL REFERENCES reminder_uploads (id),
                    line BIGINT NOT NULL,
                    fault TEXT NOT NULL,
                    other BIGINT,
                    cells TEXT NOT NULL,
                    PRIMARY KEY (upload, line));
                CREATE TABLE reminder_mappings (
                    headings TEXT PRIMARY KEY,
                    mapping TEXT NOT NULL,
                    author TEXT NOT NULL,
                    at BIGINT NOT NULL);
                CREATE TABLE reminder_items (
                    id TEXT PRIMARY KEY,
                    campaign TEXT NOT NULL REFERENCES reminder_campaigns (id),
                    member TEXT NOT NULL REFERENCES members (id),
                    phone TEXT NOT NULL,
                    zone TEXT NOT NULL,
                    months BIGINT NOT NULL CHECK (months > 0),
                    amount BIGINT NOT NULL CHECK (amount > 0),
                    care_class BIGINT,
                    branch TEXT,
                    place BIGINT NOT NULL,
                    upload TEXT NOT NULL REFERENCES reminder_uploads (id),
                    state TEXT NOT NULL,
                    outcome TEXT,
                    off TEXT,
                    promised_on TEXT,
                    note TEXT,
                    tries BIGINT NOT NULL DEFAULT 0,
                    last_at BIGINT,
                    paid_at BIGINT,
                    UNIQUE (campaign, member));
                CREATE INDEX reminder_items_by_months ON reminder_items (campaign, state, months DESC, place);
                CREATE INDEX reminder_items_by_place ON reminder_items (campaign, state, place);
                """
        },
        Migration(
            "reminders", 2, "on which line of its file a member was named, and by which number",
            """
            ALTER TABLE reminder_items ADD COLUMN line BIGINT;
            ALTER TABLE reminder_items ADD COLUMN named TEXT;
            CREATE INDEX reminder_items_in_order ON reminder_items (campaign, place);
            """),
    ]
}

extension ReminderCampaign.State: SQLEncodable, SQLDecodable {}
extension ReminderOrder: SQLEncodable, SQLDecodable {}
extension ReminderState: SQLEncodable, SQLDecodable {}
extension ReminderOutcome: SQLEncodable, SQLDecodable {}
extension ReminderOff: SQLEncodable, SQLDecodable {}
extension ReminderFault: SQLEncodable, SQLDecodable {}
extension ReminderUpload.State: SQLEncodable, SQLDecodable {}
extension SheetTable.Kind: SQLEncodable, SQLDecodable {}

extension ReminderMapping: SQLEncodable, SQLDecodable {
    var sqlValue: SQLValue { .text(description) }
    init(sqlValue: SQLValue) throws(SQLDecodingError) {
        guard let mapping = ReminderMapping(try String(sqlValue: sqlValue)) else {
            throw SQLDecodingError(sqlValue, ReminderMapping.self)
        }
        self = mapping
    }
}
