import Kernel
import Members
import Routing
import Voice

/// From the queue to the agent: waiting, announcements, offers.
extension FloorMachine {
    mutating func enqueue(_ id: WorkID, _ name: String) {
        guard let call = calls[id], let queue = plan.queue(named: name) else {
            return finish(id, .system, hangUp: true)
        }
        calls[id]?.queue = Call.Queued(name: name, title: queue.title, at: now)
        calls[id]?.stage = .waiting
        fact(CallFact.Queued(queue: name, preferredAgent: call.preferredAgent), of: id)
        music(id)
        deadlines.set(.announce(id), at: now + .seconds(Int64(queue.announceEverySeconds)))
        route(
            .itemQueued(
                WorkItem(
                    id: id, queue: QueueName(rawValue: name), enqueuedAt: now,
                    preferredAgent: call.preferredAgent.map {
                        PreferredAgent($0, until: now + .seconds(Int64(plan.sameAgentSeconds)))
                    })))
    }

    mutating func music(_ id: WorkID) {
        let name = calls[id]?.queue.flatMap { plan.queue(named: $0.name) }?.music ?? "musik"
        play(id, [name], as: .music)
    }

    mutating func announce(_ id: WorkID) {
        guard let call = calls[id], let queue = call.queue.flatMap({ plan.queue(named: $0.name) }) else { return }
        guard call.stage == .waiting, let position = routing.position(of: id) else {
            if case .ringing = call.stage { deadlines.set(.announce(id), at: now + .seconds(5)) }
            return
        }
        let expected = routing.expectedWait(of: id).map(\.inSeconds)
        play(id, Announcement.place(position: position, expectedSeconds: expected), as: .announcement)
        deadlines.set(.announce(id), at: now + .seconds(Int64(queue.announceEverySeconds)))
    }

    // MARK: - What routing decides

    mutating func route(_ event: RoutingEvent) {
        for effect in routing.handle(event, at: now) { follow(effect) }
    }

    private mutating func follow(_ effect: RoutingEffect) {
        switch effect {
        case .offer(let offer): ring(offer)
        case .withdraw(let offer, let reason): withdraw(offer, reason)
        case .connect(let offer): connect(offer)
        case .itemReturned(let id, _): returned(id)
        case .agentChanged(let person, let from, let to, let lasted): changed(person, from, to, lasted)
        case .wrapUpEnded(let person, let item, let end): wrappedUp(person, item, end)
        case .auxOverstayed(let person, _, _):
            desks[person]?.overstayed = true
            touchedDesks.insert(person)
        case .itemQueued(let item): touchedItems.insert(item.id)
        case .itemMoved(let item, let former): moved(item, from: former)
        case .preferenceEnded(let id, _): touchedItems.insert(id)
        case .standingChanged(let person, _), .phoneChanged(let person, _), .wrapUpStarted(let person, _, _):
            touchedDesks.insert(person)
        case .refused(let refusal): refusedByRouting(refusal)
        case .itemTaken(let item, _): touchedItems.insert(item.id)
        case .itemEnded, .profileChanged, .policyChanged: break
        }
    }

    private mutating func refusedByRouting(_ refusal: RoutingRefusal) {
        guard case .queueFull(let queue) = refusal else { return }
        // The caller who found the queue full is the one that has just entered it and is not in routing.
        for call in calls.values where call.stage == .waiting && call.queue?.name == queue.rawValue {
            if routing.item(call.id) == nil { finish(call.id, .refused, hangUp: true) }
        }
    }

    private mutating func ring(_ offer: Offer) {
        calls[offer.item]?.stage = .ringing(offer.id, offer.agent)
        fact(CallFact.Offered(agent: offer.agent, attempt: offer.id.attempt), of: offer.item)
        touchedDesks.insert(offer.agent)
        noteLook(offer.item, by: offer.agent)
        if desks[offer.agent]?.agent.autoAnswer == true {
            deadlines.set(.autoAnswer(offer.id), at: now + limits.autoAnswerAfter)
        }
    }

    /// The agent's screen shows the members who carry the caller's number: each look is a fact.
    mutating func noteLook(_ id: WorkID, by agent: PersonID) {
        for member in matches[id]?.members ?? [] {
            let fact = MemberFact.Looked(because: .call(id), by: "phone")
            effects.append(.write(.fact(fact, about: .member(member.id), by: .person(agent))))
        }
    }

    mutating func autoAnswer(_ offer: OfferID) {
        guard let call = calls[offer.item], case .ringing(offer, let agent) = call.stage else { return }
        route(.offerAccepted(offer, by: agent))
    }

    private mutating func withdraw(_ offer: Offer, _ reason: WithdrawReason) {
        deadlines.clear(.autoAnswer(offer.id))
        fact(CallFact.OfferEnded(agent: offer.agent, reason: reason.rawValue), of: offer.item)
        touchedDesks.insert(offer.agent)
    }

    private mutating func returned(_ id: WorkID) {
        guard let call = calls[id] else { return }
        if call.stage != .waiting { calls[id]?.stage = .waiting }
        if call.play == nil { music(id) }
        touchedCalls.insert(id)
    }

    private mutating func connect(_ offer: Offer) {
        deadlines.clear(.autoAnswer(offer.id))
        deadlines.clear(.announce(offer.item))
        guard let call = calls[offer.item], let queued = call.queue else { return }
        calls[call.id]?.stage = .talking
        calls[call.id]?.talk = Call.Talk(agent: offer.agent, connectedAt: now)
        silence(call.id)
        if let phone = desks[offer.agent]?.leg { effects.append(.voice(.tone(leg: phone, tone: .zip))) }
        join(call.id)
        record(call.id)
        let waited = (now - queued.at).inSeconds
        let limit = routing.policy(of: QueueName(rawValue: queued.name))?.serviceLevel.inSeconds ?? 0
        fact(
            CallFact.Connected(
                agent: offer.agent, queue: queued.name, waitedSeconds: waited, withinLimit: waited <= limit),
            of: call.id, by: .person(offer.agent))
        effects.append(
            .write(
                .contact(
                    ContactOpening(
                        contact: call.contact, call: call.id, agent: offer.agent, caller: call.caller,
                        queue: queued.name, at: now))))
        touchedDesks.insert(offer.agent)
    }

    private mutating func changed(_ person: PersonID, _ from: AgentState, _ to: AgentState, _ lasted: Duration) {
        if to.kind != .aux { desks[person]?.overstayed = false }
        if to.kind == .busy || to.kind == .offered { desks[person]?.unreached = nil }
        if from.kind == .wrapUp || to.kind == .busy, calls.values.first(where: { $0.talk?.agent == person }) == nil {
            forgetWrapUp(of: person)
        }
        var reason: String?
        if case .aux(let aux) = to { reason = aux.name }
        let fact = CallFact.AgentState(
            state: to.kind.rawValue, reason: reason, lastedSeconds: lasted.inSeconds, before: from.kind.rawValue)
        effects.append(.write(.fact(fact, about: .person(person), by: .system("floor"))))
        touchedDesks.insert(person)
        if to == .signedOut { leave(person) }
    }
}
