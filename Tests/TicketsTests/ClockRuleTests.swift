import Kernel
import Testing
import Tickets

/// Friday 20 November 2026, 8 o'clock in Jakarta, and hours after it.
private let friday = Timestamp(seconds: 1_795_136_400)
private func after(_ hours: Double) -> Timestamp { friday + .seconds(Int64(hours * 3_600)) }

private let office = ClockPolicy.original.officeHours

private func ground(
    _ colour: TicketColour, _ priority: TicketPriority = .low, _ policy: ClockPolicy = .original,
    hours: BusinessHours? = nil
) -> ClockGround { ClockGround(policy, colour, priority, hours: hours) }

private func officePolicy() throws -> ClockPolicy {
    let rules = ClockPolicy.original.rules.map {
        ClockRule($0.clock, $0.colour, $0.priority, limitMinutes: $0.limitMinutes, counts: .branchHours)
    }
    return try ClockPolicy(rules, officeHours: office)
}

extension TicketClocks {
    /// A move, and what it left.
    @discardableResult
    fileprivate mutating func move(
        _ move: ClockMove, _ ground: ClockGround, at moment: Timestamp
    ) throws -> [ClockEvent] {
        let events = try events(for: move, on: ground, at: moment)
        for event in events { apply(event) }
        return events
    }

    fileprivate mutating func say(_ colour: TicketColour, at moment: Timestamp) -> [String] {
        let events = notices(colour, at: moment)
        for event in events { apply(event) }
        return events.compactMap { event in
            guard case .said(let share, let level, _) = event.change else { return nil }
            return "\(event.clock.rawValue) \(share.rawValue) \(level.rawValue)"
        }
    }
}

@Suite("The policy of tickets' clocks")
struct ClockPolicyTests {
    @Test("red has five days, the others one; who is refused in a hospital hears within four hours")
    func house() {
        let policy = ClockPolicy.original
        #expect(policy.rule(.whole, .red, .low)?.limitMinutes == 5 * 1_440)
        #expect(policy.rule(.branchAnswer, .red, .high)?.limitMinutes == 5 * 1_440)
        #expect(policy.rule(.whole, .yellow, .medium)?.limitMinutes == 1_440)
        #expect(policy.rule(.whole, .green, .high)?.limitMinutes == 1_440)
        #expect(policy.rule(.firstResponse, .red, .high)?.limitMinutes == 240)
        #expect(policy.rule(.firstResponse, .red, .low)?.limitMinutes == 1_440)
        #expect(policy.rule(.firstResponse, .yellow, .low) == nil)
        #expect(policy.rules.allSatisfy { $0.counts == .aroundTheClock })
    }

    @Test("a policy that promises nothing, too much or twice is refused")
    func refused() throws {
        let rules = ClockPolicy.original.rules
        func refusal(_ rules: [ClockRule]) -> ClockPolicyRefusal? {
            do {
                _ = try ClockPolicy(rules, officeHours: office)
                return nil
            } catch { return error }
        }
        #expect(refusal(rules) == nil)
        #expect(refusal(rules.filter { $0.clock != .whole || $0.colour != .green }) == .wholeMissing)
        #expect(refusal(rules + [ClockRule(.firstResponse, .green, limitMinutes: 0)]) == .limitOutside)
        #expect(refusal(rules + [ClockRule(.firstResponse, .green, limitMinutes: 527_041)]) == .limitOutside)
        #expect(refusal(rules + [ClockRule(.branchAnswer, .yellow, limitMinutes: 60)]) == .branchNotAsked)
        #expect(refusal(rules + [ClockRule(.whole, .red, limitMinutes: 60)]) == .ruleTwice)
        #expect(refusal(rules + [ClockRule(.whole, .red, .high, limitMinutes: 60)]) == nil)
    }
}

@Suite("A ticket's clocks")
struct TicketClocksTests {
    @Test("a red ticket starts three clocks, a yellow one the whole, and the urgent one its first response")
    func opening() throws {
        var (red, yellow, urgent) = (TicketClocks(), TicketClocks(), TicketClocks())
        try red.move(.opened, ground(.red), at: friday)
        try yellow.move(.opened, ground(.yellow), at: friday)
        try urgent.move(.opened, ground(.yellow, .high), at: friday)
        #expect(red.all.map(\.kind) == [.firstResponse, .branchAnswer, .whole])
        #expect(yellow.all.map(\.kind) == [.whole])
        #expect(urgent.all.map(\.kind) == [.firstResponse, .whole])
        #expect(red[.whole]?.dueAt == after(120))
        #expect(red.pressing?.kind == .firstResponse && red.pressing?.dueAt == after(24))
        #expect(urgent.pressing?.dueAt == after(4))
    }

