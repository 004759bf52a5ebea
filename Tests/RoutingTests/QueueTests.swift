import Kernel
import Routing
import Testing

@Suite("A queue")
struct QueueTests {
    @Test("serves by age")
    func age() {
        var floor = TestFloor(.complaints)
        for caller in [Callers.rina, Callers.joko, Callers.wati] {
            floor.ring(caller)
            floor.now += .seconds(1)
        }
        #expect(floor.waiting() == [Callers.rina, Callers.joko, Callers.wati])
        #expect(floor.engine.position(of: Callers.wati) == 3)
        floor.arrive(Staff.sari)
        #expect(floor.offered(to: Staff.sari) == Callers.rina)
        #expect(floor.engine.position(of: Callers.wati) == 2)
        #expect(floor.engine.position(of: Callers.rina) == nil)
    }

    @Test("serves the more urgent first, whatever their age, and adds the priorities of queue and item")
    func priority() {
        var floor = TestFloor(.complaints, QueuePolicy(name: "doctors", title: "Dokter", priority: 2))
        floor.ring(Callers.rina)
        floor.ring(Callers.joko, in: "doctors")
        floor.ring(Callers.wati, priority: 3)
        floor.arrive(Staff.sari, Staff.budi, Staff.dewi)
        #expect(floor.offered(to: Staff.sari) == Callers.wati)
        #expect(floor.offered(to: Staff.budi) == Callers.joko)
        #expect(floor.offered(to: Staff.dewi) == Callers.rina)
    }

    @Test("gives work only to those who have its skills at their least level")
    func skills() {
        var floor = TestFloor(.complaints, .registration)
        floor.arrive(Staff.sari, skills: ["registration": 2])
        floor.arrive(Staff.budi, skills: ["registration": 3])
        floor.ring(Callers.rina, in: "registration")
        #expect(floor.offered(to: Staff.budi) == Callers.rina)
        floor.ring(Callers.joko, in: "registration")
        #expect(floor.engine.state(of: Staff.sari) == .ready)
        #expect(floor.engine.status(of: "registration", at: floor.now)?.staffed == 1)
        floor.tell(.agentProfileChanged(AgentProfile(id: Staff.sari, skills: ["registration": 3])))
        #expect(floor.offered(to: Staff.sari) == Callers.joko)
    }

    @Test("joins what an item asks for to its own skills")
    func itemSkills() {
        var floor = TestFloor(.registration)
        floor.arrive(Staff.sari, skills: ["registration": 5])
        floor.arrive(Staff.budi, skills: ["registration": 5, "javanese": 4])
        floor.ring(Callers.rina, in: "registration", skills: ["javanese": 4])
        #expect(floor.offered(to: Staff.budi) == Callers.rina)
        floor.ring(Callers.joko, in: "registration", skills: ["registration": 6])
        #expect(floor.engine.state(of: Staff.sari) == .ready)
        #expect(floor.waiting(in: "registration") == [Callers.joko])
    }

    @Test("takes the longest idle agent first")
    func longestIdle() throws {
        var floor = TestFloor(.complaints.with { $0.wrapUpLimit = .zero })
        floor.arrive(Staff.sari, Staff.budi, Staff.dewi)
        floor.ring(Callers.rina)
        try floor.answer(Staff.sari)
        floor.pass(.seconds(5))
        floor.tell(.itemFinished(Callers.rina))
        let order = [Callers.joko, Callers.wati, Callers.eko]
        for caller in order { floor.ring(caller) }
        #expect([Staff.budi, Staff.dewi, Staff.sari].map { floor.offered(to: $0) } == order)
    }

    @Test("takes the least occupied agent first")
    func leastOccupied() throws {
        var floor = TestFloor(.complaints.with { ($0.strategy, $0.wrapUpLimit) = (.leastOccupied, .zero) })
        floor.arrive(Staff.sari)
        floor.ring(Callers.rina)
        try floor.answer(Staff.sari)
        floor.arrive(Staff.budi)
        floor.pass(.seconds(100))
        floor.ring(Callers.joko)
        try floor.answer(Staff.budi)
        floor.tell(.itemFinished(Callers.rina))
        floor.pass(.seconds(10))
        // Sari worked 101 of 102 seconds, Budi only 10 of 111: Budi comes first though Sari idles longer.
        floor.tell(.itemFinished(Callers.joko))
        floor.ring(Callers.wati)
        #expect(floor.offered(to: Staff.budi) == Callers.wati)
    }

    @Test("takes the agent of the best level first, and the longest idle of two equals")
    func bestLevel() {
        var floor = TestFloor(.registration.with { $0.strategy = .bestLevel })
        floor.arrive(Staff.sari, skills: ["registration": 4, "javanese": 10])
        floor.arrive(Staff.budi, skills: ["registration": 7])
        floor.arrive(Staff.dewi, skills: ["registration": 7])
        let order = [Callers.rina, Callers.joko, Callers.wati]
        for caller in order { floor.ring(caller, in: "registration") }
        #expect([Staff.budi, Staff.dewi, Staff.sari].map { floor.offered(to: $0) } == order)
    }

