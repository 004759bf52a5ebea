import Database
import Kernel
import Routing
import Testing
import Voice

@testable import Calls

@Suite("The plan changes while calls are under way")
struct PlanChangeTests {
    private func changed(_ change: (inout CallPlan) -> Void) -> FloorEvent {
        var plan = CallPlan.small
        change(&plan)
        return .planChanged(plan, version: 2)
    }

    @Test("a conversation goes on, and its queue's limits hold from the next call on")
    func conversation() {
        var stage = Stage()
        stage.agent(Stage.sari, "Sari", auto: true)
        let id = stage.caller()
        stage.wait(2)
        stage.tell(changed { $0.queues[0].title = "Informasi umum" })
        #expect(stage.desk(Stage.sari)?.state == .talking)
        #expect(stage.machine.calls[id]?.stage == .talking)
        #expect(stage.desk(Stage.sari)?.queues.first?.title == "Informasi umum")
        for case .hangUp(let call) in stage.last { Issue.record("\(call) was hung up") }
    }

    @Test("who waits keeps the place, and new limits hold at once")
    func waiting() {
        var stage = Stage()
        let id = stage.caller()
        stage.wait(5)
        let since = stage.machine.calls[id]?.queue?.at
        stage.tell(changed { $0.queues[0].serviceLevelSeconds = 30 })
        #expect(stage.machine.calls[id]?.stage == .waiting)
        #expect(stage.machine.calls[id]?.queue?.at == since)
        stage.wait(20)
        stage.agent(Stage.sari, "Sari", auto: true)
        stage.wait(2)
        #expect(stage.fact(CallFact.Connected.self)?.withinLimit == true, "27 s of at most 30")
    }

    @Test("who stands in a menu that is gone hears the greeting anew, and the new menu")
    func goneMenu() {
        var stage = Stage()
        let id = stage.arriving()
        stage.finishPlay(id)
        #expect(stage.machine.calls[id]?.stage == .menu("utama", tries: 1))
        stage.tell(
            changed { plan in
                plan.menus[0].name = "baru"
                plan.entries[0].next = .menu("baru")
            })
        guard case .play(_, let greeting)? = stage.voice.first else { Issue.record("nothing is told"); return }
        #expect(greeting.files == ["salam.wav", "rekaman.wav"])
        stage.finishPlay(id)
        stage.tell(.digit(id.named(LegID.self), "1"))
        #expect(stage.machine.calls[id]?.queue?.name == "info")
        #expect(stage.count("call.arrived") == 1)
    }

    @Test("who is greeted on a number that is gone, on the way to a menu that is gone, waits for an agent")
    func goneNumber() {
        var stage = Stage()
        let id = stage.arriving()
        stage.tell(
            changed { plan in
                plan.menus = []
                plan.entries = [plan.entries[1]]
            })
        #expect(stage.machine.calls[id]?.stage == .waiting)
        #expect(stage.machine.calls[id]?.queue?.name == "info")
    }

    @Test("who slipped into a queue that is being taken away goes on waiting in another, with the same age")
    func goneQueue() {
        var stage = Stage()
        let id = stage.caller(pressing: "2")
        stage.wait(12)
        let since = stage.machine.calls[id]?.queue?.at
        stage.tell(
            changed { plan in
                plan.queues.remove(at: 1)
                plan.menus[0].options.remove(at: 1)
            })
        #expect(stage.machine.calls[id]?.queue?.name == "info")
        #expect(stage.machine.calls[id]?.queue?.title == "Informasi")
        #expect(stage.machine.calls[id]?.queue?.at == since)
        #expect(stage.fact(CallFact.Moved.self)?.from == "daftar")
        stage.agent(Stage.sari, "Sari", auto: true)
        stage.wait(2)
        #expect(stage.desk(Stage.sari)?.state == .talking)
    }

    @Test("a call that rings from a queue that is taken away stops ringing there and rings from the other")
    func goneWhileRinging() {
        var stage = Stage()
        stage.agent(Stage.budi, "Budi", skills: ["daftar": 5])
        let id = stage.caller(pressing: "2")
        #expect(stage.desk(Stage.budi)?.state == .offered)
        stage.tell(
            changed { plan in
                plan.queues.remove(at: 1)
                plan.menus[0].options.remove(at: 1)
            })
        #expect(stage.desk(Stage.budi)?.state == .ready)
        #expect(stage.machine.calls[id]?.stage == .waiting)
        stage.agent(Stage.sari, "Sari")
        #expect(stage.desk(Stage.sari)?.call?.call == id)
    }

    @Test("a plan with a fault, or an older version than the one in use, changes nothing")
    func refused() {
        var stage = Stage()
        stage.tell(changed { $0.entries = [] })
        #expect(stage.machine.plan == .small)
        stage.tell(changed { $0.sameAgentSeconds = 60 })
        #expect(stage.machine.plan.sameAgentSeconds == 60)
        stage.tell(.planChanged(.small, version: 1))
        #expect(stage.machine.plan.sameAgentSeconds == 60)
    }
}
