import Database
import Kernel
import Testing

@Suite("Folded words")
struct FoldedWordTests {
    @Test(
        "words are small letters and digits, each once",
        arguments: [
            ("Kartu HILANG, kartu rusak!", "kartu hilang rusak"), ("", ""), (" \n\t…—%_*'\"", ""),
            ("R.S. Melati-2", "r s melati 2"), ("café Ångström ＡＢＣ", "cafe angstrom abc"),
            ("NEAR(kartu, 5) AND rusak* OR \"x\"", "near kartu 5 and rusak or x"), ("a\0b", "a b"),
            ("مريم 東京", "u645u631u64au645 u6771u4eac"), ("👩‍👩‍👧 ibu", "ibu"),
        ])
    func folds(_ text: String, _ words: String) {
        #expect(FoldedWord.all(in: text).map(\.text).joined(separator: " ") == words)
    }

    @Test("numbers of people are no words; a long word is cut")
    func leftOut() {
        #expect(
            FoldedWord.all(in: "NIK 3374011204850012 HP 081211112222 tahun 2025").map(\.text) == [
                "nik", "hp", "tahun", "2025",
            ])
        let long = String(repeating: "a", count: 10_000)
        #expect(FoldedWord.all(in: long).map(\.text.count) == [FoldedWord.longest])
        #expect(WordQuery(long)?.words.map(\.text.count) == [FoldedWord.longest])
    }

    @Test("a question without words is none; one with many is cut")
    func questions() {
        #expect(WordQuery("% _ *") == nil)
        #expect(WordQuery((1...20).map { "kata\($0)" }.joined(separator: " "))?.words.count == WordQuery.mostWords)
    }
}

@Suite("The index of words")
struct WordIndexTests {
    private static let index = WordIndex("things")
    private static let morning = Timestamp(seconds: 1_763_773_200)

    private func opened(_ dialect: Dialect, _ body: (any Database) async throws -> Void) async throws {
        try await withDatabase(dialect) { database in
            try await database.migrate([
                Migration("things", 1, "words of things") { Self.index.script(for: $0) }
            ])
            try await body(database)
        }
    }

    private func put(_ text: String, of owner: String, after seconds: Int64, in database: any Database) async throws {
        let moment = Timestamp(seconds: Self.morning.seconds + seconds)
        try await database.write {
            try $0.put(FoldedWord.all(in: text), of: owner, at: moment, in: Self.index)
        }
    }

    private func found(
        _ text: String, _ direction: WordIndex.Direction = .down(from: nil), upTo limit: Int = 50,
        in database: any Database
    ) async throws -> [String] {
        guard let query = WordQuery(text) else { return [] }
        return try await database.read {
            try $0.hits(query, in: Self.index, direction, upTo: limit).map(\.owner)
        }
    }

    @Test("all words must be there; a beginning is enough, but for short words", arguments: Dialect.allCases)
    func finds(_ dialect: Dialect) async throws {
        try await opened(dialect) { database in
            try await put("Kartu peserta hilang di RS Melati", of: "one", after: 0, in: database)
            try await put("Kartunya rusak, minta kartu baru", of: "two", after: 10, in: database)
            try await put("Rumah sakit Harapan", of: "three", after: 20, in: database)
            #expect(try await found("kartu", in: database) == ["two", "one"])
            #expect(try await found("KARTU hil", in: database) == ["one"])
            #expect(try await found("rs", in: database) == ["one"])
            #expect(try await found("ru", in: database) == [])
            #expect(try await found("rum", in: database) == ["three"])
            #expect(try await found("kartu kelas", in: database) == [])
            for hostile in ["NEAR(kartu rusak)", "kartu AND NOT rusak", "\"kartu", "kartu*:&|!()", "' OR 1=1 --"] {
                _ = try await found(hostile, in: database)
            }
            #expect(try await found("rusak* \"kartu\"", in: database) == ["two"])
        }
    }

    @Test("words that come later are found too, each kept once", arguments: Dialect.allCases)
    func grows(_ dialect: Dialect) async throws {
        try await opened(dialect) { database in
            try await put("Kartu hilang", of: "one", after: 0, in: database)
            try await put("", of: "two", after: 5, in: database)
            try await put("kartu HILANG, sudah dicetak", of: "one", after: 60, in: database)
            try await put("dicetak", of: "two", after: 60, in: database)
            #expect(try await found("hilang dicetak", in: database) == ["one"])
            #expect(try await found("dicetak", in: database) == ["two", "one"])
            let words = try await database.read {
                try $0.scalars("SELECT words FROM things ORDER BY place", as: String.self)
            }
            #expect(words == ["kartu hilang sudah dicetak", "dicetak"])
            // Gone is gone, from the index of the database too.
            try await database.write { try $0.execute("DELETE FROM things WHERE owner = 'one'") }
            #expect(try await found("dicetak", in: database) == ["two"])
        }
    }

    @Test("hits come by place, down and up, from any place on", arguments: Dialect.allCases)
    func directions(_ dialect: Dialect) async throws {
        try await opened(dialect) { database in
            for number in 0..<9 {
                try await put("kartu \(number)", of: "\(number)", after: Int64(number), in: database)
            }
            let query = try #require(WordQuery("kartu"))
            let hits = try await database.read { try $0.hits(query, in: Self.index, .down(from: nil), upTo: 4) }
            #expect(hits.map(\.owner) == ["8", "7", "6", "5"])
            let last = try #require(hits.last?.place)
            #expect(try await found("kartu", .down(from: last), upTo: 2, in: database) == ["4", "3"])
            #expect(try await found("kartu", .up(from: last), upTo: 2, in: database) == ["6", "7"])
            #expect(try await found("kartu", .up(from: hits[0].place), in: database) == [])
        }
    }

    @Test("a second that is full goes on in a later one", arguments: Dialect.allCases)
    func fullSecond(_ dialect: Dialect) async throws {
        try await opened(dialect) { database in
            try await database.write { transaction in
                for number in 0..<1_030 {
                    try transaction.put(
                        FoldedWord.all(in: "lama \(number)"), of: "\(number)", at: Self.morning, in: Self.index)
                }
            }
            #expect(try await found("lama", upTo: 3, in: database) == ["1029", "1028", "1027"])
        }
    }

    @Test("a beginning of very many words is found all the same", arguments: Dialect.allCases)
    func manyBeginnings(_ dialect: Dialect) async throws {
        try await opened(dialect) { database in
            let text = (100..<200).map { "men\($0)" }.joined(separator: " ")
            try await put(text, of: "one", after: 0, in: database)
            try await put("menolak", of: "two", after: 1, in: database)
            #expect(try await found("men", in: database) == ["two", "one"])
            #expect(try await found("men19", in: database) == ["one"])
        }
    }
}
