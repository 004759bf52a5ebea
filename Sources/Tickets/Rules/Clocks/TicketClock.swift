public import Kernel

/// One promise of a ticket: the fold of its facts. It counts only while it runs.
public struct TicketClock: Sendable, Hashable {
    public let kind: ClockKind
    /// What started it.
    public let cause: ClockCause
    public let startedAt: Timestamp
    /// In force now, or when it ended.
    public private(set) var terms: ClockTerms
    /// The stretches that counted, oldest first; never empty.
    public private(set) var runs: [Run]
    public private(set) var pauses: [Pause] = []
    public private(set) var changes: [Change] = []
    /// What was said so far, in order.
    public private(set) var notices: [Notice] = []
    public private(set) var end: End?

    public struct Run: Sendable, Hashable {
        public let from: Timestamp
        /// nil while it runs.
        public fileprivate(set) var until: Timestamp?
        public let calendar: WorkingCalendar
    }

    public struct Pause: Sendable, Hashable {
        public let from: Timestamp
        /// nil while it stands still.
        public fileprivate(set) var until: Timestamp?
        public let reason: PauseReason
        public let text: String
    }

    /// Terms that took the place of others while it ran.
    public struct Change: Sendable, Hashable {
        public let at: Timestamp
        public let cause: ClockCause
        public let before: ClockTerms
        public let after: ClockTerms
    }

    public struct Notice: Sendable, Hashable {
        public let share: ClockShare
        public let level: ClockLevel
        /// When so much was used, and when it was said: later, when that lay outside the hours.
        public let reachedAt: Timestamp
        public let saidAt: Timestamp
    }

    public struct End: Sendable, Hashable {
        public let at: Timestamp
        public let cause: ClockCause
        /// False for a promise that fell away.
        public let isMet: Bool
    }

    public enum State: String, Sendable, CaseIterable, Hashable {
        case running
        /// Runs beyond its time.
        case late
        case paused
        case met
        case metLate = "met-late"
        /// No longer promised: the colour is another, or the ticket was closed without it.
        case dropped
    }

    init(_ kind: ClockKind, _ terms: ClockTerms, at moment: Timestamp, because cause: ClockCause) {
        (self.kind, self.cause, self.startedAt, self.terms) = (kind, cause, moment, terms)
        runs = [Run(from: moment, until: nil, calendar: terms.calendar)]
    }
}

// MARK: - What happens to it

extension TicketClock {
    /// Whether it counts now.
    public var isRunning: Bool { end == nil && runs.last?.until == nil }
    public var isPaused: Bool { end == nil && !isRunning }

    /// An event that the clock cannot take changes nothing: a second pause, or whatever comes after its end.
    mutating func apply(_ change: ClockEvent.Change, at moment: Timestamp) {
        if change == .wentOn { goOn() }
        guard end == nil else { return }
        switch change {
        case .started: break
        case .changed(let after, let cause):
            changes.append(Change(at: moment, cause: cause, before: terms, after: after))
            if isRunning, after.calendar != terms.calendar {
                stop(at: moment)
                runs.append(Run(from: moment, until: nil, calendar: after.calendar))
            }
            terms = after
        case .paused(let reason, let text):
            guard isRunning else { return }
            stop(at: moment)
            pauses.append(Pause(from: moment, until: nil, reason: reason, text: text))
        case .resumed:
            guard isPaused else { return }
            pauses[pauses.count - 1].until = moment
            runs.append(Run(from: moment, until: nil, calendar: terms.calendar))
        case .met(let cause): finish(End(at: moment, cause: cause, isMet: true))
        case .dropped(let cause): finish(End(at: moment, cause: cause, isMet: false))
        case .said(let share, let level, let reachedAt):
            guard !notices.contains(where: { $0.share == share }) else { return }
            notices.append(Notice(share: share, level: level, reachedAt: reachedAt, saidAt: moment))
        case .wentOn: break
        }
    }

    /// Its end is taken back: it has run, or stood still, all the while.
    private mutating func goOn() {
        guard let end else { return }
        let run = runs.count - 1
        if let pause = pauses.last, pause.until == end.at, pause.from >= runs[run].from {
            pauses[pauses.count - 1].until = nil
        } else {
            runs[run].until = nil
        }
        self.end = nil
    }

    private mutating func stop(at moment: Timestamp) { runs[runs.count - 1].until = moment }

    private mutating func finish(_ end: End) {
        if isRunning { stop(at: end.at) } else { pauses[pauses.count - 1].until = end.at }
        self.end = end
    }
}

// MARK: - What it shows

extension TicketClock {
    /// Time that counted until a moment.
    public func used(at moment: Timestamp) -> Duration {
        runs.reduce(.zero) { sum, run in
            let until = min(run.until ?? moment, moment)
            return until > run.from ? sum + run.calendar.worked(from: run.from, until: until) : sum
        }
    }

    /// Whole percent of the limit; more than 100 when it is late.
    public func percent(at moment: Timestamp) -> Int {
        Int(used(at: moment).microseconds * 100 / terms.limit.microseconds)
    }

    /// When it must be met; nil while it stands still with time left. Of an ended clock: when it had to be.
    public var dueAt: Timestamp? { reaches(terms.limit) }

    /// When a share of the limit is, or was, used up; nil while it stands still before that.
    func reaches(_ share: ClockShare) -> Timestamp? { reaches(terms.limit * share.rawValue / 100) }

    private func reaches(_ wanted: Duration) -> Timestamp? {
        var left = wanted
        for run in runs {
            guard let until = run.until else { return run.calendar.adding(left, to: run.from) }
            let worked = run.calendar.worked(from: run.from, until: until)
            if left <= worked { return run.calendar.adding(left, to: run.from) }
            left -= worked
        }
        // It ended before: what was left is counted on, as if it had gone on from there.
        return end.map { terms.calendar.adding(left, to: $0.at) }
    }

    /// Beyond its time, or ended beyond it.
    public func isLate(at moment: Timestamp) -> Bool { dueAt.map { (end?.at ?? moment) > $0 } ?? false }

    public func state(at moment: Timestamp) -> State {
        switch end {
        case .some(let end) where end.isMet: isLate(at: moment) ? .metLate : .met
        case .some: .dropped
        case nil where isPaused: .paused
        case nil: isLate(at: moment) ? .late : .running
        }
    }

    /// What is to be said next, and when: never outside the calendar's hours. nil when nothing comes any more, or
    /// while it stands still.
    public var nextNotice: (share: ClockShare, reachedAt: Timestamp, at: Timestamp)? {
        guard end == nil, let share = ClockShare.allCases.first(where: { share in !isSaid(share) }),
            let reachedAt = reaches(share)
        else { return nil }
        // At its last moment a promise still holds.
        let earliest = share == .all ? reachedAt + .microseconds(1) : reachedAt
        return (share, reachedAt, terms.calendar.nextOpening(at: earliest))
    }

    /// When to come back to it, at a moment or after it.
    func noticeAt(after moment: Timestamp) -> Timestamp? {
        nextNotice.map { terms.calendar.nextOpening(at: max($0.at, moment)) }
    }

    /// A share is not said after a larger one.
    private func isSaid(_ share: ClockShare) -> Bool { notices.contains { $0.share >= share } }
}