    @Test("the journey of a red ticket: response, escalation, answer, back to the branch, answer, confirmation, end")
    func journey() throws {
        var clocks = TicketClocks()
        let red = ground(.red)
        try clocks.move(.opened, red, at: friday)
        try clocks.move(.responded, red, at: after(1))
        #expect(clocks[.firstResponse]?.state(at: after(90)) == .met)
        #expect(try clocks.move(.responded, red, at: after(2)).isEmpty)
        // The branch is known: what it has used stays used, and nothing else changes.
        #expect(try clocks.move(.escalated, red, at: after(3)).isEmpty)
        try clocks.move(.answered, red, at: after(20))
        #expect(clocks[.branchAnswer]?.end?.isMet == true && clocks[.confirmation]?.dueAt == after(44))
        try clocks.move(.reopened, red, at: after(30))
        #expect(clocks.all.map(\.kind).filter { $0 == .branchAnswer }.count == 2)
        #expect(clocks[.branchAnswer]?.dueAt == after(150) && clocks[.confirmation]?.end?.isMet == true)
        try clocks.move(.answered, red, at: after(40))
        try clocks.move(.confirmed, red, at: after(50))
        try clocks.move(.closed, red, at: after(51))
        #expect(clocks.open.isEmpty && clocks.pressing == nil)
        #expect(clocks.all.allSatisfy { $0.end?.isMet == true })
        #expect(clocks[.whole]?.used(at: after(1_000)) == .seconds(51 * 3_600))
    }

    @Test("closing without the branch's answer drops its clock, and says first what was broken")
    func closing() throws {
        var clocks = TicketClocks()
        try clocks.move(.opened, ground(.red), at: friday)
        let events = try clocks.move(.closed, ground(.red), at: after(121))
        #expect(
            events.map { "\($0.clock.rawValue) \($0.change.word)" } == [
                "first-response said", "first-response met", "branch-answer said", "branch-answer dropped",
                "whole said", "whole met",
            ])
        #expect(clocks.all.map { $0.state(at: after(121)) } == [.metLate, .dropped, .metLate])
        #expect(clocks[.whole]?.notices.map(\.reachedAt) == [after(120)])
    }

    @Test("a clock that is met at its last moment is not late; a microsecond later it is")
    func lastMoment() throws {
        for (late, state) in [(Duration.zero, TicketClock.State.met), (.microseconds(1), .metLate)] {
            var clocks = TicketClocks()
            try clocks.move(.opened, ground(.yellow), at: friday)
            try clocks.move(.closed, ground(.yellow), at: after(24) + late)
            #expect(clocks[.whole]?.state(at: after(200)) == state)
        }
    }

    @Test("while it stands still nothing is used and nothing is due, and it goes on with what was left")
    func pausing() throws {
        var clocks = TicketClocks()
        let yellow = ground(.yellow)
        try clocks.move(.opened, yellow, at: friday)
        try clocks.move(.paused(.participant, "Menunggu KK."), yellow, at: after(10))
        let whole = try #require(clocks[.whole])
        #expect(whole.dueAt == nil && whole.state(at: after(500)) == .paused && !whole.isLate(at: after(500)))
        #expect(whole.percent(at: after(500)) == 41)
        #expect(clocks.pressing == nil && clocks.notices(.yellow, at: after(500)).isEmpty)
        #expect(throws: TicketRefusal.nothingRuns) {
            try clocks.events(for: .paused(.other, "Lagi."), on: yellow, at: after(11))
        }
        try clocks.move(.resumed, yellow, at: after(100))
        #expect(clocks[.whole]?.dueAt == after(114))
        #expect(throws: TicketRefusal.notPaused) { try clocks.events(for: .resumed, on: yellow, at: after(101)) }
        try clocks.move(.paused(.outage, "Sistem mati."), yellow, at: after(101))
        try clocks.move(.closed, yellow, at: after(300))
        #expect(clocks[.whole]?.state(at: after(300)) == .met)
        #expect(clocks[.whole]?.pauses.map(\.until) == [after(100), after(300)])
    }

    @Test("another colour has limits of its own; what was used stays used, and what is no longer promised falls away")
    func recolouring() throws {
        var clocks = TicketClocks()
        try clocks.move(.opened, ground(.yellow), at: friday)
        try clocks.move(.rated, ground(.red), at: after(20))
        #expect(clocks[.whole]?.dueAt == after(120) && clocks[.branchAnswer]?.dueAt == after(140))
        try clocks.move(.rated, ground(.green), at: after(30))
        #expect(clocks[.branchAnswer]?.state(at: after(30)) == .dropped)
        #expect(clocks[.whole]?.state(at: after(30)) == .late && clocks[.whole]?.dueAt == after(24))
        try clocks.move(.rated, ground(.red), at: after(31))
        #expect(clocks[.branchAnswer]?.dueAt == after(151))
        #expect(try clocks.move(.rated, ground(.red), at: after(32)).isEmpty)
    }

    @Test("by the office's hours a day's limit is more than two days of work, over the week-end")
    func officeHours() throws {
        var clocks = TicketClocks()
        let policy = try officePolicy()
        try clocks.move(.opened, ground(.yellow, .low, policy), at: friday)
        // 9 hours on Friday, 9 on Monday, 6 on Tuesday.
        #expect(clocks[.whole]?.dueAt == after(4 * 24 + 6))
        #expect(clocks[.whole]?.used(at: after(48)) == .seconds(9 * 3_600))
    }

    @Test("a branch in Jayapura works by its own hours from when it is known")
    func branchHours() throws {
        var clocks = TicketClocks()
        let policy = try officePolicy()
        let papua = try BusinessHours(BusinessHours.week(1...5, [480..<960]), in: .wit)
        try clocks.move(.opened, ground(.red, .low, policy), at: friday)
        let events = try clocks.move(.escalated, ground(.red, .low, policy, hours: papua), at: after(2))
        #expect(events.map(\.clock) == [.firstResponse, .branchAnswer, .whole])
        let answer = try #require(clocks[.branchAnswer])
        #expect(answer.runs.map(\.calendar) == [.hours(office), .hours(papua)])
        // Two hours in Jakarta, then from 12 until 16 in Jayapura: 10 until 14 in Jakarta.
        #expect(answer.used(at: after(24)) == .seconds(6 * 3_600))
        #expect(try clocks.move(.escalated, ground(.red, .low, policy, hours: papua), at: after(100)).isEmpty)
    }
}

