import Database
import Kernel
import Testing

private struct BellRang: Fact {
    static let kind = "bell.rang"
    var times: Int
    var by: String?
}

private struct DoorOpened: Fact { static let kind = "door.opened" }

@Suite("The journal", .timeLimit(.minutes(1)))
struct JournalTests {
    private static let moment = Timestamp(seconds: 1_763_800_000)
    private let bell = Subject("bell", "1")

    private func withJournal(_ dialect: Dialect, _ body: (any Database, Journal) async throws -> Void) async throws {
        try await withDatabase(dialect) { database in
            try await database.migrate([])
            try await body(database, Journal(database))
        }
    }

    private func ring(_ database: any Database, _ times: Int, about subject: Subject? = nil) async throws {
        let subject = subject ?? bell
        try await database.write {
            try $0.append(BellRang(times: times), about: subject, by: .system("test"), at: JournalTests.moment)
        }
    }

    /// The first so many facts that a follower tells.
    private func take(
        _ count: Int, _ facts: AsyncThrowingStream<[JournalEntry], any Error>
    ) async throws -> [JournalEntry] {
        var taken: [JournalEntry] = []
        for try await batch in facts {
            taken += batch
            if taken.count >= count { break }
        }
        return taken
    }

    @Test("a fact comes back with who, when, about what", arguments: Dialect.allCases)
    func entry(_ dialect: Dialect) async throws {
        try await withJournal(dialect) { database, journal in
            let sequence = try await database.write {
                try $0.append(
                    BellRang(times: 3, by: "Ani \"<b>\" \u{1F514}"), about: bell, by: .outsider, at: JournalTests.moment
                )
            }
            let entry = try #require(try await journal.entries(about: bell).first)
            #expect(entry.seq == sequence)
            #expect(entry.at == JournalTests.moment)
            #expect(entry.author == .outsider)
            #expect(entry.subject == bell)
            let fact: BellRang? = try entry.fact()
            #expect(fact?.times == 3)
            #expect(fact?.by == "Ani \"<b>\" \u{1F514}")
            #expect(try entry.fact(DoorOpened.self) == nil)
            #expect(try await journal.lastSequence() == sequence)
        }
    }

    @Test("a fact and its change are undone together", arguments: Dialect.allCases)
    func together(_ dialect: Dialect) async throws {
        try await withJournal(dialect) { database, journal in
            try await database.script("CREATE TABLE bells (n BIGINT PRIMARY KEY)")
            let error = try await refusal {
                try await database.write { transaction in
                    try transaction.append(BellRang(times: 1), about: bell, by: .outsider, at: JournalTests.moment)
                    try transaction.execute("INSERT INTO bells VALUES (1), (1)")
                }
            }
            #expect(error?.kind == .unique)
            #expect(try await journal.lastSequence() == 0)
            #expect(try await journal.entries(after: 0, upTo: 10).isEmpty)
        }
    }

    @Test("what is written stays", arguments: Dialect.allCases)
    func appendOnly(_ dialect: Dialect) async throws {
        try await withJournal(dialect) { database, journal in
            try await ring(database, 1)
            for sql: SQL in ["UPDATE journal SET payload = '{}'", "DELETE FROM journal"] {
                #expect(try await refusal { try await database.write { _ = try $0.execute(sql) } } != nil)
            }
            let fact: BellRang? = try await journal.entries(after: 0, upTo: 1).first?.fact()
            #expect(fact?.times == 1)
        }
    }

    @Test("entries are found by kind, by subject and from a moment on", arguments: Dialect.allCases)
    func finding(_ dialect: Dialect) async throws {
        try await withJournal(dialect) { database, journal in
            let later = JournalTests.moment + .seconds(60)
            let door = Subject("door", "1")
            for times in 1...3 { try await ring(database, times) }
            try await database.write { try $0.append(DoorOpened(), about: door, by: .outsider, at: later) }
            #expect(try await journal.entries(after: 0, upTo: 10, kinds: ["door.opened"]).map(\.subject) == [door])
            #expect(try await journal.entries(after: 0, upTo: 2).map(\.kind) == ["bell.rang", "bell.rang"])
            #expect(try await journal.entries(about: bell).count == 3)
            let sequence = try await journal.sequence(before: later)
            #expect(try await journal.entries(after: sequence, upTo: 10).map(\.kind) == ["door.opened"])
            let afterAll = try await journal.sequence(before: later + .seconds(1))
            #expect(try await journal.entries(after: afterAll, upTo: 10).isEmpty)
            #expect(try await journal.sequence(before: JournalTests.moment) == 0)
        }
    }

