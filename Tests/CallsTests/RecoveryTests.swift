import Database
import Kernel
import Routing
import Testing

@testable import Calls
@testable import Voice

@Suite("The floor after a death")
struct RecoveryTests {
    /// A listing in which everything of the floor is alive.
    private func listing(_ machine: FloorMachine) -> VoiceListing {
        let callers = machine.calls.values.map {
            leg($0.leg, .rtp, room: $0.stage == .talking ? $0.room : nil, $0.play)
        }
        let agents = machine.desks.values.compactMap(\.leg).map { leg($0, .webRTC, room: nil, nil) }
        return VoiceListing(instance: "one", legs: callers + agents, rooms: [], recordings: [], finished: [])
    }

    private func leg(_ id: LegID, _ kind: ListedLeg.Kind, room: RoomID?, _ play: Call.Playing?) -> ListedLeg {
        ListedLeg(
            leg: id, kind: kind, local: MediaAddress(host: "127.0.0.1", port: 20_000), remote: nil, codec: .pcma,
            direction: .sendReceive, room: room, hears: nil, heardBy: nil, muted: false, alive: true,
            webRTCState: kind == .webRTC ? .connected : nil, playing: play.map { Playback(id: $0.id, files: []) })
    }

    private func morning() -> (Stage, Paper, talking: WorkID, waiting: WorkID) {
        var stage = Stage()
        var paper = Paper()
        stage.onEffects = { paper.write($0) }
        stage.agent(Stage.sari, "Sari", auto: true)
        let talking = stage.caller()
        stage.wait(2)
        let waiting = stage.caller("081000000002")
        stage.wait(10)
        stage.onEffects = { _ in }
        return (stage, paper, talking, waiting)
    }

    @Test("after kill -9 conversations go on, waiting callers keep their place, and the next calls are routed as ever")
    func takenUp() throws {
        let (stage, paper, talking, waiting) = morning()
        var machine = FloorMachine(plan: .small, calendar: .jakarta, seed: 2)
        let effects = machine.takeUp(paper.kept, listing: listing(stage.machine), at: stage.now + .seconds(2))
        #expect(machine.calls[talking]?.stage == .talking)
        #expect(machine.calls[waiting]?.stage == .waiting)
        #expect(machine.calls[waiting]?.queue?.at == stage.machine.calls[waiting]?.queue?.at)
        #expect(machine.deskView(Stage.sari, today: AgentDay(), alarms: [])?.state == .talking)
        for case .hangUp(let id) in effects { Issue.record("\(id) was hung up") }

        _ = machine.handle(.callEnded(talking, .caller), at: stage.now + .seconds(60))
        #expect(machine.deskView(Stage.sari, today: AgentDay(), alarms: [])?.state == .wrapUp)
        _ = machine.handle(.did(Stage.sari, .finishWrapUp), at: stage.now + .seconds(70))
        #expect(machine.deskView(Stage.sari, today: AgentDay(), alarms: [])?.call?.call == waiting)
    }

    @Test("a call whose audio ended meanwhile is recorded as ended by the system, not as abandoned")
    func goneMeanwhile() throws {
        let (stage, paper, talking, waiting) = morning()
        var gone = listing(stage.machine)
        gone.legs.removeAll { $0.leg == waiting.named(LegID.self) }
        var machine = FloorMachine(plan: .small, calendar: .jakarta, seed: 2)
        let effects = machine.takeUp(paper.kept, listing: gone, at: stage.now + .seconds(2))
        var causes: [CallEnd] = []
        for case .write(.fact(let fact as CallFact.Ended, _, _)) in effects { causes.append(fact.cause) }
        #expect(causes == [.system])
        #expect(machine.calls.keys.map(\.self) == [talking])
    }

    @Test("records that contradict each other are left out, and the floor starts all the same")
    func torn() throws {
        let (stage, paper, talking, waiting) = morning()
        var kept = paper.kept
        kept.agents = []
        var machine = FloorMachine(plan: .small, calendar: .jakarta, seed: 2)
        _ = machine.takeUp(kept, listing: listing(stage.machine), at: stage.now + .seconds(2))
        #expect(machine.calls[talking] == nil, "its agent is nowhere")
        #expect(machine.calls[waiting]?.stage == .waiting)
        #expect(machine.desks.isEmpty)
    }

    @Test("after kill -9 in the wrap-up the desk knows whom the record is about, and looks the callers up again")
    func wrapUp() throws {
        var stage = Stage()
        var paper = Paper()
        stage.onEffects = { paper.write($0) }
        stage.agent(Stage.sari, "Sari", auto: true)
        let ended = stage.caller("081000000001")
        stage.wait(2)
        stage.tell(.callEnded(ended, .caller))
        let waiting = stage.caller("081000000002")
        stage.wait(3)
        stage.onEffects = { _ in }
        var machine = FloorMachine(plan: .small, calendar: .jakarta, seed: 2)
        let effects = machine.takeUp(paper.kept, listing: listing(stage.machine), at: stage.now + .seconds(2))
        let card = machine.deskView(Stage.sari, today: AgentDay(), alarms: [])?.conversation
        #expect(card?.call == ended)
        #expect(card?.caller == PhoneNumber("081000000001"))
        let asked = effects.compactMap { if case .lookUp(let id, _) = $0 { id } else { nil } }
        #expect(Set(asked) == [ended, waiting])
        let match = CallerMatch(contacts: [try .cut(stage.now)])
        _ = machine.handle(.callerKnown(ended, match, preferred: nil), at: stage.now + .seconds(3))
        #expect(machine.deskView(Stage.sari, today: AgentDay(), alarms: [])?.conversation?.match == match)
    }

    @Test("who was in a menu when the process died, on a number that the plan no longer has, waits for an agent")
    func numberGone() {
        var stage = Stage()
        var paper = Paper()
        stage.onEffects = { paper.write($0) }
        let id = stage.arriving()
        stage.onEffects = { _ in }
        var plan = CallPlan.small
        plan.entries.remove(at: 0)
        var machine = FloorMachine(plan: plan, calendar: .jakarta, seed: 2)
        _ = machine.takeUp(paper.kept, listing: listing(stage.machine), at: stage.now + .seconds(2))
        #expect(machine.calls[id]?.stage == .waiting)
    }

    @Test("when the voice engine is born again everybody is connected, played to and recorded anew")
    func voiceReborn() throws {
        var (stage, _, talking, waiting) = morning()
        stage.tell(.voiceLost)
        stage.tell(.voiceReborn)
        let room = talking.named(RoomID.self)
        #expect(
            stage.voice.contains {
                if case .startRecording(room, let path, _, _) = $0 { path.hasSuffix("-2.opus") } else { false }
            })
        #expect(stage.machine.calls[waiting]?.play?.content == .music)
        #expect(stage.desk(Stage.sari)?.phone == .lost)
        var random = SeededRandom(seed: 5)
        let leg = LegID(at: stage.now, random: &random)
        stage.tell(.phoneOpened(Stage.sari, leg))
        #expect(stage.voice.contains(.place(leg: leg, room: room, hears: nil, heardBy: nil)))
        stage.tell(.phoneConnected(leg))
        #expect(stage.desk(Stage.sari)?.state == .talking)
        #expect(stage.machine.calls[talking]?.talk?.phoneLost == false)
    }
}
