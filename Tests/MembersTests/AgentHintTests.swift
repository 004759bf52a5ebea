import Foundation
import Kernel
import Members
import Testing

@Suite("Hints for the agent")
struct AgentHintTests {
    private let rules = HintRules.original
    private static let calm = FloorPressure(waiting: 0, longestWaitSeconds: 0, readyAgents: 5)
    private static let between = FloorPressure(waiting: 5, longestWaitSeconds: 30, readyAgents: 0)
    private static let long = FloorPressure(waiting: 12, longestWaitSeconds: 45, readyAgents: 0)

    private func ground(_ adjust: (inout HintGround) -> Void = { _ in }) -> HintGround {
        var ground = HintGround(
            today: ChangeCounter.today, arrears: Rupiah(300_000), arrearsMonths: 3, identity: .basic)
        adjust(&ground)
        return ground
    }

    private func verdicts(
        _ ground: HintGround, _ pressure: FloorPressure, seconds: Int, rules: HintRules? = nil
    ) -> [HintKind: AgentHint.Verdict] {
        let hints = (rules ?? self.rules).hints(ground, pressure: pressure, contactSeconds: seconds)
        return Dictionary(uniqueKeysWithValues: hints.map { ($0.kind, $0.verdict) })
    }

    struct Moment: Sendable, CustomTestStringConvertible {
        let pressure: FloorPressure
        let seconds: Int
        let verdict: AgentHint.Verdict
        let why: String
        var testDescription: String { why }

        init(_ waiting: Int, _ wait: Int, ready: Int, seconds: Int, _ verdict: AgentHint.Verdict, _ why: String) {
            pressure = FloorPressure(waiting: waiting, longestWaitSeconds: wait, readyAgents: ready)
            (self.seconds, self.verdict, self.why) = (seconds, verdict, why)
        }
    }

    @Test(
        "shown when the floor is calm or the contact short, held back when the queue is long",
        arguments: [
            Moment(0, 0, ready: 5, seconds: 400, .shown(.floorCalm), "nobody waits: a long contact may grow longer"),
            Moment(2, 20, ready: 0, seconds: 400, .shown(.floorCalm), "just calm"),
            Moment(3, 10, ready: 0, seconds: 400, .heldBack(.contactLong), "three wait, and the contact is long"),
            Moment(3, 10, ready: 0, seconds: 120, .shown(.contactShort), "three wait, but the contact is short"),
            Moment(3, 10, ready: 0, seconds: 121, .heldBack(.contactLong), "a second over"),
            Moment(1, 21, ready: 0, seconds: 30, .shown(.contactShort), "one waits longer than calm allows"),
            Moment(10, 10, ready: 0, seconds: 10, .heldBack(.queueLong), "ten wait: even a short contact stays short"),
            Moment(1, 60, ready: 0, seconds: 10, .heldBack(.queueLong), "one waits a minute"),
            Moment(10, 10, ready: 1, seconds: 10, .shown(.contactShort), "ten wait, one agent is about to answer"),
            Moment(9, 59, ready: 0, seconds: 10, .shown(.contactShort), "just not long"),
        ])
    func pressure(_ moment: Moment) {
        #expect(verdicts(ground(), moment.pressure, seconds: moment.seconds) == [.arrears: moment.verdict])
    }

    @Test("only what applies is a hint, the most important first, with what its words need")
    func applies() {
        let all = ground { ground in
            ground.unregistered = 2
            ground.uninsuredBirths = [theDay("2026-11-10"), theDay("2026-11-01")]
            ground.mayChangeClass = true
        }
        var many = rules
        many.mostShown = 9
        let hints = many.hints(all, pressure: Self.calm, contactSeconds: 60)
        #expect(hints.map(\.kind) == [.newborn, .arrears, .unregisteredFamily, .classChange])
        #expect(hints[0].blanks == ["day": .day(theDay("2026-11-29"))], "the first of the two to run out")
        #expect(hints[1].blanks == ["amount": .money(Rupiah(300_000)), "months": .number(3)])
        #expect(hints[2].blanks == ["count": .number(2)])
        let nothing = HintGround(today: ChangeCounter.today, identity: .strong)
        #expect(rules.hints(nothing, pressure: Self.calm, contactSeconds: 60) == [])
        var fewer = rules
        fewer.rows.removeAll { $0.kind == .arrears }
        #expect(verdicts(ground(), Self.calm, seconds: 60, rules: fewer) == [:], "no row, no hint")
    }

    @Test(
        "a newborn is mentioned until its 28 days are over, however long the queue is",
        arguments: [
            ("2026-11-23", true), ("2026-10-26", true), ("2026-10-25", false), ("2026-11-24", false),
        ])
    func newborn(_ born: String, _ isMentioned: Bool) {
        let ground = ground {
            $0.arrears = Rupiah(0); $0.uninsuredBirths = [theDay(born)]
        }
        #expect(verdicts(ground, Self.long, seconds: 500) == (isMentioned ? [.newborn: .shown(.urgent)] : [:]))
    }

