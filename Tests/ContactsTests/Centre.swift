import Contacts
import Database
import Kernel
import Members
import Pages
import Staff
import Testing

/// A small centre: Citra and Dewi take calls, Sari leads the floor, Rahmat runs it; Budi is insured.
struct Centre {
    let database: any Database
    let clock = ManualClock(Timestamp(seconds: 1_763_800_000))
    let contacts: ContactStore
    let members: MemberStore
    let citra: Person
    let dewi: Person
    let sari: Person
    let rahmat: Person
    let budi: Member
    let site: Site

    static let caller = PhoneNumber("0812-1111-2222")

    init(_ dialect: Dialect = .sqlite) async throws {
        database = try await TestDatabase.open(dialect)
        try await database.migrate(
            SessionStore.migrations + StaffStore.migrations + MemberStore.migrations + ContactStore.migrations)
        let staff = StaffStore(database, clock: clock, passwords: Passwords(cost: .trivial))
        contacts = ContactStore(database)
        members = MemberStore(database)
        let hash = try await staff.hash("hujan turun di bulan juni")
        func add(_ name: String, _ userName: String, _ role: Role) async throws -> Person {
            let details = PersonDetails(name: name, userName: try #require(UserName(userName)), roles: [role])
            let password = StaffStore.FirstPassword.given(hash, mustChange: false)
            return try await staff.add(details, password: password, by: .system("test")).person
        }
        citra = try await add("Citra Lestari", "citra", .inbound)
        dewi = try await add("Dewi Anggraini", "dewi", .inbound)
        sari = try await add("Sari Wulandari", "sari", .supervisor)
        rahmat = try await add("Rahmat Hidayat", "rahmat", .admin)
        var random = SeededRandom(seed: 21)
        budi = Member(
            id: MemberID(at: clock.now(), random: &random), card: try #require(CardNumber("0001234567812")),
            nik: try #require(NIK("3374011204850012")), family: try #require(FamilyCardNumber("3374010101010011")),
            relation: .head, name: "Budi Santoso", birthDate: try #require(Day("1985-04-12")), sex: .male,
            careClass: .second, segment: .selfPaying, status: .active,
            region: Region(code: "3374", name: "Kota Semarang"), branch: "Semarang",
            phones: [try #require(Centre.caller)])
        try await members.enrol([budi], by: .system("test"), at: clock.now())
        let views = try Views(
            bundles: [StaffRoom.bundle, MembersRoom.bundle, ContactsRoom.bundle],
            navigation: StaffRoom.navigation + ContactsRoom.navigation)
        site = Site(
            views: views, sessions: staff.sessions, clock: clock,
            groups: StaffRoom.pages(staff, views)
                + ContactsRoom.pages(contacts, members: members, staff: staff, calendar: .jakarta, views))
    }

    /// A conversation of two minutes that has ended, with nothing written down.
    func conversation(_ number: Int, with agent: Person? = nil, cut: Bool = false) async throws -> ContactID {
        var random = SeededRandom(seed: UInt64(number))
        let id = ContactID(at: clock.now(), random: &random)
        let (agent, began) = (agent?.id ?? citra.id, clock.now())
        clock.advance(by: .seconds(120))
        let ended = clock.now()
        try await database.write { transaction in
            try transaction.openContact(
                id, channel: .call, agent: agent, phone: Centre.caller, queue: "info", at: began)
            try transaction.endContact(id, cut: cut, at: ended)
        }
        return id
    }

    func facts(_ id: ContactID) async throws -> [String] { try await contacts.story(id).map(\.kind) }

    func tester(_ person: Person) async throws -> PageTester {
        let tester = PageTester(site)
        try await tester.signIn(person.id)
        return tester
    }
}

func withCentre(_ dialect: Dialect = .sqlite, _ body: (Centre) async throws -> Void) async throws {
    let centre = try await Centre(dialect)
    do { try await body(centre) } catch {
        try await centre.database.close()
        throw error
    }
    try await centre.database.close()
}
