import Kernel
import Routing
import Testing

@Suite("An agent")
struct AgentTests {
    static let lunch = AuxReason("lunch", longestStay: .seconds(1_800))

    @Test("signs in to AUX, and is rung only after saying ready")
    func signIn() {
        var floor = TestFloor(.complaints)
        floor.ring(Callers.rina)
        floor.tell(.agentSignedIn(AgentProfile(id: Staff.sari), reachable: true))
        #expect(floor.engine.state(of: Staff.sari) == .aux(.signedIn))
        #expect(
            floor.tell(.agentSignedIn(AgentProfile(id: Staff.sari), reachable: true)) == [
                .refused(.alreadySignedIn(Staff.sari))
            ])
        floor.tell(.agentReady(Staff.sari))
        #expect(floor.offered(to: Staff.sari) == Callers.rina)
    }

    @Test("without a phone is not rung until the phone is there")
    func phone() {
        var floor = TestFloor(.complaints)
        floor.ring(Callers.rina)
        floor.tell(.agentSignedIn(AgentProfile(id: Staff.sari), reachable: false))
        floor.tell(.agentReady(Staff.sari))
        #expect(floor.engine.state(of: Staff.sari) == .unreachable)
        #expect(floor.tell(.agentReachable(Staff.sari)).first == .phoneChanged(Staff.sari, reachable: true))
        #expect(floor.offered(to: Staff.sari) == Callers.rina)
        #expect(floor.tell(.agentReachable(Staff.sari)).isEmpty)
    }

    @Test("keeps the call when the phone is lost in it, and waits for the phone after wrap-up")
    func phoneLostInCall() throws {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari)
        floor.ring(Callers.rina)
        try floor.answer(Staff.sari)
        #expect(floor.tell(.agentUnreachable(Staff.sari)) == [.phoneChanged(Staff.sari, reachable: false)])
        #expect(floor.engine.state(of: Staff.sari) == .busy(Callers.rina))
        floor.tell(.itemFinished(Callers.rina))
        floor.tell(.wrapUpDone(Staff.sari, of: Callers.rina))
        #expect(floor.engine.state(of: Staff.sari) == .unreachable)
    }

    @Test("who asks for AUX in a call or in wrap-up gets it afterwards", arguments: [true, false])
    func pendingAux(inCall: Bool) throws {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari)
        floor.ring(Callers.rina)
        try floor.answer(Staff.sari)
        if !inCall { floor.tell(.itemFinished(Callers.rina)) }
        #expect(
            floor.tell(.agentAux(Staff.sari, Self.lunch)) == [.standingChanged(Staff.sari, .aux(Self.lunch))])
        if inCall { floor.tell(.itemFinished(Callers.rina)) }
        #expect(floor.engine.state(of: Staff.sari).kind == .wrapUp)
        floor.ring(Callers.joko)
        floor.pass(.seconds(60))
        #expect(floor.engine.state(of: Staff.sari) == .aux(Self.lunch))
        #expect(floor.waiting() == [Callers.joko])
    }

    @Test("can take a pending AUX back while the call lasts")
    func auxTakenBack() throws {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari)
        floor.ring(Callers.rina)
        try floor.answer(Staff.sari)
        floor.tell(.agentAux(Staff.sari, Self.lunch))
        floor.tell(.agentReady(Staff.sari))
        floor.tell(.itemFinished(Callers.rina))
        floor.pass(.seconds(60))
        #expect(floor.engine.state(of: Staff.sari) == .ready)
    }

    @Test("who asks for AUX while it rings gets it when the offer is over", arguments: [true, false])
    func auxWhileOffered(rungOut: Bool) throws {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari)
        floor.ring(Callers.rina)
        floor.tell(.agentAux(Staff.sari, Self.lunch))
        #expect(floor.offered(to: Staff.sari) == Callers.rina)
        if rungOut { floor.pass(.seconds(20)) } else { floor.tell(.itemLeft(Callers.rina, .abandoned)) }
        #expect(floor.engine.state(of: Staff.sari) == .aux(Self.lunch))
    }

    @Test("who stays in AUX too long raises one alarm a stay")
    func overstay() {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari)
        floor.tell(.agentAux(Staff.sari, Self.lunch))
        let since = floor.now
        #expect(floor.tell(.agentAux(Staff.sari, Self.lunch)).isEmpty)
        #expect(floor.pass(.seconds(1_799)).isEmpty)
        #expect(floor.pass(.seconds(1)) == [.auxOverstayed(Staff.sari, Self.lunch, since: since)])
        #expect(floor.pass(.seconds(9_000)).isEmpty)
        floor.tell(.agentReady(Staff.sari))
        floor.tell(.agentAux(Staff.sari, Self.lunch))
        #expect(floor.pass(.seconds(1_800)).count == 1)
    }

    @Test("may stay in AUX without a longest stay as long as it takes, and starts anew with another reason")
    func auxReasons() {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari)
        floor.tell(.agentAux(Staff.sari, AuxReason("training")))
        #expect(floor.pass(.seconds(36_000)).isEmpty)
        floor.tell(.agentAux(Staff.sari, Self.lunch))
        #expect(floor.engine.agent(Staff.sari)?.since == floor.now)
        #expect(floor.pass(.seconds(1_800)).count == 1)
    }

    @Test("who signs out in a call finishes and wraps up first; signing out again ends the wrap-up")
    func signOut() throws {
        var floor = TestFloor(.complaints.with { $0.wrapUpLimit = nil })
        floor.arrive(Staff.sari)
        floor.ring(Callers.rina)
        try floor.answer(Staff.sari)
        #expect(floor.tell(.agentSignedOut(Staff.sari)) == [.standingChanged(Staff.sari, .leaving)])
        floor.tell(.itemFinished(Callers.rina))
        #expect(floor.engine.state(of: Staff.sari) == .wrapUp(Callers.rina, until: nil))
        let effects = floor.tell(.agentSignedOut(Staff.sari))
        #expect(effects.contains(.wrapUpEnded(Staff.sari, Callers.rina, .signedOut)))
        #expect(floor.engine.state(of: Staff.sari) == .signedOut)
        #expect(floor.engine.agent(Staff.sari) == nil)
        #expect(floor.tell(.agentSignedOut(Staff.sari)).isEmpty)
    }

    @Test("whose call is taken away lets it go back to the head of its queue")
    func releasedInCall() throws {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari)
        floor.ring(Callers.rina)
        try floor.answer(Staff.sari)
        floor.arrive(Staff.budi)
        floor.tell(.agentReleased(Staff.sari))
        #expect(floor.offered(to: Staff.budi) == Callers.rina)
        #expect(floor.engine.state(of: Staff.sari) == .notResponding)
    }

    @Test("is counted by state, and their time at work is measured without AUX")
    func countsAndOccupancy() throws {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari, Staff.budi)
        floor.tell(.agentAux(Staff.budi, Self.lunch))
        #expect(floor.engine.count(.ready) == 1)
        #expect(floor.engine.count(.aux) == 1)
        floor.ring(Callers.rina)
        try floor.answer(Staff.sari)
        #expect(floor.engine.count(.busy) == 1)
        #expect(floor.engine.count(.ready) == 0)
        // Ready for two seconds while Budi came, then six in the call.
        #expect(floor.engine.agent(Staff.sari)?.occupancy(at: floor.now + .seconds(6)) == 0.75)
        floor.pass(.seconds(6))
        floor.tell(.agentAux(Staff.sari, Self.lunch))
        floor.tell(.itemFinished(Callers.rina))
        floor.tell(.wrapUpDone(Staff.sari, of: Callers.rina))
        #expect(floor.engine.agent(Staff.sari)?.occupancy(at: floor.now + .seconds(600)) == 0.75)
    }

    @Test("is never in a state for less than nothing, though the clock steps back")
    func clockStepsBack() {
        var engine = RoutingEngine(at: nine)
        _ = engine.handle(.agentSignedIn(AgentProfile(id: Staff.sari), reachable: true), at: nine)
        let effects = engine.handle(.agentReady(Staff.sari), at: nine - .seconds(60))
        #expect(effects == [.agentChanged(Staff.sari, from: .aux(.signedIn), to: .ready, lasted: .zero)])
        #expect(engine.now == nine)
    }

    @Test("who is not signed in is refused whatever they ask")
    func stranger() {
        var floor = TestFloor(.complaints)
        let events: [RoutingEvent] = [
            .agentReady(Staff.sari), .agentAux(Staff.sari, Self.lunch), .agentReachable(Staff.sari),
            .agentUnreachable(Staff.sari), .agentReleased(Staff.sari),
            .agentProfileChanged(AgentProfile(id: Staff.sari)), .wrapUpDone(Staff.sari, of: Callers.rina),
            .wrapUpExtended(Staff.sari, of: Callers.rina, by: .seconds(9)),
        ]
        for event in events { #expect(floor.tell(event) == [.refused(.notSignedIn(Staff.sari))]) }
    }
}
