public import Kernel

/// What came of one call. Money is never part of it.
public enum ReminderOutcome: String, Sendable, Codable, CaseIterable, Hashable {
    case willPay = "will-pay"
    /// Names a day.
    case promised
    /// Says that he has paid: to be checked.
    case saysPaid = "says-paid"
    /// Was told what can be done.
    case cannotPay = "cannot-pay"
    /// Wants to be rung at another time, and is then.
    case asksForTime = "asks-for-time"
    case refuses
    case wrongNumber = "wrong-number"
    /// Nobody, or nobody who could be spoken with: tried again by plan.
    case notReached = "not-reached"
    /// Asks never to be rung again.
    case doNotCall = "do-not-call"
    case deceased
    case moved

    /// The member himself was spoken with.
    public var isReached: Bool {
        switch self {
        case .willPay, .promised, .saysPaid, .cannotPay, .asksForTime, .refuses, .doNotCall: true
        case .wrongNumber, .notReached, .deceased, .moved: false
        }
    }

    /// He was, and there is nothing left to ring about.
    public var isReminded: Bool { isReached && self != .asksForTime }
}

/// Why a member is no longer to be rung in a campaign.
public enum ReminderOff: String, Sendable, CaseIterable {
    /// Missing in a newer file of finance.
    case paid
    /// The centre's own register shows that nothing is owed.
    case registerPaid = "register-paid"
    case wrongNumber = "wrong-number"
    case doNotCall = "do-not-call"
    case deceased, moved
    /// Tried as often as the plan says.
    case tries
}

/// Where a reminder stands.
public enum ReminderState: String, Sendable, CaseIterable {
    case waiting
    case done
    case off
}

/// One member to be reminded.
public struct Reminder: Sendable, Hashable, Identifiable {
    public let id: ReminderItemID
    public let campaign: ReminderCampaignID
    public let member: MemberID
    public let phone: PhoneNumber
    /// Whose clock says when it may be rung.
    public let zone: IndonesianZone
    public let months: Int
    public let amount: Rupiah
    public let careClass: Int?
    public let branch: String?
    public let state: ReminderState
    public let outcome: ReminderOutcome?
    public let off: ReminderOff?
    public let tries: Int
}

/// How far a campaign is.
public struct ReminderProgress: Sendable, Hashable {
    public var total = 0
    /// Rung at least once.
    public var rung = 0
    /// Spoken with in the last call, but for those who only asked for another time.
    public var reached = 0
    /// No longer to be rung, without having been reminded.
    public var off = 0
    /// Still to be rung, a first time or again.
    public var left = 0
    /// Reached, and missing in a file that came afterwards.
    public var paidSince = 0
    /// Reached, with a file that came afterwards: those of whom it can be known.
    public var knownSince = 0
    public var outcomes: [ReminderOutcome: Int] = [:]
    public var offs: [ReminderOff: Int] = [:]

    public init() {}

    /// In hundredths of a percent; nil while nobody was rung.
    public var reachedShare: Int? { rung == 0 ? nil : reached * 10_000 / rung }
    /// An observation, not an effect: nobody knows who would have paid without a call.
    public var paidSinceShare: Int? { knownSince == 0 ? nil : paidSince * 10_000 / knownSince }
    /// Of all, what needs no more calls.
    public var finishedShare: Int { total == 0 ? 0 : (total - left) * 10_000 / total }
}

/// One day of a campaign.
public struct ReminderDay: Sendable, Hashable {
    public let day: Day
    public let calls: Int
    public let reached: Int
}

/// What somebody has rung.
public struct ReminderTally: Sendable, Hashable {
    public var calls = 0
    /// Those in which the member was spoken with.
    public var reached = 0
}
