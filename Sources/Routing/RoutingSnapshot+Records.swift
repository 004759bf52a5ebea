public import Kernel

extension RoutingSnapshot {
    /// Puts a floor together from records that were stored one by one. Records that contradict the others are left
    /// out, and named: their agents must sign in again, their items are to be ended by the caller of this. An item
    /// that is kept for an agent who is not there stays, for anyone.
    public static func assembled(
        policies: [QueuePolicy], agents: [AgentRecord], items: [ItemRecord], at moment: Timestamp
    ) -> (snapshot: RoutingSnapshot, leftOut: [RoutingContradiction]) {
        let numbers = agents.map(\.number) + items.map(\.number)
        let present = Set(agents.lazy.filter(\.mayBeAwaited).map(\.id))
        var snapshot = RoutingSnapshot(
            latest: moment, nextNumber: (numbers.max() ?? 0) + 1,
            queues: policies.map { QueueRecord(policy: $0, averageHandling: nil) },
            agents: agents.sorted { $0.number < $1.number },
            items: items.map { $0.waitingForAnyone(unless: present) }.sorted { $0.number < $1.number }, ended: [])
        var leftOut: [RoutingContradiction] = []
        while let contradiction = snapshot.contradictions.first {
            leftOut.append(contradiction)
            guard snapshot.leaveOut(contradiction) else { break }
        }
        return (snapshot, leftOut)
    }

    /// False when it does not know what to leave out; nothing is kept then.
    private mutating func leaveOut(_ contradiction: RoutingContradiction) -> Bool {
        let before = agents.count + items.count
        switch contradiction {
        case .agentTwice(let id), .agentWithoutItem(let id), .agentOutOfPlace(let id): agents.removeAll { $0.id == id }
        case .itemTwice(let id), .itemEnded(let id), .itemInUnknownQueue(let id), .itemWithoutAgent(let id):
            items.removeAll { $0.id == id }
        case .numberTaken(let number):
            agents.removeAll { $0.number == number }
            items.removeAll { $0.number == number }
        case .queueTwice(let name): queues.removeAll { $0.id == name }
        }
        if agents.count + items.count < before { return true }
        agents = []
        items = []
        return false
    }
}

extension ItemRecord {
    fileprivate func waitingForAnyone(unless present: Set<PersonID>) -> ItemRecord {
        guard case .waiting(let preferred?) = place, !present.contains(preferred.agent) else { return self }
        var item = self
        item.place = .waiting(keptFor: nil)
        return item
    }
}
