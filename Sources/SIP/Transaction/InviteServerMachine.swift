import Kernel

/// The INVITE server transaction (RFC 3261 §17.2.1, with the Accepted state of RFC 6026 §7.1).
struct InviteServerMachine: Hashable, Sendable {
    enum State: Hashable, Sendable { case proceeding, accepted, completed, confirmed }

    private(set) var state = State.proceeding
    private let timers: TransactionTimers
    /// Timer G.
    private var retransmission: Retransmission?
    /// Timer H, I or L.
    private var endsAt: Timestamp?

    init(_ timers: TransactionTimers) { self.timers = timers }

    var deadline: Timestamp? { earlier(retransmission?.dueAt, endsAt) }

    /// The request came again: true when the last response is to be sent again. In Accepted the dialog does that.
    func receivedAgain() -> Bool { state == .proceeding || state == .completed }

    /// A response goes out. False when a final one went before: this one must not.
    mutating func respond(_ status: Int, at now: Timestamp) -> Bool {
        guard state == .proceeding else { return false }
        switch status {
        case ..<200: break
        case ..<300:
            state = .accepted
            endsAt = now + timers.patience
        default:
            state = .completed
            endsAt = now + timers.patience
            if !timers.isReliable { retransmission = Retransmission(from: now, first: timers.t1, longest: timers.t2) }
        }
        return true
    }

    /// An ACK of this transaction: true when it ends with it, false when it belongs to the dialog.
    mutating func receiveAck(at now: Timestamp) -> Bool {
        guard state == .completed else { return state != .accepted }
        state = .confirmed
        retransmission = nil
        endsAt = timers.isReliable ? now : now + timers.t4
        return true
    }

    mutating func fire(at now: Timestamp) -> TimerOutcome {
        if let endsAt, now >= endsAt { return state == .completed ? .timedOut : .ended }
        return retransmission?.isDue(at: now) == true ? .sendAgain : .nothing
    }
}
