import Kernel
import Testing

@testable import Members

@Suite("Trying again")
struct RetryPlanTests {
    @Test("waits double from the first up to the longest")
    func doubles() {
        let plan = RetryPlan(first: .seconds(30), longest: .seconds(300), spread: 0)
        var random = SeededRandom(seed: 1)
        let waits = (1...6).map { plan.wait(afterAttempt: $0, using: &random) }
        #expect(waits == [30, 60, 120, 240, 300, 300].map { .seconds($0) })
    }

    @Test("chance takes off its share and no more, differently for each")
    func spreads() throws {
        let plan = RetryPlan(first: .seconds(100), longest: .seconds(100), spread: 0.5)
        var random = SeededRandom(seed: 2)
        let waits = try (0..<200).map { _ in try #require(plan.wait(afterAttempt: 3, using: &random)) }
        #expect(waits.allSatisfy { (.seconds(50) ... .seconds(100)).contains($0) })
        #expect(Set(waits).count > 190)
        #expect(waits.contains { $0 < .seconds(60) } && waits.contains { $0 > .seconds(90) })
    }

    @Test("after the last attempt there is no further one")
    func givesUp() {
        let plan = RetryPlan(attempts: 3)
        var random = SeededRandom(seed: 3)
        #expect(plan.wait(afterAttempt: 2, using: &random) != nil)
        #expect(plan.wait(afterAttempt: 3, using: &random) == nil)
    }

    @Test("no number of attempts overflows", arguments: [0, -5, 1_000_000, Int.max])
    func bounded(_ number: Int) throws {
        var random = SeededRandom(seed: 4)
        let wait = try #require(RetryPlan().wait(afterAttempt: number, using: &random))
        #expect((.zero ... .seconds(1_800)).contains(wait))
    }
}
