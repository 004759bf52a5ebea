public import Database
public import Kernel
public import Logging

/// Today's figures, live: it reads the day's facts once and then follows the journal.
public actor DayBook {
    private let journal: Journal
    private let clock: any WallClock
    private let calendar: CentreCalendar
    private let log: Logger
    private var fold: DayFold
    private var listeners: [@Sendable () -> Void] = []

    public init(_ database: any Database, clock: any WallClock, calendar: CentreCalendar, log: Logger) {
        journal = Journal(database)
        self.clock = clock
        self.calendar = calendar
        self.log = log
        fold = DayFold(day: calendar.day(of: clock.now()))
    }

    public var floor: FloorFigures { current.floor }

    /// What came to each queue in the last two hours.
    public var traffic: [String: [QueueTraffic.Step]] {
        let now = clock.now()
        return current.traffic.mapValues { $0.lately(at: now) }
    }

    public func agent(_ id: PersonID) -> AgentDay { current.agents[id] ?? AgentDay() }

    public var agents: [PersonID: AgentDay] { current.agents }

    /// Called after each batch of facts.
    public func whenChanged(_ call: @escaping @Sendable () -> Void) { listeners.append(call) }

    /// A new day begins with empty figures even when nothing has happened yet.
    private var current: DayFold { fold.turned(to: calendar.day(of: clock.now())) }

    /// Follows until cancelled.
    public func run() async throws {
        let now = clock.now()
        // Soon after midnight the traffic of the last hours lies in the day before.
        let lately = now - QueueTraffic.step * QueueTraffic.steps
        let start = min(calendar.start(of: calendar.day(of: now)), lately)
        for try await entries in journal.follow(after: try await journal.sequence(before: start)) {
            for entry in entries {
                do { try fold.take(entry, in: calendar) } catch {
                    log.error("a fact cannot be read", metadata: ["seq": "\(entry.seq)", "error": "\(error)"])
                }
            }
            for listener in listeners { listener() }
        }
    }
}
