import Kernel
import Pages
import Routing
import Testing

@testable import Calls

@Suite("the form of a call plan")
struct PlanDraftTests {
    private let ground = PlanDraft.Ground(
        prompts: ["salam", "rekaman", "tutup", "menu", "salah", "belum", "musik"], skills: ["umum", "daftar"])

    @Test("a plan that goes through its form comes out as it was")
    func roundTrip() {
        var plan = CallPlan.small
        plan.entries[0].next = .farewell(["tutup", "salam"])
        plan.cutContactSeconds = 1_200
        let (back, problems) = PlanDraft(plan).plan(on: ground)
        #expect(back == plan)
        #expect(problems == [])
    }

    @Test("what cannot be read is said once, beside its own field")
    func unreadable() {
        var draft = PlanDraft(.small)
        draft.queues[1].ringLimit = "lima belas"
        draft.entries[1].days[2] = "pagi"
        draft.menus[0].fallback = ""
        let problems = draft.plan(on: ground).problems
        #expect(
            Set(problems) == [
                PlanProblem(.queue(1, .ringLimit), .outside(3...120)),
                PlanProblem(.entry(1, .hours), .unreadableHours), PlanProblem(.menu(0, .fallback), .missing),
            ])
        #expect(problems.count == 3)
    }

    @Test("a new queue can be led to at once, and begins with the limits of the first")
    func newQueue() {
        var draft = PlanDraft(.small)
        draft.apply(.addQueue("Rumah sakit & obat"))
        #expect(draft.queues[2].name == "rumah-sakit-obat")
        #expect(draft.queues[2].skills.isEmpty)
        draft.menus[0].options.append(PlanDraft.Option(digit: "3", title: "RS", next: "queue:rumah-sakit-obat"))
        let (plan, problems) = draft.plan(on: ground)
        #expect(problems == [])
        #expect(plan.queues[2].title == "Rumah sakit & obat")
        #expect(plan.queues[2].wrapUpLimitSeconds == plan.queues[0].wrapUpLimitSeconds)
    }

    @Test("names are made from titles, and none is given twice")
    func names() {
        #expect(PlanDraft.name(from: "Pendaftaran", unlike: []) == "pendaftaran")
        #expect(PlanDraft.name(from: "Pendaftaran", unlike: ["pendaftaran"]) == "pendaftaran-2")
        #expect(PlanDraft.name(from: "Pendaftaran", unlike: ["pendaftaran", "pendaftaran-2"]) == "pendaftaran-3")
        #expect(PlanDraft.name(from: "…", unlike: []) == "baru")
        #expect(
            PlanDraft.name(from: "Rumah sakit dan obat yang panjang sekali", unlike: []) == "rumah-sakit-dan-obat-yang")
        #expect(PlanDraft.name(from: String(repeating: "a", count: 99), unlike: []).count == 32)
    }

    @Test("a reason keeps the code that its facts carry, whatever its title becomes; two new ones differ")
    func auxCodes() {
        var draft = PlanDraft(.small)
        draft.auxReasons[0].title = "Makan siang"
        draft.auxReasons += [
            PlanDraft.AuxRow(title: "Istirahat", minutes: ""), PlanDraft.AuxRow(title: "Istirahat", minutes: "5"),
        ]
        let (plan, problems) = draft.plan(on: ground)
        #expect(plan.auxReasons.map(\.code) == ["istirahat", "istirahat-2", "istirahat-3"])
        #expect(plan.auxReasons.map(\.longestSeconds) == [900, nil, 300])
        #expect(problems == [])
    }

    @Test("rows that are not there are not removed, and a form does not grow for ever")
    func bounds() {
        var draft = PlanDraft(.small)
        draft.apply(.removeQueue(9))
        #expect(draft == PlanDraft(.small))
        for _ in 0..<100 { draft.apply(.addMenu("baru")) }
        #expect(draft.menus.count == PlanDraft.mostRows)
        #expect(Set(draft.menus.map(\.name)).count == PlanDraft.mostRows)
    }

    @Test(
        "what a button asks for is read from its value, and nothing else is",
        arguments: [
            ("add.queue", PlanDraft.Change.addQueue("Obat")), ("add.option.1", .addOption(menu: 1)),
            ("remove.menu.0", .removeMenu(0)), ("remove.aux.0", nil), ("add.queue.1", nil), ("", nil), ("remove", nil),
        ])
    func changes(_ value: String, _ change: PlanDraft.Change?) {
        #expect(PlanDraft.Change(Form(["change": value, "new.queue": "Obat"])) == change)
    }
}