    @Test("nothing is mentioned to a caller who is not known")
    func unknownCaller() {
        let stranger = ground {
            $0.identity = .none; $0.uninsuredBirths = [theDay("2026-11-20")]
        }
        #expect(
            verdicts(stranger, Self.calm, seconds: 10)
                == [.newborn: .heldBack(.identityFirst), .arrears: .heldBack(.identityFirst)])
    }

    @Test("nobody is told the same thing every time he rings")
    func rest() {
        let told = ground { $0.lastTold = [.arrears: theDay("2026-11-17")] }
        #expect(verdicts(told, Self.calm, seconds: 10) == [.arrears: .heldBack(.toldRecently)])
        let longAgo = ground { $0.lastTold = [.arrears: theDay("2026-11-16")] }
        #expect(verdicts(longAgo, Self.calm, seconds: 10) == [.arrears: .shown(.floorCalm)])
    }

    @Test("two at once are enough; what is held back makes room")
    func most() {
        let all = ground {
            $0.uninsuredBirths = [theDay("2026-11-10")]; $0.unregistered = 1; $0.mayChangeClass = true
        }
        #expect(
            verdicts(all, Self.calm, seconds: 10) == [
                .newborn: .shown(.urgent), .arrears: .shown(.floorCalm),
                .unregisteredFamily: .heldBack(.enoughShown), .classChange: .heldBack(.enoughShown),
            ])
        var told = all
        told.lastTold = [.arrears: ChangeCounter.today]
        #expect(verdicts(told, Self.calm, seconds: 10)[.unregisteredFamily] == .shown(.floorCalm))
    }

    @Test("what was done with a hint is a fact, with the reason and the floor at that moment; held back is not used")
    func used() throws {
        let member = ChangeCounter().ayu
        let hint = try #require(rules.hints(ground(), pressure: Self.calm, contactSeconds: 9).first)
        #expect(hint.isShown && hint.reasonKey == "members.hint.reason.floor-calm")
        for use in HintUse.allCases {
            let fact = try #require(use.fact(hint, member: member, pressure: Self.calm))
            #expect(fact.hint == .arrears && fact.use == use && fact.reason == .floorCalm)
            #expect(fact.pressure == Self.calm && fact.member == member)
        }
        let held = try #require(rules.hints(ground(), pressure: Self.long, contactSeconds: 9).first)
        #expect(!held.isShown && held.reasonKey == "members.hint.reason.queue-long")
        #expect(HintUse.told.fact(held, member: member, pressure: Self.long) == nil)
    }

    @Test("rules that cannot be used are refused with the reason")
    func problems() throws {
        #expect(rules.problems == [])
        func problems(_ edit: (inout HintRules) -> Void) -> [HintRules.Problem] {
            var rules = rules
            edit(&rules)
            return rules.problems
        }
        #expect(problems { $0.rows.append($0.rows[0]) } == [.twice(.newborn)])
        #expect(problems { $0.rows[1].restDays = -1 } == [.restNegative(.arrears)])
        #expect(problems { $0.rows[1].level = .none } == [.levelTooLow(.arrears)])
        #expect(problems { $0.shortContactSeconds = -1 } == [.limitNegative])
        #expect(problems { $0.calmWaiting = 10 } == [.calmBeyondLong])
        #expect(problems { $0.longWaitSeconds = 20 } == [.calmBeyondLong])
        #expect(problems { $0.mostShown = 0 } == [.nothingShown])
        #expect(try JSONDecoder().decode(HintRules.self, from: JSONEncoder().encode(rules)) == rules)
    }

    @Test("more pressure never shows what less held back, in a thousand moments")
    func monotone() {
        var random = SeededRandom(seed: 3)
        for _ in 0..<1_000 {
            let less = FloorPressure(
                waiting: Int.random(in: 0...14, using: &random),
                longestWaitSeconds: Int.random(in: 0...80, using: &random),
                readyAgents: Int.random(in: 0...3, using: &random))
            let more = FloorPressure(
                waiting: less.waiting + Int.random(in: 0...5, using: &random),
                longestWaitSeconds: less.longestWaitSeconds + Int.random(in: 0...30, using: &random),
                readyAgents: less.readyAgents)
            let seconds = Int.random(in: 0...300, using: &random)
            func isShown(_ pressure: FloorPressure) -> Bool {
                rules.hints(ground(), pressure: pressure, contactSeconds: seconds).contains(where: \.isShown)
            }
            #expect(isShown(less) || !isShown(more), "\(less) \(more) \(seconds)")
        }
    }
}
