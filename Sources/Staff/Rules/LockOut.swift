public import Kernel

/// Wrong tries to sign in, and how long the next has to wait: for each account, and more patiently for each address,
/// behind which a whole office may sit.
///
/// A try counts as wrong from the moment it begins until it succeeds, so that many at once gain nothing.
public struct LockOut: Sendable, Hashable {
    public struct Policy: Sendable, Hashable {
        /// Tries before the first delay.
        public var free: Int
        public var firstDelay: Duration
        /// The delay doubles with each further try up to this.
        public var longestDelay: Duration
        /// Tries are forgotten after this long without another.
        public var memory: Duration

        public init(free: Int, firstDelay: Duration, longestDelay: Duration, memory: Duration) {
            self.free = free
            self.firstDelay = firstDelay
            self.longestDelay = longestDelay
            self.memory = memory
        }

        public static let account = Policy(
            free: 5, firstDelay: .seconds(15), longestDelay: .seconds(15 * 60), memory: .seconds(24 * 3_600))
        public static let address = Policy(
            free: 50, firstDelay: .seconds(15), longestDelay: .seconds(15 * 60), memory: .seconds(3_600))
    }

    /// Tries that did not succeed.
    public private(set) var tries: Int
    public private(set) var lastAt: Timestamp

    public init(tries: Int = 0, lastAt: Timestamp = .distantPast) {
        self.tries = tries
        self.lastAt = lastAt
    }

    /// Nil when a try is taken now.
    public func lockedUntil(_ policy: Policy, at now: Timestamp) -> Timestamp? {
        guard tries >= policy.free, now - lastAt < policy.memory else { return nil }
        let until = lastAt + delay(policy)
        return now < until ? until : nil
    }

    /// A try begins.
    public mutating func begin(_ policy: Policy, at now: Timestamp) {
        if now - lastAt >= policy.memory { tries = 0 }
        tries += 1
        lastAt = now
    }

    private func delay(_ policy: Policy) -> Duration {
        let doublings = min(tries - policy.free, 20)
        return min(policy.firstDelay * (1 << doublings), policy.longestDelay)
    }
}
