public import Kernel

/// One fact about one clock.
public struct ClockEvent: Sendable, Hashable {
    public let clock: ClockKind
    public let at: Timestamp
    public let change: Change

    public enum Change: Sendable, Hashable {
        case started(ClockTerms, ClockCause)
        case changed(ClockTerms, ClockCause)
        case paused(PauseReason, String)
        case resumed
        case met(ClockCause)
        case dropped(ClockCause)
        /// A share of the limit was used up at a moment, and somebody is told.
        case said(ClockShare, ClockLevel, reachedAt: Timestamp)
        /// What ended it is taken back; it has counted all the while.
        case wentOn
    }

    public init(_ clock: ClockKind, at moment: Timestamp, _ change: Change) {
        (self.clock, at, self.change) = (clock, moment, change)
    }
}

/// The clocks of one ticket, folded from its facts: the same now, in the past, and in a report.
public struct TicketClocks: Sendable, Hashable {
    /// By their start; a kind that started again is there again.
    public private(set) var all: [TicketClock] = []

    public init(_ events: [ClockEvent] = []) { for event in events { apply(event) } }

    public mutating func apply(_ event: ClockEvent) {
        if case .started(let terms, let cause) = event.change {
            guard self[event.clock]?.end != nil || self[event.clock] == nil else { return }
            all.append(TicketClock(event.clock, terms, at: event.at, because: cause))
        } else if let index = all.lastIndex(where: { $0.kind == event.clock }) {
            all[index].apply(event.change, at: event.at)
        }
    }

    /// The latest of a kind.
    public subscript(kind: ClockKind) -> TicketClock? { all.last { $0.kind == kind } }

    /// Those that have not ended.
    public var open: [TicketClock] { all.filter { $0.end == nil } }
    public var isPaused: Bool { open.contains(where: \.isPaused) }

    /// The open clock that is due first; nil when all stand still with time left, or none is open.
    public var pressing: (kind: ClockKind, dueAt: Timestamp)? {
        let due = open.compactMap { clock in clock.dueAt.map { (clock.kind, $0) } }
        return due.min { $0.1 < $1.1 }.map { (kind: $0.0, dueAt: $0.1) }
    }
}

/// What is done to a ticket, as its clocks see it.
public enum ClockMove: Sendable, Hashable {
    case opened
    /// It lies at a branch where nobody has seen it: what the house's rules do of themselves answers nobody.
    case routed
    /// It went to a branch, or to another; the clock of its answer runs on.
    case escalated
    /// Somebody did something about it.
    case responded
    /// The branch says that it is done.
    case answered
    /// The participant has been asked.
    case confirmed
    /// Back to the branch.
    case reopened
    case closed
    /// It became part of another ticket, whose clocks are kept instead.
    case merged
    case paused(PauseReason, String)
    case resumed
    /// Colour or priority are others now.
    case rated
    /// What was done at a moment is taken back: clocks that it ended go on.
    case takenBack(ClockCause, at: Timestamp)
}

/// What decides about limits besides the policy.
public struct ClockGround: Sendable, Hashable {
    public let policy: ClockPolicy
    public let colour: TicketColour
    public let priority: TicketPriority
    /// The branch's own hours, where it is known.
    public let hours: BusinessHours?

    public init(
        _ policy: ClockPolicy, _ colour: TicketColour, _ priority: TicketPriority, hours: BusinessHours? = nil
    ) {
        (self.policy, self.colour, self.priority, self.hours) = (policy, colour, priority, hours)
    }

    func terms(_ clock: ClockKind, from moment: Timestamp) -> ClockTerms? {
        policy.terms(clock, colour, priority, hours: hours, from: moment)
    }
}