    @Test(
        "eight writers in two processes, and the follower misses nothing and sees each writer's order",
        arguments: Dialect.allCases)
    func manyWriters(_ dialect: Dialect) async throws {
        try await withTwo(dialect) { one, other in
            try await one.migrate([])
            let facts = Journal(one).follow(after: 0, poll: .milliseconds(100))
            async let followed = take(160, facts)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<8 {
                    let database = worker.isMultiple(of: 2) ? one : other
                    group.addTask {
                        for times in 0..<20 { try await ring(database, times, about: Subject("bell", "\(worker)")) }
                    }
                }
                try await group.waitForAll()
            }
            let entries = try await followed
            #expect(entries.count == 160)
            #expect(zip(entries, entries.dropFirst()).allSatisfy { $0.seq < $1.seq })
            for worker in 0..<8 {
                let own = try entries.filter { $0.subject.id == "\(worker)" }.map {
                    try #require(try $0.fact(BellRang.self)).times
                }
                #expect(own == Array(0..<20))
            }
        }
    }

    @Test("a follower goes on where another stopped", arguments: Dialect.allCases)
    func resuming(_ dialect: Dialect) async throws {
        try await withJournal(dialect) { database, journal in
            for times in 1...3 { try await ring(database, times) }
            let first = try await take(3, journal.follow(after: 0))
            for times in 4...6 { try await ring(database, times) }
            let rest = try await take(3, journal.follow(after: try #require(first.last).seq))
            #expect(try (first + rest).map { try $0.fact(BellRang.self)?.times } == [1, 2, 3, 4, 5, 6])
        }
    }

    @Test("a follower of one kind passes thousands of others", arguments: Dialect.allCases)
    func passing(_ dialect: Dialect) async throws {
        try await withJournal(dialect) { database, journal in
            var doors = journal.follow(after: 0, kinds: ["door.opened"], poll: .milliseconds(20)).makeAsyncIterator()
            for round in 1...3 {
                try await database.write { transaction in
                    for times in 0..<600 {
                        try transaction.append(
                            BellRang(times: times), about: bell, by: .outsider, at: JournalTests.moment)
                    }
                }
                let opened = try await database.write {
                    try $0.append(DoorOpened(), about: bell, by: .outsider, at: JournalTests.moment)
                }
                #expect(opened == Int64(round * 601))
                #expect(try await doors.next()?.map(\.seq) == [opened])
            }
        }
    }

    @Test("a commit wakes a follower that does not poll", arguments: Dialect.allCases)
    func waking(_ dialect: Dialect) async throws {
        try await withJournal(dialect) { database, journal in
            async let followed = take(2, journal.follow(after: 0, kinds: ["door.opened"], poll: .seconds(3_600)))
            try await ring(database, 1)
            for _ in 0..<2 {
                try await database.write {
                    try $0.append(DoorOpened(), about: bell, by: .outsider, at: JournalTests.moment)
                }
            }
            #expect(try await followed.map(\.kind) == ["door.opened", "door.opened"])
        }
    }

    @Test("another process's commit wakes a follower that does not poll")
    func wakingAcross() async throws {
        try await withTwo(.postgres) { one, other in
            try await one.migrate([])
            var facts = Journal(one).follow(after: 0, poll: .seconds(3_600)).makeAsyncIterator()
            for times in 1...3 {
                try await ring(other, times)
                #expect(try await facts.next()?.first?.fact(BellRang.self)?.times == times)
            }
        }
    }

    @Test("another process's commit on one file is found by polling")
    func polling() async throws {
        try await withTwo(.sqlite) { one, other in
            try await one.migrate([])
            var facts = Journal(one).follow(after: 0, poll: .milliseconds(20)).makeAsyncIterator()
            for times in 1...3 {
                try await ring(other, times)
                #expect(try await facts.next()?.first?.fact(BellRang.self)?.times == times)
            }
        }
    }

    @Test("a follower outlives its connections, and hears again")
    func survival() async throws {
        try await withTwo(.postgres) { one, other in
            try await one.migrate([])
            var facts = Journal(one).follow(after: 0, poll: .milliseconds(200)).makeAsyncIterator()
            for times in 1...3 {
                try await ring(other, times)
                #expect(try await facts.next()?.first?.fact(BellRang.self)?.times == times)
                _ = try await other.read {
                    try $0.query(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid()
                        """)
                }
            }
        }
    }

    @Test("a follower ends with its task, and with its database", arguments: Dialect.allCases)
    func ending(_ dialect: Dialect) async throws {
        let database = try await TestDatabase.open(dialect)
        try await database.migrate([])
        let facts = Journal(database).follow(after: 0)
        let cancelled = Task { try await take(1, facts).count }
        cancelled.cancel()
        #expect(try await cancelled.value == 0)
        let other = Journal(database).follow(after: 0, poll: .milliseconds(50))
        async let closed = take(1, other).count
        try await database.close()
        #expect(try await closed == 0)
    }
}
