import Database
import Foundation
public import Kernel

extension FloorStore {
    /// How often callers gave each number, from 1 to 5, at the end of their calls, from a moment on and before another.
    public func ratings(from: Timestamp, until: Timestamp) async throws -> [Int: Int] {
        try await database.read { transaction in
            // Equal facts are counted where they lie: a month has many, of few agents and queues.
            let rows = try transaction.query(
                """
                SELECT payload, COUNT(*) AS calls FROM journal
                WHERE kind = \(CallFact.Rated.kind) AND at >= \(from) AND at < \(until) GROUP BY payload
                """)
            return try rows.reduce(into: [:]) { counts, row in
                let payload: String = try row("payload")
                let fact = try JSONDecoder().decode(CallFact.Rated.self, from: Data(payload.utf8))
                counts[fact.rating, default: 0] += try row("calls", as: Int.self)
            }
        }
    }
}
