import Contacts
import Database
import Kernel
import Routing
import Testing
import Voice

@testable import Calls

@Suite("An outgoing call")
struct DialTests {
    private static let number = PhoneNumber("081200009999")!

    /// Budi sits in AUX, with a phone, and rings out.
    private func dialled() -> (stage: Stage, id: WorkID) {
        var stage = Stage(limits: Stage.dialling)
        stage.agent(Stage.budi, "Budi")
        stage.tell(.did(Stage.budi, .aux(code: "istirahat")))
        let id = stage.dialling(Stage.budi)
        return (stage, id)
    }

    private func talking() -> (stage: Stage, id: WorkID) {
        var (stage, id) = dialled()
        stage.wait(4)
        stage.tell(.callAnswered(id))
        return (stage, id)
    }

    @Test("begins with the agent in the room, and goes out with the number that the centre shows")
    func begins() throws {
        let (stage, id) = dialled()
        let phone = try #require(stage.machine.desks[Stage.budi]?.leg)
        #expect(stage.voice == [.place(leg: phone, room: id.named(RoomID.self), hears: nil, heardBy: nil)])
        let out = stage.last.compactMap { effect -> [PhoneNumber]? in
            if case .dial(id, let number, let from) = effect { [number, from] } else { nil }
        }
        #expect(out == [[Self.number, PhoneNumber("0215550100")!]])
        let view = try #require(stage.desk(Stage.budi))
        #expect(view.state == .dialling)
        #expect(view.until == stage.now + .seconds(45))
        #expect(view.call?.shownNumber == "0812-xxxx-xxxx")
        #expect(view.call?.outgoing?.purpose.title == "Konfirmasi TKT-2611-00042")
        let fact = try #require(stage.fact(CallFact.Dialled.self))
        #expect(fact.number == Self.number && fact.agent == Stage.budi && fact.purpose.id == "42")
    }

