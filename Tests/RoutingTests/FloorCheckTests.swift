import Kernel
import Testing

@testable import Routing

/// The checks of the random days must be able to fail: each is shown a floor that is broken in its own way.
@Suite("The checks of a floor")
struct FloorCheckTests {
    private static let offer = Offer(
        id: OfferID(item: Callers.rina, attempt: 1), agent: Staff.sari, queue: "complaints", offeredAt: nine,
        deadline: nine + .seconds(20))

    private func watch(_ effects: [RoutingEffect]) -> [String] {
        var witness = Witness()
        let sari: [RoutingEffect] = [
            .agentChanged(Staff.sari, from: .signedOut, to: .ready, lasted: .zero),
            .itemQueued(WorkItem(id: Callers.rina, queue: "complaints", enqueuedAt: nine)),
        ]
        witness.watch(sari + effects, after: .tick, at: nine)
        return witness.takeViolations()
    }

    private let rings: [RoutingEffect] = [
        .offer(offer), .agentChanged(Staff.sari, from: .ready, to: .offered(offer.id), lasted: .zero),
    ]

    @Test("have nothing against a sound offer")
    func sound() { #expect(watch(rings).isEmpty) }

    @Test("object to two offers of one item, and to two offers at one agent")
    func twice() {
        #expect(watch(rings + [.offer(Self.offer)]).contains("an item was offered twice"))
        let other = Offer(
            id: OfferID(item: Callers.joko, attempt: 1), agent: Staff.sari, queue: "complaints", offeredAt: nine,
            deadline: nine + .seconds(20))
        let joko = RoutingEffect.itemQueued(WorkItem(id: Callers.joko, queue: "complaints", enqueuedAt: nine))
        #expect(watch(rings + [joko, .offer(other)]).contains("an agent was rung who was not ready"))
    }

    @Test("object to an offer that ends twice, and to one that never ends")
    func endings() {
        let back: [RoutingEffect] = [.withdraw(Self.offer, .timeout), .itemReturned(Callers.rina, to: "complaints")]
        let free = RoutingEffect.agentChanged(
            Staff.sari, from: .offered(Self.offer.id), to: .notResponding, lasted: .zero)
        #expect(watch(rings + back + [free]).isEmpty)
        #expect(watch(rings + back + back + [free]).contains("an offer ended that was not live"))
        #expect(
            watch(rings + [.itemEnded(Callers.rina, .finished)]).contains("an item ended whose offer still rings"))
    }

    @Test("object to a caller who is lost between two places")
    func lost() {
        let free = RoutingEffect.agentChanged(
            Staff.sari, from: .offered(Self.offer.id), to: .notResponding, lasted: .zero)
        #expect(watch(rings + [.withdraw(Self.offer, .timeout), free]).contains("an item was lost"))
    }

    @Test("object to an agent whose call is not theirs, and to a state that follows from another")
    func agents() {
        let busy = RoutingEffect.agentChanged(Staff.sari, from: .ready, to: .busy(Callers.rina), lasted: .zero)
        #expect(watch([busy]).contains("an agent believes in a call that is not theirs"))
        let wrong = RoutingEffect.agentChanged(Staff.sari, from: .notResponding, to: .unreachable, lasted: .zero)
        #expect(watch([wrong]).contains("an agent left a state that they were not in"))
    }

    /// Sari talks with Rina, Budi is rung by Joko, Wati waits.
    private func floor() throws -> TestFloor {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari, Staff.budi)
        floor.ring(Callers.rina)
        try floor.answer(Staff.sari)
        floor.ring(Callers.joko)
        floor.ring(Callers.wati)
        return floor
    }

    @Test("object to an agent who is ready beside a waiting caller")
    func idleHelper() throws {
        var engine = try floor().engine
        engine.agents[Staff.budi]?.work = .none
        #expect(FloorCheck.full(engine, Witness()).contains("an item waits while an agent is ready who may take it"))
        engine.index = engine.builtIndex()
        #expect(FloorCheck.quick(engine, at: nine).contains("an item waits while an agent of its pool is ready"))
    }

    @Test("object to an index that is not what the records say, and to a floor that is not what was told")
    func drift() throws {
        var engine = try floor().engine
        engine.agents[Staff.budi]?.standing = .notResponding
        engine.items[Callers.wati] = nil
        let violations = FloorCheck.full(engine, Witness())
        #expect(violations.contains("the index is not what the records say"))
        #expect(violations.contains("an item is not where the effects told"))
        #expect(violations.contains("an agent came or went without a word"))
    }

    @Test("object to records that change without a word")
    func unnamed() throws {
        let before = try floor().engine.snapshot
        var after = before
        after.agents[0].standing = .leaving
        after.items.removeLast()
        #expect(
            FloorCheck.unnamed(before, after, []) == [
                "an agent's record changed without a word", "an item's record changed without a word",
            ])
        let words: [RoutingEffect] = [.standingChanged(Staff.sari, .leaving), .itemEnded(Callers.wati, .finished)]
        #expect(FloorCheck.unnamed(before, after, words).isEmpty)
    }

    @Test("object to what is overdue")
    func overdue() throws {
        let engine = try floor().engine
        #expect(FloorCheck.quick(engine, at: nine + .seconds(600)) == ["something is overdue"])
    }

    @Test("see nothing wrong in a snapshot of a sound floor")
    func soundSnapshot() throws { #expect(try floor().engine.snapshot.contradictions.isEmpty) }

    @Test("find every contradiction in a broken snapshot, and the engine refuses to start from it")
    func contradictions() throws {
        let sound = try floor().engine.snapshot
        let breaks: [(RoutingContradiction, (inout RoutingSnapshot) -> Void)] = [
            (.queueTwice("complaints"), { $0.queues.append($0.queues[0]) }),
            (.agentTwice(Staff.sari), { $0.agents.append($0.agents[0]) }),
            (.itemTwice(Callers.wati), { $0.items.append($0.items[2]) }),
            (.itemEnded(Callers.wati), { $0.ended.append(Callers.wati) }),
            (.itemInUnknownQueue(Callers.wati), { $0.queues = [] }),
            (.numberTaken(1), { $0.nextNumber = 1 }),
            (.agentWithoutItem(Staff.sari), { $0.items.removeFirst() }),
            (.agentWithoutItem(Staff.budi), { $0.items[1].place = .waiting(keptFor: nil) }),
            (.itemWithoutAgent(Callers.joko), { $0.agents[1].work = .none }),
            (.agentWithoutItem(Staff.budi), { $0.agents[1].work = $0.agents[0].work }),
            (.itemWithoutAgent(Callers.wati), { $0.items[2].place = $0.items[1].place }),
            (
                .itemWithoutAgent(Callers.wati),
                { $0.items[2].place = .waiting(keptFor: PreferredAgent(Staff.agus, until: nine)) }
            ),
            (.agentOutOfPlace(Staff.budi), { $0.agents[1].reachable = false }),
            (
                .agentOutOfPlace(Staff.budi),
                {
                    $0.agents[1].work = .none
                    $0.agents[1].standing = .leaving
                }
            ),
        ]
        for (contradiction, broken) in breaks {
            var snapshot = sound
            broken(&snapshot)
            #expect(snapshot.contradictions.contains(contradiction))
            #expect(throws: RoutingContradiction.self) { try RoutingEngine(snapshot) }
        }
    }
}
