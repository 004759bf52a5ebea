import Kernel

@testable import Routing

/// A day of plausible and implausible events, made from a seed as it goes.
struct RandomDay {
    private(set) var engine = RoutingEngine(at: nine)
    private(set) var witness = Witness()
    /// What the clock shows; it may step back.
    private(set) var now = nine
    /// The latest that it showed.
    private var latest = nine
    private(set) var refused = 0
    private(set) var answered = 0
    private(set) var taken = 0
    private var random: SeededRandom
    private let people: [PersonID]
    private var callers: [WorkID] = []
    private var ringing: [Offer] = []
    private var talking: [WorkID] = []
    private var wrapping: [(agent: PersonID, item: WorkID)] = []
    private var former: [RoutingEvent] = []

    static let queues: [QueueName] = ["complaints", "registration", "doctors", "javanese"]
    static let skills: [SkillName] = ["registration", "medicine", "javanese"]
    static let reasons = [AuxReason("lunch", longestStay: .seconds(600)), AuxReason("prayer"), AuxReason("training")]

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        let size = UInt64.random(in: 3...24, using: &random)
        people = (0..<size).map { Staff.person($0 + seed * 100) }
    }

    /// One event, watched. Returns what is wrong afterwards, with the event.
    mutating func step() -> (event: RoutingEvent, violations: [String]) {
        passTime()
        let event = nextEvent()
        let before = roll(300) == 0 ? engine.snapshot : nil
        let due = engine.nextDeadline.map { $0 <= now } ?? false
        let effects = engine.handle(event, at: now)
        latest = max(latest, now)
        witness.watch(effects, after: event, at: latest)
        note(effects)
        remember(event)
        var violations = witness.takeViolations() + FloorCheck.quick(engine, at: now)
        if let before { violations += compare(before, effects, due: due) }
        return (event, violations)
    }

    private func compare(_ before: RoutingSnapshot, _ effects: [RoutingEffect], due: Bool) -> [String] {
        var after = engine.snapshot
        var violations = FloorCheck.unnamed(before, after, effects)
        if !due, case .refused = effects.last {
            after.latest = before.latest
            if after != before { violations.append("a refused event changed something") }
        }
        return violations
    }

    /// Replaces the engine by one that was put to rest and woken.
    mutating func restart() throws -> [String] {
        let snapshot = engine.snapshot
        engine = try RoutingEngine(snapshot)
        return engine.snapshot == snapshot ? [] : ["a restored engine differs"]
    }

    private mutating func roll(_ sides: Int) -> Int { Int(random.next() % UInt64(sides)) }

    private mutating func one<Element>(of elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[roll(elements.count)]
    }

    /// Mostly a moment; sometimes to the very deadline, sometimes well past it.
    private mutating func passTime() {
        switch roll(20) {
        case 0: if let due = engine.nextDeadline { now = max(now, due) }
        case 1: now += .seconds(roll(40))
        case 2: now = now - .seconds(2)
        default: now += .milliseconds(roll(3_000))
        }
    }

    private mutating func note(_ effects: [RoutingEffect]) {
        for effect in effects {
            switch effect {
            case .offer(let offer): ringing.append(offer)
            case .itemTaken(let work, _):
                talking.append(work.id)
                taken += 1
            case .connect(let offer):
                talking.append(offer.item)
                answered += 1
            case .wrapUpStarted(let agent, let item, _): wrapping.append((agent, item))
            case .refused: refused += 1
            default: break
            }
        }
    }

    private mutating func remember(_ event: RoutingEvent) {
        if former.count < 64 { former.append(event) } else { former[roll(64)] = event }
        if callers.count > 200 { callers.removeFirst(100) }
        if ringing.count > 200 { ringing.removeFirst(100) }
        if talking.count > 200 { talking.removeFirst(100) }
        if wrapping.count > 200 { wrapping.removeFirst(100) }
    }
}

// MARK: What happens next

extension RandomDay {
    private mutating func nextEvent() -> RoutingEvent {
        switch roll(100) {
        case 0..<22: arrival()
        case 22..<46: answer()
        case 46..<62: ending()
        case 62..<70: wrapUp()
        case 70..<92: agent()
        case 92..<95: taking()
        case 95..<97: one(of: former) ?? .tick
        case 97: policy()
        case 98: roll(4) == 0 ? .resumed : .tick
        default: .tick
        }
    }

    private mutating func arrival() -> RoutingEvent {
        if witness.items.count > 30, let caller = one(of: callers) { return .itemLeft(caller, .abandoned) }
        let queue = roll(300) == 0 ? "sales" : one(of: Self.queues) ?? "complaints"
        let wish = roll(6) == 0 ? one(of: people) : nil
        let work = WorkItem(
            id: WorkID(at: now, random: &random), queue: queue, skills: roll(24) == 0 ? someSkills() : [:],
            priority: max(0, roll(12) - 9), enqueuedAt: now - .seconds(roll(5)),
            preferredAgent: wish.map { PreferredAgent($0, until: now + .seconds(roll(90) - 5)) })
        callers.append(work.id)
        return .itemQueued(work)
    }

