import Kernel
import Testing

@testable import Members

@Suite("The circuit breaker")
struct CircuitBreakerTests {
    private let start = Timestamp(seconds: 1_763_773_200)
    private let policy = CircuitBreaker.Policy(
        failures: 3, window: .seconds(60), rest: .seconds(10), longestRest: .seconds(35), probeLimit: .seconds(20))

    private func at(_ seconds: Int64) -> Timestamp { start + .seconds(seconds) }

    private func pass(_ breaker: inout CircuitBreaker, at second: Int64) throws -> CircuitBreaker.Pass {
        guard case .passed(let pass) = breaker.admit(at: at(second)) else { throw Refused() }
        return pass
    }

    private struct Refused: Error {}

    private func fail(_ breaker: inout CircuitBreaker, at seconds: Int64...) throws {
        for second in seconds { breaker.failed(try pass(&breaker, at: second), at: at(second)) }
    }

    private func opened() throws -> CircuitBreaker {
        var breaker = CircuitBreaker(policy)
        try fail(&breaker, at: 0, 1, 2)
        return breaker
    }

    @Test("it opens at so many failures within the window, and tells since when nothing was answered")
    func opens() throws {
        var breaker = CircuitBreaker(policy)
        try fail(&breaker, at: 0, 1)
        #expect(breaker.state == .closed)
        try fail(&breaker, at: 2)
        #expect(breaker.outage?.since == at(0))
        #expect(breaker.admit(at: at(11)) == .refused(until: at(12)))
    }

    @Test("failures that lie further apart than the window do not open it")
    func windows() throws {
        var breaker = CircuitBreaker(policy)
        try fail(&breaker, at: 0, 1, 62, 122)
        #expect(breaker.state == .closed)
    }

    @Test("failures among more answers do not open it")
    func minority() throws {
        var breaker = CircuitBreaker(policy)
        for second in Int64(0)..<8 { breaker.succeeded(try pass(&breaker, at: second), at: at(second)) }
        try fail(&breaker, at: 8, 9, 10, 11)
        #expect(breaker.state == .closed)
        try fail(&breaker, at: 12, 13, 14, 15)
        #expect(breaker.outage != nil, "eight of sixteen")
    }

    @Test("after the rest one probes, and nobody else asks until it is known how that went")
    func probes() throws {
        var breaker = try opened()
        _ = try pass(&breaker, at: 12)
        #expect(breaker.admit(at: at(13)) == .refused(until: at(32)))
        #expect(breaker.outage?.since == at(0))
    }

    @Test("a probe that is answered closes it, with nothing held against the partner")
    func closes() throws {
        var breaker = try opened()
        breaker.succeeded(try pass(&breaker, at: 12), at: at(13))
        #expect(breaker.state == .closed)
        try fail(&breaker, at: 14, 15)
        #expect(breaker.state == .closed)
    }

    @Test("a probe that fails doubles the rest, up to the longest")
    func doubles() throws {
        var breaker = try opened()
        var second: Int64 = 12
        for rest in [20, 35, 35] as [Int64] {
            breaker.failed(try pass(&breaker, at: second), at: at(second + 1))
            #expect(breaker.admit(at: at(second + 1)) == .refused(until: at(second + 1 + rest)))
            second += 1 + rest
        }
        #expect(breaker.outage?.since == at(0), "it is down since the first failure, not the last")
    }

    @Test("a probe that is never heard of again makes room for another after its limit")
    func lostProbe() throws {
        var breaker = try opened()
        let lost = try pass(&breaker, at: 12)
        let second = try pass(&breaker, at: 32)
        breaker.succeeded(lost, at: at(33))
        #expect(breaker.admit(at: at(34)) == .refused(until: at(52)), "late news of the lost one changes nothing")
        breaker.succeeded(second, at: at(34))
        #expect(breaker.state == .closed)
    }

    @Test("a probe whose asker went away may be tried anew at once")
    func withdrawn() throws {
        var breaker = try opened()
        breaker.withdrew(try pass(&breaker, at: 12), at: at(13))
        _ = try pass(&breaker, at: 13)
    }

    @Test("what was asked before it opened and fails afterwards changes nothing")
    func late() throws {
        var breaker = CircuitBreaker(policy)
        let early = try pass(&breaker, at: 0)
        try fail(&breaker, at: 0, 1, 2)
        let before = breaker
        breaker.failed(early, at: at(5))
        breaker.succeeded(early, at: at(5))
        #expect(breaker == before)
    }

    @Test("days by chance never leave it shut for longer than it may be, nor let two probe at once")
    func randomDays() {
        for seed in 1...20 as ClosedRange<UInt64> {
            var (random, breaker, now) = (SeededRandom(seed: seed), CircuitBreaker(policy), start)
            var asking: [CircuitBreaker.Pass] = []
            for _ in 0..<2_000 {
                now += .milliseconds(Int64.random(in: 0..<8_000, using: &random))
                switch breaker.admit(at: now) {
                case .passed(let pass): asking.append(pass)
                case .refused(let until):
                    #expect(until > now && until <= now + .seconds(35), "seed \(seed)")
                }
                let probes = asking.count { $0.isProbe && $0.number == asking.map(\.number).max() }
                #expect(probes <= 1, "seed \(seed)")
                guard Bool.random(using: &random), let index = asking.indices.randomElement(using: &random) else {
                    continue
                }
                let pass = asking.remove(at: index)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: breaker.succeeded(pass, at: now)
                case 1: breaker.withdrew(pass, at: now)
                default: breaker.failed(pass, at: now)
                }
            }
        }
    }
}
