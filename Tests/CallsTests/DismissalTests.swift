import Database
import Kernel
import Routing
import Testing

@testable import Calls

@Suite("A supervisor sends an agent off the floor")
struct DismissalTests {
    private let sari = Supervisor(id: PersonID("01990000-0000-7000-8000-0000000000f1")!, name: "Sari Wulandari")
    private let citra = Stage.sari

    private func stage(auto: Bool = true) -> Stage {
        var stage = Stage()
        stage.agent(citra, "Citra", auto: auto)
        return stage
    }

    @Test("a ready agent leaves at once; the fact names the supervisor, and the desk says who it was")
    func atOnce() {
        var stage = stage()
        let effects = stage.tell(.dismissed(citra, by: sari))
        #expect(stage.machine.desks[citra] == nil)
        #expect(stage.desk(citra)?.state == .signedOut)
        #expect(stage.desk(citra)?.dismissedBy == "Sari Wulandari")
        #expect(stage.fact(CallFact.Dismissed.self)?.afterCall == false)
        let authors = effects.compactMap { effect -> Author? in
            guard case .write(.fact(let fact, let about, let by)) = effect, fact is CallFact.Dismissed else {
                return nil
            }
            return about == .person(citra) ? by : nil
        }
        #expect(authors == [.person(sari.id)])
        #expect(stage.machine.floorView(today: FloorFigures(), alarms: [], at: stage.now).agents.isEmpty)
    }

    @Test("a call is finished and recorded first; until then the agent cannot choose to stay")
    func afterTheCall() {
        var stage = stage()
        let id = stage.caller()
        stage.wait(2)
        stage.tell(.dismissed(citra, by: sari))
        #expect(stage.desk(citra)?.state == .talking)
        #expect(stage.desk(citra)?.leaves == true)
        #expect(stage.fact(CallFact.Dismissed.self)?.afterCall == true)
        for action in [DeskAction.ready, .aux(code: "istirahat")] {
            let refusals = stage.tell(.did(citra, action)).compactMap {
                if case .refused(_, let refusal) = $0 { refusal } else { nil }
            }
            #expect(refusals == [.dismissed], "\(action)")
        }
        stage.tell(.dismissed(citra, by: sari))
        #expect(stage.count("agent.dismissed") == 1)
        stage.tell(.callEnded(id, .caller))
        #expect(stage.desk(citra)?.state == .wrapUp)
        stage.tell(.did(citra, .finishWrapUp))
        #expect(stage.desk(citra)?.state == .signedOut)
    }

    @Test("a caller who rings goes back to the head of the queue")
    func ringing() {
        var stage = stage(auto: false)
        let id = stage.caller()
        stage.tell(.dismissed(citra, by: sari))
        #expect(stage.desk(citra)?.state == .signedOut)
        #expect(stage.machine.calls[id]?.stage == .waiting)
        #expect(stage.machine.routing.position(of: id) == 1)
    }

    @Test("who opens the desk again is back, and not ready yet")
    func back() {
        var stage = stage()
        stage.tell(.dismissed(citra, by: sari))
        stage.agent(citra, "Citra")
        #expect(stage.desk(citra)?.state == .ready)
        stage.tell(.did(citra, .aux(code: "istirahat")))
        #expect(stage.desk(citra)?.state.reason?.code == "istirahat")
    }

    @Test("nobody who is not there can be sent away")
    func absent() {
        var stage = Stage()
        let refusals = stage.tell(.dismissed(citra, by: sari)).compactMap {
            if case .refused(_, let refusal) = $0 { refusal } else { nil }
        }
        #expect(refusals == [.notAtTheDesk])
        #expect(stage.count("agent.dismissed") == 0)
    }
}

@Suite("What the desk keeps for the record")
struct WrapUpViewTests {
    private func match() throws -> CallerMatch { CallerMatch(contacts: [try .cut(Timestamp(seconds: 1_763_773_200))]) }

    @Test("the conversation stays on the desk until its record is saved, and is gone then")
    func stays() throws {
        var stage = Stage()
        stage.agent(Stage.sari, "Sari", auto: true)
        let id = stage.caller()
        stage.tell(.callerKnown(id, try match(), preferred: nil))
        stage.wait(2)
        stage.tell(.callEnded(id, .caller))
        let card = try #require(stage.desk(Stage.sari)?.conversation)
        #expect(card.caller == PhoneNumber("081200001111"))
        #expect(card.match.contacts.count == 1)
        #expect(card.choices == ["Informasi"])
        stage.tell(.contactLogged(id.named(ContactID.self), by: Stage.sari))
        #expect(stage.desk(Stage.sari)?.conversation == nil)
        stage.tell(.did(Stage.sari, .finishWrapUp))
        #expect(stage.machine.matches.isEmpty)
        #expect(stage.desk(Stage.sari)?.wrapUp == nil)
    }

    @Test("it goes with the wrap-up's limit, and nothing of it is left behind")
    func limit() throws {
        var stage = Stage()
        stage.agent(Stage.sari, "Sari", auto: true)
        let id = stage.caller()
        stage.tell(.callerKnown(id, try match(), preferred: nil))
        stage.wait(2)
        stage.tell(.callEnded(id, .caller))
        stage.wait(61)
        #expect(stage.desk(Stage.sari)?.state == .ready)
        #expect(stage.desk(Stage.sari)?.conversation == nil)
        #expect(stage.machine.matches.isEmpty)
    }

    @Test("what is found out late still comes to the desk that writes the record")
    func late() throws {
        var stage = Stage()
        stage.agent(Stage.sari, "Sari", auto: true)
        let id = stage.caller()
        stage.wait(2)
        stage.tell(.callEnded(id, .caller))
        stage.tell(.callerKnown(id, try match(), preferred: nil))
        #expect(stage.desk(Stage.sari)?.conversation?.match.contacts.count == 1)
    }

    @Test("a supervisor sees the agent's call by queue, time and hold, and nothing of the caller")
    func supervisor() throws {
        var stage = Stage()
        stage.agent(Stage.sari, "Sari", auto: true)
        _ = stage.caller()
        stage.wait(2)
        let since = stage.machine.calls.values.first?.talk?.connectedAt
        stage.tell(.did(Stage.sari, .hold))
        stage.wait(7)
        let today = AgentDay(calls: 3, averageHandlingSeconds: 170, contacts: 2, tickets: 1, unlogged: 1)
        let view = try #require(stage.machine.agentView(Stage.sari, today: today, at: stage.now))
        #expect(view.tile.state == .held)
        #expect(view.call?.queueTitle == "Informasi")
        #expect(view.call?.since == since)
        #expect(view.call.map { abs($0.holdSeconds - 7) < 0.5 } == true)
        #expect(view.today == today)
        #expect(stage.machine.agentView(Stage.budi, today: AgentDay(), at: stage.now) == nil)
    }
}