    /// An agent begins something; sometimes one who has no time for it.
    private mutating func taking() -> RoutingEvent {
        let free = witness.agents.filter { $0.value.kind == .ready || $0.value.kind == .aux }.map(\.key).sorted()
        guard let person = roll(4) == 0 ? one(of: people) : one(of: free) else { return .tick }
        let queue = one(of: Self.queues) ?? "complaints"
        return .itemTaken(WorkItem(id: WorkID(at: now, random: &random), queue: queue, enqueuedAt: now), by: person)
    }

    private mutating func answer() -> RoutingEvent {
        guard !ringing.isEmpty else { return .tick }
        let offer = roll(12) == 0 ? ringing[roll(ringing.count)] : ringing.remove(at: roll(ringing.count))
        switch roll(40) {
        case 0: return .offerAccepted(offer.id, by: one(of: people) ?? offer.agent)
        case 1..<3: return .offerDeclined(offer.id, by: offer.agent)
        case 3: return .offerAccepted(OfferID(item: offer.item, attempt: offer.id.attempt + 1), by: offer.agent)
        default: return .offerAccepted(offer.id, by: offer.agent)
        }
    }

    private mutating func ending() -> RoutingEvent {
        switch roll(16) {
        case 0: return .itemLeft(one(of: callers) ?? WorkID(at: now, random: &random), .abandoned)
        case 1: return .itemFinished(one(of: callers) ?? WorkID(at: now, random: &random))
        case 2:
            let queue = roll(20) == 0 ? "sales" : one(of: Self.queues) ?? "complaints"
            return .itemMoved(
                one(of: callers) ?? WorkID(at: now, random: &random), to: queue,
                skills: roll(3) == 0 ? someSkills() : [:], priority: roll(3))
        default:
            guard !talking.isEmpty else { return .tick }
            let item = talking.remove(at: roll(talking.count))
            let ends: [RoutingEvent] = [.itemLeft(item, .networkFailure), .itemUnreached(item)]
            return roll(3) == 0 ? one(of: ends) ?? .tick : .itemFinished(item)
        }
    }

    private mutating func wrapUp() -> RoutingEvent {
        guard !wrapping.isEmpty else { return .tick }
        let (agent, item) = wrapping.remove(at: roll(wrapping.count))
        return roll(8) == 0
            ? .wrapUpExtended(agent, of: item, by: .seconds(roll(30)))
            : .wrapUpDone(roll(30) == 0 ? one(of: people) ?? agent : agent, of: item)
    }

    private mutating func agent() -> RoutingEvent {
        guard let person = one(of: people) else { return .tick }
        let signedIn = witness.agents[person] != nil
        switch roll(25) {
        case 0 where signedIn: return .agentSignedOut(person)
        case 1: return .agentReleased(person)
        case 2: return .agentProfileChanged(profile(person))
        case 3..<5: return .agentUnreachable(person)
        case 5..<8: return .agentReachable(person)
        case 8..<10: return .agentAux(person, one(of: Self.reasons) ?? .signedIn)
        case 10..<13 where !signedIn: return .agentSignedIn(profile(person), reachable: roll(4) > 0)
        default: return .agentReady(person)
        }
    }

    private mutating func profile(_ person: PersonID) -> AgentProfile { AgentProfile(id: person, skills: someSkills()) }

    private mutating func someSkills() -> [SkillName: SkillLevel] {
        var skills: [SkillName: SkillLevel] = [:]
        for skill in Self.skills where roll(3) > 0 { skills[skill] = SkillLevel(rawValue: roll(3) + 1) }
        return skills
    }

    private mutating func policy() -> RoutingEvent {
        let number = roll(Self.queues.count)
        let skills: [[SkillName: SkillLevel]] = [[:], ["registration": 1], ["medicine": 2], ["javanese": 1]]
        let wrapUps: [Duration?] = [.zero, .seconds(20), .seconds(45), nil]
        return .queuePolicyChanged(
            QueuePolicy(
                name: Self.queues[number], title: "", skills: roll(6) == 0 ? someSkills() : skills[number],
                strategy: one(of: RoutingStrategy.allCases) ?? .longestIdle, offerLimit: .seconds(roll(25)),
                wrapUpLimit: wrapUps[roll(4)], maxWaiting: roll(3) == 0 ? 5 : nil, priority: roll(2)))
    }

    /// Opens all queues, so that the day begins with something to do.
    mutating func begin() {
        for _ in 0..<40 {
            let effects = engine.handle(policy(), at: now)
            witness.watch(effects, after: .tick, at: nine)
        }
    }
}
