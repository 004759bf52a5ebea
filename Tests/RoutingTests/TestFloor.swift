import Kernel
import Testing

@testable import Routing

/// Nine in the morning of a working day in Jakarta.
let nine = Timestamp(seconds: 1_795_312_800)

enum Staff {
    static let sari = person(1)
    static let budi = person(2)
    static let dewi = person(3)
    static let agus = person(4)

    static func person(_ number: UInt64) -> PersonID {
        var random = SeededRandom(seed: number)
        return PersonID(at: nine, random: &random)
    }
}

enum Callers {
    static let rina = caller(101)
    static let joko = caller(102)
    static let wati = caller(103)
    static let eko = caller(104)

    static func caller(_ number: UInt64) -> WorkID {
        var random = SeededRandom(seed: number)
        return WorkID(at: nine, random: &random)
    }
}

extension QueuePolicy {
    static let complaints = QueuePolicy(name: "complaints", title: "Informasi dan pengaduan")
    static let registration = QueuePolicy(name: "registration", title: "Pendaftaran", skills: ["registration": 3])

    func with(_ change: (inout QueuePolicy) -> Void) -> QueuePolicy {
        var policy = self
        change(&policy)
        return policy
    }
}

/// An engine whose every effect is watched, with the words of a floor.
struct TestFloor {
    var engine = RoutingEngine(at: nine)
    var now = nine
    private var witness = Witness()

    init(_ queues: QueuePolicy...) {
        for queue in queues { tell(.queuePolicyChanged(queue)) }
    }

    @discardableResult
    mutating func tell(_ event: RoutingEvent, sourceLocation: SourceLocation = #_sourceLocation) -> [RoutingEffect] {
        let effects = engine.handle(event, at: now)
        witness.watch(effects, after: event, at: now)
        let violations = witness.takeViolations() + FloorCheck.quick(engine, at: now) + FloorCheck.full(engine, witness)
        for violation in violations { Issue.record("\(violation)", sourceLocation: sourceLocation) }
        return effects
    }

    /// Lets time pass; what falls due happens at its moment.
    @discardableResult
    mutating func pass(_ duration: Duration) -> [RoutingEffect] {
        let end = now + duration
        var effects: [RoutingEffect] = []
        while let due = engine.nextDeadline, due <= end {
            now = due
            effects += tell(.tick)
        }
        now = end
        return effects
    }

    /// Signs people in with a phone and makes them ready, one second apart.
    mutating func arrive(_ people: PersonID..., skills: [SkillName: SkillLevel] = [:]) {
        for person in people {
            tell(.agentSignedIn(AgentProfile(id: person, skills: skills), reachable: true))
            tell(.agentReady(person))
            now += .seconds(1)
        }
    }

    @discardableResult
    mutating func ring(
        _ caller: WorkID, in queue: QueueName = "complaints", skills: [SkillName: SkillLevel] = [:], priority: Int = 0,
        since: Timestamp? = nil, for preferred: PreferredAgent? = nil
    ) -> [RoutingEffect] {
        tell(
            .itemQueued(
                WorkItem(
                    id: caller, queue: queue, skills: skills, priority: priority, enqueuedAt: since ?? now,
                    preferredAgent: preferred)))
    }

    /// The agent takes what rings.
    @discardableResult
    mutating func answer(_ person: PersonID) throws -> [RoutingEffect] {
        tell(.offerAccepted(try offer(at: person).id, by: person))
    }

    func offer(at person: PersonID) throws -> Offer {
        guard case .offered(let id) = engine.state(of: person) else { throw NothingRings(person: person) }
        return try #require(engine.offer(id))
    }

    func offered(to person: PersonID) -> WorkID? {
        guard case .offered(let id) = engine.state(of: person) else { return nil }
        return id.item
    }

    func waiting(in queue: QueueName = "complaints") -> [WorkID] { engine.waiting(in: queue).map(\.id) }

    var poolCount: Int { engine.index.pools.count }

    struct NothingRings: Error { let person: PersonID }
}
