import Kernel
import Routing
import Testing

@testable import Calls

@Suite("what is wrong with a call plan")
struct PlanProblemTests {
    private static let prompts: Set<PromptName> = [
        "salam", "rekaman", "tutup", "menu", "salah", "belum", "musik",
    ]

    private func problems(_ change: (inout CallPlan) -> Void) -> [PlanProblem] {
        var plan = CallPlan.small
        change(&plan)
        return plan.problems(prompts: Self.prompts, skills: ["umum", "daftar"])
    }

    @Test("a plan in which everything leads somewhere has no problems")
    func sound() {
        #expect(problems { _ in } == [])
        #expect(CallPlan.small.problems() == [])
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let problem: PlanProblem
        let change: @Sendable (inout CallPlan) -> Void

        init(
            _ why: String, _ place: PlanProblem.Place, _ reason: PlanProblem.Reason,
            _ change: @escaping @Sendable (inout CallPlan) -> Void
        ) {
            (testDescription, problem, self.change) = (why, PlanProblem(place, reason), change)
        }
    }

    @Test(
        "each fault is found where it is, and nothing beside it",
        arguments: [
            Case("without a number nobody can ring", .entries, .nobodyCanRing) { $0.entries = [] },
            Case("one number leads to one place only", .entry(1, .number), .twice) { $0.entries[1].number = "165" },
            Case("no telephone dials a blank", .entry(0, .number), .notANumber) { $0.entries[0].number = "1 65" },
            Case("an entry leads to a menu that is gone", .entry(0, .next), .leadsNowhere) {
                $0.entries[0].next = .menu("lama")
            },
            Case("a prompt that nobody recorded is silence", .entry(0, .greeting), .unknownPrompt("halo")) {
                $0.entries[0].greeting = ["salam", "halo"]
            },
            Case("a day ends after it begins", .entry(1, .hours), .unreadableHours) {
                $0.entries[1].hours = .weekly([.init(weekday: 1, from: 1_020, until: 480)])
            },
            Case("a key counts once in a menu", .option(1, menu: 0), .twice) { $0.menus[0].options[1].digit = "1" },
            Case("A is no telephone key", .option(0, menu: 0), .notAKey) { $0.menus[0].options[0].digit = "A" },
            Case("a choice leads to a queue that is gone", .option(1, menu: 0), .leadsNowhere) {
                $0.menus[0].options[1].next = .queue("lama")
            },
            Case("a menu without choices is a dead end", .menu(0, .options), .missing) { $0.menus[0].options = [] },
            Case("a menu must be told at least once", .menu(0, .tries), .outside(1...9)) { $0.menus[0].tries = 0 },
            Case("a silent caller would hear it for ever", .menu(0, .fallback), .circle) {
                $0.menus[0].fallback = .menu("utama")
            },
            Case("a ring of a second is none", .queue(0, .ringLimit), .outside(3...120)) {
                $0.queues[0].ringLimitSeconds = 1
            },
            Case("music breaks off all the time", .queue(1, .announceEvery), .outside(5...600)) {
                $0.queues[1].announceEverySeconds = 4
            },
            Case("no agent can have this skill", .queue(0, .skills), .unknownSkill("jawa")) {
                $0.queues[0].skills["jawa"] = 1
            },
            Case("levels end at ten", .queue(0, .skills), .outside(1...10)) { $0.queues[0].skills["umum"] = 11 },
            Case("facts name a queue", .queue(0, .title), .missing) { $0.queues[0].title = " " },
            Case("a reason lasts a minute at least", .auxReason(0), .outside(60...28_800)) {
                $0.auxReasons[0].longestSeconds = 1
            },
            Case("nobody is kept for an agent for an hour", .sameAgent, .outside(0...600)) {
                $0.sameAgentSeconds = 3_600
            },
        ])
    func faults(_ fault: Case) {
        #expect(problems(fault.change) == [fault.problem])
    }

    @Test("two menus that lead a silent caller to each other are both named")
    func circle() {
        let found = problems { plan in
            var second = plan.menus[0]
            second.name = "kedua"
            second.fallback = .menu("utama")
            plan.menus[0].fallback = .menu("kedua")
            plan.menus.append(second)
        }
        #expect(found == [PlanProblem(.menu(0, .fallback), .circle), PlanProblem(.menu(1, .fallback), .circle)])
    }
}

@Suite("opening hours as people write them")
struct OpeningHoursTests {
    @Test(
        "a day is read in the ways that people write it",
        arguments: [
            ("08.00-17.00", [480, 1_020]), ("8-17", [480, 1_020]), (" 8:30 – 12 ", [510, 720]),
            ("08.00-12.00, 13.00-17.30", [480, 720, 780, 1_050]), ("0-24.00", [0, 1_440]), ("", []), (" , ", []),
        ])
    func read(_ text: String, _ minutes: [Int]) {
        let ranges = OpeningHours.ranges(on: 2, from: text)
        #expect(ranges?.flatMap { [$0.from, $0.until] } == minutes)
        #expect(ranges?.allSatisfy { $0.weekday == 2 } == true)
    }

    @Test(
        "what cannot be meant is not read",
        arguments: ["17.00-08.00", "08.00", "8-25", "08.60-09.00", "8-12-17", "pagi", "8-", "0-24.01", "08.00-08.00"])
    func refuse(_ text: String) {
        #expect(OpeningHours.ranges(on: 1, from: text) == nil)
    }

    @Test("what is written is read back as it was")
    func roundTrip() throws {
        let hours = OpeningHours.weekly([
            .init(weekday: 1, from: 480, until: 720), .init(weekday: 1, from: 780, until: 1_020),
            .init(weekday: 6, from: 0, until: 1_440),
        ])
        #expect(hours.text(on: 1) == "08.00-12.00, 13.00-17.00")
        #expect(hours.text(on: 2).isEmpty)
        let back = try (1...7).flatMap { try #require(OpeningHours.ranges(on: $0, from: hours.text(on: $0))) }
        #expect(OpeningHours.weekly(back) == hours)
    }
}
