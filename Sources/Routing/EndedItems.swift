import Kernel

/// The items that ended last, so that a message about one that arrives late or twice does not wake it again.
struct EndedItems: Hashable, Sendable {
    /// How many are remembered at least.
    static let bound = 1_024

    /// Oldest first.
    private(set) var names: [WorkID] = []
    private var known: Set<WorkID> = []

    func contains(_ item: WorkID) -> Bool { known.contains(item) }

    mutating func append(_ item: WorkID) {
        guard known.insert(item).inserted else { return }
        names.append(item)
        guard names.count >= 2 * Self.bound else { return }
        known.subtract(names.prefix(Self.bound))
        names.removeFirst(Self.bound)
    }
}
