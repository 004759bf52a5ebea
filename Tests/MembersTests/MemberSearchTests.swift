import Database
import Kernel
import Members
import Testing

@Suite("The search for members")
struct MemberSearchTests {
    private let author = Author.system("Citra's desk")

    /// A village's worth of people, some of whom are easily taken for each other.
    private static let people: [(name: String, born: String)] = [
        ("Soeharto Wibowo", "1951-06-08"), ("Suharto", "1960-01-01"), ("Moh. Rizky Pratama", "1990-02-03"),
        ("Muhammad Rizki Pratama", "1994-07-09"), ("Siti Nur Rahayu", "1979-12-31"), ("Siti Rahayu", "1979-12-30"),
        ("Tjahjo Kurniawan", "1968-03-05"), ("Yusuf Djunaedi", "1972-04-04"), ("Sri Wahyuni", "1983-09-09"),
        ("Sriwahyuni Lestari", "1984-10-10"), ("Ahmad Syaiful Bahri", "1988-08-08"), ("Dewi Putri", "2001-01-01"),
    ]

    private func withVillage(
        _ dialect: Dialect, _ body: (any Database, MemberStore, [Member]) async throws -> Void
    )
        async throws
    {
        try await withMembers(dialect) { database, store, families in
            var random = SeededRandom(seed: 21)
            let members = try Self.people.enumerated().map { number, person in
                var member = try families.stranger(number, &random)
                member.name = person.name
                member.birthDate = try #require(Day(person.born))
                return member
            }
            try await store.enrol(members, by: author, at: Families.moment)
            try await body(database, store, members)
        }
    }

    private func find(_ typed: String, _ store: MemberStore) async throws -> MemberFinds {
        let search = try TypedSearch.read(typed, on: try #require(Day("2026-11-22")))
        return try await store.search(search, by: author, at: Families.moment)
    }

    /// What is typed, the first who must be found, and why.
    private static let names: [(typed: String, first: String, why: String)] = [
        ("suharto wibowo", "Soeharto Wibowo", "oe was written for u until 1947"),
        ("suharto", "Suharto", "the spelling itself, and nothing besides"),
        ("mohammad rizki pratama", "Muhammad Rizki Pratama", "spelled out as it is written"),
        ("moch rizky pratama", "Moh. Rizky Pratama", "cut short in another way"),
        ("cahyo kurniawan", "Tjahjo Kurniawan", "tj and j are c and y since 1972"),
        ("jusuf junaidi", "Yusuf Djunaedi", "j for y, dj for j, ae for ai"),
        ("siti rahayu", "Siti Rahayu", "nobody's name between the two"),
        ("sri wahyuni", "Sri Wahyuni", "as it is written, before one that is written as one word"),
        ("sriwahyuni lestari", "Sriwahyuni Lestari", "written as one word"),
        ("saiful bachri", "Ahmad Syaiful Bahri", "a name left out, sy and ch"),
        ("kurniawan tjahjo", "Tjahjo Kurniawan", "the other way round"),
        ("kurniawam tjahjo", "Tjahjo Kurniawan", "one letter mistyped"),
        ("djunaedi yusuf 4-4-72", "Yusuf Djunaedi", "with a birth date, its century open"),
        ("wibowo 8 juni 1951", "Soeharto Wibowo", "one word and the birth date"),
        ("Hj. Siti Nur Rahayu, S.Pd", "Siti Nur Rahayu", "titles are no part of a name"),
    ]

    @Test("a name is found in every spelling", arguments: Dialect.allCases)
    func byName(_ dialect: Dialect) async throws {
        try await withVillage(dialect) { _, store, _ in
            for row in Self.names {
                let found = try await find(row.typed, store).members
                #expect(found.first?.name == row.first, "\(row.typed): \(row.why), found \(found.map(\.name))")
            }
        }
    }

    @Test("whom nothing answers is not found", arguments: Dialect.allCases)
    func nobody(_ dialect: Dialect) async throws {
        try await withVillage(dialect) { database, store, _ in
            let before = try await Journal(database).lastSequence()
            for typed in [
                "bambang", "dewi lestari wibowo", "suharto 2-1-1960", "1-1-1950", "0810-7777-7777", "9999999999999",
            ] {
                let finds = try await find(typed, store)
                #expect(finds.members.isEmpty && !finds.isMore, "\(typed)")
            }
            #expect(try await Journal(database).lastSequence() == before, "nobody was seen, so there is no look")
        }
    }

    @Test("every kind of number finds whose it is", arguments: Dialect.allCases)
    func byNumber(_ dialect: Dialect) async throws {
        try await withMembers(dialect) { _, store, families in
            let budi = families.budi
            let account = VirtualAccount(of: budi.card, at: .mandiri).digits
            let table: [(typed: String, found: [Member], by: MemberFinds.Key)] = [
                (budi.card.digits, [budi], .card), ("0001 2345 678 12", [budi], .card), (budi.nik.digits, [budi], .nik),
                ("KK \(budi.family.digits)", [budi, families.sitti, families.raka], .family),
                (account, [budi], .account), ("0812-1111-2222", [budi, families.sitti], .phone),
                ("+62 24 7600001", [budi], .phone), ("12-4-1985", [budi], .birthDate),
            ]
            for row in table {
                let finds = try await find(row.typed, store)
                #expect(finds.members == row.found, "\(row.typed)")
                #expect(finds.by == row.by && !finds.isMore, "\(row.typed)")
            }
        }
    }

    @Test("sixteen digits that are not whose they seem are tried as what else they may be", arguments: Dialect.allCases)
    func otherReading(_ dialect: Dialect) async throws {
        try await withMembers(dialect) { _, store, families in
            let finds = try await find(families.ayu.family.digits, store)
            #expect(finds.members == [families.ayu] && finds.by == .family)
        }
    }

    @Test("each who is shown has a fact of it, and nobody else", arguments: Dialect.allCases)
    func facts(_ dialect: Dialect) async throws {
        try await withVillage(dialect) { database, store, members in
            let found = try await find("siti rahayu", store).members
            #expect(found.map(\.name) == ["Siti Rahayu", "Sitti Rahayu", "Siti Nur Rahayu"])
            for member in members {
                let looks = try await Journal(database).entries(about: .member(member.id))
                    .compactMap { try $0.fact(MemberFact.Looked.self) }
                #expect(looks.count == (found.contains(member) ? 1 : 0), "\(member.name)")
                #expect(looks.allSatisfy { $0.by == "name" && $0.because == "search:members" })
            }
        }
    }

    @Test("of a crowd the first thirty are shown, and that there are more", arguments: Dialect.allCases)
    func crowd(_ dialect: Dialect) async throws {
        try await withMembers(dialect) { _, store, families in
            var random = SeededRandom(seed: 22)
            let crowd = try (0..<400).map { number in
                var member = try families.stranger(number, &random)
                member.name = "Agus Setiawan"
                member.birthDate = Day(sinceEpoch: 5_000 + number)
                return member
            }
            try await store.enrol(crowd, by: author, at: Families.moment)
            let many = try await find("agus setiawan", store)
            #expect(many.members.count == MemberStore.mostFound && many.isMore)
            let wanted = crowd[377]
            let one = try await find("agus setiawan \(wanted.birthDate)", store)
            #expect(one.members == [wanted] && !one.isMore && one.by == .nameAndBirthDate)
        }
    }
}
