import Database
import Foundation
import Kernel

extension ChangeStore {
    /// Rows of a page of a file.
    static let sheetRows = 500

    /// All that a list shows, not only the first of it, the newest first: so many after one of them.
    func sheetPage(_ filter: ChangeFilter, after last: ChangeLine?) async throws -> [ChangeLine] {
        let older: SQL = last.map { "AND id < \($0.id)" } ?? ""
        return try await database.read { transaction in
            try transaction.all(
                """
                SELECT * FROM changes WHERE \(Self.condition(filter)) \(older) ORDER BY id DESC LIMIT \(Self.sheetRows)
                """, as: ChangeLine.self)
        }
    }

    func count(_ filter: ChangeFilter) async throws -> Int {
        try await database.read {
            try $0.scalar("SELECT COUNT(*) FROM changes WHERE \(Self.condition(filter))", as: Int.self)
        } ?? 0
    }

    /// Callers who are to be rung by a moment, in the order of `toRing`: those of so many changes after one of them.
    func ringBackPage(
        until moment: Timestamp, after last: RingBackLine?, upTo limit: Int = sheetRows
    ) async throws -> [RingBackLine] {
        let later: SQL =
            last.map { "AND (ring_at, id) > (\($0.change.ringAt ?? .distantPast), \($0.change.id))" } ?? ""
        let documents = try await database.read {
            try $0.scalars(
                """
                SELECT document FROM changes WHERE ring_at <= \(moment) \(later)
                ORDER BY ring_at, id LIMIT \(limit)
                """, as: String.self)
        }
        return try Self.ringBacks(of: documents, until: moment)
    }

    /// How many changes have any.
    func ringBackCount(until moment: Timestamp) async throws -> Int {
        try await database.read {
            try $0.scalar("SELECT COUNT(*) FROM changes WHERE ring_at <= \(moment)", as: Int.self)
        } ?? 0
    }
}
