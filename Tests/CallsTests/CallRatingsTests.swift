import Database
import Kernel
import Testing

@testable import Calls

@Suite("Satisfaction at the end of calls, counted")
struct CallRatingsTests {
    @Test("every number is counted as often as it was given, within the span alone", arguments: Dialect.allCases)
    func counts(_ dialect: Dialect) async throws {
        let database = try await TestDatabase.open(dialect)
        try await database.migrate(FloorTables.migrations)
        let given: [(second: Int64, rating: Int, queue: String?)] = [
            (9, 1, "info"), (10, 5, "info"), (11, 5, "info"), (12, 5, nil), (19, 2, "info"), (20, 3, "info"),
        ]
        try await database.write { transaction in
            for (place, call) in given.enumerated() {
                let fact = CallFact.Rated(
                    agent: place.isMultiple(of: 2) ? Stage.sari : Stage.budi, queue: call.queue, rating: call.rating)
                var random = SeededRandom(seed: UInt64(place))
                let id = WorkID(at: Timestamp(seconds: call.second), random: &random)
                try transaction.append(fact, about: .call(id), by: .outsider, at: Timestamp(seconds: call.second))
            }
        }
        let store = FloorStore(database)
        #expect(try await store.ratings(from: Timestamp(seconds: 10), until: Timestamp(seconds: 20)) == [5: 3, 2: 1])
        #expect(try await store.ratings(from: Timestamp(seconds: 30), until: Timestamp(seconds: 40)).isEmpty)
        try await database.close()
    }
}
