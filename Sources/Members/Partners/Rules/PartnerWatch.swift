public import Kernel

/// Who may ask a partner, and how the partner is: everything that is remembered of one partner, as a value.
public struct PartnerWatch: Sendable {
    public struct Policy: Hashable, Sendable {
        public var breaker: CircuitBreaker.Policy
        /// Questions at once; the next is refused, since a slow partner is not helped by a crowd.
        public var atOnce: Int
        /// A typical wait beyond this is slow.
        public var slow: Duration
        public var dailyQuota: Int?

        public init(
            breaker: CircuitBreaker.Policy = CircuitBreaker.Policy(), atOnce: Int = 16, slow: Duration = .seconds(3),
            dailyQuota: Int? = nil
        ) {
            (self.breaker, self.atOnce, self.slow, self.dailyQuota) = (breaker, atOnce, slow, dailyQuota)
        }
    }

    /// How a question ended.
    public enum Outcome: Hashable, Sendable {
        case answered
        /// It answered that it does not know us.
        case refusedUs
        /// No answer, or none that can be read.
        case failed
        /// Whoever asked went away.
        case withdrawn
    }

    /// So many waits are looked back at.
    static let waitsKept = 15

    public let policy: Policy
    private let calendar: CentreCalendar
    private var breaker: CircuitBreaker
    private var quota: DailyQuota
    private var asking = 0
    private var waits: [Duration] = []
    private var lastAnswer: Timestamp?
    private var refusedSince: Timestamp?

    public init(_ policy: Policy, calendar: CentreCalendar, at moment: Timestamp) {
        self.policy = policy
        self.calendar = calendar
        breaker = CircuitBreaker(policy.breaker)
        quota = DailyQuota(limit: policy.dailyQuota, on: calendar.day(of: moment))
    }

    /// Leave to ask one question, whose end must be told.
    public mutating func begin(at moment: Timestamp) throws(PartnerRefusal) -> CircuitBreaker.Pass {
        guard asking < policy.atOnce else { throw .busy }
        let day = calendar.day(of: moment)
        if let left = quota.left(on: day), left <= 0 { throw .quotaUsedUp }
        switch breaker.admit(at: moment) {
        case .refused(let until): throw .resting(until: until)
        case .passed(let pass):
            _ = quota.take(on: day)
            asking += 1
            return pass
        }
    }

    public mutating func end(
        _ pass: CircuitBreaker.Pass, _ outcome: Outcome, after wait: Duration, quotaLeft: Int? = nil,
        at moment: Timestamp
    ) {
        asking -= 1
        if let quotaLeft { quota.told(left: quotaLeft, on: calendar.day(of: moment)) }
        switch outcome {
        case .answered, .refusedUs:
            breaker.succeeded(pass, at: moment)
            lastAnswer = moment
            waits.append(wait)
            if waits.count > PartnerWatch.waitsKept { waits.removeFirst() }
            refusedSince = outcome == .refusedUs ? refusedSince ?? moment : nil
        case .failed: breaker.failed(pass, at: moment)
        case .withdrawn: breaker.withdrew(pass, at: moment)
        }
    }

    public func health(at moment: Timestamp) -> PartnerHealth {
        let left = quota.left(on: calendar.day(of: moment))
        let condition: PartnerHealth.Condition =
            if let outage = breaker.outage {
                .down(since: outage.since)
            } else if let refusedSince {
                .refusingUs(since: refusedSince)
            } else if let left, left <= 0 {
                .usedUp
            } else {
                typicalWait.map { $0 > policy.slow } == true ? .slow : .up
            }
        return PartnerHealth(
            condition: condition, lastAnswer: lastAnswer, typicalWait: typicalWait, quotaLeft: left,
            nextTry: breaker.outage?.until)
    }

    /// The quota as it stands, its count for keeping.
    public var countedQuota: DailyQuota { quota }

    /// Goes on with the count of an earlier process.
    public mutating func goOn(with count: DailyQuota.Count) {
        quota = DailyQuota(limit: policy.dailyQuota, goingOnFrom: count)
    }

    private var typicalWait: Duration? {
        waits.isEmpty ? nil : waits.sorted()[waits.count / 2]
    }
}
