import Kernel
import Routing

/// A supervisor sends an agent off the floor.
extension FloorMachine {
    struct Dismissal: Sendable, Equatable {
        var agent: DeskAgent
        var by: Supervisor
        var at: Timestamp
    }

    /// At once; from a call after it is finished and wrapped up. A caller who rings goes back to the head of the queue.
    mutating func dismiss(_ person: PersonID, by supervisor: Supervisor) {
        guard let desk = desks[person], let record = routing.agent(person) else { return refuse(person, .notAtTheDesk) }
        guard dismissals[person] == nil else { return }
        dismissals[person] = Dismissal(agent: desk.agent, by: supervisor, at: now)
        touchedDesks.insert(person)
        let fact = CallFact.Dismissed(afterCall: record.state.kind == .busy)
        effects.append(.write(.fact(fact, about: .person(person), by: .person(supervisor.id))))
        route(.agentSignedOut(person))
    }
}

extension DeskAction {
    var isChoiceOfState: Bool {
        switch self {
        case .ready, .aux, .dial: true
        case .answer, .hold, .resume, .hangUp, .machine, .finishWrapUp, .autoAnswer, .signOut: false
        }
    }
}
