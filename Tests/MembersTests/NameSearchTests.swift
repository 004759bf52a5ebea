import Kernel
import Members
import Testing

/// A register of names in memory, looked up in the three ways that `NameKey` tells of.
private struct NameRegister {
    private var names: [String] = []
    private var byKey: [String: Set<Int>] = [:]
    private var byShortened: [String: Set<String>] = [:]

    init(_ names: [String]) {
        self.names = names
        for (place, name) in names.enumerated() {
            for key in NameKey.keys(of: name) + NameKey.pairs(of: name) {
                byKey[key, default: []].insert(place)
                for shortened in NameKey.shortened(key) { byShortened[shortened, default: []].insert(key) }
            }
        }
    }

    /// Names that answer, the best first.
    func find(_ text: String, isBeingTyped: Bool = false) -> [String] {
        guard let query = NameQuery(text, isBeingTyped: isBeingTyped) else { return [] }
        let plain = places(query.pairs).union(places(query.words)).union(places(beginning: query.prefixes))
        let found = rank(plain, query)
        return found.isEmpty ? rank(places(near: query.words), query) : found
    }

    private func rank(_ places: Set<Int>, _ query: NameQuery) -> [String] {
        places.compactMap { place in query.score(names[place]).map { ($0, names[place]) } }
            .sorted { ($1.0, $0.1) < ($0.0, $1.1) }.map(\.1)
    }

    private func places(_ keys: [String]) -> Set<Int> { Set(keys.flatMap { byKey[$0] ?? [] }) }

    private func places(beginning prefixes: [String]) -> Set<Int> {
        Set(byKey.filter { entry in prefixes.contains { entry.key.hasPrefix($0) } }.flatMap(\.value))
    }

    private func places(near words: [String]) -> Set<Int> {
        places(words.flatMap(NameKey.shortened).flatMap { byShortened[$0] ?? [] })
    }
}

@Suite("Names in many spellings")
struct NameSearchTests {
    struct Pair: CustomTestStringConvertible {
        let typed: String
        let name: String
        let why: String

        init(_ typed: String, _ name: String, _ why: String) { (self.typed, self.name, self.why) = (typed, name, why) }

        var testDescription: String { "\(typed) / \(name): \(why)" }
    }

