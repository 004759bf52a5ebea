import Database
import Kernel
import Routing
import Testing
import Voice

@testable import Calls

@Suite("The floor: from the ring to the queue")
struct ArrivalTests {
    @Test("a caller hears greeting and notice, then the menu, and the digit leads to its queue")
    func menu() {
        var stage = Stage()
        let id = stage.arriving()
        guard case .play(_, let greeting)? = stage.voice.first else { Issue.record("no greeting"); return }
        #expect(greeting.files == ["salam.wav", "rekaman.wav"])
        #expect(!greeting.stopOnDigit, "the notice that the call is recorded is heard to its end")
        stage.finishPlay(id)
        guard case .play(_, let menu)? = stage.voice.first else { Issue.record("no menu"); return }
        #expect(menu.files == ["menu.wav"])
        #expect(menu.stopOnDigit)
        stage.tell(.digit(id.named(LegID.self), "1"))
        #expect(stage.machine.calls[id]?.stage == .waiting)
        #expect(stage.machine.calls[id]?.choices == ["Informasi"])
        #expect(stage.count("call.queued") == 1)
    }

    @Test("a wrong digit is told, the third one leads to the fallback")
    func wrongDigit() {
        var stage = Stage()
        let id = stage.arriving()
        stage.finishPlay(id)
        stage.tell(.digit(id.named(LegID.self), "9"))
        guard case .play(_, let again)? = stage.voice.first else { Issue.record("nothing told"); return }
        #expect(again.files == ["salah.wav", "menu.wav"])
        stage.tell(.digit(id.named(LegID.self), "9"))
        #expect(stage.machine.calls[id]?.stage == .menu("utama", tries: 3))
        stage.tell(.digit(id.named(LegID.self), "9"))
        #expect(stage.machine.calls[id]?.queue?.name == "info")
    }

    @Test("a key pressed during the notice counts when the menu opens, and not before")
    func typedAhead() {
        var stage = Stage()
        let id = stage.arriving()
        stage.tell(.digit(id.named(LegID.self), "1"))
        stage.tell(.digit(id.named(LegID.self), "2"))
        #expect(stage.machine.calls[id]?.stage == .telling(next: .menu("utama")), "the notice is heard to its end")
        stage.finishPlay(id)
        #expect(stage.machine.calls[id]?.queue?.name == "daftar", "the last key is the one that was meant")
        #expect(stage.machine.calls[id]?.typedAhead == nil)
        #expect(stage.count("call.chose") == 1)
    }

    @Test("a wrong key pressed too early is told once, and the menu waits for another")
    func typedAheadWrongly() {
        var stage = Stage()
        let id = stage.arriving()
        stage.tell(.digit(id.named(LegID.self), "9"))
        stage.finishPlay(id)
        guard case .play(_, let again)? = stage.voice.first else { Issue.record("nothing told"); return }
        #expect(again.files == ["salah.wav", "menu.wav"])
        #expect(stage.machine.calls[id]?.stage == .menu("utama", tries: 2))
    }

    @Test("silence after the menu is told twice, then the call is queued")
    func noDigit() {
        var stage = Stage()
        let id = stage.arriving()
        for tries in 1...3 {
            stage.finishPlay(id)
            if tries == 1 { stage.finishPlay(id) }
            stage.wait(6)
        }
        #expect(stage.machine.calls[id]?.queue?.name == "info")
    }

    @Test("a caller who hangs up in the menu is not counted as offered")
    func leftMenu() {
        var stage = Stage()
        let id = stage.arriving()
        stage.tell(.callEnded(id, .caller))
        #expect(stage.fact(CallFact.Ended.self)?.cause == .leftMenu)
        #expect(stage.machine.calls.isEmpty)
        #expect(stage.voice.contains(.closeLeg(leg: id.named(LegID.self))))
    }

    @Test("outside the hours the caller is told so and the centre hangs up")
    func closed() {
        var stage = Stage()
        stage.now += .seconds(12 * 3_600)
        let id = stage.arriving(called: "166")
        guard case .play(_, let words)? = stage.voice.first else { Issue.record("nothing told"); return }
        #expect(words.files == ["tutup.wav"])
        stage.finishPlay(id)
        #expect(stage.fact(CallFact.Ended.self)?.cause == .farewell)
        #expect(stage.last.contains { if case .hangUp(id) = $0 { true } else { false } })
    }

