import Kernel

@testable import Routing

/// What must hold between events, whatever happened.
enum FloorCheck {
    /// Costs little enough for every event.
    static func quick(_ engine: RoutingEngine, at now: Timestamp) -> [String] {
        var violations: [String] = []
        if engine.count(.ready) > 0, engine.index.pools.contains(where: \.isUnsettled) {
            violations.append("an item waits while an agent of its pool is ready")
        }
        if let due = engine.nextDeadline, due <= now { violations.append("something is overdue") }
        if !engine.unsettled.isEmpty { violations.append("the floor is unsettled") }
        return violations
    }

    /// Looks at everything, without trust in the index.
    static func full(_ engine: RoutingEngine, _ witness: Witness) -> [String] {
        let snapshot = engine.snapshot
        var violations = snapshot.contradictions.map { "contradiction: \($0)" }
        violations += disagreements(snapshot, witness)
        violations += idleHelpers(engine) + hopelesslyKept(engine)
        if engine.index.contents != engine.builtIndex().contents {
            violations.append("the index is not what the records say")
        }
        return violations
    }

    /// Records that changed though no effect names them: a store that follows the effects would miss them.
    static func unnamed(
        _ before: RoutingSnapshot, _ after: RoutingSnapshot, _ effects: [RoutingEffect]
    ) -> [String] {
        let agents = Set(before.agents).symmetricDifference(after.agents).map(\.id)
        let items = Set(before.items).symmetricDifference(after.items).map(\.id)
        var violations: [String] = []
        if !Set(agents).isSubset(of: effects.compactMap(\.agent)) {
            violations.append("an agent's record changed without a word")
        }
        if !Set(items).isSubset(of: effects.compactMap(\.item)) {
            violations.append("an item's record changed without a word")
        }
        return violations
    }

    /// What was told by effects must be what is.
    private static func disagreements(_ snapshot: RoutingSnapshot, _ witness: Witness) -> [String] {
        var violations: [String] = []
        for item in snapshot.items where Witness.Place(item.place) != witness.items[item.id] {
            violations.append("an item is not where the effects told")
        }
        for agent in snapshot.agents
        where agent.state != witness.agents[agent.id] || agent.since != witness.since[agent.id] {
            violations.append("an agent is not in the state that the effects told")
        }
        if snapshot.items.count != witness.items.count {
            violations.append("an item vanished or appeared without a word")
        }
        if snapshot.agents.count != witness.agents.count { violations.append("an agent came or went without a word") }
        if witness.queued != witness.items.count + witness.ended.count { violations.append("an item is lost") }
        return violations
    }

    /// Nobody waits for an agent who could not take them.
    private static func hopelesslyKept(_ engine: RoutingEngine) -> [String] {
        engine.items.values.compactMap { item in
            guard case .waiting(let preferred?) = item.place, let agent = engine.agents[preferred.agent] else {
                return nil
            }
            return engine.canTake(item, agent.profile) ? nil : "an item is kept for an agent who may not take it"
        }
    }

    /// A ready agent who may take a waiting item, found by asking each about each.
    private static func idleHelpers(_ engine: RoutingEngine) -> [String] {
        let ready = engine.agents.values.filter { $0.state == .ready }
        guard !ready.isEmpty else { return [] }
        return engine.items.values.compactMap { item in
            guard case .waiting(let kept) = item.place else { return nil }
            let taker = ready.first { (kept == nil || kept?.agent == $0.id) && engine.canTake(item, $0.profile) }
            return taker == nil ? nil : "an item waits while an agent is ready who may take it"
        }
    }
}

extension Witness.Place {
    init(_ place: ItemRecord.Place) {
        switch place {
        case .waiting: self = .waiting
        case .offered(let offer): self = .offered(offer)
        case .handled(let agent, _): self = .handled(agent)
        }
    }
}

extension FloorIndex {
    /// The index without the accident of its pools' order, to compare two.
    struct Contents: Equatable {
        var pools: [Demand: Pool] = [:]
        var boards: [QueueName: Board] = [:]
        var demands: [QueueName: Demand] = [:]
        var kept: [Int64: RankedLine] = [:]
        var able: [Int64: Set<Demand>] = [:]
        var deadlines = RankedLine()
        var counts: [AgentState.Kind: Int] = [:]
    }

    var contents: Contents {
        var contents = Contents()
        let alive = pools.filter { $0.queues > 0 || !$0.waiting.isEmpty }
        for pool in alive { contents.pools[pool.demand] = pool }
        for (queue, board) in boards {
            contents.demands[queue] = pools[board.pool].demand
            contents.boards[queue] = board
            contents.boards[queue]?.pool = 0
        }
        for (number, seat) in seats {
            contents.kept[number] = seat.kept
            contents.able[number] = Set(seat.pools.map { pools[$0].demand }.filter { contents.pools[$0] != nil })
        }
        contents.deadlines = deadlines
        contents.counts = agentCounts.filter { $0.value != 0 }
        return contents
    }
}
