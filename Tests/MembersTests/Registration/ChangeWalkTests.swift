import Kernel
import Members
import Testing

@Suite("Random walks over changes")
struct ChangeWalkTests {
    @Test("after every event of any walk the invariants hold, and every change ends", arguments: UInt64(1)...4)
    func walks(_ block: UInt64) throws {
        var ends: [String: Int] = [:]
        var accepted = 0
        var seen: Set<String> = ["change.began"]
        for seed in (block * 1_000)..<(block * 1_000 + 100) {
            var walk = try ChangeWalk(seed: seed)
            var afterEnd = 0
            for step in 0..<120 where afterEnd < 6 {
                if !walk.change.isOpen { afterEnd += 1 }
                let wrong = walk.step()
                guard wrong.isEmpty else {
                    Issue.record("seed \(seed), step \(step), \(walk.kind): \(wrong)")
                    return
                }
            }
            guard walk.finish() != nil else {
                Issue.record("seed \(seed): \(walk.kind) does not end, \(walk.change.stage)")
                return
            }
            accepted += walk.facts.count
            seen.formUnion(walk.facts.map(\.kind))
            ends[walk.change.stage.word, default: 0] += 1
        }
        // A walk that only ever is refused, or only ever ends one way, would prove nothing.
        #expect(accepted > 400 && seen.count == 17, "\(accepted), \(seen.sorted())")
        #expect(Set(ends.keys) == ["approved", "closed", "withdrawn", "lapsed"])
        #expect(ends["approved", default: 0] > 5, "\(ends)")
    }

    @Test("a walk is the same when it is walked again from its seed")
    func replay() throws {
        var (first, second) = (try ChangeWalk(seed: 77), try ChangeWalk(seed: 77))
        for _ in 0..<60 {
            _ = first.step()
            _ = second.step()
        }
        #expect(first.change == second.change && first.facts == second.facts)
    }
}
