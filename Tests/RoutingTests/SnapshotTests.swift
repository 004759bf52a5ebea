import Foundation
import Kernel
import Routing
import Testing

@Suite("A snapshot")
struct SnapshotTests {
    /// Every kind of state and place at once.
    private func floor() throws -> TestFloor {
        var floor = TestFloor(.complaints, .registration)
        floor.arrive(Staff.sari, Staff.budi, Staff.dewi)
        floor.ring(Callers.rina)
        try floor.answer(Staff.sari)
        floor.ring(Callers.joko)
        try floor.answer(Staff.budi)
        floor.tell(.itemFinished(Callers.joko))
        floor.ring(Callers.wati)
        floor.ring(Callers.eko, for: PreferredAgent(Staff.sari, until: floor.now + .seconds(90)))
        floor.tell(
            .agentSignedIn(AgentProfile(id: Staff.agus, skills: ["registration": 4], site: "Semarang"), reachable: true)
        )
        return floor
    }

    @Test("written and read again wakes the same engine, which goes on alike")
    func roundTrip() throws {
        var floor = try floor()
        let written = try JSONEncoder().encode(floor.engine.snapshot)
        let read = try JSONDecoder().decode(RoutingSnapshot.self, from: written)
        var woken = try RoutingEngine(read)
        #expect(woken.snapshot == floor.engine.snapshot)
        #expect(woken.nextDeadline == floor.engine.nextDeadline)
        #expect(woken.handle(.itemFinished(Callers.rina), at: floor.now) == floor.tell(.itemFinished(Callers.rina)))
        let later = floor.now + .seconds(120)
        #expect(woken.handle(.tick, at: later) == floor.engine.handle(.tick, at: later))
    }

    @Test("is put together from single records, and the floor goes on")
    func assembled() throws {
        var floor = try floor()
        let engine = floor.engine
        let (snapshot, leftOut) = RoutingSnapshot.assembled(
            policies: engine.policies, agents: Array(engine.agentRecords), items: Array(engine.itemRecords),
            at: floor.now)
        #expect(leftOut.isEmpty)
        var woken = try RoutingEngine(snapshot)
        #expect(woken.handle(.itemFinished(Callers.rina), at: floor.now) == floor.tell(.itemFinished(Callers.rina)))
    }

    @Test("leaves out what contradicts the rest, and names it")
    func contradicting() throws {
        let engine = try floor().engine
        let (snapshot, leftOut) = RoutingSnapshot.assembled(
            policies: engine.policies, agents: engine.agentRecords.filter { $0.id != Staff.sari },
            items: Array(engine.itemRecords), at: engine.now)
        #expect(leftOut.contains(.itemWithoutAgent(Callers.rina)))
        #expect(snapshot.contradictions.isEmpty)
        #expect(snapshot.agents.map(\.id) == [Staff.budi, Staff.dewi, Staff.agus])
        #expect(snapshot.items.map(\.id) == [Callers.wati, Callers.eko])
        #expect(snapshot.items.last?.place == .waiting(keptFor: nil))
    }

    @Test("of records that wait for each other is settled by the first event")
    func unsettled() throws {
        var floor = TestFloor(.complaints)
        floor.ring(Callers.rina)
        let items = Array(floor.engine.itemRecords)
        floor.tell(.itemLeft(Callers.rina, .abandoned))
        floor.arrive(Staff.sari)
        let (snapshot, _) = RoutingSnapshot.assembled(
            policies: floor.engine.policies, agents: Array(floor.engine.agentRecords), items: items, at: floor.now)
        var woken = try RoutingEngine(snapshot)
        #expect(woken.handle(.resumed, at: floor.now).contains { if case .offer = $0 { true } else { false } })
    }
}
