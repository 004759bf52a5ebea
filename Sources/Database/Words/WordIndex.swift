public import Kernel

/// The words of many things, to find those that have some of them, the newest first. What the two databases cannot say
/// alike is here: SQLite keeps them in FTS5, PostgreSQL as a `tsvector` under GIN.
///
/// A thing has a **place**: its number in the order in which it is found. Things of one second have places of their own
/// from that second's first on. The **vocabulary** holds every word once: a beginning that is asked for is looked up
/// there, as both databases find whole words much faster than beginnings of common ones.
public struct WordIndex: Sendable {
    /// Of its table; the program chose it.
    let name: String

    public init(_ name: String) { self.name = name }

    public struct Hit: Sendable, Hashable {
        public let place: Int64
        /// Whose words they are, as it was put in.
        public let owner: String
    }

    /// From which place on hits are looked for, without it, and in which direction.
    public enum Direction: Sendable, Hashable {
        /// To older ones; from the newest when there is no place.
        case down(from: Int64?)
        /// To newer ones.
        case up(from: Int64)
    }

    /// Words of one thing that are kept; of a longer story the later ones are not found.
    public static let mostWords = 3_000

    /// Words that one beginning stands for; when there are more, the database seeks the beginning itself.
    static let mostMeant = 48
    /// So many things are looked through one by one in PostgreSQL before its index is asked.
    static let nearest = 8_000
    /// Places within one second.
    static let placesOfSecond: Int64 = 1_024

    static func firstPlace(at moment: Timestamp) -> Int64 { moment.seconds * placesOfSecond }

    var found: String { name + "_found" }
    var vocabulary: String { name + "_vocabulary" }

    /// The tables of the index, for a migration.
    public func script(for dialect: Dialect) -> String {
        switch dialect {
        // Places are the rows' own numbers, so that FTS5 answers in their order and can stop early. Neither positions
        // nor sizes of texts are kept: nothing asks for phrases or ranks.
        case .sqlite:
            """
            CREATE TABLE \(name) (place INTEGER PRIMARY KEY, owner TEXT NOT NULL UNIQUE, words TEXT NOT NULL);
            CREATE TABLE \(vocabulary) (word TEXT PRIMARY KEY) WITHOUT ROWID;
            CREATE VIRTUAL TABLE \(found) USING fts5 (words, content = '\(name)', content_rowid = 'place',
                tokenize = 'ascii', detail = none, columnsize = 0);
            CREATE TRIGGER \(name)_put AFTER INSERT ON \(name) BEGIN
                INSERT INTO \(found) (rowid, words) VALUES (new.place, new.words);
            END;
            CREATE TRIGGER \(name)_grow AFTER UPDATE ON \(name) BEGIN
                INSERT INTO \(found) (\(found), rowid, words) VALUES ('delete', old.place, old.words);
                INSERT INTO \(found) (rowid, words) VALUES (new.place, new.words);
            END;
            CREATE TRIGGER \(name)_drop AFTER DELETE ON \(name) BEGIN
                INSERT INTO \(found) (\(found), rowid, words) VALUES ('delete', old.place, old.words);
            END;
            """
        // The words come cut and folded, so no parser and no language touches them. Without `fastupdate`, a search
        // never has to read through what was not sorted in yet.
        case .postgres:
            """
            CREATE TABLE \(name) (
                place BIGINT PRIMARY KEY,
                owner TEXT NOT NULL UNIQUE,
                words TEXT NOT NULL,
                found tsvector NOT NULL GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED);
            CREATE TABLE \(vocabulary) (word TEXT COLLATE "C" PRIMARY KEY);
            CREATE INDEX \(found) ON \(name) USING gin (found) WITH (fastupdate = off);
            """
        }
    }
}

extension WordIndex.Hit: RowDecodable {
    public init(row: Row) throws { self.init(place: try row("place"), owner: try row("owner")) }
}

// MARK: - Putting in

extension Transaction {
    /// Adds the words of a text to those that its owner has already.
    ///
    /// - Parameter moment: of the owner: where it stands among all. The first one counts.
    public func put(
        _ words: [FoldedWord], of owner: some SQLEncodable, at moment: Timestamp, in index: WordIndex
    ) throws {
        let kept = try query("SELECT place, words FROM \(name: index.name) WHERE owner = \(owner)").first
        let old = try kept.map { try $0("words", as: String.self).split(separator: " ") } ?? []
        let known = Set(old)
        let new = words.filter { !known.contains($0.text[...]) }.prefix(max(0, WordIndex.mostWords - old.count))
        let text = (old.map(String.init) + new.map(\.text)).joined(separator: " ")
        if kept == nil {
            let place = try freePlace(at: moment, in: index)
            try execute(
                "INSERT INTO \(name: index.name) (place, owner, words) VALUES (\(place), \(owner), \(text))")
        } else if !new.isEmpty {
            try execute("UPDATE \(name: index.name) SET words = \(text) WHERE owner = \(owner)")
        }
        try learn(Array(new), in: index)
    }

