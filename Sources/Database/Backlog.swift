import Synchronization

/// Bounds what waits for a database, so that a slow one refuses instead of filling the memory.
final class Backlog: Sendable {
    private let waiting = Atomic<Int>(0)
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    func counting<T>(_ body: () async throws -> T) async throws -> T {
        defer { waiting.subtract(1, ordering: .relaxed) }
        guard waiting.add(1, ordering: .relaxed).newValue <= limit else {
            throw DatabaseError(kind: .busy, code: "backlog", message: "more than \(limit) transactions wait")
        }
        return try await body()
    }
}
