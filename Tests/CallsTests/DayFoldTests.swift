import Database
import Kernel
import Testing

@testable import Calls

@Suite("The day's figures")
struct DayFoldTests {
    private let calendar = CentreCalendar.jakarta
    private let sari = Stage.sari

    /// Facts as they come back from a journal.
    private func entries(
        _ facts: [(any Fact, Int64)], by author: Author = .system("floor")
    ) async throws -> [JournalEntry] {
        let database = try await TestDatabase.open(.sqlite)
        try await database.migrate([])
        let start = calendar.start(of: try #require(Day("2026-11-23")))
        try await database.write { transaction in
            for (fact, second) in facts {
                try transaction.append(fact, about: Subject("call", "x"), by: author, at: start + .seconds(second))
            }
        }
        let entries = try await Journal(database).entries(after: 0, upTo: 100)
        try await database.close()
        return entries
    }

    @Test("offered, answered, abandoned, SCR, service level and AHT are what the facts say")
    func figures() async throws {
        func ended(_ cause: CallEnd, agent: PersonID? = nil, talk: Double = 0, hold: Double = 0) -> CallFact.Ended {
            CallFact.Ended(
                cause: cause, queue: "info", agent: agent, waitedSeconds: 5, talkSeconds: talk, holdSeconds: hold)
        }
        let arrived = CallFact.Arrived(caller: nil, called: "165")
        let queued = CallFact.Queued(queue: "info", preferredAgent: nil)
        let facts: [(any Fact, Int64)] = [
            (arrived, 1), (queued, 10),
            (CallFact.Connected(agent: sari, queue: "info", waitedSeconds: 8, withinLimit: true), 18),
            (ended(.byCaller, agent: sari, talk: 100, hold: 20), 138),
            (CallFact.WrappedUp(agent: sari, seconds: 30, byLimit: false), 168),
            (arrived, 200), (queued, 210),
            (CallFact.Connected(agent: sari, queue: "info", waitedSeconds: 40, withinLimit: false), 250),
            (ended(.byAgent, agent: sari, talk: 50), 300),
            (arrived, 310), (queued, 320), (ended(.abandoned), 340),
            (arrived, 350), (queued, 360), (ended(.network), 365),
            (arrived, 400),
            (
                CallFact.Ended(
                    cause: .leftMenu, queue: nil, agent: nil, waitedSeconds: nil, talkSeconds: 0, holdSeconds: 0), 405
            ),
        ]
        var fold = DayFold(day: try #require(Day("2026-11-23")))
        for entry in try await entries(facts) { try fold.take(entry, in: calendar) }
        let floor = fold.floor
        #expect((floor.arrived, floor.offered, floor.answered) == (5, 4, 2))
        #expect((floor.abandoned, floor.lost, floor.leftInMenu) == (1, 1, 1))
        #expect(floor.successCallRatio == 0.5)
        #expect(floor.serviceLevel == 0.25)
        #expect(floor.averageHandlingSeconds == 100, "(100 + 20 + 30 + 50) / 2")
        #expect(fold.agents[sari]?.calls == 2)
        #expect(fold.agents[sari]?.averageHandlingSeconds == 100)
        #expect(fold.agents[sari]?.unlogged == 2)
    }

    @Test("a new day begins with empty figures")
    func midnight() async throws {
        var fold = DayFold(day: try #require(Day("2026-11-23")))
        let arrived = CallFact.Arrived(caller: nil, called: "165")
        for entry in try await entries([(arrived, 86_399), (arrived, 86_401)]) { try fold.take(entry, in: calendar) }
        #expect(fold.day == Day("2026-11-24"))
        #expect(fold.floor.arrived == 1)
    }
}
