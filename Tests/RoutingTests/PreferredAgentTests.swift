import Kernel
import Routing
import Testing

@Suite("A preferred agent")
struct PreferredAgentTests {
    private func busySari(_ others: PersonID...) throws -> TestFloor {
        var floor = TestFloor(.complaints, .registration)
        floor.arrive(Staff.sari)
        floor.ring(Callers.rina)
        try floor.answer(Staff.sari)
        for other in others { floor.arrive(other) }
        return floor
    }

    private func sari(_ floor: TestFloor, for seconds: Int64 = 60) -> PreferredAgent {
        PreferredAgent(Staff.sari, until: floor.now + .seconds(seconds))
    }

    @Test("is waited for, though another is ready, and gets the caller before older ones")
    func kept() throws {
        var floor = try busySari(Staff.budi)
        floor.ring(Callers.joko, for: sari(floor))
        #expect(floor.engine.state(of: Staff.budi) == .ready)
        floor.tell(.itemFinished(Callers.rina))
        floor.tell(.wrapUpDone(Staff.sari, of: Callers.rina))
        #expect(floor.offered(to: Staff.sari) == Callers.joko)
    }

    @Test("is rung at once when ready, though another is idle longer")
    func atOnce() {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.budi, Staff.sari)
        floor.ring(Callers.joko, for: sari(floor))
        #expect(floor.offered(to: Staff.sari) == Callers.joko)
    }

    @Test("gets the caller who waits for them before an older one, unless that one is more urgent", arguments: [0, 1])
    func order(urgency: Int) throws {
        var floor = try busySari()
        floor.ring(Callers.wati, priority: urgency)
        floor.ring(Callers.joko, for: sari(floor))
        floor.tell(.itemFinished(Callers.rina))
        floor.tell(.wrapUpDone(Staff.sari, of: Callers.rina))
        #expect(floor.offered(to: Staff.sari) == (urgency == 0 ? Callers.joko : Callers.wati))
    }

    @Test("is waited for no longer than the time given; then anyone gets the caller")
    func until() throws {
        var floor = try busySari(Staff.budi)
        floor.ring(Callers.joko, for: sari(floor, for: 30))
        #expect(floor.pass(.seconds(29)).isEmpty)
        #expect(floor.pass(.seconds(1)).first == .preferenceEnded(Callers.joko, Staff.sari))
        #expect(floor.offered(to: Staff.budi) == Callers.joko)
    }

    @Test(
        "is not waited for once they will not take work by themselves",
        arguments: [
            RoutingEvent.agentAux(Staff.sari, AuxReason("lunch")), .agentSignedOut(Staff.sari),
            .agentReleased(Staff.sari),
        ])
    func gone(event: RoutingEvent) throws {
        var floor = try busySari(Staff.budi)
        floor.ring(Callers.joko, for: sari(floor))
        #expect(floor.tell(event).contains(.preferenceEnded(Callers.joko, Staff.sari)))
        let taken = floor.offered(to: Staff.budi)
        #expect(taken == Callers.joko || taken == Callers.rina)
    }

    @Test("is not waited for when signed out, in AUX, too late, or without the skills")
    func hopeless() {
        var floor = TestFloor(.complaints, .registration)
        floor.arrive(Staff.budi, skills: ["registration": 5])
        floor.ring(Callers.rina, for: sari(floor))
        #expect(floor.offered(to: Staff.budi) == Callers.rina)

        floor.arrive(Staff.sari, Staff.agus)
        floor.tell(.agentAux(Staff.sari, AuxReason("lunch")))
        floor.ring(Callers.joko, for: sari(floor))
        #expect(floor.offered(to: Staff.agus) == Callers.joko)

        floor.arrive(Staff.dewi, skills: ["registration": 5])
        floor.tell(.agentReady(Staff.sari))
        floor.ring(Callers.wati, in: "registration", for: sari(floor))
        #expect(floor.offered(to: Staff.dewi) == Callers.wati)
        floor.ring(Callers.eko, for: sari(floor, for: 0))
        #expect(floor.offered(to: Staff.sari) == Callers.eko)
    }

    @Test("whose phone comes back in time still gets the caller: the cut was theirs")
    func phoneBack() {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari, Staff.budi)
        floor.tell(.agentUnreachable(Staff.sari))
        floor.ring(Callers.joko, for: sari(floor))
        #expect(floor.engine.state(of: Staff.budi) == .ready)
        floor.tell(.agentReachable(Staff.sari))
        #expect(floor.offered(to: Staff.sari) == Callers.joko)
    }

    @Test("who let the caller ring out is not preferred again")
    func rungOut() {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari, Staff.budi)
        floor.ring(Callers.joko, for: sari(floor))
        floor.pass(.seconds(20))
        #expect(floor.offered(to: Staff.budi) == Callers.joko)
    }

    @Test("is forgotten when their own skills no longer do")
    func unlearned() {
        var floor = TestFloor(.registration)
        floor.arrive(Staff.budi, Staff.sari, skills: ["registration": 5])
        floor.tell(.agentUnreachable(Staff.sari))
        floor.ring(Callers.joko, in: "registration", for: sari(floor))
        let effects = floor.tell(.agentProfileChanged(AgentProfile(id: Staff.sari, skills: ["registration": 2])))
        #expect(effects.contains(.preferenceEnded(Callers.joko, Staff.sari)))
        #expect(floor.offered(to: Staff.budi) == Callers.joko)
    }

    @Test("is forgotten when the caller is moved, or when the queue asks for more", arguments: [true, false])
    func lost(moved: Bool) throws {
        var floor = try busySari(Staff.budi)
        floor.ring(Callers.joko, for: sari(floor))
        let event: RoutingEvent =
            moved
            ? .itemMoved(Callers.joko, to: "complaints", skills: [:], priority: 0)
            : .queuePolicyChanged(.complaints.with { $0.skills = ["patience": 1] })
        #expect(floor.tell(event).contains(.preferenceEnded(Callers.joko, Staff.sari)))
        #expect(floor.offered(to: Staff.budi) == (moved ? Callers.joko : nil))
    }
}
