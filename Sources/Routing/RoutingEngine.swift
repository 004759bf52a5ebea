public import Kernel

/// Decides who gets what, and when, for every channel. A value: the same events at the same moments lead to the same
/// effects.
///
/// One call of `handle` settles the floor: afterwards no item waits while an agent who may take it is ready. Time is
/// what the caller says it is; it never runs backwards. Whatever fell due before an event happens before it.
public struct RoutingEngine: Sendable {
    var queues: [QueueName: QueueRecord] = [:]
    var agents: [PersonID: AgentRecord] = [:]
    var items: [WorkID: ItemRecord] = [:]
    var ended = EndedItems()
    var latest: Timestamp
    var nextNumber: Int64 = 1

    /// Derived from the records above.
    var index = FloorIndex()
    /// What the event at hand has led to so far.
    private var effects: [RoutingEffect] = []
    /// Who became ready and what began to wait in the event at hand.
    var unsettled: [Unsettled] = []

    enum Unsettled {
        case agent(PersonID)
        case item(WorkID)
    }

    /// An empty floor.
    public init(at start: Timestamp = .distantPast) { latest = start }

    /// Tells what happened and learns what follows. Act on the effects in their order.
    public mutating func handle(_ event: RoutingEvent, at moment: Timestamp) -> [RoutingEffect] {
        latest = max(latest, moment)
        settle()
        if case .resumed = event { ringAnew() }
        expire()
        do throws(RoutingRefusal) {
            try apply(event)
        } catch {
            tell(.refused(error))
        }
        settle()
        sweepPools()
        defer { effects.removeAll() }
        return effects
    }

    /// When to send `.tick`, unless another event comes first; nil when nothing will happen by itself.
    public var nextDeadline: Timestamp? { index.deadlines.first.map { Timestamp(microseconds: $0.first) } }

    mutating func tell(_ effect: RoutingEffect) { effects.append(effect) }

    mutating func number() -> Int64 {
        defer { nextNumber += 1 }
        return nextNumber
    }

    private mutating func apply(_ event: RoutingEvent) throws(RoutingRefusal) {
        switch event {
        case .queuePolicyChanged(let policy): open(policy)
        case .agentSignedIn(let profile, let reachable): try signIn(profile, reachable: reachable)
        case .agentSignedOut(let agent): try signOut(agent)
        case .agentProfileChanged(let profile): try changeProfile(profile)
        case .agentReady(let agent): try makeReady(agent)
        case .agentAux(let agent, let reason): try makeAux(agent, reason)
        case .agentUnreachable(let agent): try losePhone(agent)
        case .agentReachable(let agent): try findPhone(agent)
        case .agentReleased(let agent): try release(agent)
        case .wrapUpDone(let agent, let item): try finishWrapUp(agent, of: item)
        case .wrapUpExtended(let agent, let item, let extra): try extendWrapUp(agent, of: item, by: extra)
        case .itemQueued(let work): try queue(work)
        case .itemTaken(let work, let agent): try take(work, by: agent)
        case .itemMoved(let item, let queue, let skills, let priority):
            try move(item, to: queue, skills: skills, priority: priority)
        case .itemLeft(let item, let reason): try leave(item, reason)
        case .itemFinished(let item): try finish(item)
        case .itemUnreached(let item): try endUnreached(item)
        case .offerAccepted(let offer, let agent): try accept(offer, by: agent)
        case .offerDeclined(let offer, let agent): try decline(offer, by: agent)
        case .resumed, .tick: break
        }
    }
}

// MARK: The two doors through which records change

extension RoutingEngine {
    /// Changes one agent's record, keeps the index and the tallies, and tells a change of state.
    mutating func update(_ id: PersonID, _ change: (inout AgentRecord) -> Void) {
        guard let old = agents[id] else { return }
        var new = old
        change(&new)
        let (before, after) = (old.state, new.state)
        if before != after { new.enter(from: before, at: latest) }
        if after == .signedOut {
            agents[id] = nil
            index.move(old, to: nil)
        } else {
            agents[id] = new
            index.move(old, to: new)
        }
        if before != after { tell(.agentChanged(id, from: before, to: after, lasted: latest - old.since)) }
        if old.standing != new.standing, after == before { tell(.standingChanged(id, new.standing)) }
        if old.mayBeAwaited, !new.mayBeAwaited { releaseKept(for: old) }
        if after == .signedOut { index.vacate(old) }
        if after == .ready { unsettled.append(.agent(id)) }
    }

    /// Changes one item's record and keeps the index.
    mutating func update(_ id: WorkID, _ change: (inout ItemRecord) -> Void) {
        guard var item = items[id] else { return }
        index.remove(item, from: spot(of: item))
        change(&item)
        items[id] = item
        index.place(item, at: spot(of: item))
        if case .waiting = item.place { unsettled.append(.item(id)) }
    }

    /// Where the item waits in the index; nil when it does not wait.
    mutating func spot(of item: ItemRecord) -> FloorIndex.Spot? {
        guard case .waiting(let preferred) = item.place, let queue = queues[item.work.queue] else { return nil }
        return FloorIndex.Spot(
            queue: item.work.queue, rank: item.rank(in: queue.policy),
            pool: index.pool(for: item.work, in: queue.policy, agents: agents.values),
            seat: preferred.flatMap { agents[$0.agent]?.number })
    }
}

extension AgentRecord {
    /// Books the time of the state that ends and begins the next.
    mutating func enter(from former: AgentState, at now: Timestamp) {
        let lasted = now - since
        switch former.kind {
        case .busy, .wrapUp: worked += lasted
        case .ready, .offered: available += lasted
        case .signedOut, .aux, .notResponding, .unreachable: break
        }
        since = now
        if state == .ready, former.kind != .offered { idleSince = now }
        if case .aux(let reason) = state {
            overstaysAt = reason.longestStay.map { now + $0 }
        } else {
            overstaysAt = nil
        }
    }
}
