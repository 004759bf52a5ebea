import Kernel
import Routing
import Voice

/// What agents do, and their phones.
extension FloorMachine {
    mutating func openDesk(_ agent: DeskAgent) {
        deadlines.clear(.absent(agent.id))
        touchedDesks.insert(agent.id)
        if desks[agent.id] != nil, routing.agent(agent.id) != nil {
            desks[agent.id]?.agent = agent
            return route(.agentProfileChanged(agent.profile))
        }
        dismissals[agent.id] = nil
        desks[agent.id] = desks[agent.id] ?? Desk(agent: agent)
        desks[agent.id]?.agent = agent
        route(.agentSignedIn(agent.profile, reachable: desks[agent.id]?.link == .connected))
    }

    mutating func did(_ person: PersonID, _ action: DeskAction) {
        guard desks[person] != nil, let record = routing.agent(person) else { return refuse(person, .notAtTheDesk) }
        touchedDesks.insert(person)
        // Who is sent off the floor cannot stay by choosing a state.
        if dismissals[person] != nil, action.isChoiceOfState { return refuse(person, .dismissed) }
        switch action {
        case .ready: route(.agentReady(person))
        case .aux(let code): aux(person, code)
        case .answer:
            guard case .offered(let offer) = record.state else { return refuse(person, .nothingOffered) }
            guard desks[person]?.link == .connected else { return refuse(person, .phoneNotConnected) }
            route(.offerAccepted(offer, by: person))
        case .hold: hold(person)
        case .resume: resume(person)
        case .hangUp:
            guard let call = call(of: person) else { return refuse(person, .noCall) }
            finish(call.id, .byAgent, hangUp: true)
        case .dial(let order): dial(order, by: person)
        case .machine: machineAnswered(person)
        case .finishWrapUp:
            guard case .wrapUp(let item, _) = record.state else { return refuse(person, .notInWrapUp) }
            route(.wrapUpDone(person, of: item))
        case .autoAnswer(let on): desks[person]?.agent.autoAnswer = on
        case .signOut: route(.agentSignedOut(person))
        }
    }

    mutating func refuse(_ person: PersonID, _ refusal: DeskRefusal) {
        effects.append(.refused(person, refusal))
    }

    private mutating func aux(_ person: PersonID, _ code: String) {
        guard let reason = plan.auxReasons.first(where: { $0.code == code }) else {
            return refuse(person, .unknownReason)
        }
        route(
            .agentAux(person, Routing.AuxReason(code, longestStay: reason.longestSeconds.map { .seconds(Int64($0)) })))
    }

    private mutating func hold(_ person: PersonID) {
        guard let call = call(of: person), call.talk != nil else { return refuse(person, .noCall) }
        guard call.talk?.heldSince == nil else { return refuse(person, .callIsHeld) }
        hold(call.id, by: person)
    }

    private mutating func resume(_ person: PersonID) {
        guard let call = call(of: person) else { return refuse(person, .noCall) }
        guard call.talk?.heldSince != nil else { return refuse(person, .callIsNotHeld) }
        resume(call.id, by: person)
    }

    /// The call that the agent talks on.
    func call(of person: PersonID) -> Call? {
        guard case .busy(let item) = routing.agent(person)?.state else { return nil }
        return calls[item]
    }

    // MARK: - The phone in the browser

    /// The page that is told of it lets go; the leg of the page before lives until the new one is opened.
    mutating func phoneTaken(_ person: PersonID, _ page: DeskPageName) {
        desks[person]?.page = page
        touchedDesks.insert(person)
    }

    /// A new leg takes the place of the one before: a reloaded tab is back in its call.
    mutating func phoneOpened(_ person: PersonID, _ leg: LegID) {
        guard let desk = desks[person] else { return effects.append(.voice(.closeLeg(leg: leg))) }
        if let old = desk.leg, old != leg {
            phones[old] = nil
            effects.append(.voice(.closeLeg(leg: old)))
        }
        phones[leg] = person
        desks[person]?.leg = leg
        desks[person]?.link = .connecting
        deadlines.clear(.absent(person))
        touchedDesks.insert(person)
        if let call = call(of: person) { join(call.id) }
    }

    mutating func phoneConnected(_ leg: LegID) {
        guard let person = phones[leg], desks[person]?.link != .connected else { return }
        desks[person]?.link = .connected
        touchedDesks.insert(person)
        if let call = call(of: person), call.talk?.phoneLost == true {
            calls[call.id]?.talk?.phoneLost = false
            touchedCalls.insert(call.id)
            if call.talk?.heldSince == nil { silence(call.id) }
            join(call.id)
        }
        route(.agentReachable(person))
    }

    mutating func phoneLost(_ leg: LegID) {
        guard let person = phones[leg], let desk = desks[person], desk.link != .lost else { return }
        desks[person]?.link = .lost
        touchedDesks.insert(person)
        deadlines.set(.absent(person), at: now + limits.absence)
        // Nobody is to pick up for an agent who cannot be heard.
        if let call = call(of: person), call.stage == .calling { finish(call.id, .system, hangUp: true) }
        if let call = call(of: person), call.talk?.phoneLost == false {
            calls[call.id]?.talk?.phoneLost = true
            touchedCalls.insert(call.id)
            if call.talk?.heldSince == nil {
                effects.append(.voice(.place(leg: call.leg, room: nil, hears: nil, heardBy: nil)))
                music(call.id)
            }
        }
        route(.agentUnreachable(person))
    }

    mutating func absent(_ person: PersonID) {
        guard desks[person]?.link != .connected, call(of: person) == nil else { return }
        route(.agentSignedOut(person))
    }

    /// Routing has let the agent go.
    mutating func leave(_ person: PersonID) {
        forgetWrapUp(of: person)
        guard let desk = desks.removeValue(forKey: person) else { return }
        deadlines.clear(.absent(person))
        touchedDesks.insert(person)
        if let leg = desk.leg {
            phones[leg] = nil
            effects.append(.voice(.closeLeg(leg: leg)))
        }
    }
}
