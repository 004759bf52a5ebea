import Kernel
import Routing

/// The plan changes while calls are under way: those in hand go on, and nobody is lost.
extension FloorMachine {
    mutating func change(to plan: CallPlan, version: Int64) {
        guard version > planVersion, plan.problems().isEmpty else { return }
        self.plan = plan
        planVersion = version
        setQueues(at: now)
        for call in calls.values.sorted(by: { $0.id < $1.id }) where isAstray(call) {
            if call.queue == nil { leadAnew(call.id) } else { moveOn(call.id) }
        }
        for person in desks.keys { touchedDesks.insert(person) }
    }

    /// Where the call stands, or is being led, is no longer in the plan. Conversations need nothing of it.
    private func isAstray(_ call: Call) -> Bool {
        switch call.stage {
        case .telling(.menu(let name)), .menu(let name, _), .ticketNumber(let name, _, _),
            .ticketStatus(let name, _, _):
            plan.menu(named: name) == nil
        case .telling(.queue(let name)): plan.queue(named: name) == nil
        case .waiting, .ringing: call.queue.map { plan.queue(named: $0.name) == nil } ?? false
        case .opening, .telling(.farewell), .telling(.ticketStatus), .calling, .talking, .farewell: false
        }
    }

    /// The caller hears everything from the start. Whose number was taken out of the plan meanwhile waits for an agent.
    mutating func leadAnew(_ id: WorkID) {
        guard let call = calls[id] else { return }
        calls[id]?.stage = .opening
        calls[id]?.choices = []
        if plan.entry(for: call.called) != nil {
            greet(id)
        } else if let queue = plan.queues.first {
            enqueue(id, queue.name)
        } else {
            finish(id, .system, hangUp: true)
        }
    }

    /// The pages take no queue out of the plan while callers wait in it; who slipped in meanwhile keeps their age in
    /// the first one that is left.
    private mutating func moveOn(_ id: WorkID) {
        guard let queue = plan.queues.first else { return finish(id, .system, hangUp: true) }
        route(.itemMoved(id, to: QueueName(rawValue: queue.name), skills: [:], priority: 0))
    }

    mutating func moved(_ item: WorkItem, from former: QueueName) {
        touchedItems.insert(item.id)
        guard let queue = plan.queue(named: item.queue.rawValue) else { return }
        calls[item.id]?.queue?.name = queue.name
        calls[item.id]?.queue?.title = queue.title
        if case .ringing = calls[item.id]?.stage { calls[item.id]?.stage = .waiting }
        fact(CallFact.Moved(from: former.rawValue, to: queue.name), of: item.id)
    }
}
