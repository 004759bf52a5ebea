import Foundation
import Kernel
import Testing

@testable import Members

@Suite("The day's quota")
struct DailyQuotaTests {
    private let monday = Day("2026-11-23")!
    private let tuesday = Day("2026-11-24")!

    private func takes(_ count: Int, from quota: inout DailyQuota, on day: Day) -> [Bool] {
        (0..<count).map { _ in quota.take(on: day) }
    }

    @Test("is counted down, refuses when it is used up, and is whole again the next day")
    func counts() {
        var quota = DailyQuota(limit: 2, on: monday)
        #expect(quota.left(on: monday) == 2)
        #expect(takes(4, from: &quota, on: monday) == [true, true, false, false])
        #expect(quota.used(on: monday) == 2)
        #expect(quota.left(on: tuesday) == 2)
        #expect(takes(1, from: &quota, on: tuesday) == [true])
        #expect(quota.left(on: tuesday) == 1)
        #expect(quota.used(on: tuesday) == 1)
    }

    @Test("the partner's own count holds when it is the smaller")
    func told() {
        var quota = DailyQuota(limit: 100, on: monday)
        quota.told(left: 1, on: monday)
        #expect(quota.left(on: monday) == 1)
        #expect(takes(2, from: &quota, on: monday) == [true, false])
        quota.told(left: 5_000, on: monday)
        #expect(quota.left(on: monday) == 99)
        #expect(quota.left(on: tuesday) == 100)
    }

    @Test("without an agreed number only the partner's word limits")
    func unlimited() {
        var quota = DailyQuota(limit: nil, on: monday)
        #expect(quota.left(on: monday) == nil)
        #expect(takes(1, from: &quota, on: monday) == [true])
        quota.told(left: 0, on: monday)
        #expect(takes(1, from: &quota, on: monday) == [false])
        #expect(takes(1, from: &quota, on: tuesday) == [true])
    }

    @Test("goes on in the next process where it was kept, by the number that is agreed then")
    func kept() {
        var quota = DailyQuota(limit: 3, on: monday)
        _ = quota.take(on: monday)
        var same = DailyQuota(limit: 3, goingOnFrom: quota.count)
        #expect(same == quota)
        #expect(takes(3, from: &same, on: monday) == [true, true, false])
        var more = DailyQuota(limit: 5, goingOnFrom: quota.count)
        #expect(takes(5, from: &more, on: monday) == [true, true, true, true, false])
        #expect(DailyQuota(limit: 3, goingOnFrom: quota.count).left(on: tuesday) == 3)
    }
}

@Suite("What is remembered of a partner")
struct PartnerWatchTests {
    private let start = Timestamp(seconds: 1_763_773_200)

    private func watch(_ change: (inout PartnerWatch.Policy) -> Void = { _ in }) -> PartnerWatch {
        var policy = PartnerWatch.Policy(
            breaker: CircuitBreaker.Policy(failures: 2, rest: .seconds(10)), atOnce: 2, slow: .seconds(3))
        change(&policy)
        return PartnerWatch(policy, calendar: .jakarta, at: start)
    }

    private func ask(
        _ watch: inout PartnerWatch, _ outcome: PartnerWatch.Outcome, at second: Int64,
        taking wait: Duration = .seconds(1)
    ) throws {
        let moment = start + .seconds(second)
        watch.end(try watch.begin(at: moment), outcome, after: wait, at: moment)
    }

    @Test("so many may ask at once, and an end makes room")
    func atOnce() throws {
        var watch = watch()
        let first = try watch.begin(at: start)
        _ = try watch.begin(at: start)
        #expect(throws: PartnerRefusal.busy) { try watch.begin(at: start) }
        watch.end(first, .withdrawn, after: .zero, at: start)
        _ = try watch.begin(at: start)
    }

    @Test("it is down since the first failure, and up again after a probe was answered")
    func down() throws {
        var watch = watch()
        try ask(&watch, .answered, at: 0)
        try ask(&watch, .failed, at: 5)
        #expect(watch.health(at: start).condition == .up)
        try ask(&watch, .failed, at: 7)
        let health = watch.health(at: start + .seconds(8))
        #expect(health.condition == .down(since: start + .seconds(5)))
        #expect(health.nextTry == start + .seconds(17))
        #expect(health.lastAnswer == start)
        #expect(!health.isUsable)
        #expect(throws: PartnerRefusal.resting(until: start + .seconds(17))) { try ask(&watch, .answered, at: 9) }
        try ask(&watch, .answered, at: 17)
        #expect(watch.health(at: start + .seconds(17)).condition == .up)
    }

    @Test("it is slow when half of the last answers took longer than agreed")
    func slow() throws {
        var watch = watch()
        for second in Int64(0)..<4 { try ask(&watch, .answered, at: second, taking: .seconds(1)) }
        for second in Int64(4)..<8 { try ask(&watch, .answered, at: second, taking: .seconds(5)) }
        #expect(watch.health(at: start).condition == .slow)
        #expect(watch.health(at: start).typicalWait == .seconds(5))
        #expect(watch.health(at: start).isUsable)
        for second in Int64(8)..<16 { try ask(&watch, .answered, at: second, taking: .seconds(1)) }
        #expect(watch.health(at: start).condition == .up)
    }

    @Test("a partner that refuses our name is told apart from one that is down, until it accepts us")
    func refusing() throws {
        var watch = watch()
        for second in Int64(3)..<9 { try ask(&watch, .refusedUs, at: second) }
        #expect(watch.health(at: start).condition == .refusingUs(since: start + .seconds(3)))
        try ask(&watch, .answered, at: 10)
        #expect(watch.health(at: start).condition == .up)
    }

    @Test("a used-up quota refuses until the centre's midnight")
    func quota() throws {
        var watch = watch { $0.dailyQuota = 2 }
        try ask(&watch, .answered, at: 0)
        try ask(&watch, .failed, at: 1)
        #expect(throws: PartnerRefusal.quotaUsedUp) { try ask(&watch, .answered, at: 2) }
        #expect(watch.health(at: start + .seconds(3)).condition == .usedUp)
        #expect(watch.health(at: start + .seconds(3)).quotaLeft == 0)
        // The start is 08:00 in Jakarta.
        let midnight: Int64 = 16 * 3_600
        #expect(throws: PartnerRefusal.quotaUsedUp) { try ask(&watch, .answered, at: midnight - 1) }
        try ask(&watch, .answered, at: midnight)
        #expect(watch.health(at: start + .seconds(midnight)).quotaLeft == 1)
    }

    @Test("what the partner says is left is believed")
    func toldQuota() throws {
        var watch = watch()
        let pass = try watch.begin(at: start)
        watch.end(pass, .answered, after: .zero, quotaLeft: 1_523, at: start)
        #expect(watch.health(at: start).quotaLeft == 1_523)
    }

    @Test("a question that is refused by the open breaker takes nothing from the quota")
    func restingIsFree() throws {
        var watch = watch { $0.dailyQuota = 100 }
        try ask(&watch, .failed, at: 0)
        try ask(&watch, .failed, at: 1)
        for _ in 0..<10 {
            #expect(throws: PartnerRefusal.resting(until: start + .seconds(11))) {
                try ask(&watch, .answered, at: 2)
            }
        }
        #expect(watch.health(at: start).quotaLeft == 98)
    }
}