extension ClockEvent.Change {
    fileprivate var word: String {
        switch self {
        case .started: "started"
        case .changed: "changed"
        case .paused: "paused"
        case .resumed: "resumed"
        case .met: "met"
        case .dropped: "dropped"
        case .said: "said"
        case .wentOn: "went on"
        }
    }
}

@Suite("Who is told of a clock, and when")
struct ClockNoticeTests {
    @Test("up the line of the branch at 50, 75 and 90 per cent, to the head office when it is broken; once each")
    func branch() throws {
        var clocks = TicketClocks()
        try clocks.move(.opened, ground(.red), at: friday)
        try clocks.move(.responded, ground(.red), at: friday)
        #expect(clocks.say(.red, at: after(59.99)).isEmpty)
        #expect(clocks.say(.red, at: after(60)) == ["branch-answer 50 branch-officer", "whole 50 branch-officer"])
        #expect(clocks.say(.red, at: after(60)).isEmpty)
        #expect(clocks.say(.red, at: after(90)) == ["branch-answer 75 branch-head", "whole 75 branch-head"])
        #expect(clocks.say(.red, at: after(108)) == ["branch-answer 90 region", "whole 90 region"])
        #expect(clocks.say(.red, at: after(120)).isEmpty)
        let late = after(120) + .microseconds(1)
        #expect(clocks.say(.red, at: late) == ["branch-answer 100 head-office", "whole 100 head-office"])
        #expect(clocks.all.allSatisfy { $0.nextNotice == nil })
    }

    @Test("of the centre's own tickets the agent and the supervisor are told; what was missed is said in order")
    func centre() throws {
        var clocks = TicketClocks()
        try clocks.move(.opened, ground(.yellow), at: friday)
        let said = clocks.say(.yellow, at: after(30))
        #expect(said == ["whole 50 agent", "whole 75 agent", "whole 90 supervisor", "whole 100 supervisor"])
        #expect(clocks[.whole]?.notices.map(\.reachedAt) == [after(12), after(18), after(21.6), after(24)])
    }

    @Test("never outside the office's hours: what is reached at closing, or missed, waits for the opening")
    func night() throws {
        var clocks = TicketClocks()
        let rules = TicketColour.allCases.map {
            ClockRule(.whole, $0, limitMinutes: 18 * 60, counts: .branchHours)
        }
        let policy = try ClockPolicy(rules, officeHours: office)
        try clocks.move(.opened, ground(.yellow, .low, policy), at: friday)
        // Half is used at 17 o'clock on Friday: it is said on Monday at 8.
        let next = try #require(clocks[.whole]?.nextNotice)
        #expect(next.reachedAt == after(9) && next.at == after(72))
        #expect(clocks.say(.yellow, at: after(9)).isEmpty)
        #expect(clocks.say(.yellow, at: after(72)) == ["whole 50 agent"])
        // A server that was down says nothing at night either.
        #expect(clocks.say(.yellow, at: after(72 + 15)).isEmpty)
        #expect(
            clocks.say(.yellow, at: after(96)) == ["whole 75 agent", "whole 90 supervisor", "whole 100 supervisor"])
    }
}