    @Test("a number that nobody has set up is refused")
    func unknownNumber() {
        var stage = Stage()
        stage.arriving(called: "999")
        #expect(stage.fact(CallFact.Ended.self)?.cause == .refused)
        #expect(stage.machine.calls.isEmpty)
    }

    @Test("one call more than the centre bears is refused, and the others go on")
    func full() {
        var stage = Stage(limits: .init(calls: 1))
        let first = stage.arriving()
        stage.arriving("081200002222")
        #expect(stage.machine.calls.keys.map(\.self) == [first])
        #expect(stage.fact(CallFact.Ended.self)?.cause == .refused)
    }

    @Test("an arrival that comes twice counts once")
    func twice() {
        var stage = Stage()
        let id = stage.arriving()
        stage.tell(.callArrived(id, caller: nil, called: "165"))
        #expect(stage.count("call.arrived") == 1)
    }
}

@Suite("The floor: from the queue to the last word")
struct ConversationTests {
    @Test("a waiting caller is told place and wait, and the music goes on")
    func announcement() {
        var stage = Stage()
        let id = stage.caller()
        _ = stage.caller("081200002222")
        stage.wait(31)
        #expect(stage.machine.calls[id]?.play?.content == .announcement)
        stage.finishPlay(id)
        #expect(stage.machine.calls[id]?.play?.content == .music)
    }

