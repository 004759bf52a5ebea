public import Kernel
import Pages

/// What supervisors and those who edit the plan see and do.
extension Floor {
    /// Nil when the agent is not on the floor.
    public func agentView(_ agent: PersonID) async -> AgentView? {
        let today = await edges.dayBook.agent(agent)
        return machine.agentView(agent, today: today, at: clock.now())
    }

    /// An agent's day so far, also of one who is not on the floor.
    public func day(of agent: PersonID) async -> AgentDay { await edges.dayBook.agent(agent) }

    /// A supervisor sends an agent off the floor: at once, or after the call in hand.
    public func dismiss(_ agent: PersonID, by supervisor: Supervisor) throws(DeskRefusal) {
        try ask(.dismissed(agent, by: supervisor))
    }

    /// The desk's page is still open and asks again: after a restart of the centre the agent is back on the floor, but
    /// nobody returns by this who was sent off it.
    func resumeDesk(_ person: SignedIn) async throws -> DeskView {
        if let view = await view(of: person.id), view.state == .signedOut { return view }
        return try await openDesk(person)
    }

    public var plan: CallPlan { machine.plan }

    /// How many callers wait in each queue or ring from it.
    public var callersByQueue: [String: Int] {
        machine.calls.values.reduce(into: [:]) { counts, call in
            guard let queue = call.queue?.name, call.talk == nil else { return }
            counts[queue, default: 0] += 1
        }
    }
}
