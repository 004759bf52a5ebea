/// When what failed is tried again: later each time, never later than a bound, and spread so that all who wait for the
/// same partner do not come back in the same moment.
public struct RetryPlan: Hashable, Sendable {
    /// The wait after the first attempt, before it is spread.
    public var first: Duration
    public var longest: Duration
    /// The share of a wait that chance takes off: 0 none, 1 all of it.
    public var spread: Double
    /// After so many attempts it is given up. Without it, never.
    public var attempts: Int?

    public init(
        first: Duration = .seconds(30), longest: Duration = .seconds(1_800), spread: Double = 0.5, attempts: Int? = nil
    ) {
        (self.first, self.longest) = (first, longest)
        self.spread = min(1, max(0, spread))
        self.attempts = attempts
    }

    /// How long to wait after the attempt of this number, from 1; nil when there is none to follow.
    public func wait(afterAttempt number: Int, using random: inout some RandomNumberGenerator) -> Duration? {
        if let attempts, number >= attempts { return nil }
        let whole = min(longest, doubled(times: number - 1))
        return whole * (1 - spread * Double.random(in: 0...1, using: &random))
    }

    private func doubled(times: Int) -> Duration {
        var wait = first
        for _ in 0..<max(0, min(times, 60)) where wait < longest { wait *= 2 }
        return wait
    }
}