    @Test("Sari sees who rings before she answers, and hears the zip tone when she does")
    func manualAnswer() {
        var stage = Stage()
        stage.agent(Stage.sari, "Sari")
        let id = stage.caller()
        #expect(stage.desk(Stage.sari)?.state == .offered)
        #expect(stage.desk(Stage.sari)?.call?.caller == PhoneNumber("081200001111"))
        #expect(stage.desk(Stage.sari)?.call?.answeredAt == nil)
        stage.tell(.did(Stage.sari, .answer))
        let phone = stage.machine.desks[Stage.sari]!.leg!
        #expect(stage.voice.contains(.tone(leg: phone, tone: .zip)))
        #expect(
            stage.voice.contains(
                .place(leg: id.named(LegID.self), room: id.named(RoomID.self), hears: nil, heardBy: nil)))
        #expect(stage.voice.contains(.place(leg: phone, room: id.named(RoomID.self), hears: nil, heardBy: nil)))
        #expect(stage.desk(Stage.sari)?.state == .talking)
        #expect(stage.count("call.connected") == 1)
    }

    @Test("with automatic answer the call is connected after a moment to read")
    func autoAnswer() {
        var stage = Stage()
        stage.agent(Stage.sari, "Sari", auto: true)
        _ = stage.caller()
        #expect(stage.desk(Stage.sari)?.state == .offered)
        stage.wait(2)
        #expect(stage.desk(Stage.sari)?.state == .talking)
    }

    @Test("an unanswered ring sends the caller to the second agent, and the first is not rung again")
    func ringNoAnswer() {
        var stage = Stage()
        stage.agent(Stage.sari, "Sari")
        let id = stage.caller()
        stage.agent(Stage.budi, "Budi")
        stage.wait(16)
        #expect(stage.desk(Stage.sari)?.state == .notResponding)
        #expect(stage.desk(Stage.budi)?.state == .offered)
        #expect(stage.desk(Stage.budi)?.call?.call == id)
        #expect(stage.fact(CallFact.OfferEnded.self)?.reason == "timeout")
    }

    @Test("a caller on hold hears music and comes back")
    func hold() {
        var stage = Stage()
        stage.agent(Stage.sari, "Sari", auto: true)
        let id = stage.caller()
        stage.wait(2)
        stage.tell(.did(Stage.sari, .hold))
        #expect(stage.desk(Stage.sari)?.state == .held)
        #expect(stage.machine.calls[id]?.play?.content == .music)
        stage.wait(30)
        stage.tell(.did(Stage.sari, .resume))
        #expect(stage.machine.calls[id]?.play == nil)
        stage.wait(60)
        stage.tell(.callEnded(id, .caller))
        let end = stage.fact(CallFact.Ended.self)
        #expect(end?.cause == .byCaller)
        #expect(end.map { abs($0.holdSeconds - 30) < 0.5 } == true)
        #expect(end.map { abs($0.talkSeconds - 60) < 2 } == true)
    }

    @Test("after the call Sari wraps up, and is ready when she is done")
    func wrapUp() {
        var stage = Stage()
        stage.agent(Stage.sari, "Sari", auto: true)
        let id = stage.caller()
        stage.wait(2)
        stage.tell(.did(Stage.sari, .hangUp))
        #expect(stage.fact(CallFact.Ended.self)?.cause == .byAgent)
        #expect(stage.desk(Stage.sari)?.state == .wrapUp)
        #expect(stage.desk(Stage.sari)?.wrapUp?.contact == id.named(ContactID.self))
        stage.wait(10)
        stage.tell(.did(Stage.sari, .finishWrapUp))
        #expect(stage.desk(Stage.sari)?.state == .ready)
        #expect(stage.fact(CallFact.WrappedUp.self).map { abs($0.seconds - 10) < 0.5 } == true)
    }

    @Test("a contact that was saved during the call needs no wrap-up")
    func loggedEarly() {
        var stage = Stage()
        stage.agent(Stage.sari, "Sari", auto: true)
        let id = stage.caller()
        stage.wait(2)
        stage.tell(.contactLogged(id.named(ContactID.self), by: Stage.sari))
        stage.tell(.callEnded(id, .caller))
        #expect(stage.desk(Stage.sari)?.state == .ready)
    }

    @Test("a caller who gives up in the queue is abandoned; one whom the network loses is not")
    func abandoned() {
        var stage = Stage()
        let impatient = stage.caller()
        stage.wait(5)
        stage.tell(.callEnded(impatient, .caller))
        #expect(stage.fact(CallFact.Ended.self)?.cause == .abandoned)
        #expect(stage.fact(CallFact.Ended.self)?.waitedSeconds.map { abs($0 - 5) < 0.5 } == true)
        let unlucky = stage.caller()
        stage.tell(.silent(unlucky.named(LegID.self)))
        #expect(stage.fact(CallFact.Ended.self)?.cause == .network)
        #expect(stage.machine.calls.isEmpty)
    }

    @Test("a reloaded tab is back in its call on a new leg")
    func reload() throws {
        var stage = Stage()
        stage.agent(Stage.sari, "Sari", auto: true)
        let id = stage.caller()
        stage.wait(2)
        let old = try #require(stage.machine.desks[Stage.sari]?.leg)
        var random = SeededRandom(seed: 99)
        let new = LegID(at: stage.now, random: &random)
        stage.tell(.phoneOpened(Stage.sari, new))
        #expect(stage.voice.contains(.closeLeg(leg: old)))
        #expect(stage.voice.contains(.place(leg: new, room: id.named(RoomID.self), hears: nil, heardBy: nil)))
        stage.tell(.phoneConnected(new))
        #expect(stage.desk(Stage.sari)?.state == .talking)
        #expect(stage.desk(Stage.sari)?.phone == .connected)
    }

    @Test("while the agent's phone is lost the caller hears music, and both hear each other when it is back")
    func phoneLost() throws {
        var stage = Stage()
        stage.agent(Stage.sari, "Sari", auto: true)
        let id = stage.caller()
        stage.wait(2)
        let leg = try #require(stage.machine.desks[Stage.sari]?.leg)
        stage.tell(.phoneLost(leg))
        #expect(stage.machine.calls[id]?.play?.content == .music)
        stage.tell(.phoneConnected(leg))
        #expect(stage.machine.calls[id]?.play == nil)
        #expect(stage.desk(Stage.sari)?.state == .talking)
    }

    @Test("the agent of a cut contact is preferred for a while")
    func sameAgent() {
        var stage = Stage()
        stage.agent(Stage.budi, "Budi")
        stage.agent(Stage.sari, "Sari")
        let id = stage.arriving()
        stage.tell(.callerKnown(id, CallerMatch(), preferred: Stage.sari))
        stage.finishPlay(id)
        stage.tell(.digit(id.named(LegID.self), "1"))
        #expect(stage.desk(Stage.sari)?.state == .offered)
        #expect(stage.desk(Stage.budi)?.state == .ready)
    }

    @Test("what does not fit the moment is refused in words that the desk knows")
    func refusals() {
        var stage = Stage()
        stage.agent(Stage.sari, "Sari")
        func refusal(_ action: DeskAction) -> DeskRefusal? {
            for case .refused(_, let refusal) in stage.tell(.did(Stage.sari, action)) { return refusal }
            return nil
        }
        #expect(refusal(.answer) == .nothingOffered)
        #expect(refusal(.hangUp) == .noCall)
        #expect(refusal(.aux(code: "tidur")) == .unknownReason)
        #expect(refusal(.finishWrapUp) == .notInWrapUp)
        #expect(refusal(.aux(code: "istirahat")) == nil)
    }
}
