import Database
import Kernel
import Members
import Pages
import Testing

@Suite("The register of members")
struct MemberStoreTests {
    private let agent = Author.system("Citra's desk")
    private let call = Subject("call", "0192")

    private func find(_ key: MemberStore.Key, in store: MemberStore) async throws -> [Member] {
        try await store.find(key, because: call, by: agent, at: Families.moment)
    }

    @Test("a telephone number finds everybody who carries it, the family in its order", arguments: Dialect.allCases)
    func byPhone(_ dialect: Dialect) async throws {
        try await withMembers(dialect) { _, store, families in
            let shared = try #require(PhoneNumber("+62 812 1111 2222"))
            let found = try await store.find(.phone(shared), because: call, by: agent, at: Families.moment)
            #expect(found == [families.budi, families.sitti])
            let unknown = try #require(PhoneNumber("0812-9999-9999"))
            #expect(try await store.find(.phone(unknown), because: call, by: agent, at: Families.moment) == [])
        }
    }

    @Test("card, NIK, family card and name each find what they name", arguments: Dialect.allCases)
    func byNumbers(_ dialect: Dialect) async throws {
        try await withMembers(dialect) { _, store, families in
            let byCard = try await find(.card(families.ayu.card), in: store)
            #expect(byCard == [families.ayu])
            #expect(try await find(.nik(families.raka.nik), in: store) == [families.raka])
            #expect(try await find(.id(families.sitti.id), in: store) == [families.sitti])
            #expect(
                try await find(.family(families.budi.family), in: store) == [
                    families.budi, families.sitti, families.raka,
                ])
        }
    }

    @Test(
        "every look leaves a fact about each member: who looked, what for, found by what", arguments: Dialect.allCases)
    func looks(_ dialect: Dialect) async throws {
        try await withMembers(dialect) { database, store, families in
            _ = try await store.find(.family(families.budi.family), because: call, by: agent, at: Families.moment)
            let entry = try #require(try await Journal(database).entries(about: .member(families.raka.id)).last)
            #expect(entry.author == agent)
            let look = try #require(try entry.fact(MemberFact.Looked.self))
            #expect(look.because == "call:0192")
            #expect(look.by == "family")
            #expect(try await Journal(database).entries(about: .member(families.ayu.id)).isEmpty)
        }
    }

    @Test("a card that is there already refuses the whole list", arguments: Dialect.allCases)
    func twice(_ dialect: Dialect) async throws {
        try await withMembers(dialect) { database, store, families in
            var random = SeededRandom(seed: 12)
            let newcomer = Member(
                id: MemberID(at: Families.moment, random: &random), card: try #require(CardNumber("0001234567899")),
                nik: try #require(NIK("3374011204850099")), family: families.ayu.family, relation: .other,
                name: "Nenek Lastri", birthDate: try #require(Day("1948-08-17")), sex: .female, careClass: .third,
                segment: .stateAssisted, status: .active, region: Region(code: "9999", name: "Nowhere"),
                branch: "Semarang",
                phones: [])
            let error = await #expect(throws: MemberRefusal.self) {
                try await store.enrol([newcomer, families.ayu], by: agent, at: Families.moment)
            }
            #expect(error == .alreadyThere)
            #expect(
                try await store.find(.card(newcomer.card), because: call, by: agent, at: Families.moment) == [])
            #expect(try await store.regions().contains { $0.code == "9999" } == false)
        }
    }

    @Test("thousands are taken over in one go", arguments: Dialect.allCases)
    func many(_ dialect: Dialect) async throws {
        try await withMembers(dialect) { database, store, families in
            var random = SeededRandom(seed: 13)
            let members = try (0..<1_200).map { try families.stranger($0, &random) }
            try await store.enrol(members, by: agent, at: Families.moment)
            let phone = try #require(PhoneNumber("6281300001199"))
            let found = try await store.find(.phone(phone), because: call, by: agent, at: Families.moment)
            #expect(found == [members[1_199]])
        }
    }

    @Test("regions are the original ones and those of the members, by code", arguments: Dialect.allCases)
    func regions(_ dialect: Dialect) async throws {
        try await withMembers(dialect) { database, store, _ in
            let codes = try await store.regions().map(\.code)
            #expect(codes == codes.sorted())
            #expect(Set(codes).count == codes.count)
            #expect(codes.contains("3374") && codes.contains("31"))
            let (known, unknown) = try await database.write { transaction in
                (try transaction.keepRegion("7371"), try transaction.keepRegion("0000"))
            }
            #expect(known?.name == "Kota Makassar")
            #expect(unknown == nil)
        }
    }
}

@Suite("Members as they may be seen")
struct MemberSightTests {
    @Test("an agent sees the birth date, the end of the card, and the rest masked")
    func agent() throws {
        let seen = try Families().budi.summary(for: [.inbound])
        #expect(seen.card == "xxxxxxxxx7812")
        #expect(seen.birthDate == Day("1985-04-12"))
        #expect(seen.nik == "3374xxxxxxxx0012")
        #expect(seen.family == "3374xxxxxxxx0011")
        #expect(seen.phones.allSatisfy { $0.contains("x") })
    }

    @Test("the back office sees all, a doctor the person, others only the name")
    func others() throws {
        let budi = try Families().budi
        #expect(budi.summary(for: [.backOffice]).nik == budi.nik.digits)
        #expect(budi.summary(for: [.doctor]).birthDate == budi.birthDate)
        #expect(budi.summary(for: [.doctor]).card == "xxxxxxxxx7812")
        for role in [Role.quality, .branch, .headOffice, .finance, .admin] {
            let seen = budi.summary(for: [role])
            #expect(seen.birthDate == nil)
            #expect(seen.card != budi.card.digits && seen.nik != budi.nik.digits)
        }
        #expect(budi.summary(for: []).card == "xxxxxxxxx7812")
    }

    @Test("two roles together see what either may")
    func union() throws {
        let seen = try Families().budi.summary(for: [.doctor, .backOffice])
        #expect(seen.nik == "3374011204850012")
    }

    @Test("age counts full years", arguments: [("2026-04-11", 40), ("2026-04-12", 41), ("1985-04-12", 0)])
    func age(_ day: String, _ years: Int) throws {
        #expect(try Families().budi.age(on: try #require(Day(day))) == years)
    }

    @Test("the original regions are sound: codes of two and four digits within their provinces")
    func regions() {
        let provinces = Set(Region.original.map(\.code).filter { $0.count == 2 })
        #expect(provinces.count == 38)
        for region in Region.original {
            #expect(region.code.count == 2 || region.code.count == 4)
            #expect(provinces.contains(region.province))
            #expect(!region.name.isEmpty)
        }
        #expect(Set(Region.original.map(\.code)).count == Region.original.count)
    }

    @Test("every word is there in both languages")
    func words() throws {
        #expect(try WordCheck.problems(in: [MembersRoom.bundle]).isEmpty)
    }
}
