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

    public func agent(_ id: PersonID) -> AgentDay { current.agents[id] ?? AgentDay() }

    public var agents: [PersonID: AgentDay] { current.agents }

    /// Called after each batch of facts.
    public func whenChanged(_ call: @escaping @Sendable () -> Void) { listeners.append(call) }

    /// A new day begins with empty figures even when nothing has happened yet.
    private var current: DayFold {
        let today = calendar.day(of: clock.now())
        return fold.day == today ? fold : DayFold(day: today)
    }

    /// Follows until cancelled.
    public func run() async throws {
        let start = calendar.start(of: calendar.day(of: clock.now()))
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
