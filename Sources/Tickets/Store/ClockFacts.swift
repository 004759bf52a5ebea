public import Database
public import Kernel

extension TicketFact {
    public struct ClockStarted: Fact {
        public static let kind = "ticket.clock-started"
        public let clock: ClockKind
        public let because: ClockCause
        public let terms: ClockTerms
    }

    /// It promises something else from now on; what it used stays used.
    public struct ClockChanged: Fact {
        public static let kind = "ticket.clock-changed"
        public let clock: ClockKind
        public let because: ClockCause
        public let terms: ClockTerms
    }

    public struct ClockPaused: Fact {
        public static let kind = "ticket.clock-paused"
        public let clock: ClockKind
        public let reason: PauseReason
        public let text: String
    }

    public struct ClockResumed: Fact {
        public static let kind = "ticket.clock-resumed"
        public let clock: ClockKind
    }

    public struct ClockMet: Fact {
        public static let kind = "ticket.clock-met"
        public let clock: ClockKind
        public let because: ClockCause
    }

    public struct ClockDropped: Fact {
        public static let kind = "ticket.clock-dropped"
        public let clock: ClockKind
        public let because: ClockCause
    }

    /// A share of the limit is used, and somebody is told.
    public struct ClockWarned: Fact {
        public static let kind = "ticket.clock-warned"
        public let clock: ClockKind
        public let percent: ClockShare
        public let level: ClockLevel
        public let reachedAt: Timestamp
    }

    public struct ClockBreached: Fact {
        public static let kind = "ticket.clock-breached"
        public let clock: ClockKind
        public let level: ClockLevel
        /// When it had to be met.
        public let reachedAt: Timestamp
    }

    /// What ended it is taken back; it has counted all the while.
    public struct ClockWentOn: Fact {
        public static let kind = "ticket.clock-went-on"
        public let clock: ClockKind
    }
}

extension Transaction {
    func append(_ event: ClockEvent, about ticket: TicketID, by author: Author) throws {
        let fact: any Fact =
            switch event.change {
            case .started(let terms, let cause):
                TicketFact.ClockStarted(clock: event.clock, because: cause, terms: terms)
            case .changed(let terms, let cause):
                TicketFact.ClockChanged(clock: event.clock, because: cause, terms: terms)
            case .paused(let reason, let text):
                TicketFact.ClockPaused(clock: event.clock, reason: reason, text: text)
            case .resumed: TicketFact.ClockResumed(clock: event.clock)
            case .met(let cause): TicketFact.ClockMet(clock: event.clock, because: cause)
            case .dropped(let cause): TicketFact.ClockDropped(clock: event.clock, because: cause)
            case .said(.all, let level, let reachedAt):
                TicketFact.ClockBreached(clock: event.clock, level: level, reachedAt: reachedAt)
            case .said(let share, let level, let reachedAt):
                TicketFact.ClockWarned(clock: event.clock, percent: share, level: level, reachedAt: reachedAt)
            case .wentOn: TicketFact.ClockWentOn(clock: event.clock)
            }
        try append(fact, about: .ticket(ticket), by: author, at: event.at)
    }
}

extension TicketClocks {
    /// From a ticket's facts, oldest first; those of other matters are passed over.
    public init(_ facts: [JournalEntry]) throws {
        self.init(try facts.compactMap { try ClockEvent($0) })
    }
}

extension ClockEvent {
    /// nil when the fact is about no clock.
    init?(_ entry: JournalEntry) throws {
        guard entry.kind.hasPrefix("ticket.clock-") else { return nil }
        if let fact: TicketFact.ClockStarted = try entry.fact() {
            self.init(fact.clock, at: entry.at, .started(fact.terms, fact.because))
        } else if let fact: TicketFact.ClockChanged = try entry.fact() {
            self.init(fact.clock, at: entry.at, .changed(fact.terms, fact.because))
        } else if let fact: TicketFact.ClockPaused = try entry.fact() {
            self.init(fact.clock, at: entry.at, .paused(fact.reason, fact.text))
        } else if let fact: TicketFact.ClockResumed = try entry.fact() {
            self.init(fact.clock, at: entry.at, .resumed)
        } else if let fact: TicketFact.ClockMet = try entry.fact() {
            self.init(fact.clock, at: entry.at, .met(fact.because))
        } else if let fact: TicketFact.ClockDropped = try entry.fact() {
            self.init(fact.clock, at: entry.at, .dropped(fact.because))
        } else if let fact: TicketFact.ClockWarned = try entry.fact() {
            self.init(fact.clock, at: entry.at, .said(fact.percent, fact.level, reachedAt: fact.reachedAt))
        } else if let fact: TicketFact.ClockBreached = try entry.fact() {
            self.init(fact.clock, at: entry.at, .said(.all, fact.level, reachedAt: fact.reachedAt))
        } else if let fact: TicketFact.ClockWentOn = try entry.fact() {
            self.init(fact.clock, at: entry.at, .wentOn)
        } else {
            return nil
        }
    }
}