    static let meeting: [Pair] = [
        Pair("Suharto", "Soeharto", "oe is u since 1947"),
        Pair("Sukarno", "Soekarno", "likewise"),
        Pair("Nur Aini", "Noer Aini", "likewise in a short word"),
        Pair("Nur Aini", "Noor Aini", "oo is u as well"),
        Pair("Usman", "Oesman", "at the beginning"),
        Pair("Joko Susilo", "Djoko Soesilo", "dj is j since 1972"),
        Pair("Wijaya", "Widjaja", "dj within a word, and j for y"),
        Pair("Wijaya", "Widjaya", "only half of it modern"),
        Pair("Cahyo Kumolo", "Tjahjo Kumolo", "tj is c, and j is y after h"),
        Pair("Cokro", "Tjokro", "tj at the beginning"),
        Pair("Yusuf", "Joesoef", "j is y at the beginning"),
        Pair("Suryo", "Soerjo", "j is y after a consonant"),
        Pair("Nyoman Sri", "Njoman Sri", "nj is ny"),
        Pair("Syafrudin", "Sjafruddin", "sj is sy, dd is d"),
        Pair("Syaiful Anwar", "Saiful Anwar", "sy is often s"),
        Pair("Syaiful", "Saeful", "ai is often ae"),
        Pair("Zainal Arifin", "Zaenal Aripin", "ai and ae, f and p"),
        Pair("Husein", "Husain", "ei and ai"),
        Pair("Khoirul", "Choirul", "ch was kh"),
        Pair("Khairul", "Choirul", "oi and ai"),
        Pair("Chandra", "Candra", "ch is c in other names"),
        Pair("Akhmad", "Achmad", "ch before a consonant is kh"),
        Pair("Ahmad", "Achmad", "kh before a consonant is often h"),
        Pair("Rahmat", "Rochmat", "and the vowel as Javanese says it"),
        Pair("Muhlis", "Muchlis", "likewise"),
        Pair("Ihsan", "Ikhsan", "likewise"),
        Pair("Muhammad Rizki", "Moh. Rizki", "in short"),
        Pair("Muhammad Rizki", "Mohd Rizki", "in short"),
        Pair("Muhammad Rizki", "Muh Rizki", "in short, without a full stop"),
        Pair("Muhammad Rizki", "Muhamad Rizky", "one m; y for i"),
        Pair("Moh Rizki", "Mochammad Riski", "in short there, in long here; z and s"),
        Pair("Muhammad Ali", "Mochamad Ali", "ch in Muhammad"),
        Pair("Muhammad Ali", "Mohamed Aly", "e in Muhammad"),
        Pair("Muhammad Rizki", "M. Rizki", "an initial"),
        Pair("Rizki Pratama", "Muhammad Rizki Pratama", "Muhammad is often left out"),
        Pair("Muhammad Rizki Pratama", "Rizki Pratama", "also in the register"),
        Pair("Abdul Rahman", "Abd. Rohman", "in short; a and o"),
        Pair("Abdul Rahman", "Abdurrahman", "the article's l becomes r"),
        Pair("Abdurahman", "Abdul Rochman", "one r"),
        Pair("Abdul Salam", "Abdussalam", "the article's l becomes s"),
        Pair("Abdul Latif", "Abdullatif", "the article's l stays"),
        Pair("Abdul Aziz", "Abdulazis", "written as one"),
        Pair("Abdullah", "Abdulloh", "a name of its own; final h"),
        Pair("Siti Aminah", "St. Aminah", "in short"),
        Pair("Siti Aminah", "Sitti Aminah", "tt is t"),
        Pair("Budi Santoso", "Drs. H. Budi Santoso, S.E., M.Kes.", "titles and degrees are no names"),
        Pair("Budi Santoso", "BUDI SANTOSO SE", "a degree without comma or full stops"),
        Pair("Budi Santoso", "Budi Santoso S. Pd.", "a degree with blanks"),
        Pair("Ibu Hj. Sri Rahayu", "Sri Rahayu", "a form of address is typed"),
        Pair("dr. Ayu Lestari, Sp.A", "Ayu Lestari", "likewise"),
        Pair("Efendi", "Effendy", "ff is f, y is i"),
        Pair("Fitri", "Vitri", "f and v"),
        Pair("Fitri", "Pitri", "f and p"),
        Pair("Novi", "Nofi", "v and f"),
        Pair("Aziz", "Asis", "z and s"),
        Pair("Taufik", "Taufiq", "q is k"),
        Pair("Taufik", "Topik", "au is o, f is p"),
        Pair("Fatimah", "Fatima", "final h"),
        Pair("Ridho", "Rido", "h after a consonant"),
        Pair("Dhani", "Dani", "likewise"),
        Pair("Surya", "Suryo", "Javanese a is written o"),
        Pair("Sutrisno", "Sutrisna", "likewise"),
        Pair("Prasetyo", "Prasetiyo", "iy, y and i before a vowel"),
        Pair("Setiawan", "Setyawan", "likewise"),
        Pair("Suwarno", "Soewarno", "uw"),
        Pair("Dwi Lestari", "Duwi Lestari", "likewise"),
        Pair("Nuraini", "Nur'aini", "an apostrophe"),
        Pair("Nuraini", "Nur\u{2019}aini", "an apostrophe, curved"),
        Pair("Nur Aini", "Nuraini", "two words are written as one"),
        Pair("Nuraini", "Nur Aini", "and one as two"),
        Pair("Sriwahyuni", "Sri Wahyuni", "likewise"),
        Pair("Wahyu Ningsih", "Wahyuningsih", "likewise"),
        Pair("Jose Maria", "José Maria", "letters with marks"),
        Pair("Santoso Budi", "Budi Santoso", "another order"),
        Pair("Budi", "Budi Santoso", "one word of two"),
        Pair("Santoso", "Budi Santoso", "the last word alone"),
        Pair("B. Santoso", "Budi Santoso", "an initial is typed"),
        Pair("Budi Santoso", "Budi S.", "an initial is registered"),
        Pair("Dj. Santoso", "Joko Santoso", "an initial of two letters, as it was spelt"),
        Pair("Ahmad bin Yusuf", "Ahmad Yusuf", "son of"),
        Pair("Siti Nur Laila Putri", "Siti Laila Putri", "one of four is not registered"),
        Pair("Suhrto", "Suharto", "a letter is left out"),
        Pair("Sujarto", "Suharto", "the key beside it is struck"),
        Pair("Suahrto", "Suharto", "two letters are exchanged"),
        Pair("Sumharto", "Suharto", "a letter too many"),
        Pair("Hartonp", "Hartono", "the last letter"),
        Pair("Jartono", "Hartono", "the first letter"),
        Pair("Purnamasary", "Poernamasari", "an old spelling and a new one"),
        Pair("Wulandry Kusumawati", "Wulandari Kusumawati", "an error in one word of two"),
    ]