    @Test("that only rings is heard as a tone of ours, one second in five")
    func ringTone() throws {
        var (stage, id) = dialled()
        let phone = try #require(stage.machine.desks[Stage.budi]?.leg)
        var tones = 0
        stage.onEffects = { effects in
            for case .voice(.tone(phone, .ring)) in effects { tones += 1 }
        }
        stage.wait(6)
        #expect(tones == 0, "nobody has said that it rings")
        stage.tell(.callProgressed(id, .ringing))
        stage.tell(.callProgressed(id, .ringing))
        stage.wait(11)
        #expect(tones == 3)
        stage.tell(.callProgressed(id, .earlyAudio))
        #expect(
            stage.voice.contains(
                .place(leg: id.named(LegID.self), room: id.named(RoomID.self), hears: nil, heardBy: nil)))
        stage.tell(.callProgressed(id, .ringing))
        stage.wait(11)
        #expect(tones == 3, "the network speaks for itself")
    }

    @Test("that is answered is a contact of ours, recorded and wrapped up, and the agent is back in AUX")
    func answered() throws {
        var (stage, id) = talking()
        #expect(stage.desk(Stage.budi)?.state == .talking)
        #expect(stage.voice.contains { if case .startRecording = $0 { true } else { false } })
        let opened = stage.last.compactMap { effect -> ContactOpening? in
            if case .write(.contact(let opening)) = effect { opening } else { nil }
        }
        #expect(opened.map(\.direction) == [.outgoing])
        #expect(opened.first?.contact == id.named(ContactID.self) && opened.first?.queue == nil)
        #expect(stage.fact(CallFact.DialAnswered.self)?.ringSeconds == 4)
        stage.tell(.did(Stage.budi, .hold))
        #expect(stage.desk(Stage.budi)?.state == .held)
        stage.wait(10)
        stage.tell(.did(Stage.budi, .resume))
        stage.wait(20)
        stage.tell(.callEnded(id, .caller))
        let end = try #require(stage.fact(CallFact.DialEnded.self))
        #expect(end.outcome == .answered && end.status == nil && end.contact == id.named(ContactID.self))
        #expect((end.ringSeconds, end.talkSeconds, end.holdSeconds) == (4, 20, 10))
        #expect(stage.count("call.ended") == 0 && stage.count("call.connected") == 0)
        #expect(stage.desk(Stage.budi)?.state == .wrapUp)
        #expect(stage.desk(Stage.budi)?.wrapUp?.contact == id.named(ContactID.self))
        stage.tell(.did(Stage.budi, .finishWrapUp))
        #expect(stage.desk(Stage.budi)?.state.reason?.code == "istirahat")
        #expect(stage.fact(CallFact.WrappedUp.self)?.outgoing == true)
    }

    @Test("that nobody answers ends after the ring limit, and leaves neither contact nor wrap-up")
    func noAnswer() throws {
        var (stage, id) = dialled()
        stage.tell(.callProgressed(id, .ringing))
        stage.wait(44)
        #expect(stage.desk(Stage.budi)?.state == .dialling)
        stage.wait(1)
        #expect(stage.last.contains { if case .hangUp(id) = $0 { true } else { false } })
        let end = try #require(stage.fact(CallFact.DialEnded.self))
        #expect(end.outcome == .noAnswer && end.ringSeconds == 45 && end.contact == nil)
        #expect(stage.count("call.wrapped-up") == 0)
        #expect(!stage.last.contains { if case .write(.contactEnded) = $0 { true } else { false } })
        #expect(stage.desk(Stage.budi)?.state.reason?.code == "istirahat")
        #expect(stage.voice.contains(.closeRoom(room: id.named(RoomID.self))))
    }

    @Test(
        "that the network refuses has the outcome of its status",
        arguments: [
            (486, DialOutcome.busy), (600, .busy), (603, .busy), (607, .busy),
            (480, .noAnswer), (408, .noAnswer), (487, .noAnswer),
            (404, .numberInvalid), (410, .numberInvalid), (484, .numberInvalid), (604, .numberInvalid),
            (300, .unreachable), (302, .unreachable), (400, .unreachable), (401, .unreachable), (403, .unreachable),
            (407, .unreachable), (415, .unreachable), (488, .unreachable), (500, .unreachable), (502, .unreachable),
            (503, .unreachable), (504, .unreachable), (606, .unreachable),
        ])
    func refused(status: Int, outcome: DialOutcome) throws {
        #expect(DialOutcome(refusedWith: status) == outcome)
        var (stage, id) = dialled()
        stage.wait(2)
        stage.tell(.callEnded(id, .refused(status: status)))
        let end = try #require(stage.fact(CallFact.DialEnded.self))
        #expect(end.outcome == outcome && end.status == status && end.ringSeconds == 2)
        #expect(stage.desk(Stage.budi)?.unreached == Desk.Unreached(number: Self.number, outcome: outcome))
        stage.dialling(Stage.budi)
        #expect(stage.desk(Stage.budi)?.unreached == nil)
        stage.tell(.did(Stage.budi, .hangUp))
        #expect(stage.machine.calls.isEmpty)
    }

    @Test(
        "that ends without a word of the network says whose doing it was",
        arguments: [(LineEnd.network, DialOutcome.unreachable), (.noAudio, .failed), (.ours, .failed)])
    func wordless(end: LineEnd, outcome: DialOutcome) throws {
        var (stage, id) = dialled()
        stage.tell(.callEnded(id, end))
        #expect(stage.fact(CallFact.DialEnded.self)?.outcome == outcome)
        #expect(stage.count("call.dial-ended") == 1)
    }

    @Test("can be given up by the agent before anyone answers; a late answer then changes nothing")
    func cancelled() {
        var (stage, id) = dialled()
        stage.tell(.did(Stage.budi, .hangUp))
        #expect(stage.fact(CallFact.DialEnded.self)?.outcome == .cancelledByAgent)
        #expect(stage.last.contains { if case .hangUp(id) = $0 { true } else { false } })
        stage.tell(.callAnswered(id))
        stage.tell(.callEnded(id, .ours))
        #expect(stage.count("call.dial-ended") == 1 && stage.count("call.dial-answered") == 0)
    }

    @Test("that a machine answered is marked by the agent, and by nobody else")
    func machine() {
        var (stage, _) = dialled()
        stage.tell(.did(Stage.budi, .machine))
        #expect(stage.refusal == .notDialled, "nobody has answered yet")
        (stage, _) = talking()
        stage.tell(.did(Stage.budi, .machine))
        #expect(stage.fact(CallFact.DialEnded.self)?.outcome == .machine)
        #expect(stage.desk(Stage.budi)?.state == .wrapUp)
        stage.agent(Stage.sari, "Sari", auto: true)
        _ = stage.caller()
        stage.wait(2)
        stage.tell(.did(Stage.sari, .machine))
        #expect(stage.refusal == .notDialled, "callers who ring us are no machines")
    }

    @Test("is not placed while anybody on the floor rings that number or speaks with it")
    func oneByNumber() {
        var (stage, id) = dialled()
        stage.agent(Stage.sari, "Sari")
        stage.dialling(Stage.sari)
        #expect(stage.refusal == .numberInCall)
        #expect(stage.desk(Stage.sari)?.state == .ready)
        stage.tell(.callEnded(id, .refused(status: 486)))
        let caller = stage.arriving("081200009999")
        stage.dialling(Stage.sari)
        #expect(stage.refusal == .numberInCall)
        stage.tell(.callEnded(caller, .caller))
        stage.dialling(Stage.sari)
        #expect(stage.refusal == nil)
        #expect(stage.count("call.dialled") == 2)
    }

    @Test("is placed by agents who are free and have a phone, from a centre that can")
    func refusals() throws {
        var (stage, id) = dialled()
        stage.dialling(Stage.budi, "081200008888")
        #expect(stage.refusal == .notFree)
        stage.tell(.did(Stage.budi, .dial(Stage.order(id))))
        #expect(stage.refusal == nil && stage.count("call.dialled") == 1, "asked twice is one call")
        stage.tell(.callEnded(id, .refused(status: 486)))
        stage.tell(.did(Stage.budi, .dial(Stage.order(id))))
        #expect(stage.refusal == .callIsOver)
        stage.tell(.did(Stage.budi, .ready))
        _ = stage.caller()
        stage.dialling(Stage.budi)
        #expect(stage.refusal == .notFree, "somebody rings this agent")
        stage.tell(.did(Stage.budi, .answer))
        stage.tell(.did(Stage.budi, .hangUp))
        stage.dialling(Stage.budi)
        #expect(stage.refusal == .notFree, "the record comes first")
        stage.tell(.did(Stage.budi, .finishWrapUp))
        stage.tell(.phoneLost(try #require(stage.machine.desks[Stage.budi]?.leg)))
        stage.dialling(Stage.budi)
        #expect(stage.refusal == .phoneNotConnected)
        stage.dialling(Stage.sari)
        #expect(stage.refusal == .notAtTheDesk)
        var other = Stage()
        other.agent(Stage.sari, "Sari")
        other.dialling(Stage.sari)
        #expect(other.refusal == .cannotDial, "nothing is set up to ring through")
        #expect(other.count("call.dialled") == 0)
    }

    @Test("ends by fault of ours when the agent's phone or the voice engine is lost before the answer")
    func lost() throws {
        var (stage, _) = dialled()
        stage.tell(.phoneLost(try #require(stage.machine.desks[Stage.budi]?.leg)))
        #expect(stage.fact(CallFact.DialEnded.self)?.outcome == .failed)
        (stage, _) = dialled()
        stage.tell(.voiceLost)
        #expect(stage.fact(CallFact.DialEnded.self)?.outcome == .failed)
        #expect(stage.machine.calls.isEmpty)
    }

    @Test("shows on the floor as such, without a word of who is rung")
    func onTheFloor() throws {
        var (stage, id) = dialled()
        var view = stage.machine.floorView(today: FloorFigures(), alarms: [], at: stage.now)
        #expect(view.agents.map(\.state) == [.dialling] && view.agents[0].isOutgoing)
        #expect(view.agents[0].queueTitle == nil)
        #expect(view.live.dialling == 1)
        stage.tell(.callAnswered(id))
        view = stage.machine.floorView(today: FloorFigures(), alarms: [], at: stage.now)
        #expect(view.agents.map(\.state) == [.talking] && view.agents[0].isOutgoing)
        #expect(view.live.dialling == 0 && view.live.talking == 1)
        #expect(view.queues.map(\.queue) == ["info", "daftar"])
    }

    @Test("shows the agent who may carry the number, and each look is a fact")
    func looks() throws {
        var (stage, id) = dialled()
        #expect(stage.last.contains { if case .lookUp(id, Self.number) = $0 { true } else { false } })
        stage.tell(.callerKnown(id, CallerMatch(), preferred: nil))
        #expect(stage.last.contains { if case .deskChanged(Stage.budi) = $0 { true } else { false } })
    }

    @Test("after a death one that rang is ended by the system, and one that was answered goes on")
    func recovery() throws {
        for isAnswered in [false, true] {
            var stage = Stage(limits: Stage.dialling)
            var paper = Paper()
            stage.onEffects = { paper.write($0) }
            stage.agent(Stage.budi, "Budi")
            let id = stage.dialling(Stage.budi)
            if isAnswered { stage.tell(.callAnswered(id)) }
            stage.onEffects = { _ in }
            var machine = FloorMachine(plan: .small, calendar: .jakarta, seed: 2, limits: Stage.dialling)
            let effects = machine.takeUp(paper.kept, listing: nil, at: stage.now + .seconds(2))
            let ends = effects.compactMap { effect -> CallFact.DialEnded? in
                if case .write(.fact(let fact as CallFact.DialEnded, _, _)) = effect { fact } else { nil }
            }
            let state = machine.deskView(Stage.budi, today: AgentDay(), alarms: [])?.state
            if isAnswered {
                #expect(ends.isEmpty && state == .talking)
                let over = machine.handle(.callEnded(id, .caller), at: stage.now + .seconds(60))
                #expect(
                    over.contains {
                        if case .write(.fact(let fact as CallFact.DialEnded, _, _)) = $0 {
                            fact.outcome == .answered && fact.purpose.id == "42"
                        } else {
                            false
                        }
                    })
            } else {
                #expect(ends.map(\.outcome) == [.failed] && state == .ready)
                #expect(machine.calls.isEmpty)
            }
        }
    }
}
