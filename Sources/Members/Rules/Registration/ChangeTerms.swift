public import Kernel

/// The centre's own clocks and plans for changes, the same for every kind. The clock of a decision is the form's.
public struct ChangeTerms: Sendable, Hashable, Codable {
    /// A draft that nobody touches for so long lapses.
    public var draftHours: Int
    /// The registry should have answered by then.
    public var registryHours: Int
    /// A returned change that nobody corrects within this lapses.
    public var returnedHours: Int
    /// As a red ticket's: 5 x 24 h.
    public var branchHours: Int
    public var retry: RetryPlan
    public var ringBack: RingBackPlan

    public init(
        draftHours: Int = 336, registryHours: Int = 24, returnedHours: Int = 72, branchHours: Int = 120,
        retry: RetryPlan = RetryPlan(), ringBack: RingBackPlan = RingBackPlan()
    ) {
        (self.draftHours, self.registryHours, self.returnedHours) = (draftHours, registryHours, returnedHours)
        (self.branchHours, self.retry, self.ringBack) = (branchHours, retry, ringBack)
    }

    public static let original = ChangeTerms()

    /// Words of what is wrong, by the field; empty when the terms can be used.
    public var problems: [Problem] {
        let clocks = [draftHours, registryHours, returnedHours, branchHours]
        var problems: [Problem] = clocks.allSatisfy { $0 > 0 } ? [] : [.clockNotPositive]
        if retry.firstSeconds <= 0 || retry.longestSeconds < retry.firstSeconds || retry.mostTries <= 0 {
            problems.append(.retryEndless)
        }
        if ringBack.mostAttempts <= 0 || ringBack.gapMinutes <= 0 { problems.append(.ringBackEndless) }
        if ringBack.fromMinute < 0 || ringBack.untilMinute > 1_440 || ringBack.fromMinute >= ringBack.untilMinute {
            problems.append(.ringBackHours)
        }
        return problems
    }

    public enum Problem: String, Sendable, Hashable, Codable {
        case clockNotPositive = "clock-not-positive"
        case retryEndless = "retry-endless"
        case ringBackEndless = "ring-back-endless"
        case ringBackHours = "ring-back-hours"
    }
}

/// How often a registry that is down is asked again for one change: waits that double, spread so that what queued
/// together does not come back together.
public struct RetryPlan: Sendable, Hashable, Codable {
    public var firstSeconds: Int
    public var longestSeconds: Int
    /// Then the branch takes the change over.
    public var mostTries: Int

    public init(firstSeconds: Int = 60, longestSeconds: Int = 3_600, mostTries: Int = 36) {
        (self.firstSeconds, self.longestSeconds, self.mostTries) = (firstSeconds, longestSeconds, mostTries)
    }

    /// - Parameter spread: chance in 0..<1; the wait is 50 % to 150 % of the plan's.
    func next(after tries: Int, at moment: Timestamp, spread: Double) -> Timestamp {
        let doubled = firstSeconds << min(max(tries - 1, 0), 16)
        let wait = Double(min(doubled, longestSeconds)) * (0.5 + min(max(spread, 0), 1))
        return moment + .milliseconds(Int64(wait * 1_000))
    }
}

/// When and how often a caller is rung back.
public struct RingBackPlan: Sendable, Hashable, Codable {
    public var mostAttempts: Int
    public var gapMinutes: Int
    /// Minutes after midnight, the centre's time: nobody is rung in the night.
    public var fromMinute: Int
    public var untilMinute: Int

    public init(mostAttempts: Int = 3, gapMinutes: Int = 120, fromMinute: Int = 480, untilMinute: Int = 1_200) {
        (self.mostAttempts, self.gapMinutes) = (mostAttempts, gapMinutes)
        (self.fromMinute, self.untilMinute) = (fromMinute, untilMinute)
    }

    /// A moment, or the next morning's begin when it lies in the night.
    func allowed(_ moment: Timestamp, in calendar: CentreCalendar) -> Timestamp {
        let minute = calendar.secondOfDay(moment) / 60
        if (fromMinute..<untilMinute).contains(minute) { return moment }
        let day = calendar.day(of: moment)
        let morning = calendar.start(of: minute < fromMinute ? day : day.adding(days: 1))
        return morning + .seconds(fromMinute * 60)
    }
}

/// Why a caller is rung back.
public enum TellReason: String, Sendable, Codable, CaseIterable, Hashable {
    /// The registry said yes, and with it the change is done.
    case registryYes = "registry-yes"
    case registryNo = "registry-no"
    /// Something is to be corrected with the caller.
    case returned
    case approved
    case sentToBranch = "sent-to-branch"
    /// The branch did what was asked, or could not, or nobody came.
    case closedAtBranch = "closed-at-branch"
    /// The virtual accounts are there to be paid into.
    case accountsIssued = "accounts-issued"

    public var key: String { "members.change.tell.\(rawValue)" }
}

/// A promise to ring a caller: attempts until he is told, or until the plan is used up and a message goes instead.
public struct RingBack: Sendable, Hashable, Codable, Identifiable {
    /// Within its change.
    public let id: Int
    public let reason: TellReason
    public let phone: PhoneNumber
    public internal(set) var nextAt: Timestamp
    public internal(set) var attempts: [Attempt] = []
    public internal(set) var state = State.open

    public enum State: String, Sendable, Codable, CaseIterable, Hashable {
        case open, told
        /// Not reached as often as the plan says: a message is sent.
        case unreached
        /// What was to be told no longer holds.
        case dropped
    }

    public enum Outcome: String, Sendable, Codable, CaseIterable, Hashable {
        case told
        case notReached = "not-reached"
        /// Somebody else has that number: nobody rings it again.
        case wrongNumber = "wrong-number"

        public var key: String { "members.change.ring-back.\(rawValue)" }
    }

    public struct Attempt: Sendable, Hashable, Codable {
        public let at: Timestamp
        public let by: PersonID
        public let outcome: Outcome
    }

    mutating func rang(
        _ outcome: Outcome, by person: PersonID, at moment: Timestamp, plan: RingBackPlan, in calendar: CentreCalendar
    ) {
        attempts.append(Attempt(at: moment, by: person, outcome: outcome))
        switch outcome {
        case .told: state = .told
        case .wrongNumber: state = .unreached
        case .notReached where attempts.count >= plan.mostAttempts: state = .unreached
        case .notReached: nextAt = plan.allowed(moment + .seconds(plan.gapMinutes * 60), in: calendar)
        }
    }
}
