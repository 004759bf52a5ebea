import Kernel

/// The client transaction of every request but INVITE and ACK (RFC 3261 §17.1.2).
struct RequestClientMachine: Hashable, Sendable {
    enum State: Hashable, Sendable { case trying, proceeding, completed }

    private(set) var state = State.trying
    private let timers: TransactionTimers
    /// Timer E.
    private var retransmission: Retransmission?
    /// Timer F or K.
    private var endsAt: Timestamp?

    init(_ timers: TransactionTimers, at now: Timestamp) {
        self.timers = timers
        endsAt = now + timers.patience
        if !timers.isReliable { retransmission = Retransmission(from: now, first: timers.t1, longest: timers.t2) }
    }

    var deadline: Timestamp? { earlier(retransmission?.dueAt, endsAt) }

    /// True when the response is news for the owner.
    mutating func receive(_ status: Int, at now: Timestamp) -> Bool {
        guard state != .completed else { return false }
        guard status >= 200 else {
            if state == .trying, !timers.isReliable {
                retransmission = Retransmission(from: now, first: timers.t2, longest: timers.t2)
            }
            state = .proceeding
            return true
        }
        state = .completed
        (retransmission, endsAt) = (nil, timers.isReliable ? now : now + timers.t4)
        return true
    }

    mutating func fire(at now: Timestamp) -> TimerOutcome {
        if let endsAt, now >= endsAt { return state == .completed ? .ended : .timedOut }
        return retransmission?.isDue(at: now) == true ? .sendAgain : .nothing
    }
}
