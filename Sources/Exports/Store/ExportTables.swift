public import Database
import Pages

extension ExportStore {
    /// `StaffStore.migrations` come first.
    public static let migrations = [
        Migration(
            "exports", 1, "lists that are written out as files",
            """
            CREATE TABLE exports (
                id TEXT PRIMARY KEY,
                asker TEXT NOT NULL,
                list TEXT NOT NULL,
                query TEXT NOT NULL,
                format TEXT NOT NULL,
                language TEXT NOT NULL,
                state TEXT NOT NULL,
                filter TEXT NOT NULL DEFAULT '',
                rows_done BIGINT NOT NULL DEFAULT 0,
                rows_all BIGINT,
                file TEXT,
                bytes BIGINT,
                failure TEXT,
                asked_at BIGINT NOT NULL,
                touched_at BIGINT NOT NULL,
                ended_at BIGINT,
                expires_at BIGINT NOT NULL,
                CHECK ((state = 'done') = (bytes IS NOT NULL)),
                CHECK ((state = 'failed') = (failure IS NOT NULL)));
            CREATE INDEX exports_by_asker ON exports (asker, asked_at);
            CREATE INDEX exports_unfinished ON exports (asked_at, id) WHERE ended_at IS NULL;
            CREATE INDEX exports_by_expiry ON exports (expires_at);
            """)
    ]
}

extension Export: RowDecodable {
    public init(row: Row) throws {
        let filter: String = try row("filter")
        self.init(
            id: try row("id"), asker: try row("asker"),
            asking: Asking(
                try row("list"), query: try row("query"), as: try row("format"),
                in: Language(rawValue: try row("language")) ?? .id),
            state: try row("state"), filter: filter.split(separator: "\n").map(String.init),
            rows: try row("rows_done"), ofRows: try row("rows_all"), file: try row("file"), bytes: try row("bytes"),
            failure: try row("failure"), askedAt: try row("asked_at"), endedAt: try row("ended_at"),
            expiresAt: try row("expires_at"))
    }
}

extension Export.State: SQLEncodable, SQLDecodable {}
extension ExportFormat: SQLEncodable, SQLDecodable {}
extension ExportFailure: SQLEncodable, SQLDecodable {}
