import Database
import Testing

@Suite("A database, whichever")
struct DatabaseTests {
    @Test("a value goes in and comes out", arguments: Dialect.allCases)
    func roundTrip(_ dialect: Dialect) async throws {
        let database = try await TestDatabase.open(dialect)
        try await database.write { transaction in
            try transaction.script("CREATE TABLE t (a TEXT)")
            try transaction.execute("INSERT INTO t VALUES (\("x"))")
        }
        let found = try await database.read { try $0.scalar("SELECT a FROM t", as: String.self) }
        #expect(found == "x")
        try await database.close()
    }
}
