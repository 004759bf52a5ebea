import Contacts
public import Kernel
import Routing
import Voice

/// How the centre rings out.
public struct DialTerms: Sendable, Equatable {
    /// The number that called parties see, unless a call names another.
    public var callerNumber: PhoneNumber
    /// How long a telephone may ring.
    public var ringLimit: Duration
    /// How long an agent may write down a conversation that they began; zero for no wrap-up.
    public var wrapUpLimit: Duration

    public init(
        callerNumber: PhoneNumber, ringLimit: Duration = .seconds(45), wrapUpLimit: Duration = .seconds(60)
    ) {
        (self.callerNumber, self.ringLimit, self.wrapUpLimit) = (callerNumber, ringLimit, wrapUpLimit)
    }
}

extension QueueName {
    /// What agents begin themselves. No plan can name a queue so.
    static let outgoing: QueueName = "@outgoing"
}

/// Calls that agents place: from dialling to the answer, or to the reason why there was none.
extension FloorMachine {
    /// Those of the plan, and the one that outgoing calls are wrapped up by.
    var policies: [QueuePolicy] {
        let outgoing = QueuePolicy(name: .outgoing, title: "", wrapUpLimit: limits.dialling?.wrapUpLimit)
        return plan.queues.map(\.policy) + [outgoing]
    }

    mutating func dial(_ order: OutboundCall, by person: PersonID) {
        // Asked twice for one call.
        if calls[order.id]?.outgoing?.agent == person { return }
        guard let terms = limits.dialling, voiceIsThere, doorsOpen, calls.count < limits.calls else {
            return refuse(person, .cannotDial)
        }
        guard isFree(person) else { return refuse(person, .notFree) }
        guard desks[person]?.link == .connected else { return refuse(person, .phoneNotConnected) }
        guard !calls.values.contains(where: { $0.caller == order.number }),
            !ratings.values.contains(where: { $0.caller == order.number })
        else {
            return refuse(person, .numberInCall)
        }
        route(.itemTaken(WorkItem(id: order.id, queue: .outgoing, enqueuedAt: now), by: person))
        guard case .handled(person, _) = routing.item(order.id)?.place else { return refuse(person, .callIsOver) }
        begin(order, by: person, from: order.from ?? terms.callerNumber, terms)
    }

    private func isFree(_ person: PersonID) -> Bool {
        switch routing.state(of: person) {
        case .ready, .aux, .notResponding, .unreachable: true
        case .offered, .busy, .wrapUp, .signedOut: false
        }
    }

    private mutating func begin(
        _ order: OutboundCall, by person: PersonID, from: PhoneNumber, _ terms: DialTerms
    ) {
        calls[order.id] = Call(order, by: person, from: from, at: now)
        fact(
            CallFact.Dialled(agent: person, number: order.number, from: from, purpose: order.purpose), of: order.id,
            by: .person(person))
        forgetWrapUp(of: person)
        touchedDesks.insert(person)
        deadlines.set(.ringLimit(order.id), at: now + terms.ringLimit)
        join(order.id)
        effects.append(.dial(order.id, to: order.number, from: from))
        effects.append(.lookUp(order.id, order.number))
    }

    /// The agent hears the network itself, or a tone of ours while it only says that it rings.
    mutating func progressed(_ id: WorkID, _ progress: DialProgress) {
        guard let call = calls[id], call.stage == .calling, let former = call.outgoing?.progress else { return }
        // A ring that is told after sound has begun takes nothing back.
        guard former != progress, former != .earlyAudio else { return }
        calls[id]?.outgoing?.progress = progress
        touchedCalls.insert(id)
        if let agent = call.agent { touchedDesks.insert(agent) }
        switch progress {
        case .dialled: break
        case .ringing: sayThatItRings(id)
        case .earlyAudio:
            deadlines.clear(.ringTone(id))
            join(id)
        }
    }

    /// One second in five, as Indonesian exchanges ring.
    mutating func sayThatItRings(_ id: WorkID) {
        guard let call = calls[id], call.outgoing?.progress == .ringing, call.stage == .calling else { return }
        if let phone = call.agent.flatMap({ desks[$0]?.leg }) {
            effects.append(.voice(.tone(leg: phone, tone: .ring)))
        }
        deadlines.set(.ringTone(id), at: now + .seconds(5))
    }

    mutating func rangOut(_ id: WorkID) {
        calls[id]?.outgoing?.rangOut = true
        finish(id, .system, hangUp: true)
    }

    /// Somebody, or a machine, has picked up.
    mutating func reached(_ id: WorkID) {
        guard let call = calls[id], let outgoing = call.outgoing else { return }
        deadlines.clear(.ringLimit(id))
        deadlines.clear(.ringTone(id))
        calls[id]?.stage = .talking
        calls[id]?.talk = Call.Talk(agent: outgoing.agent, connectedAt: now)
        join(id)
        record(id)
        fact(
            CallFact.DialAnswered(
                agent: outgoing.agent, purpose: outgoing.purpose, contact: call.contact,
                ringSeconds: (now - call.arrivedAt).inSeconds),
            of: id, by: .outsider)
        effects.append(
            .write(
                .contact(
                    ContactOpening(
                        contact: call.contact, call: id, direction: .outgoing, agent: outgoing.agent,
                        caller: call.caller, queue: nil, at: now))))
        touchedDesks.insert(outgoing.agent)
    }

    /// Only who listens can tell a machine from a person. There is nothing to say to one: the call ends.
    mutating func machineAnswered(_ person: PersonID) {
        guard let call = call(of: person), call.outgoing != nil, call.talk != nil else {
            return refuse(person, .notDialled)
        }
        calls[call.id]?.outgoing?.isMachine = true
        finish(call.id, .byAgent, hangUp: true)
    }

    /// Its part of `finish`.
    mutating func endDial(_ call: Call, _ outgoing: Call.Outgoing, _ cause: CallEnd, by author: Author) {
        let ended = dialEnded(call, outgoing, cause)
        fact(ended, of: call.id, by: author)
        guard call.talk == nil, desks[outgoing.agent] != nil else { return }
        desks[outgoing.agent]?.unreached = Desk.Unreached(number: outgoing.number, outcome: ended.outcome)
        touchedDesks.insert(outgoing.agent)
    }

    private func dialEnded(_ call: Call, _ outgoing: Call.Outgoing, _ cause: CallEnd) -> CallFact.DialEnded {
        CallFact.DialEnded(
            agent: outgoing.agent, number: outgoing.number, purpose: outgoing.purpose,
            outcome: DialOutcome(of: call, outgoing, cause), status: outgoing.status,
            ringSeconds: ((call.talk?.connectedAt ?? now) - call.arrivedAt).inSeconds,
            talkSeconds: call.talkSeconds(at: now), holdSeconds: call.holdSeconds(at: now),
            contact: call.talk == nil ? nil : call.contact)
    }
}

extension Call {
    /// The other party's audio reaches the agent.
    var isHeard: Bool {
        if let talk { return talk.heldSince == nil && !talk.phoneLost }
        return outgoing?.progress == .earlyAudio
    }
}

extension DialOutcome {
    init(of call: Call, _ outgoing: Call.Outgoing, _ cause: CallEnd) {
        if call.talk != nil {
            self = outgoing.isMachine ? .machine : .answered
        } else if let status = outgoing.status {
            self.init(refusedWith: status)
        } else if outgoing.rangOut {
            self = .noAnswer
        } else {
            switch cause {
            case .byAgent: self = .cancelledByAgent
            case .network: self = .unreachable
            default: self = .failed
            }
        }
    }
}
