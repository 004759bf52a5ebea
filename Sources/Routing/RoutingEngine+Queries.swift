public import Kernel

/// One queue at a glance.
public struct QueueStatus: Hashable, Sendable {
    public let policy: QueuePolicy
    /// Waiting, not counting what rings.
    public let waiting: Int
    /// Ringing at an agent.
    public let offered: Int
    /// With an agent, wrap-up not counted.
    public let handled: Int
    /// Of those who wait; nil when nobody does.
    public let longestWait: Duration?
    /// Agents who could take its next item at once.
    public let ready: Int
    /// Agents who have its skills and will take more work: ready, offered, busy or wrapping up.
    public let staffed: Int
    /// Handling and wrap-up of an item: smoothed, or as the policy expects while none was measured.
    public let averageHandling: Duration
}

extension RoutingEngine {
    /// The latest moment that the engine was told.
    public var now: Timestamp { latest }

    // MARK: Queues

    public var policies: [QueuePolicy] { queues.values.map(\.policy).sorted { $0.name.rawValue < $1.name.rawValue } }

    public func policy(of queue: QueueName) -> QueuePolicy? { queues[queue]?.policy }

    public func record(of queue: QueueName) -> QueueRecord? { queues[queue] }

    /// Nil for an unknown queue. Takes time in proportion to those who wait.
    public func status(of queue: QueueName, at moment: Timestamp) -> QueueStatus? {
        guard let record = queues[queue], let board = index.boards[queue] else { return nil }
        let pool = index.pools[board.pool]
        let oldest = board.line.lazy.map(\.second).min().map(Timestamp.init(microseconds:))
        return QueueStatus(
            policy: record.policy, waiting: board.line.count, offered: board.offered, handled: board.handled,
            longestWait: oldest.map { max(moment - $0, .zero) }, ready: pool.ready.count, staffed: pool.staffed,
            averageHandling: record.averageHandling ?? record.policy.expectedHandling)
    }

    /// Those who wait in a queue, the next one first.
    public func waiting(in queue: QueueName) -> [ItemRecord] {
        (index.boards[queue]?.line ?? RankedLine()).compactMap { index.item(numbered: $0.number).flatMap { items[$0] } }
    }

    // MARK: Items

    public var itemRecords: some Collection<ItemRecord> { items.values }

    /// Nil when it was never queued or has ended.
    public func item(_ id: WorkID) -> ItemRecord? { items[id] }

    /// A live offer; nil when it has ended.
    public func offer(_ id: OfferID) -> Offer? {
        guard case .offered(let offer) = items[id.item]?.place, offer.id == id else { return nil }
        return offer
    }

    /// The place in its queue, counted from 1; nil when it does not wait.
    public func position(of id: WorkID) -> Int? {
        guard let item = items[id], item.isWaiting, let queue = queues[item.work.queue] else { return nil }
        return index.boards[item.work.queue]?.line.position(of: item.rank(in: queue.policy)).map { $0 + 1 }
    }

    /// How long the item will probably wait from now: its position × the queue's average handling ÷ the agents who
    /// can take it and will. That is the mean time until the n-th of them is free when all are busy and handling
    /// times are exponential; it overlooks other queues that share the agents, and callers who give up. Nil when it
    /// does not wait or nobody is at work who could take it.
    public func expectedWait(of id: WorkID) -> Duration? {
        guard let position = position(of: id), let item = items[id], let queue = queues[item.work.queue],
            let staffed = index.staffed(for: item.work, in: queue.policy), staffed > 0
        else { return nil }
        return (queue.averageHandling ?? queue.policy.expectedHandling) * position / staffed
    }

    // MARK: Agents

    /// Those who are signed in, in no order.
    public var agentRecords: some Collection<AgentRecord> { agents.values }

    /// Nil when they are not signed in.
    public func agent(_ id: PersonID) -> AgentRecord? { agents[id] }

    public func state(of id: PersonID) -> AgentState { agents[id]?.state ?? .signedOut }

    /// How many are in a state; nobody is counted as signed out.
    public func count(_ kind: AgentState.Kind) -> Int { index.agentCounts[kind] ?? 0 }
}

extension AgentRecord {
    /// The share of handling and wrap-up in the time that the agent was there for work (AUX does not count), since
    /// they signed in: 0...1; nil before any.
    public func occupancy(at moment: Timestamp) -> Double? {
        var current = self
        current.enter(from: state, at: max(moment, since))
        return current.worked + current.available > .zero ? current.settledOccupancy : nil
    }
}

extension FloorIndex {
    func staffed(for work: WorkItem, in policy: QueuePolicy) -> Int? {
        knownPool(for: work, in: policy).map { pools[$0].staffed }
    }
}
