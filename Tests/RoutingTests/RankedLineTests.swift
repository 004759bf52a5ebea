import Kernel
import Testing

@testable import Routing

@Suite("A ranked line")
struct RankedLineTests {
    @Test("keeps the order of a sorted array through a thousand insertions and removals", arguments: [1, 2, 3])
    func order(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var line = RankedLine()
        var model: [Rank] = []
        for number in 0..<3_000 {
            if number.isMultiple(of: 3), let gone = model.randomElement(using: &random) {
                let (removed, removedAgain) = (line.remove(gone), line.remove(gone))
                #expect(removed && !removedAgain)
                model.removeAll { $0 == gone }
            } else {
                let rank = Rank(
                    first: .random(in: 0..<4, using: &random), second: .random(in: 0..<9, using: &random),
                    number: Int64(number))
                line.insert(rank)
                model.append(rank)
            }
        }
        model.sort()
        #expect(Array(line) == model)
        #expect(line.count == model.count)
        #expect(line.first == model.first)
        #expect(model.enumerated().allSatisfy { line.position(of: $1) == $0 })
        #expect(line.position(of: Rank(first: 9, second: 9, number: 9)) == nil)
    }

    @Test("is empty again when all have left")
    func emptied() {
        var line = RankedLine()
        let ranks = (0..<1_500).map { Rank(first: 0, second: Int64($0 % 7), number: Int64($0)) }
        for rank in ranks { line.insert(rank) }
        for rank in ranks { line.remove(rank) }
        #expect(line.isEmpty)
        #expect(line.first == nil)
        #expect(line == RankedLine())
    }
}
