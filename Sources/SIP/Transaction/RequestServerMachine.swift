import Kernel

/// The server transaction of every request but INVITE (RFC 3261 §17.2.2).
struct RequestServerMachine: Hashable, Sendable {
    enum State: Hashable, Sendable { case trying, proceeding, completed }

    private(set) var state = State.trying
    private let timers: TransactionTimers
    /// Timer J.
    private var endsAt: Timestamp?

    init(_ timers: TransactionTimers) { self.timers = timers }

    var deadline: Timestamp? { endsAt }

    /// The request came again: true when the last response is to be sent again.
    func receivedAgain() -> Bool { state != .trying }

    /// A response goes out. False when a final one went before: this one must not.
    mutating func respond(_ status: Int, at now: Timestamp) -> Bool {
        guard state != .completed else { return false }
        guard status >= 200 else {
            state = .proceeding
            return true
        }
        state = .completed
        endsAt = timers.isReliable ? now : now + timers.patience
        return true
    }

    func fire(at now: Timestamp) -> TimerOutcome {
        guard let endsAt, now >= endsAt else { return .nothing }
        return .ended
    }
}
