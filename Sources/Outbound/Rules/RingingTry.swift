public import Calls
import Foundation
public import Kernel

/// One call that was placed for an item, and what came of it.
public struct RingingTry: Sendable, Hashable {
    public let at: Timestamp
    public let phone: PhoneNumber
    public let by: PersonID
    public let result: TryResult

    public init(at moment: Timestamp, phone: PhoneNumber, by person: PersonID, _ result: TryResult) {
        (at, self.phone, by, self.result) = (moment, phone, person, result)
    }
}

/// What came of a try: as the network says it, but for machines and strangers, which only the agent can tell.
public enum TryResult: String, Sendable, Codable, CaseIterable, Hashable {
    /// The participant spoke with us.
    case reached
    case busy
    case noAnswer = "no-answer"
    case machine
    case unreachable
    /// Nobody has this number.
    case numberInvalid = "number-invalid"
    /// Somebody else has it.
    case wrongNumber = "wrong-number"

    /// nil for what is no try: the agent hung up, or a fault was ours.
    public init?(_ outcome: DialOutcome) {
        switch outcome {
        case .answered: self = .reached
        case .machine: self = .machine
        case .busy: self = .busy
        case .noAnswer: self = .noAnswer
        case .unreachable: self = .unreachable
        case .numberInvalid: self = .numberInvalid
        case .cancelledByAgent, .failed: return nil
        }
    }

    /// Nobody was there; the number may be right.
    public var isMissed: Bool {
        switch self {
        case .busy, .noAnswer, .machine, .unreachable: true
        case .reached, .numberInvalid, .wrongNumber: false
        }
    }

    /// The number is not the participant's.
    public var isWrong: Bool { self == .numberInvalid || self == .wrongNumber }
}

/// What is done after a try that reached nobody.
public enum NextTry: Sendable, Hashable {
    case at(Timestamp)
    /// The plan's tries are made.
    case exhausted
}

extension TryPlan {
    /// When to ring again after tries that reached nobody, the earliest first; wrong numbers and conversations among
    /// them are no tries.
    ///
    /// Busy is rung again after `busyMinutes`, and both calls together are one try. Any other try lies `hoursApart`
    /// after the one before and in a part of the day in which none was made, as long as the hours reach such a part
    /// within a week.
    public func next(after tries: [RingingTry], in hours: BusinessHours) -> NextTry {
        let missed = tries.filter(\.result.isMissed)
        guard let last = missed.last else { preconditionFailure("asked for the next try before any was missed") }
        let (made, isHalf) = made(missed)
        if isHalf { return .at(hours.nextOpening(at: last.at + .seconds(60 * busyMinutes))) }
        guard made < count else { return .exhausted }
        let earliest = hours.nextOpening(at: last.at + .seconds(3_600 * hoursApart))
        let used = Set(missed.map { hours.zone.calendar.dayPart(at: $0.at) })
        var moment = earliest
        while used.contains(hours.zone.calendar.dayPart(at: moment)) {
            moment = hours.nextOpening(at: hours.zone.nextDayPart(after: moment))
            if moment - earliest > .seconds(7 * 86_400) { return .at(earliest) }
        }
        return .at(moment)
    }

    /// How many tries were made, and whether a busy one still waits for its second call.
    func made(_ tries: [RingingTry]) -> (count: Int, isHalf: Bool) {
        var (count, isHalf) = (0, false)
        for missed in tries where missed.result.isMissed {
            if missed.result == .busy, !isHalf {
                isHalf = true
            } else {
                (count, isHalf) = (count + 1, false)
            }
        }
        return (count, isHalf)
    }
}

extension IndonesianZone {
    var calendar: CentreCalendar { CentreCalendar(zone: TimeZone(secondsFromGMT: hoursFromUTC * 3_600) ?? .gmt) }

    /// The first moment of the next part of the day.
    func nextDayPart(after moment: Timestamp) -> Timestamp {
        let (calendar, part) = (calendar, calendar.dayPart(at: moment))
        let minute = Int64(60)
        var next = Timestamp(seconds: (moment.seconds / minute + 1) * minute)
        // At most the night's nine and a half hours of half hours: parts begin on full and half hours.
        next += .seconds(60 * ((30 - calendar.minute(of: next) % 30) % 30))
        while calendar.dayPart(at: next) == part { next += .seconds(1_800) }
        return next
    }
}
