public import Database
public import Kernel

/// The figures of one day, folded from its facts one by one: the same code for the live floor and for history.
public struct DayFold: Sendable, Equatable {
    public private(set) var day: Day
    public private(set) var floor = FloorFigures()
    public private(set) var agents: [PersonID: AgentDay] = [:]
    /// By queue. Its two hours are not cut off at midnight.
    public private(set) var traffic: [String: QueueTraffic] = [:]
    private var handling: [PersonID: (seconds: Double, calls: Int)] = [:]

    public init(day: Day) { self.day = day }

    public static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.day == rhs.day && lhs.floor == rhs.floor && lhs.agents == rhs.agents && lhs.traffic == rhs.traffic
    }

    /// The figures of a day: these, or empty ones when it is another.
    public func turned(to day: Day) -> DayFold {
        guard day != self.day else { return self }
        var fold = DayFold(day: day)
        fold.traffic = traffic
        return fold
    }

    /// Starts anew when the entry belongs to another day. Kinds that are no concern of these figures change nothing.
    public mutating func take(_ entry: JournalEntry, in calendar: CentreCalendar) throws {
        self = turned(to: calendar.day(of: entry.at))
        switch entry.kind {
        case CallFact.Arrived.kind: floor.arrived += 1
        case CallFact.Queued.kind: if let fact: CallFact.Queued = try entry.fact() { queued(fact, at: entry.at) }
        case CallFact.Connected.kind: if let fact: CallFact.Connected = try entry.fact() { connected(fact) }
        case CallFact.Ended.kind: if let fact: CallFact.Ended = try entry.fact() { ended(fact, at: entry.at) }
        case CallFact.Rated.kind:
            if let fact: CallFact.Rated = try entry.fact() {
                floor.rated += 1; floor.ratings += fact.rating
            }
        case CallFact.DialAnswered.kind: if let fact: CallFact.DialAnswered = try entry.fact() { began(fact.agent) }
        case CallFact.DialEnded.kind: if let fact: CallFact.DialEnded = try entry.fact() { dialEnded(fact) }
        case CallFact.WrappedUp.kind: if let fact: CallFact.WrappedUp = try entry.fact() { wrappedUp(fact) }
        case "contact.logged":
            author(entry) {
                $0.contacts += 1; $0.unlogged = max(0, $0.unlogged - 1)
            }
        case "ticket.opened": author(entry) { $0.tickets += 1 }
        default: break
        }
    }

    private mutating func queued(_ fact: CallFact.Queued, at moment: Timestamp) {
        floor.offered += 1
        traffic[fact.queue, default: QueueTraffic()].offered(at: moment)
    }

    private mutating func connected(_ fact: CallFact.Connected) {
        floor.answered += 1
        if fact.withinLimit { floor.answeredWithinLimit += 1 }
        began(fact.agent)
    }

    private mutating func began(_ agent: PersonID) {
        agents[agent, default: AgentDay()].calls += 1
        agents[agent, default: AgentDay()].unlogged += 1
    }

    /// Calls that agents place are part of their own day, and no part of the inbound floor's.
    private mutating func dialEnded(_ fact: CallFact.DialEnded) {
        guard fact.outcome.isConversation else { return }
        handled(fact.agent, seconds: fact.talkSeconds + fact.holdSeconds, calls: 1)
    }

    private mutating func ended(_ fact: CallFact.Ended, at moment: Timestamp) {
        switch fact.cause {
        case .abandoned:
            floor.abandoned += 1
            if let queue = fact.queue {
                traffic[queue]?.abandoned(comeAt: moment - .seconds(fact.waitedSeconds ?? 0))
            }
        case .leftMenu: floor.leftInMenu += 1
        case .network, .system, .refused: if fact.agent == nil { floor.lost += 1 }
        case .byCaller, .byAgent, .farewell: break
        }
        guard let agent = fact.agent else { return }
        floor.handled += 1
        floor.talkSeconds += fact.talkSeconds
        floor.holdSeconds += fact.holdSeconds
        handled(agent, seconds: fact.talkSeconds + fact.holdSeconds, calls: 1)
    }

    private mutating func wrappedUp(_ fact: CallFact.WrappedUp) {
        if fact.outgoing != true { floor.wrapUpSeconds += fact.seconds }
        handled(fact.agent, seconds: fact.seconds, calls: 0)
    }

    private mutating func handled(_ agent: PersonID, seconds: Double, calls: Int) {
        var sum = handling[agent] ?? (0, 0)
        sum = (sum.seconds + seconds, sum.calls + calls)
        handling[agent] = sum
        if sum.calls > 0 {
            agents[agent, default: AgentDay()].averageHandlingSeconds = Int((sum.seconds / Double(sum.calls)).rounded())
        }
    }

    private mutating func author(_ entry: JournalEntry, _ change: (inout AgentDay) -> Void) {
        guard case .person(let id) = entry.author else { return }
        change(&agents[id, default: AgentDay()])
    }
}