    static let apart: [Pair] = [
        Pair("Budi", "Rudi", "short words are forgiven no error"),
        Pair("Budi", "Badu", "likewise"),
        Pair("Sari", "Sati", "likewise"),
        Pair("Budi Santoso", "Budi Hartono", "one word of two is another"),
        Pair("Budi Santoso", "Budi", "one word of two is missing"),
        Pair("Budi Santoso", "Susi Santosa", "the other word of two is another"),
        Pair("Hartono", "Hartini", "a man and a woman: two letters"),
        Pair("Kurniawan", "Kurniawati", "likewise"),
        Pair("Setiawan", "Setiawati", "likewise"),
        Pair("Suharto", "Suhardi", "two letters"),
        Pair("Sukarno", "Suharto", "two letters within"),
        Pair("Muhammad Rizki", "Muhammad Fajar", "Muhammad alone is no answer"),
        Pair("Siti Aminah", "Siti Halimah", "nor is Siti"),
        Pair("Siti Nur Aminah", "Siti Nur Halimah", "nor both names that many have"),
        Pair("Abdul Rahman", "Abdullah", "a name of its own"),
        Pair("B. Santoso", "Budi Prasetyo", "an initial alone is no answer"),
        Pair("Andi", "Andika", "a whole word is no beginning"),
        Pair("Ani", "Ana", "three letters"),
        Pair("Maria Ulfa Dewi Sartika", "Maria Ulfa", "two of four are missing"),
        Pair("Wahyu Ningsih", "Wahyu Hidayat", "halves of a word written as one"),
    ]

    @Test("these meet: they are looked up under one key, and scored", arguments: meeting)
    func meets(_ pair: Pair) {
        let others = ["Agus Wibowo", "Rina Marlina", "Peserta 12"]
        #expect(NameRegister(others + [pair.name]).find(pair.typed).first == pair.name)
    }

    @Test("these do not meet", arguments: apart)
    func staysApart(_ pair: Pair) {
        #expect(NameRegister([pair.name]).find(pair.typed).isEmpty)
        #expect(NameQuery(pair.typed).flatMap { $0.score(pair.name) } == nil)
    }

    @Test("the tables hold at least sixty pairs")
    func enough() { #expect(NameSearchTests.meeting.count + NameSearchTests.apart.count >= 60) }

    @Test("the closest spelling comes first")
    func order() {
        let register = NameRegister([
            "Joko Susilo", "Djoko Soesilo", "Susilo Joko", "Joko Susilo Wibowo", "Yoko Susila",
        ])
        let found = register.find("Djoko Soesilo")
        #expect(found.first == "Djoko Soesilo")
        #expect(Set(found).count == 5)
        #expect(register.find("Joko Susilo").prefix(3) == ["Joko Susilo", "Susilo Joko", "Joko Susilo Wibowo"])
    }

    @Test("a score is 1 for the same words, and never more")
    func bounds() throws {
        for pair in NameSearchTests.meeting {
            let same = try #require(NameQuery(pair.name)?.score(pair.name))
            let other = try #require(NameQuery(pair.typed)?.score(pair.name))
            #expect(abs(same - 1) < 1e-9)
            #expect(other > 0.3 && other <= same)
        }
    }
}
