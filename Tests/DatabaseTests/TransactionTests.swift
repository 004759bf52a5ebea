import Database
import Testing

@Suite("Transactions")
struct TransactionTests {
    struct Interrupted: Error {}

    @Test("all of a closure is saved, or nothing", arguments: Dialect.allCases)
    func atomic(_ dialect: Dialect) async throws {
        try await withDatabase(dialect) { database in
            try await database.script("CREATE TABLE t (n BIGINT PRIMARY KEY)")
            await #expect(throws: Interrupted.self) {
                try await database.write { transaction in
                    try transaction.execute("INSERT INTO t VALUES (1)")
                    throw Interrupted()
                }
            }
            #expect(try await database.number("SELECT COUNT(*) FROM t") == 0)
            try await database.write { try $0.execute("INSERT INTO t VALUES (2)") }
            #expect(try await database.number("SELECT n FROM t") == 2)
        }
    }

    @Test("a caught failure still undoes the transaction", arguments: Dialect.allCases)
    func spoiled(_ dialect: Dialect) async throws {
        try await withDatabase(dialect) { database in
            try await database.script("CREATE TABLE t (n BIGINT PRIMARY KEY); INSERT INTO t VALUES (1)")
            let error = try await refusal {
                try await database.write { transaction in
                    try transaction.execute("INSERT INTO t VALUES (2)")
                    #expect(throws: DatabaseError.self) { try transaction.execute("INSERT INTO t VALUES (1)") }
                }
            }
            #expect(error?.kind == .unique)
            #expect(try await database.number("SELECT COUNT(*) FROM t") == 1)
        }
    }

    @Test("the kind of a refusal can be acted on", arguments: Dialect.allCases)
    func kinds(_ dialect: Dialect) async throws {
        try await withDatabase(dialect) { database in
            try await database.script(
                """
                CREATE TABLE parent (id TEXT PRIMARY KEY);
                CREATE TABLE child (
                    id BIGINT UNIQUE, parent TEXT NOT NULL REFERENCES parent (id), age BIGINT CHECK (age >= 0));
                INSERT INTO parent VALUES ('a');
                INSERT INTO child VALUES (1, 'a', 1)
                """)
            let cases: [(SQL, DatabaseError.Kind)] = [
                ("INSERT INTO child VALUES (1, 'a', 1)", .unique), ("INSERT INTO parent VALUES ('a')", .unique),
                ("INSERT INTO child VALUES (2, 'nobody', 1)", .foreignKey),
                ("INSERT INTO child VALUES (2, 'a', -1)", .check),
                ("INSERT INTO child VALUES (2, NULL, 1)", .notNull), ("SELEC 1", .other),
                ("SELECT * FROM nowhere", .other),
            ]
            for (sql, kind) in cases {
                let error = try await refusal { try await database.write { _ = try $0.query(sql) } }
                #expect(error?.kind == kind, "\(sql.text)")
                #expect(error?.sql == sql.text)
            }
        }
    }

    @Test("a reader cannot write", arguments: Dialect.allCases)
    func readOnly(_ dialect: Dialect) async throws {
        try await withDatabase(dialect) { database in
            try await database.script("CREATE TABLE t (n BIGINT)")
            let error = try await refusal { _ = try await database.read { try $0.execute("INSERT INTO t VALUES (1)") } }
            #expect(error?.kind == .readOnly)
            #expect(try await database.number("SELECT COUNT(*) FROM t") == 0)
        }
    }

    @Test("a reader sees one moment while a writer goes on", arguments: Dialect.allCases)
    func snapshot(_ dialect: Dialect) async throws {
        try await withDatabase(dialect) { database in
            try await database.script("CREATE TABLE t (n BIGINT); INSERT INTO t VALUES (1)")
            let gate = Gate()
            async let seen = database.read { transaction in
                let before = try transaction.scalar("SELECT COUNT(*) FROM t", as: Int.self)
                gate.stand()
                return [before, try transaction.scalar("SELECT COUNT(*) FROM t", as: Int.self)]
            }
            await gate.untilReached()
            try await database.script("INSERT INTO t VALUES (2)")
            gate.open()
            #expect(try await seen == [1, 1])
            #expect(try await database.number("SELECT COUNT(*) FROM t") == 2)
        }
    }

    @Test("writers of two processes never lose each other's change", arguments: Dialect.allCases)
    func serialWriters(_ dialect: Dialect) async throws {
        try await withTwo(dialect) { one, other in
            try await one.script("CREATE TABLE counter (n BIGINT); INSERT INTO counter VALUES (0)")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<8 {
                    let database = worker.isMultiple(of: 2) ? one : other
                    group.addTask {
                        for _ in 0..<10 {
                            try await database.write { transaction in
                                let n = try transaction.scalar("SELECT n FROM counter", as: Int.self) ?? 0
                                try transaction.execute("UPDATE counter SET n = \(n + 1)")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await one.number("SELECT n FROM counter") == 80)
        }
    }

    @Test("a statement says how many rows it touched", arguments: Dialect.allCases)
    func counts(_ dialect: Dialect) async throws {
        try await withDatabase(dialect) { database in
            try await database.script("CREATE TABLE t (n BIGINT)")
            let counts = try await database.write { transaction in
                [
                    try transaction.execute("INSERT INTO t VALUES (1), (2), (3)"),
                    try transaction.execute("UPDATE t SET n = n + 1 WHERE n > 1"),
                    try transaction.execute("UPDATE t SET n = 0 WHERE n > 100"),
                    try transaction.execute("SELECT * FROM t"), try transaction.execute("DELETE FROM t"),
                ]
            }
            #expect(counts == [3, 2, 0, 0, 3])
        }
    }

    @Test("a note is heard after the commit, once, and not after an undone transaction", arguments: Dialect.allCases)
    func notes(_ dialect: Dialect) async throws {
        try await withDatabase(dialect) { database in
            let notes = try await database.notifications(on: "news")
            await #expect(throws: Interrupted.self) {
                try await database.write { transaction in
                    try transaction.notify("news", "undone")
                    throw Interrupted()
                }
            }
            try await database.write { transaction in
                for _ in 0..<3 { try transaction.notify("news", "one\ntwo") }
                try transaction.notify("other", "elsewhere")
            }
            try await database.write { try $0.notify("news", "last") }
            var heard: [String] = []
            for await note in notes {
                heard.append(note)
                if note == "last" { break }
            }
            #expect(heard == ["one\ntwo", "last"])
            let error = try await refusal {
                try await database.write { try $0.notify("news", String(repeating: "x", count: 4_001)) }
            }
            #expect(error?.kind == .unstorable)
        }
    }

    @Test("a closed database refuses, and closing twice is no harm", arguments: Dialect.allCases)
    func closing(_ dialect: Dialect) async throws {
        let database = try await TestDatabase.open(dialect)
        try await database.script("CREATE TABLE t (n BIGINT)")
        async let last = database.write { try $0.execute("INSERT INTO t VALUES (1)") }
        let notes = try await database.notifications(on: "news")
        #expect(try await last == 1)
        try await database.close()
        try await database.close()
        #expect(try await refusal { _ = try await database.read { try $0.query("SELECT 1") } }?.kind == .closed)
        #expect(try await refusal { try await database.script("SELECT 1") }?.kind == .closed)
        #expect(try await refusal { _ = try await database.notifications(on: "news") }?.kind == .closed)
        for await _ in notes {}  // the stream ends
    }
}
