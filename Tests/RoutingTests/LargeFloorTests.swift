import Kernel
import Testing

@testable import Routing

/// The floor that the house is built for: 5,000 agents, fifty calls a second.
struct LargeFloor {
    private(set) var engine = RoutingEngine(at: nine)
    private(set) var now = nine
    private(set) var events = 0
    private(set) var answered = 0
    private var random = SeededRandom(seed: 5_000)
    private var ringing: [Offer] = []
    private var endings: [Timestamp: [WorkID]] = [:]

    init(agents: Int) {
        for number in 0..<12 { open(number) }
        for number in 0..<agents {
            let id = PersonID(at: now, random: &random)
            var skills: [SkillName: SkillLevel] = [:]
            for skill in 0..<12 where Int(random.next() % 4) < 2 {
                skills[Self.skill(skill)] = SkillLevel(rawValue: Int(random.next() % 10) + 1)
            }
            tell(
                .agentSignedIn(
                    AgentProfile(id: id, skills: skills, site: number % 3 == 0 ? "Semarang" : "Jakarta"),
                    reachable: true))
            tell(.agentReady(id))
        }
    }

    private static func skill(_ number: Int) -> SkillName { SkillName(rawValue: "skill-\(number)") }

    private mutating func open(_ number: Int) {
        tell(
            .queuePolicyChanged(
                QueuePolicy(
                    name: QueueName(rawValue: "queue-\(number)"), title: "Antrean \(number)",
                    skills: [Self.skill(number): SkillLevel(rawValue: number % 5 + 1)!],
                    strategy: RoutingStrategy.allCases[number % 3])))
    }

    private mutating func tell(_ event: RoutingEvent) {
        events += 1
        for effect in engine.handle(event, at: now) {
            guard case .offer(let offer) = effect else { continue }
            ringing.append(offer)
        }
    }

    /// A second: calls come, what rang is answered, and calls of about `handling` seconds end.
    mutating func second(calls: Int, handling: Int) {
        now += .seconds(1)
        tell(.tick)
        let rung = ringing
        ringing = []
        for offer in rung {
            tell(.offerAccepted(offer.id, by: offer.agent))
            answered += 1
            endings[now + .seconds(handling / 2 + Int(random.next() % UInt64(handling))), default: []].append(
                offer.item)
        }
        for item in endings.removeValue(forKey: now) ?? [] { tell(.itemFinished(item)) }
        for _ in 0..<calls {
            let queue = QueueName(rawValue: "queue-\(random.next() % 12)")
            tell(.itemQueued(WorkItem(id: WorkID(at: now, random: &random), queue: queue, enqueuedAt: now)))
        }
    }
}

@Suite("A large floor")
struct LargeFloorTests {
    @Test("of 5,000 agents answers fifty calls a second; prints what an event costs in this build")
    func size() {
        let clock = ContinuousClock()
        let start = clock.now
        var floor = LargeFloor(agents: 5_000)
        let signedIn = clock.now
        let before = floor.events
        for _ in 0..<100 { floor.second(calls: 50, handling: 60) }
        let took = (clock.now - signedIn).inSeconds
        #expect(floor.answered >= 99 * 50)
        let rate = Int(Double(floor.events - before) / took)
        print("routing: 5,000 agents signed in within \((signedIn - start).inSeconds) s, then \(rate) events a second")
    }
}
