import Kernel

/// The intervals that a transaction lives by (RFC 3261 §17.1.1.1, table 4).
struct TransactionTimers: Hashable, Sendable {
    var t1: Duration
    var t2: Duration
    var t4: Duration
    var isReliable: Bool

    init(_ timing: UserAgentTiming, over transport: Transport) {
        (t1, t2, t4) = (timing.t1, timing.t2, timing.t4)
        isReliable = transport.isReliable
    }

    /// How long anything is waited for: 64*T1.
    var patience: Duration { t1 * 64 }
}

/// A message that is sent again at growing intervals until something stops it.
struct Retransmission: Hashable, Sendable {
    private(set) var dueAt: Timestamp
    private var interval: Duration
    private let longest: Duration

    init(from now: Timestamp, first: Duration, longest: Duration) {
        interval = first
        dueAt = now + first
        self.longest = longest
    }

    /// True when it is time to send again; the next time is then set.
    mutating func isDue(at now: Timestamp) -> Bool {
        guard now >= dueAt else { return false }
        interval = min(interval * 2, longest)
        dueAt = now + interval
        return true
    }
}

/// What a transaction wants after its timer fired.
enum TimerOutcome: Hashable, Sendable {
    case nothing
    /// Send the last message again.
    case sendAgain
    /// Nothing came in time: the owner must know.
    case timedOut
    /// The transaction has done its work and goes.
    case ended
}

/// The earlier of two moments, either of which may be absent.
func earlier(_ one: Timestamp?, _ other: Timestamp?) -> Timestamp? {
    guard let one, let other else { return one ?? other }
    return min(one, other)
}
