import Database
import Kernel
import Routing
import Testing

@testable import Calls
@testable import Voice

@Suite("The question of satisfaction")
struct RatingTests {
    /// Sari has just hung up on a caller of a centre that asks.
    private func hungUp(asks: Bool = true) -> (stage: Stage, id: WorkID) {
        var plan = CallPlan.small
        if asks { plan.ratingQuestion = ["kepuasan"] }
        var stage = Stage(plan: plan, limits: Stage.dialling)
        stage.agent(Stage.sari, "Sari", auto: true)
        let id = stage.caller()
        stage.wait(2)
        stage.tell(.did(Stage.sari, .hangUp))
        return (stage, id)
    }

    private func hangsUp(_ stage: Stage, _ id: WorkID) -> Bool {
        stage.last.contains { if case .hangUp(id) = $0 { true } else { false } }
            && stage.voice.contains(.closeLeg(leg: id.named(LegID.self)))
    }

    private func playing(_ stage: Stage) -> (files: [String], id: PlayID)? {
        for case .play(_, let playback) in stage.voice { return (playback.files, playback.id) }
        return nil
    }

    @Test("is asked when the agent has hung up, who wraps up meanwhile; the first key from 1 to 5 counts")
    func rated() throws {
        var (stage, id) = hungUp()
        #expect(!hangsUp(stage, id))
        #expect(stage.fact(CallFact.Ended.self)?.cause == .byAgent)
        #expect(stage.desk(Stage.sari)?.state == .wrapUp)
        #expect(stage.machine.calls.isEmpty)
        let question = try #require(playing(stage))
        #expect(question.files == ["kepuasan.wav"])
        let leg = id.named(LegID.self)
        stage.tell(.digit(leg, "7"))
        #expect(stage.count("call.rated") == 0)
        stage.tell(.digit(leg, "4"))
        stage.tell(.digit(leg, "1"))
        let rated = try #require(stage.fact(CallFact.Rated.self))
        #expect(stage.count("call.rated") == 1 && rated.rating == 4)
        #expect(rated.agent == Stage.sari && rated.queue == "info")
        stage.tell(.playFinished(leg, question.id))
        #expect(!hangsUp(stage, id), "the thanks are heard to their end")
        stage.tell(.playFinished(leg, try #require(stage.machine.ratings[id]?.play)))
        #expect(hangsUp(stage, id))
        #expect(stage.machine.ratings.isEmpty && stage.count("call.ended") == 1)
    }

    @Test("ends by itself when no key comes, and at once when the caller hangs up, the line or the engine dies")
    func unrated() throws {
        var (stage, id) = hungUp()
        stage.tell(.playFinished(id.named(LegID.self), try #require(playing(stage)).id))
        stage.wait(7)
        #expect(!stage.machine.ratings.isEmpty)
        stage.wait(1)
        #expect(hangsUp(stage, id))
        for event in [FloorEvent.callEnded(id, .caller), .silent(id.named(LegID.self)), .voiceLost] {
            (stage, id) = hungUp()
            stage.tell(event)
            #expect(stage.machine.ratings.isEmpty, "\(event)")
            #expect(stage.voice.contains(.closeLeg(leg: id.named(LegID.self))), "\(event)")
        }
        #expect(stage.count("call.rated") == 0 && stage.count("call.ended") == 1)
    }

    @Test("ends by itself when the engine never says that question or thanks were heard, and the number is free again")
    func unheard() throws {
        var (stage, id) = hungUp()
        stage.tell(.did(Stage.sari, .finishWrapUp))
        stage.wait(59)
        #expect(stage.machine.ratings.keys.map(\.self) == [id])
        stage.wait(1)
        #expect(hangsUp(stage, id) && stage.machine.ratings.isEmpty)
        stage.dialling(Stage.sari, "081200001111")
        #expect(stage.refusal == nil)
        (stage, id) = hungUp()
        stage.tell(.digit(id.named(LegID.self), "5"))
        stage.wait(14)
        #expect(!stage.machine.ratings.isEmpty)
        stage.wait(1)
        #expect(hangsUp(stage, id) && stage.machine.ratings.isEmpty && stage.count("call.rated") == 1)
    }

    @Test("goes on from what the engine tells of its legs when its events were lost")
    func eventsLost() throws {
        var (stage, id) = hungUp()
        func listing(playing: PlayID?) -> VoiceListing {
            let leg = ListedLeg(
                leg: id.named(LegID.self), kind: .rtp, local: MediaAddress(host: "127.0.0.1", port: 20_000),
                remote: nil, codec: .pcma, direction: .sendReceive, room: nil, hears: nil, heardBy: nil, muted: false,
                alive: true, webRTCState: nil, playing: playing.map { Playback(id: $0, files: []) })
            return VoiceListing(instance: "one", legs: [leg], rooms: [], recordings: [], finished: [])
        }
        let question = try #require(playing(stage)).id
        _ = stage.machine.catchUp(with: listing(playing: question), at: stage.now)
        stage.wait(8)
        #expect(stage.machine.ratings.keys.map(\.self) == [id], "the question still plays")
        for seconds in [5, 3] {
            _ = stage.machine.catchUp(with: listing(playing: nil), at: stage.now)
            stage.wait(seconds)
        }
        #expect(hangsUp(stage, id), "hearing the engine anew gives no more time")

        (stage, id) = hungUp()
        let nothing = VoiceListing(instance: "one", legs: [], rooms: [], recordings: [], finished: [])
        let effects = stage.machine.catchUp(with: nothing, at: stage.now)
        #expect(effects.contains { if case .hangUp(id) = $0 { true } else { false } })
        #expect(stage.machine.ratings.isEmpty)
    }

    @Test("is not asked where the plan does not say so, of callers who hang up, or of those whom we rang")
    func notAsked() {
        var (stage, id) = hungUp(asks: false)
        #expect(hangsUp(stage, id))
        (stage, id) = hungUp()
        stage.tell(.did(Stage.sari, .finishWrapUp))
        let caller = stage.caller("081200003333")
        stage.wait(2)
        stage.tell(.callEnded(caller, .caller))
        #expect(stage.machine.ratings.keys.map(\.self) == [id])
        stage.tell(.did(Stage.sari, .finishWrapUp))
        stage.dialling(Stage.sari, "081200001111")
        #expect(stage.refusal == .numberInCall, "the caller is still on the line")
        let called = stage.dialling(Stage.sari)
        stage.tell(.callAnswered(called))
        stage.tell(.did(Stage.sari, .hangUp))
        #expect(hangsUp(stage, called))
    }

    @Test("is a part of the plan that goes through its form, and asks for prompts that are there")
    func plan() {
        let ground = PlanDraft.Ground(
            prompts: ["salam", "rekaman", "tutup", "menu", "salah", "belum", "musik"], skills: ["umum", "daftar"])
        var plan = CallPlan.small
        plan.ratingQuestion = ["salam"]
        #expect(PlanDraft(plan).plan(on: ground).plan == plan)
        #expect(PlanDraft(plan).plan(on: ground).problems == [])
        plan.ratingQuestion = ["kepuasan"]
        #expect(PlanDraft(plan).plan(on: ground).problems == [PlanProblem(.rating, .unknownPrompt("kepuasan"))])
    }
}
