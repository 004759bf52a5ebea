public import Kernel

/// The whole engine at rest. `RoutingEngine(snapshot).snapshot == snapshot`.
///
/// It is made of records that may be stored one by one. An event changes only the records of agents and items that its
/// effects name (`RoutingEffect.agent`, `.item`), so a store can write just these with the facts of the same event, and
/// put them together again by `assembled(policies:agents:items:at:)`.
public struct RoutingSnapshot: Hashable, Sendable, Codable {
    public var latest: Timestamp
    /// The next order number of arrivals; greater than all in the records.
    public var nextNumber: Int64
    /// By name.
    public var queues: [QueueRecord]
    /// In the order of their sign-in.
    public var agents: [AgentRecord]
    /// In the order of their arrival.
    public var items: [ItemRecord]
    /// The items that ended last, oldest first.
    public var ended: [WorkID]
}

/// Why records cannot be of one floor.
public enum RoutingContradiction: Error, Hashable, Sendable {
    case queueTwice(QueueName)
    case agentTwice(PersonID)
    case itemTwice(WorkID)
    /// The item lives, and ended.
    case itemEnded(WorkID)
    case itemInUnknownQueue(WorkID)
    /// An order number is given twice, or will be given again.
    case numberTaken(Int64)
    /// The agent believes to have an offer or an item that is elsewhere or nowhere.
    case agentWithoutItem(PersonID)
    /// The item believes to be with an agent, or kept for one, who does not know.
    case itemWithoutAgent(WorkID)
    /// The agent is offered work without a phone, or is signed out and listed.
    case agentOutOfPlace(PersonID)
}

extension RoutingSnapshot {
    /// What is wrong with it; empty for every snapshot that an engine made.
    public var contradictions: [RoutingContradiction] {
        var found: [RoutingContradiction] = []
        let queueNames = unique(queues.map(\.id)) { found.append(.queueTwice($0)) }
        _ = unique(agents.map(\.number) + items.map(\.number)) { found.append(.numberTaken($0)) }
        _ = unique(agents.map(\.id)) { found.append(.agentTwice($0)) }
        _ = unique(items.map(\.id)) { found.append(.itemTwice($0)) }
        let agentOf = Dictionary(agents.map { ($0.id, $0) }) { first, _ in first }
        let itemOf = Dictionary(items.map { ($0.id, $0) }) { first, _ in first }
        for number in agents.map(\.number) + items.map(\.number) where number >= nextNumber {
            found.append(.numberTaken(number))
        }
        for name in ended where itemOf[name] != nil { found.append(.itemEnded(name)) }
        for item in items {
            if !queueNames.contains(item.work.queue) { found.append(.itemInUnknownQueue(item.id)) }
            if !item.agrees(with: agentOf) { found.append(.itemWithoutAgent(item.id)) }
        }
        for agent in agents {
            if !agent.agrees(with: itemOf) { found.append(.agentWithoutItem(agent.id)) }
            if !agent.isInPlace { found.append(.agentOutOfPlace(agent.id)) }
        }
        return found
    }

    private func unique<Name: Hashable>(_ names: [Name], _ twice: (Name) -> Void) -> Set<Name> {
        var seen: Set<Name> = []
        for name in names where !seen.insert(name).inserted { twice(name) }
        return seen
    }
}

extension ItemRecord {
    fileprivate func agrees(with agents: [PersonID: AgentRecord]) -> Bool {
        switch place {
        case .waiting(nil): true
        case .waiting(let preferred?): agents[preferred.agent]?.mayBeAwaited == true
        case .offered(let offer):
            offer.item == id && offer.id.attempt == attempts && offer.queue == work.queue
                && agents[offer.agent]?.work == .offered(offer.id)
        case .handled(let agent, let since):
            agents[agent]?.work == .busy(.init(item: id, queue: work.queue, began: since))
        }
    }
}

extension AgentRecord {
    fileprivate func agrees(with items: [WorkID: ItemRecord]) -> Bool {
        switch work {
        case .none, .wrapUp: return true
        case .offered(let offer):
            guard case .offered(let ringing) = items[offer.item]?.place else { return false }
            return ringing.id == offer && ringing.agent == id
        case .busy(let handling):
            guard case .handled(let agent, _) = items[handling.item]?.place else { return false }
            return agent == id
        }
    }

    fileprivate var isInPlace: Bool {
        if case .offered = work { return reachable && standing != .leaving }
        return state != .signedOut
    }
}

extension RoutingEngine {
    public var snapshot: RoutingSnapshot {
        RoutingSnapshot(
            latest: latest, nextNumber: nextNumber,
            queues: queues.values.sorted { $0.id.rawValue < $1.id.rawValue },
            agents: agents.values.sorted { $0.number < $1.number },
            items: items.values.sorted { $0.number < $1.number }, ended: Array(ended.names))
    }

    /// Takes a floor up where it was left; refused with the first contradiction. Send `.resumed` next.
    public init(_ snapshot: RoutingSnapshot) throws(RoutingContradiction) {
        if let contradiction = snapshot.contradictions.first { throw contradiction }
        latest = snapshot.latest
        nextNumber = snapshot.nextNumber
        for queue in snapshot.queues { queues[queue.id] = queue }
        for agent in snapshot.agents { agents[agent.id] = agent }
        for item in snapshot.items { items[item.id] = item }
        for item in snapshot.ended { ended.append(item) }
        index = builtIndex()
        // A floor at rest has nothing left to settle, but one that was put together from records may have.
        unsettled = snapshot.agents.filter { $0.state == .ready }.map { .agent($0.id) }
    }

    /// The index as the records alone would have it.
    func builtIndex() -> FloorIndex {
        var copy = self
        copy.index = FloorIndex()
        for queue in queues.values { copy.index.open(queue.policy, agents: []) }
        for agent in agents.values { copy.index.move(nil, to: agent) }
        for item in items.values {
            copy.index.name(item)
            copy.index.place(item, at: copy.spot(of: item))
        }
        return copy.index
    }
}
