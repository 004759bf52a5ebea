import HeapModule
import Kernel

/// The moments at which something falls due, one for each key; setting a key again moves its moment.
struct Deadlines<Key: Hashable & Sendable>: Sendable {
    private struct Entry: Comparable, Sendable {
        var at: Timestamp
        var order: Int
        var key: Key

        static func < (lhs: Entry, rhs: Entry) -> Bool { (lhs.at, lhs.order) < (rhs.at, rhs.order) }
        static func == (lhs: Entry, rhs: Entry) -> Bool { lhs.order == rhs.order }
    }

    private var heap = Heap<Entry>()
    private var current: [Key: Int] = [:]
    private var count = 0

    mutating func set(_ key: Key, at moment: Timestamp) {
        count += 1
        current[key] = count
        heap.insert(Entry(at: moment, order: count, key: key))
    }

    mutating func clear(_ key: Key) { current[key] = nil }

    /// The first moment that something falls due. Entries that were moved or cleared are thrown away on the way.
    mutating func next() -> Timestamp? {
        while let first = heap.min {
            if current[first.key] == first.order { return first.at }
            heap.removeMin()
        }
        return nil
    }

    /// Takes out the next key that is due, the earliest first.
    mutating func popDue(at now: Timestamp) -> Key? {
        guard let first = next(), first <= now else { return nil }
        let key = heap.removeMin().key
        current[key] = nil
        return key
    }
}
