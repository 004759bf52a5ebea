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
            (arrived, 400), (CallFact.Rated(agent: sari, queue: "info", rating: 5), 401),
            (CallFact.Rated(agent: sari, queue: "info", rating: 4), 402),
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
        #expect(floor.averageRating == 4.5)
        #expect(floor.averageHandlingSeconds == 100, "(100 + 20 + 30 + 50) / 2")
        #expect(fold.agents[sari]?.calls == 2)
        #expect(fold.agents[sari]?.averageHandlingSeconds == 100)
        #expect(fold.agents[sari]?.unlogged == 2)
    }

    @Test("calls that agents place are part of their own day, and no part of the inbound floor's")
    func outgoing() async throws {
        let purpose = DialPurpose(kind: "confirmation", id: "42", title: "Konfirmasi")
        let number = try #require(PhoneNumber("081200009999"))
        let contact = try #require(ContactID("01990000-0000-7000-8000-0000000000c1"))
        func ended(_ outcome: DialOutcome, talk: Double = 0) -> CallFact.DialEnded {
            CallFact.DialEnded(
                agent: sari, number: number, purpose: purpose, outcome: outcome, status: nil, ringSeconds: 9,
                talkSeconds: talk, holdSeconds: 0, contact: outcome.isConversation ? contact : nil)
        }
        let facts: [(any Fact, Int64)] = [
            (CallFact.Dialled(agent: sari, number: number, from: number, purpose: purpose), 1), (ended(.busy), 9),
            (CallFact.DialAnswered(agent: sari, purpose: purpose, contact: contact, ringSeconds: 9), 20),
            (ended(.answered, talk: 100), 120),
            (CallFact.WrappedUp(agent: sari, seconds: 20, byLimit: false, outgoing: true), 140),
        ]
        var fold = DayFold(day: try #require(Day("2026-11-23")))
        for entry in try await entries(facts) { try fold.take(entry, in: calendar) }
        #expect(fold.floor == FloorFigures())
        #expect(fold.agents[sari]?.calls == 1)
        #expect(fold.agents[sari]?.unlogged == 1)
        #expect(fold.agents[sari]?.averageHandlingSeconds == 120)
    }

    @Test("a new day begins with empty figures")
    func midnight() async throws {
        var fold = DayFold(day: try #require(Day("2026-11-23")))
        let arrived = CallFact.Arrived(caller: nil, called: "165")
        for entry in try await entries([(arrived, 86_399), (arrived, 86_401)]) { try fold.take(entry, in: calendar) }
        #expect(fold.day == Day("2026-11-24"))
        #expect(fold.floor.arrived == 1)
    }

    private func left(_ queue: String, waited: Double) -> CallFact.Ended {
        CallFact.Ended(
            cause: .abandoned, queue: queue, agent: nil, waitedSeconds: waited, talkSeconds: 0, holdSeconds: 0)
    }

    @Test("each queue's callers are counted by five minutes, and who gave up counts where they had come")
    func traffic() async throws {
        let info = CallFact.Queued(queue: "info", preferredAgent: nil)
        let daftar = CallFact.Queued(queue: "daftar", preferredAgent: nil)
        var fold = DayFold(day: try #require(Day("2026-11-23")))
        let facts: [(any Fact, Int64)] = [
            (info, 290), (info, 299), (daftar, 299), (info, 300), (left("info", waited: 20), 310),
        ]
        for entry in try await entries(facts) { try fold.take(entry, in: calendar) }
        let now = calendar.start(of: fold.day) + .seconds(310)
        let info24 = try #require(fold.traffic["info"]?.lately(at: now))
        #expect(info24.count == 24)
        #expect(info24.suffix(2).map(\.offered) == [2, 1])
        #expect(info24.suffix(2).map(\.abandoned) == [1, 0], "20 s before 310 is in the step before")
        #expect(fold.traffic["daftar"]?.lately(at: now).suffix(2).map(\.offered) == [1, 0])
    }

    @Test("midnight empties the day's figures and leaves the two hours of traffic whole")
    func trafficOverMidnight() async throws {
        let queued = CallFact.Queued(queue: "info", preferredAgent: nil)
        var fold = DayFold(day: try #require(Day("2026-11-23")))
        for entry in try await entries([(queued, 86_100), (queued, 86_410)]) { try fold.take(entry, in: calendar) }
        #expect(fold.floor.offered == 1)
        let now = calendar.start(of: fold.day) + .seconds(20)
        #expect(fold.traffic["info"]?.lately(at: now).suffix(2).map(\.offered) == [1, 1])
        #expect(fold.turned(to: fold.day.adding(days: 1)).floor == FloorFigures())
    }

    @Test("what is older than two hours is forgotten")
    func trafficIsBounded() {
        var traffic = QueueTraffic()
        let start = calendar.start(of: Day("2026-11-23")!)
        for step in 0..<100 { traffic.offered(at: start + .seconds(Int64(step) * 300)) }
        let now = start + .seconds(99 * 300)
        #expect(traffic.lately(at: now).map(\.offered) == Array(repeating: 1, count: 24))
        #expect(traffic.lately(at: now + .seconds(7_200)).allSatisfy { $0.offered == 0 })
        var same = QueueTraffic()
        for step in 76..<100 { same.offered(at: start + .seconds(Int64(step) * 300)) }
        #expect(traffic == same)
    }
}
