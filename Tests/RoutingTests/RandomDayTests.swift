import Foundation
import Kernel
import Testing

@testable import Routing

/// Fifty days of twenty thousand events make a million. `TEST_SEED=7` runs that one day alone.
@Suite("Random days")
struct RandomDayTests {
    static let events = 20_000
    static let seeds: [UInt64] =
        ProcessInfo.processInfo.environment["TEST_SEED"].flatMap(UInt64.init).map { [$0] }
        ?? Array(1...50)

    @Test("break no rule, whatever happens in whatever order", arguments: seeds)
    func day(seed: UInt64) throws {
        var day = RandomDay(seed: seed)
        day.begin()
        for number in 1...Self.events {
            var (event, violations) = day.step()
            if number.isMultiple(of: 500) {
                violations += FloorCheck.full(day.engine, day.witness)
                if number.isMultiple(of: 1_000) { violations += try day.restart() }
            }
            if !violations.isEmpty {
                Issue.record("seed \(seed), event \(number), \(event): \(violations.joined(separator: "; "))")
                return
            }
        }
        // A day on which nothing was answered, or nothing was refused, would prove nothing.
        #expect(day.answered > Self.events / 50, "seed \(seed)")
        #expect(day.refused > Self.events / 50, "seed \(seed)")
        #expect(day.taken > Self.events / 200, "seed \(seed)")
    }

    @Test(
        "lead to the same effects when replayed, also from a snapshot in the middle", arguments: [1, 2, 3] as [UInt64])
    func replay(seed: UInt64) throws {
        var first = RandomDay(seed: seed)
        var second = RandomDay(seed: seed)
        first.begin()
        second.begin()
        for number in 1...3_000 {
            let (event, _) = first.step()
            let (again, _) = second.step()
            try #require(again == event, "seed \(seed), event \(number)")
            if number.isMultiple(of: 1_000) {
                let written = try JSONEncoder().encode(second.engine.snapshot)
                let read = try JSONDecoder().decode(RoutingSnapshot.self, from: written)
                let same = read == second.engine.snapshot
                #expect(same, "seed \(seed), event \(number)")
                _ = try second.restart()
            }
        }
        let same = first.engine.snapshot == second.engine.snapshot
        #expect(same, "seed \(seed)")
    }
}
