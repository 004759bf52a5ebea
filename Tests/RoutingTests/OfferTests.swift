import Kernel
import Routing
import Testing

@Suite("An offer")
struct OfferTests {
    @Test("goes to a ready agent as soon as somebody rings, and connects the two when accepted")
    func offerAndAccept() throws {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari)
        let effects = floor.ring(Callers.rina)
        let offer = try floor.offer(at: Staff.sari)
        #expect(offer.item == Callers.rina)
        #expect(offer.id == OfferID(item: Callers.rina, attempt: 1))
        #expect(offer.deadline == floor.now + .seconds(20))
        #expect(effects.contains(.offer(offer)))

        floor.now += .seconds(4)
        let answered = floor.tell(.offerAccepted(offer.id, by: Staff.sari))
        #expect(
            answered == [
                .connect(offer),
                .agentChanged(
                    Staff.sari, from: .offered(offer.id), to: .busy(Callers.rina), lasted: .seconds(4)),
            ])
        #expect(floor.engine.item(Callers.rina)?.place == .handled(by: Staff.sari, since: floor.now))
    }

    @Test("that rings out returns the caller to the head, and the agent gets nothing until they say ready")
    func ringsOut() throws {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari)
        floor.ring(Callers.rina)
        let offer = try floor.offer(at: Staff.sari)
        floor.pass(.seconds(5))
        floor.ring(Callers.joko)

        let effects = floor.pass(.seconds(15))
        #expect(effects.contains(.withdraw(offer, .timeout)))
        #expect(effects.contains(.itemReturned(Callers.rina, to: "complaints")))
        #expect(floor.engine.state(of: Staff.sari) == .notResponding)
        #expect(floor.waiting() == [Callers.rina, Callers.joko])
        #expect(floor.tell(.offerAccepted(offer.id, by: Staff.sari)) == [.refused(.offerOver(offer.id))])

        floor.tell(.agentReady(Staff.sari))
        #expect(try floor.offer(at: Staff.sari).id == OfferID(item: Callers.rina, attempt: 2))
    }

    @Test("that rings out goes to the next agent at once")
    func secondAgent() throws {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari, Staff.budi)
        floor.ring(Callers.rina)
        #expect(floor.offered(to: Staff.sari) == Callers.rina)
        floor.pass(.seconds(20))
        #expect(floor.offered(to: Staff.budi) == Callers.rina)
        #expect(floor.engine.item(Callers.rina)?.attempts == 2)
    }

    @Test(
        "that came back goes before an older caller of its priority, not before a more urgent one"
    )
    func headOfTheQueue() throws {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari)
        floor.ring(Callers.rina)
        floor.ring(Callers.joko, since: nine - .seconds(60))
        floor.ring(Callers.wati, priority: 1)
        floor.tell(.offerDeclined(try floor.offer(at: Staff.sari).id, by: Staff.sari))
        #expect(floor.waiting() == [Callers.wati, Callers.rina, Callers.joko])
        #expect(floor.engine.item(Callers.rina)?.work.enqueuedAt == nine + .seconds(1))
    }

    @Test("that is declined makes the agent say ready again")
    func declined() throws {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari)
        floor.ring(Callers.rina)
        let offer = try floor.offer(at: Staff.sari)
        #expect(floor.tell(.offerDeclined(offer.id, by: Staff.sari)).contains(.withdraw(offer, .declined)))
        #expect(floor.engine.state(of: Staff.sari) == .notResponding)
        #expect(floor.waiting() == [Callers.rina])
    }

    @Test("is withdrawn when the caller leaves, and the agent keeps their place in the order")
    func abandoned() throws {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari, Staff.budi)
        floor.ring(Callers.rina)
        let offer = try floor.offer(at: Staff.sari)
        floor.pass(.seconds(3))
        let effects = floor.tell(.itemLeft(Callers.rina, .abandoned))
        #expect(effects.contains(.withdraw(offer, .abandoned)))
        #expect(effects.contains(.itemEnded(Callers.rina, .left(.abandoned))))
        #expect(floor.engine.state(of: Staff.sari) == .ready)
        floor.ring(Callers.joko)
        #expect(floor.offered(to: Staff.sari) == Callers.joko)
    }

    @Test("belongs to one agent: nobody else can accept or decline it")
    func anothersOffer() throws {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari, Staff.budi)
        floor.ring(Callers.rina)
        let offer = try floor.offer(at: Staff.sari)
        #expect(floor.tell(.offerAccepted(offer.id, by: Staff.budi)) == [.refused(.offerOfAnother(offer.id))])
        #expect(floor.tell(.offerDeclined(offer.id, by: Staff.budi)) == [.refused(.offerOfAnother(offer.id))])
        #expect(floor.offered(to: Staff.sari) == Callers.rina)
    }

    @Test("counts once however often its acceptance arrives")
    func acceptedTwice() throws {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari)
        floor.ring(Callers.rina)
        let offer = try floor.offer(at: Staff.sari)
        try floor.answer(Staff.sari)
        let before = floor.engine.snapshot
        #expect(floor.tell(.offerAccepted(offer.id, by: Staff.sari)) == [.refused(.offerOver(offer.id))])
        #expect(floor.engine.snapshot == before)
    }

    @Test("accepted after its deadline is too late, even when the tick did not come")
    func late() throws {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari)
        floor.ring(Callers.rina)
        let offer = try floor.offer(at: Staff.sari)
        floor.now += .seconds(20)
        let effects = floor.tell(.offerAccepted(offer.id, by: Staff.sari))
        #expect(effects.first == .withdraw(offer, .timeout))
        #expect(effects.last == .refused(.offerOver(offer.id)))
    }

    @Test("goes back to the head when the agent's phone is lost or they sign out", arguments: [true, false])
    func agentLost(phone: Bool) throws {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari)
        floor.ring(Callers.rina)
        let offer = try floor.offer(at: Staff.sari)
        let effects = floor.tell(phone ? .agentUnreachable(Staff.sari) : .agentSignedOut(Staff.sari))
        #expect(effects.contains(.withdraw(offer, phone ? .agentLost : .agentSignedOut)))
        #expect(floor.engine.state(of: Staff.sari) == (phone ? .unreachable : .signedOut))
        #expect(floor.waiting() == [Callers.rina])
        #expect(floor.engine.item(Callers.rina)?.returned == true)
    }

    @Test("can be taken away from an agent, who must then say ready")
    func released() throws {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari)
        floor.ring(Callers.rina)
        let offer = try floor.offer(at: Staff.sari)
        #expect(floor.tell(.agentReleased(Staff.sari)).contains(.withdraw(offer, .released)))
        #expect(floor.engine.state(of: Staff.sari) == .notResponding)
        #expect(floor.tell(.agentReleased(Staff.sari)) == [.refused(.nothingToRelease(Staff.sari))])
    }

    @Test("rings anew for its whole limit after the floor was away")
    func resumed() throws {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari)
        floor.ring(Callers.rina)
        let offer = try floor.offer(at: Staff.sari)
        floor.now += .seconds(60)
        let effects = floor.tell(.resumed)
        let again = try floor.offer(at: Staff.sari)
        #expect(again.id == offer.id)
        #expect(again.deadline == floor.now + .seconds(20))
        #expect(effects == [.offer(again)])
    }

    @Test("has a name that is read back from its text")
    func name() {
        let id = OfferID(item: Callers.rina, attempt: 3)
        #expect(OfferID("\(id)") == id)
        #expect(OfferID("\(Callers.rina)") == nil)
        #expect(OfferID("\(Callers.rina).0") == nil)
        #expect(OfferID("\(Callers.rina).x") == nil)
    }
}
