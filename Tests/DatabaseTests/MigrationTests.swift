import Database
import Testing

@Suite("Migrations")
struct MigrationTests {
    private static let steps = [
        Migration("people", 1, "the people", "CREATE TABLE people (id TEXT PRIMARY KEY)"),
        Migration("pets", 1, "the pets", "CREATE TABLE pets (owner TEXT REFERENCES people (id))"),
        Migration("people", 2, "their names", "ALTER TABLE people ADD COLUMN name TEXT"),
    ]

    private func names(_ migrations: [Migration]) -> [String] { migrations.map { "\($0.feature) \($0.number)" } }

    @Test("steps are applied in their order, once", arguments: Dialect.allCases)
    func order(_ dialect: Dialect) async throws {
        try await withDatabase(dialect) { database in
            #expect(
                names(try await database.migrate(Array(MigrationTests.steps.prefix(2)))) == [
                    "journal 1", "people 1", "pets 1",
                ])
            #expect(names(try await database.migrate(MigrationTests.steps)) == ["people 2"])
            #expect(names(try await database.migrate(MigrationTests.steps)) == [])
            try await database.script("INSERT INTO people (id, name) VALUES ('a', 'Ani')")
        }
    }

    @Test("a step that was changed after it was applied refuses, and nothing is touched", arguments: Dialect.allCases)
    func changed(_ dialect: Dialect) async throws {
        try await withDatabase(dialect) { database in
            try await database.migrate([MigrationTests.steps[0]])
            let changed = Migration("people", 1, "the people", "CREATE TABLE people (id TEXT PRIMARY KEY, age BIGINT)")
            await #expect(throws: MigrationRefusal.changed(feature: "people", number: 1)) {
                try await database.migrate([Migration("other", 1, "other", "CREATE TABLE other (n BIGINT)"), changed])
            }
            #expect(try await refusal { try await database.script("SELECT * FROM other") }?.kind == .other)
        }
    }

    @Test("a database of a newer program refuses", arguments: Dialect.allCases)
    func newer(_ dialect: Dialect) async throws {
        try await withDatabase(dialect) { database in
            try await database.migrate(MigrationTests.steps)
            await #expect(throws: MigrationRefusal.fromTheFuture(feature: "people", number: 2)) {
                try await database.migrate(Array(MigrationTests.steps.prefix(2)))
            }
        }
    }

    @Test("numbers with a gap, or twice, are refused", arguments: [[2], [1, 1], [1, 3]])
    func misnumbered(_ numbers: [Int]) async throws {
        try await withDatabase(.sqlite) { database in
            await #expect(throws: MigrationRefusal.misnumbered(feature: "people", number: numbers[numbers.count - 1])) {
                try await database.migrate(numbers.map { Migration("people", $0, "step", "SELECT 1") })
            }
        }
    }

    @Test("a step that fails half-way leaves nothing of itself and all before it", arguments: Dialect.allCases)
    func failing(_ dialect: Dialect) async throws {
        try await withDatabase(dialect) { database in
            let broken = Migration("people", 2, "broken", "CREATE TABLE half (n BIGINT); SELECT * FROM nowhere")
            let error = try await refusal { try await database.migrate([MigrationTests.steps[0], broken]) }
            #expect(error?.kind == .other)
            #expect(try await database.number("SELECT COUNT(*) FROM people") == 0)
            #expect(try await database.number("SELECT COUNT(*) FROM migrations WHERE feature = 'people'") == 1)
            try await database.migrate([
                MigrationTests.steps[0], Migration("people", 2, "mended", "CREATE TABLE half (n BIGINT)"),
            ])
        }
    }

    @Test("two processes that start at once apply each step once", arguments: Dialect.allCases)
    func together(_ dialect: Dialect) async throws {
        try await withTwo(dialect) { one, other in
            async let first = one.migrate(MigrationTests.steps)
            async let second = other.migrate(MigrationTests.steps)
            let applied = names(try await first) + names(try await second)
            #expect(applied.sorted() == ["journal 1", "people 1", "people 2", "pets 1"])
        }
    }

    @Test("a step may speak each database's own words", arguments: Dialect.allCases)
    func dialects(_ dialect: Dialect) async throws {
        try await withDatabase(dialect) { database in
            try await database.migrate([
                Migration("own", 1, "own words") {
                    $0 == .sqlite ? "CREATE TABLE t (x BLOB)" : "CREATE TABLE t (x BYTEA)"
                }
            ])
            try await database.write { try $0.execute("INSERT INTO t VALUES (\([UInt8](0...9)))") }
        }
    }
}
