import Kernel
import Routing
import Testing

@Suite("Work that an agent begins")
struct TakenItemTests {
    private func work(_ id: WorkID) -> WorkItem { WorkItem(id: id, queue: "complaints", enqueuedAt: nine) }

    @Test("is theirs at once, from ready and from AUX", arguments: [true, false])
    func taken(ready: Bool) {
        var floor = TestFloor(.complaints)
        floor.tell(.agentSignedIn(AgentProfile(id: Staff.sari), reachable: true))
        if ready { floor.tell(.agentReady(Staff.sari)) }
        let effects = floor.tell(.itemTaken(work(Callers.rina), by: Staff.sari))
        #expect(effects.first == .itemTaken(work(Callers.rina), by: Staff.sari))
        #expect(floor.engine.state(of: Staff.sari) == .busy(Callers.rina))
        floor.ring(Callers.joko)
        #expect(floor.waiting() == [Callers.joko])
    }

    @Test("is wrapped up like any other when somebody was reached")
    func reached() {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari)
        floor.tell(.itemTaken(work(Callers.rina), by: Staff.sari))
        floor.tell(.itemFinished(Callers.rina))
        #expect(floor.engine.state(of: Staff.sari) == .wrapUp(Callers.rina, until: floor.now + .seconds(60)))
    }

    @Test("leaves no wrap-up when nobody was reached, and the agent is back where they stood")
    func unreached() {
        var floor = TestFloor(.complaints)
        floor.tell(.agentSignedIn(AgentProfile(id: Staff.sari), reachable: true))
        floor.tell(.itemTaken(work(Callers.rina), by: Staff.sari))
        #expect(floor.tell(.itemUnreached(Callers.rina)).first == .itemEnded(Callers.rina, .unreached))
        #expect(floor.engine.state(of: Staff.sari) == .aux(.signedIn))
        #expect(floor.tell(.itemUnreached(Callers.rina)) == [.refused(.unknownItem(Callers.rina))])
    }

    @Test("is refused to who has work or no phone, under a name that was used, and where nobody waits to be reached")
    func refused() {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari)
        floor.tell(.itemTaken(work(Callers.rina), by: Staff.sari))
        #expect(
            floor.tell(.itemTaken(work(Callers.joko), by: Staff.sari)) == [.refused(.agentOccupied(Staff.sari))])
        floor.tell(.agentSignedIn(AgentProfile(id: Staff.budi), reachable: false))
        #expect(
            floor.tell(.itemTaken(work(Callers.joko), by: Staff.budi)) == [.refused(.agentOccupied(Staff.budi))])
        floor.tell(.agentReachable(Staff.budi))
        #expect(floor.tell(.itemTaken(work(Callers.rina), by: Staff.budi)) == [.refused(.itemKnown(Callers.rina))])
        floor.ring(Callers.eko)
        #expect(floor.tell(.itemUnreached(Callers.eko)) == [.refused(.itemNotHandled(Callers.eko))])
    }
}