    @Test("refuses one more than may wait, but always takes a caller back")
    func full() throws {
        var floor = TestFloor(.complaints.with { $0.maxWaiting = 1 }, .registration)
        floor.arrive(Staff.sari)
        floor.ring(Callers.rina)
        floor.ring(Callers.joko)
        #expect(floor.ring(Callers.wati) == [.refused(.queueFull("complaints"))])
        floor.ring(Callers.eko, in: "registration")
        let move = RoutingEvent.itemMoved(Callers.eko, to: "complaints", skills: [:], priority: 0)
        #expect(floor.tell(move) == [.refused(.queueFull("complaints"))])
        let sameQueue = RoutingEvent.itemMoved(Callers.joko, to: "complaints", skills: [:], priority: 0)
        #expect(floor.tell(sameQueue).count == 1)
        floor.tell(.offerDeclined(try floor.offer(at: Staff.sari).id, by: Staff.sari))
        #expect(floor.waiting() == [Callers.rina, Callers.joko])
    }

    @Test("refuses items of an unknown queue, and items that live or ended already")
    func refusals() {
        var floor = TestFloor(.complaints)
        #expect(floor.ring(Callers.rina, in: "sales") == [.refused(.unknownQueue("sales"))])
        floor.ring(Callers.rina)
        #expect(floor.ring(Callers.rina) == [.refused(.itemKnown(Callers.rina))])
        #expect(floor.tell(.itemFinished(Callers.rina)) == [.refused(.itemNotHandled(Callers.rina))])
        floor.tell(.itemLeft(Callers.rina, .abandoned))
        #expect(floor.ring(Callers.rina) == [.refused(.itemKnown(Callers.rina))])
        #expect(floor.tell(.itemLeft(Callers.rina, .abandoned)) == [.refused(.unknownItem(Callers.rina))])
    }

    @Test("changes how it is served for those who wait already")
    func policyChanged() {
        var floor = TestFloor(.registration, .complaints)
        floor.arrive(Staff.sari)
        floor.ring(Callers.rina, in: "registration")
        #expect(floor.waiting(in: "registration") == [Callers.rina])
        let open = QueuePolicy.registration.with { $0.skills = [:] }
        #expect(floor.tell(.queuePolicyChanged(open)).first == .policyChanged(open))
        #expect(floor.offered(to: Staff.sari) == Callers.rina)
        #expect(floor.tell(.queuePolicyChanged(open)).isEmpty)
    }

    @Test("gives a caller who waits, rings or talks to another queue with their age", arguments: [0, 1, 2])
    func moved(place: Int) throws {
        var floor = TestFloor(.complaints, .registration)
        if place > 0 { floor.arrive(Staff.sari) }
        floor.ring(Callers.rina)
        if place > 1 { try floor.answer(Staff.sari) }
        floor.now += .seconds(10)
        floor.ring(Callers.joko, in: "registration")
        let effects = floor.tell(.itemMoved(Callers.rina, to: "registration", skills: [:], priority: 0))
        #expect(floor.waiting(in: "registration") == [Callers.rina, Callers.joko])
        #expect(floor.waiting().isEmpty)
        switch place {
        case 1:
            #expect(effects.contains { if case .withdraw(_, .moved) = $0 { true } else { false } })
            #expect(floor.engine.state(of: Staff.sari) == .ready)
        case 2: #expect(floor.engine.state(of: Staff.sari).kind == .wrapUp)
        default: break
        }
    }

    @Test("tells at a glance who waits, rings and talks, and the longest wait")
    func status() throws {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari, Staff.budi)
        floor.ring(Callers.rina)
        try floor.answer(Staff.sari)
        floor.ring(Callers.joko)
        floor.ring(Callers.wati)
        floor.now += .seconds(7)
        floor.ring(Callers.eko, priority: 1)
        let status = try #require(floor.engine.status(of: "complaints", at: floor.now + .seconds(3)))
        #expect([status.waiting, status.offered, status.handled] == [2, 1, 1])
        #expect(status.longestWait == .seconds(10))
        #expect([status.ready, status.staffed] == [0, 2])
        #expect(floor.engine.status(of: "sales", at: floor.now) == nil)
    }

    @Test("estimates the wait by position, average handling and agents at work; none without agents")
    func expectedWait() throws {
        var floor = TestFloor(.complaints.with { $0.expectedHandling = .seconds(240) })
        floor.ring(Callers.rina)
        floor.tell(.agentSignedIn(AgentProfile(id: Staff.agus), reachable: false))
        floor.tell(.agentReady(Staff.agus))
        #expect(floor.engine.expectedWait(of: Callers.rina) == nil)
        floor.arrive(Staff.sari, Staff.budi)
        try floor.answer(Staff.sari)
        floor.ring(Callers.joko)
        try floor.answer(Staff.budi)
        floor.ring(Callers.wati)
        floor.ring(Callers.eko)
        #expect(floor.engine.expectedWait(of: Callers.wati) == .seconds(120))
        #expect(floor.engine.expectedWait(of: Callers.eko) == .seconds(240))
        floor.tell(.agentAux(Staff.budi, AuxReason("prayer")))
        #expect(floor.engine.expectedWait(of: Callers.eko) == .seconds(480))
        #expect(floor.engine.expectedWait(of: Callers.rina) == nil)
    }

    @Test("forgets rare demands, so that items with skills of their own do not pile up pools")
    func pools() {
        var floor = TestFloor(.complaints)
        for number in 0..<300 {
            let caller = Callers.caller(UInt64(1_000 + number))
            floor.ring(caller, skills: [SkillName(rawValue: "rare-\(number)"): 1])
            floor.tell(.itemLeft(caller, .abandoned))
        }
        #expect(floor.engine.waiting(in: "complaints").isEmpty)
        #expect(floor.poolCount < 40)
    }
}
