public import Kernel

public enum ReminderCampaignTag {}
public typealias ReminderCampaignID = Identifier<ReminderCampaignTag>

public enum ReminderUploadTag {}
/// One file that finance handed over.
public typealias ReminderUploadID = Identifier<ReminderUploadTag>

/// How fast a campaign rings; nil: as fast as people can.
public struct ReminderPace: Sendable, Hashable {
    public var callsPerHour: Int?
    public var perPersonPerDay: Int?

    public static let callsRange = 1...10_000
    public static let personRange = 1...500

    public init(callsPerHour: Int? = nil, perPersonPerDay: Int? = nil) {
        (self.callsPerHour, self.perPersonPerDay) = (callsPerHour, perPersonPerDay)
    }
}

/// Whom a campaign rings first.
public enum ReminderOrder: String, Sendable, CaseIterable {
    /// Who owes the most months.
    case months
    /// Who has waited longest.
    case age
}

/// A list of members to be reminded, and how.
public struct ReminderCampaign: Sendable, Hashable, Identifiable {
    public enum State: String, Sendable, CaseIterable {
        /// Finance has handed a list over; nobody has set when to ring.
        case prepared
        case active, paused, ended
    }

    /// What a planner sets.
    public struct Plan: Sendable, Hashable {
        public var name: String
        public var firstDay: Day
        public var lastDay: Day
        public var pace: ReminderPace
        public var order: ReminderOrder

        public init(name: String, firstDay: Day, lastDay: Day, pace: ReminderPace, order: ReminderOrder) {
            (self.name, self.firstDay, self.lastDay) = (name, firstDay, lastDay)
            (self.pace, self.order) = (pace, order)
        }

        public static let longestName = 80
        /// A year and a bit: what lasts longer is another campaign.
        public static let mostDays = 400
    }

    public let id: ReminderCampaignID
    public let plan: Plan
    public let state: State
    /// The version of the script.
    public let script: Int64
    public let openedAt: Timestamp

    /// Why it does not ring now.
    public enum Hold: Sendable, Hashable {
        case prepared, paused, ended
        case notYet(Day)
        case over(Day)
        /// Enough calls within the hour.
        case hourFull
        /// The person has rung enough today.
        case personFull
    }

    /// nil when the person may ring for it.
    public func hold(on day: Day, rungWithinHour: Int, rungToday: Int) -> Hold? {
        switch state {
        case .prepared: return .prepared
        case .paused: return .paused
        case .ended: return .ended
        case .active: break
        }
        if day < plan.firstDay { return .notYet(plan.firstDay) }
        if day > plan.lastDay { return .over(plan.lastDay) }
        if let most = plan.pace.perPersonPerDay, rungToday >= most { return .personFull }
        if let most = plan.pace.callsPerHour, rungWithinHour >= most { return .hourFull }
        return nil
    }

    /// Whether a planner may bring it from one state to another. What has ended stays so.
    public func may(turn next: State) -> Bool {
        switch (state, next) {
        case (.prepared, .active), (.active, .paused), (.paused, .active), (.prepared, .ended), (.active, .ended),
            (.paused, .ended):
            true
        default: false
        }
    }
}

public enum ReminderRefusal: String, Error, Sendable, CaseIterable {
    case noSuchCampaign = "no-such-campaign"
    case noSuchUpload = "no-such-upload"
    case noSuchItem = "no-such-item"
    case nameMissing = "name-missing"
    case nameTooLong = "name-too-long"
    /// Another campaign that has not ended is called so.
    case nameTaken = "name-taken"
    case datesBackwards = "dates-backwards"
    case tooLong = "too-long"
    case pace
    /// The state does not allow it.
    case notNow = "not-now"
    case campaignEnded = "campaign-ended"
    case script
    /// The upload was taken over or withdrawn already.
    case uploadDone = "upload-done"
    /// Something has changed since the lines were checked: they are to be looked at again.
    case checkedAnew = "checked-anew"
    case nothingGood = "nothing-good"
    case mapping
    /// Somebody else holds it, or nobody.
    case notHeld = "not-held"
    case dayMissing = "day-missing"
    /// Of somebody who asks to be rung at another time.
    case timeMissing = "time-missing"
    /// The campaign rings no more by then.
    case afterEnd = "after-end"
    case noteTooLong = "note-too-long"
}

extension ReminderCampaign.Plan {
    public func check() throws(ReminderRefusal) {
        guard !name.allSatisfy(\.isWhitespace) else { throw .nameMissing }
        guard name.count <= Self.longestName else { throw .nameTooLong }
        guard firstDay <= lastDay else { throw .datesBackwards }
        guard lastDay.sinceEpoch - firstDay.sinceEpoch < Self.mostDays else { throw .tooLong }
        if let calls = pace.callsPerHour, !ReminderPace.callsRange.contains(calls) { throw .pace }
        if let calls = pace.perPersonPerDay, !ReminderPace.personRange.contains(calls) { throw .pace }
    }
}
