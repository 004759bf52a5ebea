public import Kernel

/// How many matters of some days were resolved at their first contact: what a `RepeatTally` of all of them says, put
/// together from tallies of single days.
public struct Resolution: Sendable, Hashable {
    public private(set) var counts: [RepeatTally.Part: RepeatTally.Counts] = [:]
    /// Of whom neither member nor number is known.
    public private(set) var unidentified = 0

    init() {}

    mutating func add(_ tally: RepeatTally) {
        for (part, more) in tally.counts { add(more, to: part) }
        add(unidentified: tally.unidentified)
    }

    mutating func add(_ more: RepeatTally.Counts, to part: RepeatTally.Part) {
        counts[part] = counts[part, default: RepeatTally.Counts()] + more
    }

    mutating func add(unidentified more: Int) { unidentified += more }
}

/// A day whose counts stay as they are from now on, as long as no contact is written that they hang on.
///
/// While all of its contacts are young, nothing that follows is counted, so its counts hang on what was before and on
/// the day itself. Once none is young any more they hang on the days after it too. The day in between, on which some
/// are young and some are not, changes from minute to minute.
public struct ResolutionDay: Sendable, Hashable {
    public let day: Day
    public let interval: Range<Timestamp>
    /// The rule's days are over for all of its contacts; otherwise they are for none.
    public let isSettled: Bool
    /// Contacts outside of it change nothing.
    public let reads: Range<Timestamp>
    /// A moment for a tally of it, as good as any.
    let tallied: Timestamp

    /// - Returns: nil while the day's counts change by themselves.
    init?(_ day: Day, _ rule: RepeatRule, at now: Timestamp, in calendar: CentreCalendar) {
        let interval = calendar.interval(of: day)
        let known = interval.upperBound + rule.window
        if known <= now {
            (isSettled, tallied) = (true, known)
        } else if interval.upperBound <= now, interval.lowerBound > now - rule.window {
            (isSettled, tallied) = (false, interval.upperBound)
        } else {
            return nil
        }
        (self.day, self.interval) = (day, interval)
        reads = rule.reads(interval, at: tallied)
    }
}

/// A day's counts, not kept yet.
public struct CountedDay: Sendable {
    public let day: ResolutionDay
    let tally: RepeatTally
    /// Of the day's contacts, before they were read: writing one of them raises it.
    let generation: Int64
}

extension RepeatRule {
    /// What the rule sees of a log.
    private struct Seen: Equatable {
        let category: String
        let outcome: ContactOutcome
        let member: MemberID?

        init?(_ log: ContactLog?) {
            guard let log, log.kind != .wrongNumber else { return nil }
            (category, outcome, member) = (log.category, log.outcome, log.member)
        }
    }

    /// The contacts that a tally over an interval must know. As long as all of the interval's own are young, none that
    /// follows matters.
    func reads(_ interval: Range<Timestamp>, at now: Timestamp) -> Range<Timestamp> {
        let areYoung = interval.lowerBound > now - window
        return (interval.lowerBound - window)..<(areYoung ? interval.upperBound : interval.upperBound + window)
    }

    /// Whether counts may change when a contact's log becomes another.
    static func tells(_ log: ContactLog?, from other: ContactLog?) -> Bool { Seen(log) != Seen(other) }
}

extension CentreCalendar {
    func interval(of day: Day) -> Range<Timestamp> { start(of: day)..<start(of: day.adding(days: 1)) }
}
