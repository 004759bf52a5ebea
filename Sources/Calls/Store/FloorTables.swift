public import Database

/// The floor's own tables: what must outlive this process, and nothing that the journal tells already.
public enum FloorTables {
    public static let migrations: [Migration] = [
        Migration(
            "calls", 1, "live calls, desks and dialogs",
            """
            CREATE TABLE floor_calls (id TEXT PRIMARY KEY, call TEXT NOT NULL);
            CREATE TABLE floor_items (id TEXT PRIMARY KEY, item TEXT NOT NULL);
            CREATE TABLE floor_dialogs (id TEXT PRIMARY KEY, dialog TEXT NOT NULL);
            CREATE TABLE floor_desks (person TEXT PRIMARY KEY, desk TEXT NOT NULL, agent TEXT);
            CREATE TABLE floor_batches (writer TEXT PRIMARY KEY, number BIGINT NOT NULL);
            """),
        Migration(
            "calls", 2, "call plans",
            """
            CREATE TABLE call_plans (
                version BIGINT PRIMARY KEY, plan TEXT NOT NULL, author TEXT NOT NULL, at BIGINT NOT NULL);
            """),
    ]
}
