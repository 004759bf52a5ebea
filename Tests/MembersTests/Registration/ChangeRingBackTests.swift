import Kernel
import Testing

@testable import Members

@Suite("Ringing callers back about their change")
struct ChangeRingBackTests {
    private let counter = ChangeCounter()
    private let at = ChangeCounter.morning

    @Test("a caller is rung by day, so often as the plan says, until he is told")
    func ringBacks() throws {
        var (change, ground) = try counter.submitted(.removal)
        let night = at + .seconds(12 * 3_600)  // 21:00
        _ = try change.handle(.take, by: counter.office, at: night, on: ground)
        _ = try change.handle(.approve, by: counter.office, at: night, on: ground)
        let ring = try #require(change.openRingBacks.first)
        let nextMorning = at + .seconds(23 * 3_600)  // 08:00
        #expect(ring.nextAt == nextMorning)
        _ = try change.handle(.ringBack(ring.id, .notReached), by: counter.agent, at: nextMorning, on: ground)
        #expect(change.openRingBacks.first?.nextAt == nextMorning + .seconds(2 * 3_600))
        let facts = try change.handle(
            .ringBack(ring.id, .told), by: counter.otherAgent, at: nextMorning, on: ground)
        #expect(
            facts == [.rungBack(ChangeFact.RungBack(ringBack: ring.id, outcome: .told, attempt: 2, state: .told))])
        #expect(throws: ChangeRefusal.ringBackOver) {
            try change.handle(.ringBack(ring.id, .told), by: counter.agent, at: nextMorning, on: ground)
        }
        #expect(throws: ChangeRefusal.noSuchRingBack) {
            try change.handle(.ringBack(9, .told), by: counter.agent, at: nextMorning, on: ground)
        }
    }

    @Test("a caller who is not reached three times, or whose number is another's, gets a message")
    func unreached() throws {
        var (change, ground) = try counter.submitted(.removal)
        _ = try change.handle(.take, by: counter.office, at: at, on: ground)
        _ = try change.handle(.approve, by: counter.office, at: at, on: ground)
        var wrong = change
        for _ in 1...3 {
            #expect(change.ringBacks[0].state == .open)
            _ = try change.handle(.ringBack(1, .notReached), by: counter.agent, at: at, on: ground)
        }
        #expect(change.ringBacks[0].state == .unreached && change.ringBacks[0].attempts.count == 3)
        _ = try wrong.handle(.ringBack(1, .wrongNumber), by: counter.agent, at: at, on: ground)
        #expect(wrong.ringBacks[0].state == .unreached)
    }

    @Test("virtual accounts come once, after the approval, and the caller is told where to pay, on the line or rung")
    func accounts() throws {
        var (change, ground) = try counter.submitted(.familyRegistration)
        let accounts = ChangeEvent.issueAccounts(["8888801234567891"])
        #expect(throws: ChangeRefusal.accountsMissing) {
            try change.handle(.issueAccounts(["88888-0123"]), by: counter.registry, at: at, on: ground)
        }
        var onTheLine = change
        _ = try onTheLine.handle(accounts, by: counter.registry, at: at, on: ground)
        #expect(onTheLine.accounts.count == 1 && onTheLine.ringBacks == [], "the caller hears them as he hands in")
        let later = at + .seconds(3_600)
        let facts = try change.handle(accounts, by: counter.registry, at: later, on: ground)
        #expect(facts.map(\.kind) == ["change.accounts-issued", "change.ring-back-planned"])
        #expect(change.openRingBacks.map(\.reason) == [.accountsIssued])
        #expect(throws: ChangeRefusal.accountsThere) {
            try change.handle(accounts, by: counter.registry, at: at, on: ground)
        }
        var (open, openGround) = try counter.submitted(.removal)
        #expect(throws: ChangeRefusal.notNow) {
            try open.handle(accounts, by: counter.registry, at: at, on: openGround)
        }
    }
}
