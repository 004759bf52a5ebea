import Calls
import Database
import Foundation
import Kernel
import Logging
import Staff
import Synchronization
import Tickets

/// One synthetic day: callers who come by the hour's weight, some of whom give up, and agents who answer, talk and
/// wrap up. Everything between them is the real floor, routing, journal and figures.
struct DemoDay {
    let configuration: SahutConfiguration
    let speed: Int
    let calls: Int
    let seed: UInt64
    let day: Day?

    /// Share of the day's calls by hour: peaks 08-12 and 15-18, a dip at 13-14, a quiet night (the modelled centre,
    /// 2017-18).
    static let weights: [Double] = [
        8, 6, 5, 5, 6, 10, 22, 45, 78, 92, 95, 88, 70, 52, 58, 72, 76, 70, 56, 44, 36, 28, 19, 12,
    ]

    func run(said: @escaping @Sendable (String) -> Void) async throws {
        let database = try CentreDatabase.open(configuration)
        try await database.migrate(CentreDatabase.migrations)
        let calendar = CentreCalendar(zone: configuration.centre.zone)
        let start = calendar.start(of: day ?? calendar.day(of: SystemClock().now()))
        let clock = ScaledClock(startingAt: start, speed: speed)
        let staff = StaffStore(database, clock: clock)
        let people = try await staff.people(with: .inbound)
        guard !people.isEmpty else { return said("There are no agents. Start the demo once: sahut demo") }
        let stage = try await stage(database, staff, clock, calendar)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await stage.floor.run() }
            group.addTask {
                try await PlayedAgents(floor: stage.floor, clock: clock, seed: seed).work(people.map(\.id))
            }
            group.addTask { try await stage.callersCome(plannedArrivals(from: start)) }
            group.addTask { try await stage.report(until: start + .seconds(86_400), calendar, said) }
            // The reporter ends when the day does.
            while try await group.next() != nil { if clock.now() >= start + .seconds(86_400) { break } }
            group.cancelAll()
        }
        try await database.close()
    }

    private func stage(
        _ database: any Database, _ staff: StaffStore, _ clock: ScaledClock, _ calendar: CentreCalendar
    ) async throws -> DemoStage {
        let log = Logger(label: "sahut.day")
        let engine = SilentEngine(clock: clock)
        let callers = DemoCallers()
        let line = SilentLine(answered: { callers.answered($0) }, over: { callers.over($0) })
        let plan = try await FloorStore(database).plan() ?? CallPlan.standard(configuration)
        let floor = Floor(
            FloorMachine(plan: plan, calendar: calendar, seed: seed),
            edges: Floor.Edges(
                line: line, audio: engine,
                log: FloorLog(database, writer: "day-\(getpid())", clock: clock, log: log, keepsState: false),
                dayBook: DayBook(database, clock: clock, calendar: calendar, log: log),
                callers: .registers(database), agents: .staff(staff),
                statuses: .register(TicketStore(database, calendar: calendar), calendar: calendar)),
            clock: clock, logger: log)
        return DemoStage(floor: floor, line: line, callers: callers, clock: clock, seed: seed)
    }

    /// When each caller rings, from the hours' weights.
    private func plannedArrivals(from start: Timestamp) -> [Timestamp] {
        var random = SeededRandom(seed: seed)
        let total = Self.weights.reduce(0, +)
        return (0..<calls).map { _ in
            var pick = Double.random(in: 0..<total, using: &random)
            let hour = Self.weights.firstIndex { weight in
                pick -= weight
                return pick < 0
            }
            return start + .seconds(Int64(hour ?? 9) * 3_600) + .seconds(Double.random(in: 0..<3_600, using: &random))
        }.sorted()
    }
}

/// The callers on the line: the centre tells of them, the stage plays them.
final class DemoCallers: Sendable {
    private let gone = Mutex<Set<WorkID>>([])

    func answered(_ call: WorkID) {}
    func over(_ call: WorkID) { gone.withLock { _ = $0.insert(call) } }
    func isGone(_ call: WorkID) -> Bool { gone.withLock { $0.contains(call) } }
    func forget(_ call: WorkID) { gone.withLock { _ = $0.remove(call) } }
}
