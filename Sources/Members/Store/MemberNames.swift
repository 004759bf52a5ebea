import Database
import Kernel

// The index of names: for each member a row for each key of the name, with the birth date; and each key once with the
// letters that lead to it when one of them is mistyped. `NameKey` says what keys are.

extension Transaction {
    func insertNames(_ names: some Sequence<(number: Int64, name: String, born: Day)>) throws {
        var rows: [SQL] = []
        var words: Set<String> = []
        for (number, name, born) in names {
            let keys = NameKey.keys(of: name)
            words.formUnion(keys)
            rows += Set(keys + NameKey.pairs(of: name)).map { "(\($0), \(born), \(number))" }
        }
        for batch in rows.batches(of: 2_000) {
            try execute(
                "INSERT INTO member_names (key, born, member) VALUES \(SQL.rows(Array(batch))) ON CONFLICT DO NOTHING")
        }
        try insertLetters(of: words)
    }

    /// Words that are new to the index.
    private func insertLetters(of words: Set<String>) throws {
        for batch in words.sorted().batches(of: 2_000) {
            let known = Set(
                try scalars(
                    "SELECT key FROM name_letters WHERE letters = key AND letters IN \(list: batch)", as: String.self))
            let rows = batch.filter { !known.contains($0) }.flatMap { key in
                NameKey.shortened(key).map { "(\($0), \(key))" as SQL }
            }
            for part in rows.batches(of: 2_000) {
                try execute(
                    "INSERT INTO name_letters (letters, key) VALUES \(SQL.rows(Array(part))) ON CONFLICT DO NOTHING")
            }
        }
    }

    /// The name, or the birth date beside it, has changed.
    func rename(_ member: Member, from before: Member) throws {
        guard let number = try scalar("SELECT number FROM members WHERE id = \(member.id)", as: Int64.self) else {
            return
        }
        let keys = Array(Set(NameKey.keys(of: before.name) + NameKey.pairs(of: before.name)))
        try execute(
            """
            DELETE FROM member_names WHERE key IN \(list: keys) AND born = \(before.birthDate) AND member = \(number)
            """)
        try insertNames([(number, member.name, member.birthDate)])
    }

    /// Names of members who came before the index was there; answers how many were written.
    func indexNames(upTo limit: Int) throws -> Int {
        let rows = try query(
            "SELECT number, name, birth_date FROM members WHERE named < 1 ORDER BY number LIMIT \(limit)")
        let names = try rows.map {
            (
                number: try $0("number", as: Int64.self), name: try $0("name", as: String.self),
                born: try $0("birth_date", as: Day.self)
            )
        }
        try insertNames(names)
        try execute("UPDATE members SET named = 1 WHERE number IN \(list: names.map(\.number))")
        return names.count
    }
}

/// Those whose names may answer a query, by the numbers of the index.
struct NameCandidates {
    private(set) var numbers: Set<Int64> = []
    /// Some were left out.
    private(set) var isCut = false

    /// So many are ranked at most.
    static let most = 60
    /// Below so many, names one letter away are looked at too.
    private static let few = 5
    /// So many rows of the index are walked for one combination of words.
    private static let longestWalk = 4_000

    private let transaction: any Transaction
    private let born: [Day]

    init(_ query: NameQuery, born: [Day], in transaction: any Transaction) throws {
        (self.transaction, self.born) = (transaction, born)
        for combination in Self.combinations(of: query) where numbers.count < Self.few {
            try find(combination)
        }
        if numbers.count < Self.few {
            var mistyped: [[String]] = []
            for word in query.words { mistyped.append(try [word] + neighbours(of: word)) }
            if mistyped.contains(where: { $0.count > 1 }) { try find(mistyped) }
        }
    }

    /// What must stand together in a name, the narrowest first: words next to each other, all words, all but one, all
    /// but those that many leave out.
    private static func combinations(of query: NameQuery) -> [[[String]]] {
        let words = query.words.map { [$0] }
        guard words.count > 1 else { return [words] }
        let half = query.pairs.count / 2
        let neighbours = zip(query.pairs.prefix(half), query.pairs.suffix(half).reversed()).map { [$0, $1] }
        var all = [neighbours, words]
        if words.count > 2 {
            for place in words.indices {
                all.append(words.enumerated().filter { $0.offset != place }.map(\.element))
            }
        }
        let telling = query.tellingWords
        if telling.count < words.count, !telling.isEmpty { all.append(telling.map { [$0] }) }
        return all
    }

    /// Members of whose keys one is in each of the sets.
    private mutating func find(_ sets: [[String]]) throws {
        let counted = try sets.map { (set: $0, count: try count($0)) }.sorted { $0.count < $1.count }
        guard let rarest = counted.first, rarest.count > 0 else { return }
        let others = counted.dropFirst().map(\.set)
        let walk = Self.longestWalk / max(1, others.reduce(0) { $0 + $1.count })
        let conditions = others.map { set -> SQL in
            """
            EXISTS (SELECT 1 FROM member_names o
                WHERE o.key IN \(list: set) AND o.born = d.born AND o.member = d.member)
            """
        }
        let found = try transaction.scalars(
            """
            SELECT DISTINCT d.member
            FROM (SELECT born, member FROM member_names WHERE \(condition(rarest.set)) LIMIT \(walk)) AS d
            WHERE \(SQL.all(conditions)) LIMIT \(Self.most + 1)
            """, as: Int64.self)
        if found.count > Self.most || (rarest.count > walk && !others.isEmpty) { isCut = true }
        numbers.formUnion(found.prefix(Self.most))
    }

    private func condition(_ keys: [String]) -> SQL {
        born.isEmpty ? "key IN \(list: keys)" : "key IN \(list: keys) AND born IN \(list: born)"
    }

    /// How many rows a set of keys has; no more than can be walked.
    private func count(_ keys: [String]) throws -> Int {
        try transaction.scalar(
            """
            SELECT COUNT(*) FROM (SELECT 1 AS one FROM member_names WHERE \(condition(keys))
                LIMIT \(Self.longestWalk + 1)) AS counted
            """) ?? 0
    }

    /// Keys of the register that are one letter away.
    private func neighbours(of word: String) throws -> [String] {
        let letters = NameKey.shortened(word)
        guard letters.count > 1 else { return [] }
        let keys = try transaction.scalars(
            "SELECT DISTINCT key FROM name_letters WHERE letters IN \(list: letters) LIMIT 400", as: String.self)
        let typed = Array(word.utf8)
        return Array(
            keys.filter { $0 != word && EditDistance.between(typed, Array($0.utf8), atMost: 1) != nil }.prefix(40))
    }
}

extension NameQuery {
    /// Keys of the words but those that many leave out.
    fileprivate var tellingWords: [String] {
        let often = Set(parts.filter(\.word.isOftenLeftOut).map { String(decoding: $0.word.key, as: UTF8.self) })
        return words.filter { !often.contains($0) }
    }
}
