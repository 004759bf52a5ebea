public import Kernel
import Synchronization

/// What a stand-in does wrong when it is told to.
public enum StandInFault: String, Sendable, Hashable, CaseIterable, Codable {
    case none
    /// Answers rightly, and late.
    case slow
    /// HTTP 500 with a page for people.
    case errors
    /// HTTP 200 with what is no answer: a page, half an answer, one that does not open, nothing.
    case garbage
    /// The day's questions are used up.
    case quota
    /// Does not accept the signature or the password, though they are right.
    case wrongSignature = "wrong-signature"
    /// Cuts the connection in the middle of the answer.
    case down
}

/// What a stand-in is told to do wrong, and for how long. Also counts, so that tests see what reached it.
public final class StandInFaults: Sendable {
    /// As the stand-in's own address `/faults` takes it: `{"fault": "slow", "seconds": 60, "delaySeconds": 5}`.
    public struct Order: Sendable, Hashable, Codable {
        public var fault: StandInFault
        /// How long it goes on; without it, until the next order.
        public var seconds: Int?
        /// How late `slow` answers.
        public var delaySeconds: Double?

        public init(_ fault: StandInFault, seconds: Int? = nil, delaySeconds: Double? = nil) {
            (self.fault, self.seconds, self.delaySeconds) = (fault, seconds, delaySeconds)
        }
    }

    /// As `/faults` tells it.
    public struct Report: Sendable, Hashable, Codable {
        public var fault: StandInFault
        /// Questions that arrived, whatever came of them.
        public var asked: Int
        /// Questions that were answered as a good server does.
        public var answered: Int
        /// Questions taken from the day's quota.
        public var used: Int
    }

    private struct State {
        var order: Order
        var until: Timestamp?
        var quota: DailyQuota
        var report: (asked: Int, answered: Int) = (0, 0)
    }

    private let clock: any WallClock
    private let calendar: CentreCalendar
    private let state: Mutex<State>

    public init(_ order: Order, dailyQuota: Int?, clock: any WallClock, calendar: CentreCalendar = .jakarta) {
        (self.clock, self.calendar) = (clock, calendar)
        state = Mutex(State(order: order, quota: DailyQuota(limit: dailyQuota, on: calendar.day(of: clock.now()))))
        set(order)
    }

    public func set(_ order: Order) {
        let until = order.seconds.map { clock.now() + .seconds($0) }
        state.withLock { ($0.order, $0.until) = (order, until) }
    }

    public var report: Report {
        let (order, day) = (current, calendar.day(of: clock.now()))
        return state.withLock { state in
            Report(
                fault: order.fault, asked: state.report.asked, answered: state.report.answered,
                used: state.quota.used(on: day))
        }
    }

    /// What is to be done wrong now.
    var current: Order {
        let now = clock.now()
        return state.withLock { state in
            if let until = state.until, now >= until { (state.order, state.until) = (Order(.none), nil) }
            return state.order
        }
    }

    /// Counts a question that arrived, and tells its number.
    func arrived() -> Int {
        state.withLock { state in
            state.report.asked += 1
            return state.report.asked
        }
    }

    func answered() { state.withLock { $0.report.answered += 1 } }

    /// Takes a question from the day's quota; false when it is used up.
    func take() -> Bool {
        let day = calendar.day(of: clock.now())
        return state.withLock { $0.quota.take(on: day) }
    }

    /// What is left of the day's quota; nil when there is none.
    var left: Int? {
        let day = calendar.day(of: clock.now())
        return state.withLock { $0.quota.left(on: day) }
    }
}
