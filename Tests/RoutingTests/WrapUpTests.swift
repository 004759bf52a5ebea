import Kernel
import Routing
import Testing

@Suite("Wrap-up")
struct WrapUpTests {
    private func afterCall(_ policy: QueuePolicy = .complaints) throws -> TestFloor {
        var floor = TestFloor(policy)
        floor.arrive(Staff.sari)
        floor.ring(Callers.rina)
        try floor.answer(Staff.sari)
        floor.pass(.seconds(120))
        floor.tell(.itemFinished(Callers.rina))
        return floor
    }

    @Test("follows the call and ends when the agent says so")
    func done() throws {
        var floor = try afterCall()
        #expect(floor.engine.state(of: Staff.sari) == .wrapUp(Callers.rina, until: floor.now + .seconds(60)))
        let state = floor.engine.state(of: Staff.sari)
        floor.ring(Callers.joko)
        #expect(floor.waiting() == [Callers.joko])
        floor.pass(.seconds(12))
        let effects = floor.tell(.wrapUpDone(Staff.sari, of: Callers.rina))
        #expect(effects.first == .wrapUpEnded(Staff.sari, Callers.rina, .done))
        #expect(effects.contains(.agentChanged(Staff.sari, from: state, to: .ready, lasted: .seconds(12))))
        #expect(floor.offered(to: Staff.sari) == Callers.joko)
    }

    @Test("that reaches its limit makes the agent ready")
    func limit() throws {
        var floor = try afterCall()
        #expect(floor.pass(.seconds(59)).isEmpty)
        #expect(floor.pass(.seconds(1)).first == .wrapUpEnded(Staff.sari, Callers.rina, .limitReached))
        #expect(floor.engine.state(of: Staff.sari) == .ready)
    }

    @Test("ends when the agent says ready")
    func ready() throws {
        var floor = try afterCall()
        #expect(floor.tell(.agentReady(Staff.sari)).first == .wrapUpEnded(Staff.sari, Callers.rina, .done))
        #expect(floor.engine.state(of: Staff.sari) == .ready)
    }

    @Test("can be given more time")
    func extended() throws {
        var floor = try afterCall()
        floor.tell(.wrapUpExtended(Staff.sari, of: Callers.rina, by: .seconds(30)))
        #expect(floor.pass(.seconds(89)).isEmpty)
        #expect(floor.pass(.seconds(1)).first == .wrapUpEnded(Staff.sari, Callers.rina, .limitReached))
    }

    @Test("is left out when the queue gives it no time")
    func none() throws {
        let floor = try afterCall(.complaints.with { $0.wrapUpLimit = .zero })
        #expect(floor.engine.state(of: Staff.sari) == .ready)
    }

    @Test("lasts as long as it takes when the queue sets no limit")
    func unlimited() throws {
        var floor = try afterCall(.complaints.with { $0.wrapUpLimit = nil })
        #expect(floor.pass(.seconds(9_000)).isEmpty)
        #expect(
            floor.tell(.wrapUpExtended(Staff.sari, of: Callers.rina, by: .seconds(9))) == [
                .refused(.wrapUpHasNoLimit(Staff.sari))
            ])
    }

    @Test("of one call is not ended by a late word about another")
    func lateWord() throws {
        var floor = try afterCall()
        floor.tell(.wrapUpDone(Staff.sari, of: Callers.rina))
        floor.ring(Callers.joko)
        try floor.answer(Staff.sari)
        floor.tell(.itemFinished(Callers.joko))
        #expect(
            floor.tell(.wrapUpDone(Staff.sari, of: Callers.rina)) == [.refused(.notWrappingUp(Staff.sari))])
        #expect(floor.engine.state(of: Staff.sari).kind == .wrapUp)
    }

    @Test("follows also when the caller hung up or the line failed")
    func cut() throws {
        var floor = TestFloor(.complaints)
        floor.arrive(Staff.sari)
        floor.ring(Callers.rina)
        try floor.answer(Staff.sari)
        let effects = floor.tell(.itemLeft(Callers.rina, .networkFailure))
        #expect(effects.contains(.itemEnded(Callers.rina, .cut(.networkFailure))))
        #expect(floor.engine.state(of: Staff.sari).kind == .wrapUp)
    }

    @Test("can be ended by somebody else")
    func released() throws {
        var floor = try afterCall()
        #expect(
            floor.tell(.agentReleased(Staff.sari)).first == .wrapUpEnded(Staff.sari, Callers.rina, .released))
        #expect(floor.engine.state(of: Staff.sari) == .ready)
    }

    @Test("and handling together move the queue's average by a sixteenth of the difference")
    func average() throws {
        var floor = try afterCall()
        #expect(floor.engine.status(of: "complaints", at: floor.now)?.averageHandling == .seconds(180))
        floor.pass(.seconds(44))
        floor.tell(.wrapUpDone(Staff.sari, of: Callers.rina))
        // 164 s against the assumed 180 s.
        #expect(floor.engine.record(of: "complaints")?.averageHandling == .seconds(179))
    }
}
