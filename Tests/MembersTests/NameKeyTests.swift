import Kernel
import Members
import Testing

@Suite("Keys of names")
struct NameKeyTests {
    @Test(
        "a name has a key for each word, without titles, degrees and initials",
        arguments: [
            ("Drs. H. Moh. Tjahjo K., M.Si", ["muhamad", "kahia"]), ("BUDI SANTOSO, S.E., M.M.", ["budi", "santasa"]),
            ("Hj. Siti Nur'aini", ["siti", "nureni"]), ("Ir. H. Joko Widodo", ["yaka", "widada"]),
            ("K.H. Abdurrahman", ["abdul", "rahman"]), ("R.A. Kartini", ["kartini"]), ("By. Ny. Sari", ["sari"]),
            ("Budi Budi", ["budi"]), ("A.R. Hakim", ["hakim"]), ("S.E. Nugroho", ["nugraha"]), ("Li", ["li"]),
            ("H. M. Soeharto", ["suharta"]), ("Santoso, Budi", ["santasa", "budi"]), ("Haji", ["hayi"]), ("H.", []),
            ("", []), (" . , ", []), ("Peserta 1199", ["peserta", "1199"]),
            ("I Wyn. Gst. Made", ["wayan", "gusti", "made"]),
            ("Anna-Maria Øst", ["ana", "maria", "ast"]), ("Иван Budi", ["budi"]),
        ])
    func keys(_ name: String, _ keys: [String]) { #expect(NameKey.keys(of: name) == keys) }

    @Test("two words next to each other have the key of both written as one")
    func pairs() {
        #expect(NameKey.pairs(of: "Sri Wahyuni Dewi") == NameKey.keys(of: "Sriwahyuni Wahyunidewi"))
        #expect(NameKey.pairs(of: "Budi") == [])
        #expect(NameKey.pairs(of: "Budi S. Santoso") == NameKey.keys(of: "Budisantoso"))
    }

    @Test("a query looks up pairs in either order")
    func query() throws {
        let query = try #require(NameQuery("Aminah Siti"))
        #expect(query.words == ["amina", "siti"])
        #expect(query.pairs.contains(NameKey.pairs(of: "Siti Aminah")[0]))
        #expect(query.prefixes == [])
    }

    @Test("folding what is folded changes nothing, whatever was typed")
    func idempotent() {
        var random = SeededRandom(seed: 31)
        let letters = Array("aeiouaeiouhjykcsdtwnrlmpbgfvzxq".utf8)
        for _ in 0..<20_000 {
            let word = (0..<Int.random(in: 5...10, using: &random)).map { _ in
                letters.randomElement(using: &random) ?? .zero
            }
            let once = NameKey.keys(of: "Ratna " + String(decoding: word, as: UTF8.self) + " Dewi")
            // A key of one letter would be read as an initial.
            if once.contains(where: { $0.utf8.count < 2 }) { continue }
            #expect(NameKey.keys(of: once.joined(separator: " ")) == once)
        }
        for pair in NameSearchTests.meeting {
            let once = NameKey.keys(of: pair.name)
            #expect(NameKey.keys(of: once.joined(separator: " ")) == once)
        }
    }

    @Test("keys one letter apart have a shortened form in common")
    func shortened() {
        var random = SeededRandom(seed: 32)
        for _ in 0..<2_000 {
            let key = String(decoding: randomWord(5...9, &random), as: UTF8.self)
            let other = mistyped(key, &random)
            #expect(!Set(NameKey.shortened(key)).isDisjoint(with: NameKey.shortened(other)), "\(key) \(other)")
        }
        #expect(NameKey.shortened("abca").sorted() == ["abc", "aba", "aca", "bca", "abca"].sorted())
        #expect(NameKey.shortened("ana") == ["ana"])
        #expect(Set(NameKey.shortened("budi")).isDisjoint(with: NameKey.shortened("santasa")))
    }

    @Test("a typing error of one letter in a word of five and more is forgiven, in any name")
    func typing() throws {
        var random = SeededRandom(seed: 33)
        for pair in NameSearchTests.meeting {
            let words = pair.name.split { !$0.isLetter }.map(String.init)
            guard let place = words.indices.filter({ words[$0].count >= 5 }).randomElement(using: &random) else {
                continue
            }
            for _ in 0..<40 {
                var typed = words
                typed[place] = mistyped(words[place], &random)
                let text = typed.joined(separator: " ")
                let score = NameQuery(text)?.score(pair.name)
                #expect(score != nil, "\(text) for \(pair.name)")
            }
        }
    }

    private func randomWord(_ lengths: ClosedRange<Int>, _ random: inout SeededRandom) -> [UInt8] {
        (0..<Int.random(in: lengths, using: &random)).map { _ in UInt8.random(in: 97...122, using: &random) }
    }

    /// One letter changed, left out, added, or exchanged with the next.
    private func mistyped(_ word: String, _ random: inout SeededRandom) -> String {
        var letters = Array(word)
        let place = Int.random(in: 0..<letters.count - 1, using: &random)
        let letter = Character(Unicode.Scalar(UInt8.random(in: 97...122, using: &random)))
        switch Int.random(in: 0..<4, using: &random) {
        case 0: letters[place] = letter
        case 1: letters.remove(at: place)
        case 2: letters.insert(letter, at: place)
        default: letters.swapAt(place, place + 1)
        }
        return String(letters)
    }
}

@Suite("Names that are still being typed")
struct NameTypingTests {
    static let names = [
        "Wijaya", "Widjaja", "Soeharto", "Saiful", "Wayan", "Dewi", "Michael", "Mochtar", "Fatimah", "Noer", "Cahyo",
        "Dwiyanti", "Prasetyo", "Choirul", "Syafrudin", "Muhammad", "Joko", "Yusuf", "Achmad", "Zaenal", "Kurniawan",
    ]

    @Test("the right name is found at each letter from the third", arguments: names)
    func beginnings(_ name: String) throws {
        for length in 3...name.utf8.count {
            let typed = String(name.prefix(length))
            let query = try #require(NameQuery("Budi " + typed, isBeingTyped: true))
            #expect(query.words == ["budi"])
            let key = try #require(NameKey.keys(of: name).first)
            #expect(query.prefixes.contains { key.hasPrefix($0) }, "\(typed): \(query.prefixes) for \(key)")
            #expect(query.prefixes.allSatisfy { $0.utf8.count >= 1 })
            #expect(query.score("Budi " + name) != nil)
        }
    }

    @Test("a blank ends the word")
    func blank() throws {
        let query = try #require(NameQuery("budi san ", isBeingTyped: true))
        #expect(query.words == ["budi", "san"])
        #expect(query.prefixes == [])
        #expect(query.score("Budi Santoso") == nil)
    }

    @Test("what might become a degree or a title is a beginning, and titles alone are nothing yet")
    func degrees() throws {
        let query = try #require(NameQuery("Budi Se", isBeingTyped: true))
        #expect(query.prefixes == ["se"])
        #expect(query.score("Budi Setiawan") != nil)
        #expect(query.score("Budi Hartono") == nil)
        #expect(try #require(NameQuery("Dr. bud", isBeingTyped: true)).words == [])
        #expect(try #require(NameQuery("Sri S.Km", isBeingTyped: true)).prefixes == ["km"])
        #expect(try #require(NameQuery("Siti Nur`ai", isBeingTyped: true)).prefixes == ["nure"])
        #expect(NameQuery("b", isBeingTyped: true) == nil)
        #expect(NameQuery("", isBeingTyped: true) == nil)
        #expect(NameQuery("A. B.") == nil)
    }
}