extension TicketClocks {
    /// The facts that a move leaves, in their order. A promise that is broken before it is kept says so first.
    ///
    /// - Throws: `TicketRefusal.nothingRuns`, `.notPaused`.
    public func events(
        for move: ClockMove, on ground: ClockGround, at moment: Timestamp
    ) throws(TicketRefusal) -> [ClockEvent] {
        let turn = Turn(clocks: self, ground: ground, at: moment)
        switch move {
        case .opened:
            return turn.start([.firstResponse, .branchAnswer, .whole], .opened)
        case .routed:
            return turn.start([.branchAnswer], .escalated) + turn.retime([.branchAnswer, .whole], .escalated)
        case .escalated:
            return turn.meet(.firstResponse, .escalated) + turn.start([.branchAnswer], .escalated)
                + turn.retime([.branchAnswer, .whole], .escalated)
        case .responded: return turn.meet(.firstResponse, .responded)
        case .answered:
            return turn.meet(.firstResponse, .answered) + turn.meet(.branchAnswer, .answered)
                + turn.start([.confirmation], .answered)
        case .confirmed: return turn.meet(.confirmation, .confirmed)
        case .reopened: return turn.meet(.confirmation, .reopened) + turn.start([.branchAnswer], .reopened)
        case .closed:
            return turn.meet(.firstResponse, .closed) + turn.drop([.branchAnswer, .confirmation], .closed)
                + turn.meet(.whole, .closed)
        case .merged: return turn.drop(ClockKind.allCases, .merged)
        case .paused(let reason, let text):
            let running = open.filter(\.isRunning)
            guard !running.isEmpty else { throw .nothingRuns }
            return running.map { ClockEvent($0.kind, at: moment, .paused(reason, text)) }
        case .resumed:
            guard isPaused else { throw .notPaused }
            return open.filter(\.isPaused).map { ClockEvent($0.kind, at: moment, .resumed) }
        case .rated:
            return turn.retime(ClockKind.allCases, .rated) + turn.start([.branchAnswer], .rated)
        case .takenBack(let cause, let then):
            return ClockKind.allCases.compactMap { kind in
                guard let end = self[kind]?.end, end.cause == cause, end.at == then else { return nil }
                return ClockEvent(kind, at: moment, .wentOn)
            }
        }
    }

    /// What is to be said at a moment, all of it that is due, smaller shares first.
    public func notices(_ colour: TicketColour, at moment: Timestamp) -> [ClockEvent] {
        open.flatMap { running -> [ClockEvent] in
            var (clock, events) = (running, [ClockEvent]())
            while let next = clock.nextNotice, next.at <= moment, clock.terms.calendar.isOpen(at: moment) {
                let level = ClockLevel(next.share, of: clock.kind, colour)
                let event = ClockEvent(clock.kind, at: moment, .said(next.share, level, reachedAt: next.reachedAt))
                clock.apply(event.change, at: moment)
                events.append(event)
            }
            return events
        }
    }
}

/// One move, while its facts are found.
private struct Turn {
    let clocks: TicketClocks
    let ground: ClockGround
    let at: Timestamp

    /// Those that are promised and do not run already. A rating starts none that was kept before.
    func start(_ kinds: [ClockKind], _ cause: ClockCause) -> [ClockEvent] {
        kinds.compactMap { kind -> ClockEvent? in
            if let before = clocks[kind] {
                guard let end = before.end, cause != .rated || !end.isMet else { return nil }
            }
            return ground.terms(kind, from: at).map { ClockEvent(kind, at: at, .started($0, cause)) }
        }
    }

    /// Open clocks whose terms are others now; those no longer promised fall away.
    func retime(_ kinds: [ClockKind], _ cause: ClockCause) -> [ClockEvent] {
        kinds.compactMap { kind -> ClockEvent? in
            guard let clock = clocks[kind], clock.end == nil else { return nil }
            guard let terms = ground.terms(kind, from: at) else { return ClockEvent(kind, at: at, .dropped(cause)) }
            let before = ClockTerms(
                limitMinutes: clock.terms.limitMinutes, calendar: clock.terms.calendar.onwards(from: at))
            return terms == before ? nil : ClockEvent(kind, at: at, .changed(terms, cause))
        }
    }

    func meet(_ kind: ClockKind, _ cause: ClockCause) -> [ClockEvent] {
        guard let clock = clocks[kind], clock.end == nil else { return [] }
        return broken(clock) + [ClockEvent(kind, at: at, .met(cause))]
    }

    func drop(_ kinds: [ClockKind], _ cause: ClockCause) -> [ClockEvent] {
        kinds.flatMap { kind -> [ClockEvent] in
            guard let clock = clocks[kind], clock.end == nil else { return [] }
            return broken(clock) + [ClockEvent(kind, at: at, .dropped(cause))]
        }
    }

    private func broken(_ clock: TicketClock) -> [ClockEvent] {
        guard clock.isLate(at: at), let due = clock.dueAt, !clock.notices.contains(where: { $0.share == .all }) else {
            return []
        }
        let level = ClockLevel(.all, of: clock.kind, ground.colour)
        return [ClockEvent(clock.kind, at: at, .said(.all, level, reachedAt: due))]
    }
}
