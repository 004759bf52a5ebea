import Kernel

extension RoutingEngine {
    mutating func queue(_ work: WorkItem) throws(RoutingRefusal) {
        try checkNew(work)
        try checkRoom(in: work.queue)
        var item = ItemRecord(
            number: number(), work: work, place: .waiting(keptFor: nil), attempts: 0, returned: false)
        if let preferred = work.preferredAgent, preferred.until > latest,
            let agent = agents[preferred.agent], agent.mayBeAwaited, canTake(item, agent.profile)
        {
            item.place = .waiting(keptFor: preferred)
        }
        items[item.id] = item
        index.name(item)
        index.place(item, at: spot(of: item))
        tell(.itemQueued(work))
        unsettled.append(.item(item.id))
    }

    private func checkNew(_ work: WorkItem) throws(RoutingRefusal) {
        guard queues[work.queue] != nil else { throw .unknownQueue(work.queue) }
        guard items[work.id] == nil, !ended.contains(work.id) else { throw .itemKnown(work.id) }
    }

    mutating func take(_ work: WorkItem, by id: PersonID) throws(RoutingRefusal) {
        let agent = try signedIn(id)
        try checkNew(work)
        guard agent.work == .none, agent.reachable else { throw .agentOccupied(id) }
        let number = number()
        let item = ItemRecord(
            number: number, work: work, place: .handled(by: id, since: latest), attempts: 0, returned: false)
        items[item.id] = item
        index.name(item)
        index.place(item, at: nil)
        tell(.itemTaken(work, by: id))
        let handling = AgentRecord.Handling(item: work.id, queue: work.queue, began: latest)
        update(id) { $0.work = .busy(handling) }
    }

    mutating func move(
        _ id: WorkID, to queue: QueueName, skills: [SkillName: SkillLevel], priority: Int
    ) throws(RoutingRefusal) {
        let item = try known(id)
        guard queues[queue] != nil else { throw .unknownQueue(queue) }
        if !item.isWaiting || item.work.queue != queue { try checkRoom(in: queue) }
        if case .waiting(let preferred?) = item.place { tell(.preferenceEnded(id, preferred.agent)) }
        if case .offered(let offer) = item.place { tell(.withdraw(offer, .moved)) }
        update(id) {
            $0.work.queue = queue
            $0.work.skills = skills
            $0.work.priority = priority
            $0.place = .waiting(keptFor: nil)
        }
        if let moved = items[id] { tell(.itemMoved(moved.work, from: item.work.queue)) }
        free(item.place)
    }

    mutating func leave(_ id: WorkID, _ reason: LeaveReason) throws(RoutingRefusal) {
        let item = try known(id)
        if case .offered(let offer) = item.place { tell(.withdraw(offer, .abandoned)) }
        if case .handled = item.place { end(item, .cut(reason)) } else { end(item, .left(reason)) }
    }

    mutating func finish(_ id: WorkID) throws(RoutingRefusal) {
        let item = try known(id)
        guard case .handled = item.place else { throw .itemNotHandled(id) }
        end(item, .finished)
    }

    mutating func endUnreached(_ id: WorkID) throws(RoutingRefusal) {
        let item = try known(id)
        guard case .handled(let agent, _) = item.place else { throw .itemNotHandled(id) }
        forget(item, .unreached)
        update(agent) { $0.work = .none }
    }

    private mutating func end(_ item: ItemRecord, _ how: ItemEnd) {
        forget(item, how)
        free(item.place)
    }

    private mutating func forget(_ item: ItemRecord, _ how: ItemEnd) {
        index.remove(item, from: spot(of: item))
        index.forget(item)
        items[item.id] = nil
        ended.append(item.id)
        tell(.itemEnded(item.id, how))
    }

    /// Lets the agent go who had the item.
    private mutating func free(_ place: ItemRecord.Place) {
        switch place {
        case .waiting: break
        case .offered(let offer): update(offer.agent) { $0.work = .none }
        case .handled(let agent, _): beginWrapUp(agent)
        }
    }

    /// No caller is lost: an item that comes back is always taken, and goes before others of its priority.
    mutating func returnToHead(_ id: WorkID) {
        update(id) {
            $0.place = .waiting(keptFor: nil)
            $0.returned = true
        }
        if let item = items[id] { tell(.itemReturned(id, to: item.work.queue)) }
    }

    private func known(_ id: WorkID) throws(RoutingRefusal) -> ItemRecord {
        guard let item = items[id] else { throw .unknownItem(id) }
        return item
    }

    private func checkRoom(in queue: QueueName) throws(RoutingRefusal) {
        guard let limit = queues[queue]?.policy.maxWaiting, let board = index.boards[queue] else { return }
        guard board.line.count < limit else { throw .queueFull(queue) }
    }

    func canTake(_ item: ItemRecord, _ profile: AgentProfile) -> Bool {
        queues[item.work.queue]?.policy.demand(of: item.work).isMet(by: profile) ?? false
    }
}

extension ItemRecord {
    var isWaiting: Bool {
        if case .waiting = place { return true }
        return false
    }
}

// MARK: Items that are kept for an agent

extension RoutingEngine {
    func keptItems(for agent: AgentRecord) -> [ItemRecord] {
        index.kept(for: agent).compactMap { index.item(numbered: $0.number).flatMap { items[$0] } }
    }

    /// The agent will not take more work by themselves: what waits for them need not wait longer.
    mutating func releaseKept(for agent: AgentRecord) {
        for item in keptItems(for: agent) { endPreference(of: item.id) }
    }

    mutating func endPreference(of id: WorkID) {
        guard let item = items[id], case .waiting(let preferred?) = item.place else { return }
        tell(.preferenceEnded(id, preferred.agent))
        update(id) { $0.place = .waiting(keptFor: nil) }
    }
}

// MARK: Queues

extension RoutingEngine {
    mutating func open(_ policy: QueuePolicy) {
        let old = queues[policy.name]?.policy
        guard old != policy else { return }
        tell(.policyChanged(policy))
        let waiting = waiting(in: policy.name)
        for item in waiting { index.remove(item, from: spot(of: item)) }
        queues[policy.name, default: QueueRecord(policy: policy)].policy = policy
        index.open(policy, agents: agents.values)
        for item in waiting {
            index.place(item, at: spot(of: item))
            unsettled.append(.item(item.id))
        }
        for item in waiting {
            guard case .waiting(let preferred?) = item.place, let agent = agents[preferred.agent],
                !canTake(item, agent.profile)
            else { continue }
            endPreference(of: item.id)
        }
    }

    /// Forgets the pools of rare demands that nobody makes any more, when there are more than a few.
    mutating func sweepPools() {
        guard index.pools.count > index.boards.count + 32, index.idlePools > 32 else { return }
        index = builtIndex()
    }
}
