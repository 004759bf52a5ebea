import Kernel

/// Everything that Routing looks up instead of searching. It holds nothing of its own: it can be built anew from the
/// records at any time, and every change of a record passes here.
struct FloorIndex: Sendable {
    /// A queue's line and numbers.
    struct Board: Equatable, Sendable {
        var pool: Int
        var line = RankedLine()
        var offered = 0
        var handled = 0
    }

    struct Seat: Equatable, Sendable {
        let agent: PersonID
        /// The pools whose demand the agent meets.
        var pools: [Int]
        /// Items that are kept for the agent.
        var kept = RankedLine()
    }

    private(set) var pools: [Pool] = []
    private var poolOfDemand: [Demand: Int] = [:]
    private(set) var boards: [QueueName: Board] = [:]
    private(set) var seats: [Int64: Seat] = [:]
    private(set) var deadlines = RankedLine()
    private var items: [Int64: WorkID] = [:]
    private(set) var agentCounts: [AgentState.Kind: Int] = [:]

    func agent(numbered number: Int64) -> PersonID? { seats[number]?.agent }
    func item(numbered number: Int64) -> WorkID? { items[number] }
    func pools(of agent: AgentRecord) -> [Int] { seats[agent.number]?.pools ?? [] }
    func kept(for agent: AgentRecord) -> RankedLine { seats[agent.number]?.kept ?? RankedLine() }
}

// MARK: Queues and pools

extension FloorIndex {
    mutating func open(_ policy: QueuePolicy, agents: some Sequence<AgentRecord>) {
        if let old = boards[policy.name]?.pool { pools[old].queues -= 1 }
        let pool = pool(for: Demand(skills: policy.skills, strategy: policy.strategy), agents: agents)
        pools[pool].queues += 1
        boards[policy.name, default: Board(pool: pool)].pool = pool
    }

    /// The pool of an item, made when it is the first to ask so.
    mutating func pool(for work: WorkItem, in policy: QueuePolicy, agents: some Sequence<AgentRecord>) -> Int {
        knownPool(for: work, in: policy) ?? pool(for: policy.demand(of: work), agents: agents)
    }

    func knownPool(for work: WorkItem, in policy: QueuePolicy) -> Int? {
        work.skills.isEmpty ? boards[policy.name]?.pool : poolOfDemand[policy.demand(of: work)]
    }

    private mutating func pool(for demand: Demand, agents: some Sequence<AgentRecord>) -> Int {
        if let known = poolOfDemand[demand] { return known }
        let new = pools.count
        poolOfDemand[demand] = new
        pools.append(Pool(demand: demand))
        for agent in agents where demand.isMet(by: agent.profile) {
            seats[agent.number]?.pools.append(new)
            if agent.isStaffed { pools[new].staffed += 1 }
            if agent.state == .ready { pools[new].ready.insert(demand.rank(of: agent)) }
        }
        return new
    }

    /// Pools that a single item once asked for and nobody asks for now.
    var idlePools: Int { pools.count { $0.queues == 0 && $0.waiting.isEmpty } }
}

extension QueuePolicy {
    /// What an item of this queue asks for: the queue's skills and its own, the higher level of each.
    func demand(of work: WorkItem) -> Demand {
        Demand(skills: skills.merging(work.skills, uniquingKeysWith: max), strategy: strategy)
    }
}

// MARK: Agents

extension FloorIndex {
    /// Takes a change of one agent over: nil before sign-in and after sign-out.
    mutating func move(_ old: AgentRecord?, to new: AgentRecord?) {
        guard old?.profile == new?.profile else {
            if let old { leave(old) }
            if let new { arrive(new) }
            return
        }
        guard let old, let new else { return }
        moveState(old, to: new)
    }

    private mutating func arrive(_ agent: AgentRecord) {
        let able = pools.indices.filter { pools[$0].demand.isMet(by: agent.profile) }
        seats[agent.number, default: Seat(agent: agent.id, pools: [])].pools = able
        agentCounts[agent.state.kind, default: 0] += 1
        if let deadline = agent.deadline { deadlines.insert(deadline) }
        if agent.isStaffed { count(agent, 1) }
        if agent.state == .ready { line(agent, up: true) }
    }

    private mutating func leave(_ agent: AgentRecord) {
        agentCounts[agent.state.kind, default: 0] -= 1
        if let deadline = agent.deadline { deadlines.remove(deadline) }
        if agent.isStaffed { count(agent, -1) }
        if agent.state == .ready { line(agent, up: false) }
    }

    private mutating func moveState(_ old: AgentRecord, to new: AgentRecord) {
        let (before, after) = (old.state, new.state)
        if before.kind != after.kind {
            agentCounts[before.kind, default: 0] -= 1
            agentCounts[after.kind, default: 0] += 1
        }
        if old.deadline != new.deadline {
            if let deadline = old.deadline { deadlines.remove(deadline) }
            if let deadline = new.deadline { deadlines.insert(deadline) }
        }
        if old.isStaffed != new.isStaffed { count(new, new.isStaffed ? 1 : -1) }
        if before == .ready { line(old, up: false) }
        if after == .ready { line(new, up: true) }
    }

    /// Frees the seat of one who signed out.
    mutating func vacate(_ agent: AgentRecord) { seats[agent.number] = nil }

    private mutating func count(_ agent: AgentRecord, _ change: Int) {
        for pool in pools(of: agent) { pools[pool].staffed += change }
    }

    private mutating func line(_ agent: AgentRecord, up: Bool) {
        for pool in pools(of: agent) {
            let rank = pools[pool].demand.rank(of: agent)
            if up { pools[pool].ready.insert(rank) } else { pools[pool].ready.remove(rank) }
        }
    }
}

// MARK: Items

extension FloorIndex {
    /// Where an item waits.
    struct Spot {
        let queue: QueueName
        let rank: Rank
        let pool: Int
        /// The seat of the agent whom it is kept for.
        let seat: Int64?
    }

    mutating func name(_ item: ItemRecord) { items[item.number] = item.id }
    mutating func forget(_ item: ItemRecord) { items[item.number] = nil }

    mutating func place(_ item: ItemRecord, at spot: Spot?) { put(item, at: spot, in: true) }
    mutating func remove(_ item: ItemRecord, from spot: Spot?) { put(item, at: spot, in: false) }

    private mutating func put(_ item: ItemRecord, at spot: Spot?, in: Bool) {
        if let deadline = item.deadline { deadlines.set(deadline, in: `in`) }
        let change = `in` ? 1 : -1
        switch item.place {
        case .waiting:
            guard let spot else { return }
            boards[spot.queue]?.line.set(spot.rank, in: `in`)
            if let seat = spot.seat {
                seats[seat]?.kept.set(spot.rank, in: `in`)
            } else {
                pools[spot.pool].waiting.set(spot.rank, in: `in`)
            }
        case .offered: boards[item.work.queue]?.offered += change
        case .handled: boards[item.work.queue]?.handled += change
        }
    }
}

extension RankedLine {
    fileprivate mutating func set(_ rank: Rank, in: Bool) {
        if `in` { insert(rank) } else { remove(rank) }
    }
}
