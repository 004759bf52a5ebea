public import Kernel

/// Keeps Sahut from asking a partner who does not answer: after enough failures nobody asks for a while, then one asks
/// to see, and when that one is answered all may ask again.
///
/// A value: whoever holds it asks `admit` before, and tells afterwards how it went.
public struct CircuitBreaker: Hashable, Sendable {
    public struct Policy: Hashable, Sendable {
        /// It opens at so many failures within `window`, when they are at least half of what was asked in it.
        public var failures: Int
        public var window: Duration
        /// How long nobody asks. Doubles with each probe that fails, up to `longestRest`.
        public var rest: Duration
        public var longestRest: Duration
        /// A probe whose end is not told for so long counts as failed.
        public var probeLimit: Duration

        public init(
            failures: Int = 5, window: Duration = .seconds(60), rest: Duration = .seconds(15),
            longestRest: Duration = .seconds(300), probeLimit: Duration = .seconds(60)
        ) {
            self.failures = max(1, failures)
            (self.window, self.rest, self.longestRest) = (window, rest, longestRest)
            self.probeLimit = probeLimit
        }
    }

    /// The time without answers, from the first of the failures that opened it.
    public struct Outage: Hashable, Sendable {
        public let since: Timestamp
        /// When one may ask again.
        public internal(set) var until: Timestamp
        var failedProbes = 0
    }

    public enum State: Hashable, Sendable {
        case closed
        case open(Outage)
        /// One asks; the others wait for what comes of it.
        case probing(Outage, since: Timestamp)
    }

    /// Leave to ask once. What a pass of an earlier state tells later is not counted.
    public struct Pass: Hashable, Sendable {
        let number: Int
        let isProbe: Bool
    }

    public enum Admission: Hashable, Sendable {
        case passed(Pass)
        case refused(until: Timestamp)
    }

    /// So many outcomes are looked back at, however long the window.
    static let longestMemory = 64

    public let policy: Policy
    public private(set) var state = State.closed
    private var recent: [Outcome] = []
    /// Counts changes of state, so that late news is known as such.
    private var number = 0

    private struct Outcome: Hashable, Sendable {
        let at: Timestamp
        let failed: Bool
    }

    public init(_ policy: Policy = Policy()) { self.policy = policy }

    public var outage: Outage? {
        switch state {
        case .closed: nil
        case .open(let outage), .probing(let outage, _): outage
        }
    }

    /// Whether one may ask now.
    public mutating func admit(at moment: Timestamp) -> Admission {
        switch state {
        case .closed: return .passed(Pass(number: number, isProbe: false))
        case .open(let outage):
            guard moment >= outage.until else { return .refused(until: outage.until) }
            return probe(outage, at: moment)
        case .probing(let outage, let since):
            guard moment >= since + policy.probeLimit else { return .refused(until: since + policy.probeLimit) }
            return probe(outage, at: moment)
        }
    }

    public mutating func succeeded(_ pass: Pass, at moment: Timestamp) {
        guard pass.number == number else { return }
        if pass.isProbe {
            become(.closed)
            recent = []
        } else {
            remember(Outcome(at: moment, failed: false))
        }
    }

    public mutating func failed(_ pass: Pass, at moment: Timestamp) {
        guard pass.number == number else { return }
        switch state {
        case .probing(var outage, _):
            outage.failedProbes += 1
            outage.until = moment + rest(after: outage.failedProbes)
            become(.open(outage))
        case .closed:
            remember(Outcome(at: moment, failed: true))
            let failures = recent.filter(\.failed)
            guard failures.count >= policy.failures, failures.count * 2 >= recent.count else { return }
            become(.open(Outage(since: failures[0].at, until: moment + policy.rest)))
            recent = []
        case .open: return
        }
    }

    /// Whoever asked went away before there was an outcome: a probe may be tried anew at once.
    public mutating func withdrew(_ pass: Pass, at moment: Timestamp) {
        guard pass.number == number, case .probing(var outage, _) = state else { return }
        outage.until = moment
        become(.open(outage))
    }

    private mutating func probe(_ outage: Outage, at moment: Timestamp) -> Admission {
        become(.probing(outage, since: moment))
        return .passed(Pass(number: number, isProbe: true))
    }

    private mutating func become(_ next: State) {
        state = next
        number += 1
    }

    private mutating func remember(_ outcome: Outcome) {
        recent.append(outcome)
        recent.removeAll { $0.at < outcome.at - policy.window }
        if recent.count > CircuitBreaker.longestMemory { recent.removeFirst() }
    }

    private func rest(after failedProbes: Int) -> Duration {
        var rest = policy.rest
        for _ in 0..<min(failedProbes, 30) where rest < policy.longestRest { rest *= 2 }
        return min(rest, policy.longestRest)
    }
}
