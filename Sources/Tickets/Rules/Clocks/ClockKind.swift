public import Kernel

/// A promise that a ticket makes, with a clock of its own.
public enum ClockKind: String, Sendable, Codable, CaseIterable, Hashable {
    /// Until somebody does something about it.
    case firstResponse = "first-response"
    /// Until the branch says that it is done.
    case branchAnswer = "branch-answer"
    /// Until the participant has been asked whether he is satisfied.
    case confirmation
    /// From opening to closing.
    case whole
}

/// What a clock promises: so much time, counted in a calendar.
public struct ClockTerms: Sendable, Hashable, Codable {
    public let limitMinutes: Int
    public let calendar: WorkingCalendar

    public init(limitMinutes: Int, calendar: WorkingCalendar) {
        (self.limitMinutes, self.calendar) = (limitMinutes, calendar)
    }

    public var limit: Duration { .seconds(limitMinutes * 60) }
}

/// Why a clock stands still.
public enum PauseReason: String, Sendable, Codable, CaseIterable, Hashable {
    /// The participant is asked for papers, or cannot be reached.
    case participant
    case facility
    /// A system of the insurer or of a partner is down.
    case outage
    case other
}

/// What happened to the ticket that moved a clock.
public enum ClockCause: String, Sendable, Codable, CaseIterable, Hashable {
    case opened, escalated, responded, answered, confirmed, reopened, closed
    /// It became part of another ticket.
    case merged
    /// Its colour or priority is another now.
    case rated
}

/// How much of its limit a clock has used when somebody is told.
public enum ClockShare: Int, Sendable, Codable, CaseIterable, Hashable, Comparable {
    case half = 50
    case threeQuarters = 75
    case nineTenths = 90
    /// The limit itself: the promise is broken a moment later.
    case all = 100

    public static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
}

/// Who is told: up the line of a branch, or of the centre.
public enum ClockLevel: String, Sendable, Codable, CaseIterable, Hashable {
    case agent, supervisor
    case branchOfficer = "branch-officer"
    case branchHead = "branch-head"
    case region
    case headOffice = "head-office"

    public init(_ share: ClockShare, of clock: ClockKind, _ colour: TicketColour) {
        // A confirmation is the centre's, whoever answered.
        let isBranch = colour == .red && clock != .confirmation
        self =
            switch share {
            case .half: isBranch ? .branchOfficer : .agent
            case .threeQuarters: isBranch ? .branchHead : .agent
            case .nineTenths: isBranch ? .region : .supervisor
            case .all: isBranch ? .headOffice : .supervisor
            }
    }
}
