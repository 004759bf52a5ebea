import Database
import Foundation
import Synchronization

/// A database of the test's own, closed at its end.
func withDatabase(
    _ dialect: Dialect, _ settings: DatabaseSettings = DatabaseSettings(readers: 2),
    _ body: (any Database) async throws -> Void
) async throws {
    let database = try await TestDatabase.open(dialect, settings)
    do { try await body(database) } catch {
        try await database.close()
        throw error
    }
    try await database.close()
}

/// Two openings of one database, as two processes have them.
func withTwo(
    _ dialect: Dialect, _ settings: DatabaseSettings = DatabaseSettings(readers: 2),
    _ body: (any Database, any Database) async throws -> Void
) async throws {
    let location = try await TestDatabase.location(dialect)
    let (first, second) = (try location.open(settings), try location.open(settings))
    do { try await body(first, second) } catch {
        try await first.close()
        try await second.close()
        throw error
    }
    try await first.close()
    try await second.close()
}

extension Database {
    func script(_ text: String) async throws { try await write { try $0.script(text) } }

    func number(_ sql: SQL) async throws -> Int { try await read { try $0.scalar(sql, as: Int.self) ?? 0 } }
}

/// What a failing piece of work threw, when it was the database's.
func refusal(_ work: () async throws -> Void) async throws -> DatabaseError? {
    do { try await work() } catch let error as DatabaseError { return error }
    return nil
}

/// Stops a closure on the database's thread until the test says so.
final class Gate: Sendable {
    private let reached: AsyncStream<Void>
    private let reach: AsyncStream<Void>.Continuation
    private let go = DispatchSemaphore(value: 0)

    init() { (reached, reach) = AsyncStream.makeStream() }

    /// Within the closure: blocks its thread.
    func stand() {
        reach.yield()
        go.wait()
    }

    func untilReached() async { for await _ in reached { break } }
    func open() { go.signal() }
}

/// How often a closure ran.
final class Counter: Sendable {
    private let value = Atomic(0)
    var count: Int { value.load(ordering: .relaxed) }
    func add() { value.add(1, ordering: .relaxed) }
}
