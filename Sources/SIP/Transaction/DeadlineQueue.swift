import Kernel

/// Who waits for a moment.
enum TimerOwner: Hashable, Sendable {
    case server(TransactionKey)
    case client(TransactionKey)
    case call(CallHandle)
}

/// Moments to wake at, soonest first: a binary heap. Entries are hints: who is woken looks for itself what is due, so
/// an entry that has become useless costs one look.
struct DeadlineQueue: Sendable {
    private struct Entry: Sendable, Comparable {
        var moment: Timestamp
        /// Of two that are due together, the one that was added first comes first: a replay does the same.
        var number: UInt64
        var owner: TimerOwner

        static func < (lhs: Entry, rhs: Entry) -> Bool { (lhs.moment, lhs.number) < (rhs.moment, rhs.number) }
    }

    private var heap: [Entry] = []
    private var added: UInt64 = 0

    var first: Timestamp? { heap.first?.moment }
    var count: Int { heap.count }

    mutating func add(_ owner: TimerOwner, at moment: Timestamp) {
        added += 1
        heap.append(Entry(moment: moment, number: added, owner: owner))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child] < heap[parent] else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// The next owner whose moment has come.
    mutating func popDue(at now: Timestamp) -> TimerOwner? {
        guard let first = heap.first, first.moment <= now else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return first.owner
    }

    /// Drops the entries that nobody waits for any more.
    mutating func keep(where isWaitedFor: (TimerOwner, Timestamp) -> Bool) {
        // In order, a list is a heap.
        heap = heap.filter { isWaitedFor($0.owner, $0.moment) }.sorted()
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(least, parent)
            parent = least
        }
    }
}
