import Kernel

/// The INVITE client transaction (RFC 3261 §17.1.1, with the Accepted state of RFC 6026 §7.2).
struct InviteClientMachine: Hashable, Sendable {
    enum State: Hashable, Sendable { case calling, proceeding, accepted, completed }

    /// What to do with a response.
    enum Reception: Hashable, Sendable {
        case passUp
        /// A first refusal: acknowledge it here, then pass it up.
        case acknowledgeAndPassUp
        /// A refusal that came again: only acknowledge it.
        case acknowledge
        case ignore
    }

    private(set) var state = State.calling
    private let timers: TransactionTimers
    /// Timer A.
    private var retransmission: Retransmission?
    /// Timer B, D or M.
    private var endsAt: Timestamp?

    init(_ timers: TransactionTimers, at now: Timestamp) {
        self.timers = timers
        endsAt = now + timers.patience
        if !timers.isReliable { retransmission = Retransmission(from: now, first: timers.t1, longest: timers.patience) }
    }

    var deadline: Timestamp? { earlier(retransmission?.dueAt, endsAt) }

    mutating func receive(_ status: Int, at now: Timestamp) -> Reception {
        switch (state, status) {
        case (.calling, ..<200), (.proceeding, ..<200):
            state = .proceeding
            (retransmission, endsAt) = (nil, nil)
            return .passUp
        case (.calling, ..<300), (.proceeding, ..<300):
            state = .accepted
            (retransmission, endsAt) = (nil, now + timers.patience)
            return .passUp
        case (.accepted, 200..<300): return .passUp
        case (.calling, _), (.proceeding, _):
            state = .completed
            // Timer D: at least 32 s over UDP.
            (retransmission, endsAt) = (nil, timers.isReliable ? now : now + max(timers.patience, .seconds(32)))
            return .acknowledgeAndPassUp
        case (.completed, 300...): return .acknowledge
        case (.accepted, _), (.completed, _): return .ignore
        }
    }

    /// Waits no longer than 64*T1 for a final response that may never come: after CANCEL (RFC 3261 §9.1), and within a
    /// dialog, where nobody rings.
    mutating func limit(at now: Timestamp) {
        if state == .calling || state == .proceeding { endsAt = now + timers.patience }
    }

    mutating func fire(at now: Timestamp) -> TimerOutcome {
        if let endsAt, now >= endsAt { return state == .calling || state == .proceeding ? .timedOut : .ended }
        return retransmission?.isDue(at: now) == true ? .sendAgain : .nothing
    }
}
