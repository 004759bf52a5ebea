public import Database
import Kernel

/// How often each partner was asked on the last day on which it was. Each write puts the whole count in the place of
/// the one before, so that one written twice or late does no harm.
public struct PartnerCountStore: Sendable {
    public static let migrations = [
        Migration(
            "partners", 1, "the day's questions to each partner",
            """
            CREATE TABLE partner_counts (
                partner TEXT PRIMARY KEY,
                day TEXT NOT NULL,
                used INTEGER NOT NULL,
                told INTEGER);
            """)
    ]

    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// nil when it was never asked.
    ///
    /// - Parameter partner: the name of its line: `registry`, `insurer`.
    public func count(of partner: String) async throws -> DailyQuota.Count? {
        let rows = try await database.read {
            try $0.query("SELECT day, used, told FROM partner_counts WHERE partner = \(partner)")
        }
        return try rows.first.map { row in
            DailyQuota.Count(day: try row("day"), used: try row("used"), told: try row("told"))
        }
    }

    public func keep(_ count: DailyQuota.Count, of partner: String) async throws {
        try await database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO partner_counts (partner, day, used, told)
                VALUES (\(partner), \(count.day), \(count.used), \(count.told))
                ON CONFLICT (partner) DO UPDATE SET day = excluded.day, used = excluded.used, told = excluded.told
                """)
        }
    }
}
