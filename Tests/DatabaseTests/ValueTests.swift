import Database
import Kernel
import Testing

@Suite("Values in a database")
struct ValueTests {
    @Test("every kind of value comes back as it went in", arguments: Dialect.allCases)
    func roundTrip(_ dialect: Dialect) async throws {
        try await withDatabase(dialect) { database in
            let bytesType = dialect == .sqlite ? "BLOB" : "BYTEA"
            try await database.script(
                "CREATE TABLE v (t TEXT, i BIGINT, r DOUBLE PRECISION, b BOOLEAN, x \(bytesType), n TEXT)")
            let texts = [
                "", "Sitti Nurhaliza", "'; DROP TABLE v; --", "\u{1F4DE} \u{E9}\u{301}\n\t\u{1}\\", "$1 ? :a @b",
                "NULL",
            ]
            let integers: [Int64] = [.min, -1, 0, 1, .max]
            let reals = [0.1, -1e300, .infinity, -.infinity, 0]
            let bytes: [[UInt8]] = [[], [0], [0, 255, 39, 92, 0], Array(0...255)]
            for (index, text) in texts.enumerated() {
                let (isEven, nothing) = (index % 2 == 0, String?.none)
                let (integer, real, blob) = (integers[index % 5], reals[index % 5], bytes[index % 4])
                let row = try await database.write { transaction in
                    try transaction.execute("DELETE FROM v")
                    try transaction.execute(
                        "INSERT INTO v VALUES (\(text), \(integer), \(real), \(isEven), \(blob), \(nothing))"
                    )
                    return try transaction.query("SELECT * FROM v")[0]
                }
                #expect(try row("t") == text)
                #expect(try row("i") == integer)
                #expect(try row("r") == real)
                #expect(try row("b") == isEven)
                #expect(try row("x") == blob)
                #expect(try row("n", as: String?.self) == nil)
            }
        }
    }

    @Test("the kernel's words are kept as people write them", arguments: Dialect.allCases)
    func kernelWords(_ dialect: Dialect) async throws {
        var random = SeededRandom(seed: 7)
        let moment = Timestamp(microseconds: 1_763_800_000_123_456)
        let id = TicketID(at: moment, random: &random)
        let phone = try #require(PhoneNumber("0812-3456-7890"))
        let day = try #require(Day("2026-11-22"))
        let card = try #require(CardNumber("0001234567890"))
        let author = Author.person(id.named(PersonID.self))
        try await withDatabase(dialect) { database in
            try await database.script(
                """
                CREATE TABLE k (id TEXT, at BIGINT, phone TEXT, day TEXT, card TEXT, author TEXT, subject TEXT,
                    role TEXT, span BIGINT)
                """)
            let row = try await database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO k VALUES (\(id), \(moment), \(phone), \(day), \(card), \(author), \(Subject.ticket(id)),
                        \(Role.backOffice), \(Duration.milliseconds(1_500)))
                    """)
                return try transaction.query("SELECT * FROM k WHERE phone = \(phone)")[0]
            }
            #expect(try row("id") == id)
            #expect(try row("at") == moment)
            #expect(try row("phone", as: String.self) == "+6281234567890")
            #expect(try row("day") == day)
            #expect(try row("card") == card)
            #expect(try row("author") == author)
            #expect(try row("subject") == Subject.ticket(id))
            #expect(try row("role") == Role.backOffice)
            #expect(try row("span") == Duration.milliseconds(1_500))
        }
    }

    @Test("what one of the databases would change is refused by both", arguments: Dialect.allCases)
    func unstorable(_ dialect: Dialect) async throws {
        try await withDatabase(dialect) { database in
            try await database.script("CREATE TABLE v (t TEXT, r DOUBLE PRECISION)")
            for sql: SQL in [
                "INSERT INTO v (t) VALUES (\("Ani\0Budi"))", "INSERT INTO v (r) VALUES (\(Double.nan))",
                "INSERT INTO v (r) VALUES \(SQL.rows((0..<32_767).map { "(\(Double($0)))" }))",
            ] {
                let error = try await refusal { try await database.write { _ = try $0.execute(sql) } }
                #expect(error?.kind == .unstorable)
            }
            #expect(try await database.number("SELECT COUNT(*) FROM v") == 0)
        }
    }

    @Test("a column that is missing or of another kind says which", arguments: Dialect.allCases)
    func decoding(_ dialect: Dialect) async throws {
        try await withDatabase(dialect) { database in
            let row = try await database.read { try $0.query("SELECT CAST('x' AS TEXT) AS name, NULL AS gone")[0] }
            #expect(throws: SQLDecodingError.self) { try row("nobody", as: String.self) }
            let wrong = #expect(throws: SQLDecodingError.self) { try row("name", as: PhoneNumber.self) }
            #expect(wrong?.description == "column name: a text is not a PhoneNumber")
            #expect(throws: SQLDecodingError.self) { try row("gone", as: Int.self) }
            #expect(try row("gone", as: Int?.self) == nil)
        }
    }

    @Test("a text that looks like SQL stays a text", arguments: Dialect.allCases)
    func injection(_ dialect: Dialect) async throws {
        try await withDatabase(dialect) { database in
            try await database.script("CREATE TABLE people (name TEXT); INSERT INTO people VALUES ('Ani'), ('Budi')")
            let attacks = [
                "' OR '1'='1", "Ani'; DELETE FROM people; --", "Ani\\' OR 1=1 --", "$1", "Ani\u{2019} OR 1=1",
            ]
            for attack in attacks {
                #expect(try await database.number("SELECT COUNT(*) FROM people WHERE name = \(attack)") == 0)
            }
            #expect(try await database.number("SELECT COUNT(*) FROM people") == 2)
        }
    }
}