    /// Writes words into the vocabulary. Statements are of one length, the last filled up with words that are there
    /// already, so that a database can keep them prepared.
    private func learn(_ words: [FoldedWord], in index: WordIndex) throws {
        let length = 32
        for start in stride(from: 0, to: words.count, by: length) {
            var batch = Array(words[start..<min(start + length, words.count)])
            batch += Array(repeating: batch[0], count: length - batch.count)
            try execute(
                """
                INSERT INTO \(name: index.vocabulary) (word) VALUES \(SQL.rows(batch.map { "(\($0.text))" }))
                ON CONFLICT (word) DO NOTHING
                """)
        }
    }

    /// The first that is free: within its second, or a later one when that is full.
    private func freePlace(at moment: Timestamp, in index: WordIndex) throws -> Int64 {
        var first = WordIndex.firstPlace(at: moment)
        while true {
            let end = first + WordIndex.placesOfSecond
            let last = try scalar(
                "SELECT MAX(place) FROM \(name: index.name) WHERE place >= \(first) AND place < \(end)",
                as: Int64?.self)
            guard let last = last ?? nil else { return first }
            if last + 1 < end { return last + 1 }
            first = end
        }
    }
}

// MARK: - Finding

extension Transaction {
    /// Those that have all of the words, from a place on.
    public func hits(
        _ query: WordQuery, in index: WordIndex, _ direction: WordIndex.Direction, upTo limit: Int
    ) throws -> [WordIndex.Hit] {
        var parts: [MeantWords] = []
        for word in query.words {
            let part = try meant(by: word, in: index)
            if part == .these([]) { return [] }
            parts.append(part)
        }
        switch dialect {
        case .sqlite: return try sqliteHits(parts, index, direction, limit)
        case .postgres: return try postgresHits(parts, index, direction, limit)
        }
    }

    private func meant(by word: FoldedWord, in index: WordIndex) throws -> MeantWords {
        guard word.text.utf8.count >= WordQuery.shortestBeginning else { return .these([word.text]) }
        // `{` comes after every letter.
        let words = try scalars(
            """
            SELECT word FROM \(name: index.vocabulary) WHERE word >= \(word.text) AND word < \(word.text + "{")
            ORDER BY word LIMIT \(WordIndex.mostMeant + 1)
            """, as: String.self)
        return words.count > WordIndex.mostMeant ? .beginning(word.text) : .these(words)
    }

    private func sqliteHits(
        _ parts: [MeantWords], _ index: WordIndex, _ direction: WordIndex.Direction, _ limit: Int
    ) throws -> [WordIndex.Hit] {
        let asked = parts.map(\.sqlite).joined(separator: " AND ")
        let (beyond, order): (SQL, SQL) =
            switch direction {
            case .down(nil): ("", "DESC")
            case .down(let place?): ("AND rowid < \(place)", "DESC")
            case .up(let place): ("AND rowid > \(place)", "ASC")
            }
        return try all(
            """
            SELECT f.place, w.owner FROM (
                SELECT rowid AS place FROM \(name: index.found) WHERE \(name: index.found) MATCH \(asked) \(beyond)
                ORDER BY rowid \(order) LIMIT \(limit)) AS f
            JOIN \(name: index.name) w ON w.place = f.place ORDER BY f.place \(order)
            """)
    }

    /// GIN answers in no order, so common words are sought where they stand together anyway: among the nearest things,
    /// one by one. Only those that are rare there are asked of GIN, which then finds few.
    private func postgresHits(
        _ parts: [MeantWords], _ index: WordIndex, _ direction: WordIndex.Direction, _ limit: Int
    ) throws -> [WordIndex.Hit] {
        let asked = parts.map(\.postgres).joined(separator: " & ")
        // `+ 0` keeps the planner from walking all places in their order.
        let (beyond, anywhere, order): (SQL, SQL, SQL) =
            switch direction {
            case .down(nil): ("TRUE", "TRUE", "DESC")
            case .down(let place?): ("place < \(place)", "place + 0 < \(place)", "DESC")
            case .up(let place): ("place > \(place)", "place + 0 > \(place)", "ASC")
            }
        let near: [WordIndex.Hit] = try all(
            """
            SELECT place, owner FROM (
                SELECT place, owner, found FROM \(name: index.name) WHERE \(beyond)
                ORDER BY place \(order) LIMIT \(WordIndex.nearest)) AS near
            WHERE found @@ CAST(\(asked) AS tsquery) ORDER BY place \(order) LIMIT \(limit)
            """)
        if near.count == limit { return near }
        return try all(
            """
            SELECT place, owner FROM \(name: index.name)
            WHERE found @@ CAST(\(asked) AS tsquery) AND \(anywhere)
            ORDER BY place + 0 \(order) LIMIT \(limit)
            """)
    }
}

/// What one word of a question stands for: words of the vocabulary, or a beginning of too many. They are letters and
/// digits, so they can stand in a query language as they are.
private enum MeantWords: Equatable {
    case these([String])
    case beginning(String)

    /// FTS5, section 3: `("kartu" OR "kartunya")`, `"men" *`.
    var sqlite: String {
        switch self {
        case .these(let words): "(" + words.map { "\"\($0)\"" }.joined(separator: " OR ") + ")"
        case .beginning(let text): "\"\(text)\" *"
        }
    }

    /// The type `tsquery`: `('kartu' | 'kartunya')`, `'men':*`.
    var postgres: String {
        switch self {
        case .these(let words): "(" + words.map { "'\($0)'" }.joined(separator: " | ") + ")"
        case .beginning(let text): "'\(text)':*"
        }
    }
}
