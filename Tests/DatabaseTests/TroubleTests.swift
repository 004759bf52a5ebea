import Database
import Testing

@Suite("A database in trouble", .timeLimit(.minutes(1)))
struct TroubleTests {
    private static let impatient = DatabaseSettings(readers: 2, busyTimeout: .milliseconds(100))

    @Test("another process that keeps writing is busy, and afterwards it goes on", arguments: Dialect.allCases)
    func locked(_ dialect: Dialect) async throws {
        try await withTwo(dialect, TroubleTests.impatient) { one, other in
            try await one.script("CREATE TABLE t (n BIGINT)")
            let gate = Gate()
            async let slow = one.write { transaction in
                gate.stand()
                return try transaction.execute("INSERT INTO t VALUES (1)")
            }
            await gate.untilReached()
            let error = try await refusal { try await other.script("INSERT INTO t VALUES (2)") }
            let seen = try await other.number("SELECT COUNT(*) FROM t")
            gate.open()
            #expect(error?.kind == .busy)
            #expect(seen == 0)
            #expect(try await slow == 1)
            try await other.script("INSERT INTO t VALUES (3)")
            #expect(try await one.number("SELECT SUM(n) FROM t") == 4)
        }
    }

    @Test("a full disk writes nothing by halves", arguments: [Dialect.sqlite])
    func full(_ dialect: Dialect) async throws {
        try await withDatabase(dialect) { database in
            try await database.script("CREATE TABLE a (n BIGINT); CREATE TABLE b (x TEXT)")
            let pages = try await database.number("PRAGMA page_count")
            try await database.script("PRAGMA max_page_count = \(pages + 10)")
            let error = try await refusal {
                try await database.write { transaction in
                    try transaction.execute("INSERT INTO a VALUES (1)")
                    try transaction.execute("INSERT INTO b VALUES (\(String(repeating: "x", count: 1_000_000)))")
                }
            }
            #expect(error?.kind == .full)
            #expect(try await database.number("SELECT COUNT(*) FROM a") == 0)
            try await database.script("PRAGMA max_page_count = 100000")
            try await database.script("INSERT INTO a VALUES (2)")
            #expect(try await database.number("SELECT n FROM a") == 2)
        }
    }

    @Test(
        "the server's words for trouble are understood",
        arguments: [
            ("53100", DatabaseError.Kind.full), ("53200", .full), ("53300", .busy), ("55P03", .busy), ("57014", .busy),
            ("XX001", .corrupt), ("25006", .readOnly), ("42601", .other),
        ])
    func sqlStates(_ code: String, _ kind: DatabaseError.Kind) async throws {
        try await withDatabase(.postgres) { database in
            let error = try await refusal {
                try await database.script("DO $$ BEGIN RAISE EXCEPTION 'trouble' USING ERRCODE = '\(code)'; END $$")
            }
            #expect(error?.kind == kind)
            #expect(error?.code == code)
        }
    }

    @Test("more waiting transactions than the bound are refused at once", arguments: Dialect.allCases)
    func backlog(_ dialect: Dialect) async throws {
        try await withDatabase(dialect, DatabaseSettings(readers: 1, backlog: 1)) { database in
            let gate = Gate()
            async let slow: Void = database.write { _ in gate.stand() }
            await gate.untilReached()
            let error = try await refusal { try await database.script("SELECT 1") }
            gate.open()
            try await slow
            #expect(error?.kind == .busy)
            try await database.script("SELECT 1")
        }
    }

    private static let cutOff: SQL = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
        """

    @Test("connections that the server ended are made again")
    func reconnect() async throws {
        try await withTwo(.postgres) { one, other in
            try await one.script("CREATE TABLE t (n BIGINT)")
            _ = try await one.number("SELECT COUNT(*) FROM t")
            _ = try await other.read { try $0.query(TroubleTests.cutOff) }
            #expect(try await one.number("SELECT COUNT(*) FROM t") == 0)
            _ = try await other.read { try $0.query(TroubleTests.cutOff) }
            try await one.script("INSERT INTO t VALUES (1)")
            #expect(try await other.number("SELECT COUNT(*) FROM t") == 1)
        }
    }

    @Test("a write that is cut off before its commit runs again, and is saved once")
    func cutOffWrite() async throws {
        try await withTwo(.postgres) { one, other in
            try await one.script("CREATE TABLE t (n BIGINT)")
            let gate = Gate()
            async let written = one.write { transaction in
                let touched = try transaction.execute("INSERT INTO t VALUES (1)")
                gate.stand()
                return touched
            }
            await gate.untilReached()
            _ = try await other.read { try $0.query(TroubleTests.cutOff) }
            gate.open()
            await gate.untilReached()
            gate.open()
            #expect(try await written == 1)
            #expect(try await other.number("SELECT COUNT(*) FROM t") == 1)
        }
    }

    @Test("a write whose commit is cut off is saved once, and says so", arguments: CutCable.Cut.allCases)
    func cutOffCommit(_ cut: CutCable.Cut) async throws {
        guard case .postgres(let conninfo) = try await TestDatabase.location(.postgres) else { return }
        let words = Dictionary(
            conninfo.split(separator: " ").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
                .map { ($0[0], $0[1]) }, uniquingKeysWith: { $1 })
        // A server that tests did not start may have no socket of its own to lay a cable to.
        guard let folder = words["host"], folder.hasPrefix("/"), let port = words["port"] else { return }
        let direct = try DatabaseLocation.postgres(conninfo: conninfo).open()
        try await direct.script("CREATE TABLE t (n BIGINT)")
        let cable = try CutCable(to: (folder, port), cutting: cut)
        let database = try DatabaseLocation.postgres(conninfo: "\(conninfo) host=\(cable.folder)").open()
        let runs = Counter()
        let touched = try await database.write { transaction in
            runs.add()
            return try transaction.execute("INSERT INTO t VALUES (1)")
        }
        #expect(touched == 1)
        #expect(runs.count == (cut == .before ? 2 : 1))
        #expect(try await direct.number("SELECT COUNT(*) FROM t") == 1)
        try await database.close()
        try await direct.close()
        try cable.end()
    }

    @Test("a table that another process changed is read again with its new shape")
    func staleStatement() async throws {
        try await withTwo(.postgres) { one, other in
            try await one.script("CREATE TABLE t (n BIGINT); INSERT INTO t VALUES (1)")
            for _ in 0..<3 { _ = try await one.read { try $0.query("SELECT * FROM t") } }
            try await other.script("ALTER TABLE t ADD COLUMN name TEXT")
            for _ in 0..<3 {
                #expect(try await one.read { try $0.query("SELECT * FROM t")[0].names } == ["n", "name"])
            }
        }
    }

    @Test("a server that is not there is a connection failure, soon")
    func nobodyThere() async throws {
        let database = try DatabaseLocation.postgres(conninfo: "host=127.0.0.1 port=1 user=nobody").open()
        #expect(try await refusal { _ = try await database.read { try $0.query("SELECT 1") } }?.kind == .connection)
        #expect(try await refusal { _ = try await database.notifications(on: "news") }?.kind == .connection)
        try await database.close()
    }

    @Test("a file that is no database, or cannot be made, is refused when it is opened")
    func noDatabase() throws {
        #expect(throws: DatabaseError.self) { try DatabaseLocation.sqlite(path: "/nowhere/at/all.sqlite").open() }
        #expect(throws: DatabaseError.self) { try DatabaseLocation.sqlite(path: "/etc/passwd").open() }
    }
}
