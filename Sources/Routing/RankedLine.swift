/// A place in an order: smaller goes first. The number names who holds it and makes every rank unique.
struct Rank: Hashable, Comparable, Sendable {
    let first: Int64
    let second: Int64
    let number: Int64

    static func < (lhs: Rank, rhs: Rank) -> Bool {
        if lhs.first != rhs.first { return lhs.first < rhs.first }
        if lhs.second != rhs.second { return lhs.second < rhs.second }
        return lhs.number < rhs.number
    }
}

/// Ranks in order. Taking the first, adding and removing anywhere, and telling a position cost a search by halves and
/// a move of at most `longestRun` ranks, however long the line.
struct RankedLine: Sendable {
    static let longestRun = 512

    /// Each is sorted and not empty; all of one go before all of the next.
    private var runs: [[Rank]] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }
    var first: Rank? { runs.first?.first }

    mutating func insert(_ rank: Rank) {
        count += 1
        guard !runs.isEmpty else {
            runs.append([rank])
            return
        }
        let run = Swift.min(runIndex(of: rank), runs.count - 1)
        runs[run].insert(rank, at: Self.index(of: rank, in: runs[run]))
        if runs[run].count > Self.longestRun { split(run) }
    }

    /// False when the rank is not in the line.
    @discardableResult
    mutating func remove(_ rank: Rank) -> Bool {
        let run = runIndex(of: rank)
        guard run < runs.count else { return false }
        let index = Self.index(of: rank, in: runs[run])
        guard runs[run][index] == rank else { return false }
        runs[run].remove(at: index)
        if runs[run].isEmpty { runs.remove(at: run) }
        count -= 1
        return true
    }

    /// How many go before it; nil when it is not in the line.
    func position(of rank: Rank) -> Int? {
        let run = runIndex(of: rank)
        guard run < runs.count else { return nil }
        let index = Self.index(of: rank, in: runs[run])
        guard runs[run][index] == rank else { return nil }
        return runs[..<run].reduce(index) { $0 + $1.count }
    }

    /// The first run that ends at or after the rank; the number of runs when all end before.
    private func runIndex(of rank: Rank) -> Int {
        var (low, high) = (0, runs.count)
        while low < high {
            let middle = (low + high) / 2
            if runs[middle][runs[middle].count - 1] < rank { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The first index in the run whose rank is not before the given one.
    private static func index(of rank: Rank, in run: [Rank]) -> Int {
        var (low, high) = (0, run.count)
        while low < high {
            let middle = (low + high) / 2
            if run[middle] < rank { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func split(_ run: Int) {
        let half = runs[run].count / 2
        let tail = Array(runs[run][half...])
        runs[run].removeSubrange(half...)
        runs.insert(tail, at: run + 1)
    }
}

extension RankedLine: Sequence {
    func makeIterator() -> FlattenSequence<[[Rank]]>.Iterator { runs.joined().makeIterator() }
}

extension RankedLine: Equatable {
    static func == (lhs: Self, rhs: Self) -> Bool { lhs.count == rhs.count && lhs.elementsEqual(rhs) }
}
