import Contacts
import Database
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

/// A small centre: Citra takes calls, Sari leads the floor, Nur is a branch officer; Budi is insured.
struct Centre {
    let database: any Database
    /// 2025-11-22 08.00 in Jakarta.
    let clock = ManualClock(Timestamp(seconds: 1_763_773_200))
    let tickets: TicketStore
    let contacts: ContactStore
    let citra: Person
    let sari: Person
    let nur: Person
    let budi: Member
    let site: Site

    static let caller = PhoneNumber("0812-1111-2222")

    init(_ dialect: Dialect = .sqlite) async throws {
        database = try await TestDatabase.open(dialect)
        try await database.migrate(
            SessionStore.migrations + StaffStore.migrations + MemberStore.migrations + ContactStore.migrations
                + TicketStore.migrations)
        let staff = StaffStore(database, clock: clock, passwords: Passwords(cost: .trivial))
        let members = MemberStore(database)
        contacts = ContactStore(database)
        tickets = TicketStore(database)
        let hash = try await staff.hash("hujan turun di bulan juni")
        func add(_ name: String, _ userName: String, _ role: Role) async throws -> Person {
            let details = PersonDetails(name: name, userName: try #require(UserName(userName)), roles: [role])
            let password = StaffStore.FirstPassword.given(hash, mustChange: false)
            return try await staff.add(details, password: password, by: .system("test")).person
        }
        citra = try await add("Citra Lestari", "citra", .inbound)
        sari = try await add("Sari Wulandari", "sari", .supervisor)
        nur = try await add("Nur Aini", "nur", .branch)
        var random = SeededRandom(seed: 31)
        budi = Member(
            id: MemberID(at: clock.now(), random: &random), card: try #require(CardNumber("0001234567812")),
            nik: try #require(NIK("3374011204850012")), family: try #require(FamilyCardNumber("3374010101010011")),
            relation: .head, name: "Budi Santoso", birthDate: try #require(Day("1985-04-12")), sex: .male,
            careClass: .second, segment: .selfPaying, status: .active,
            region: Region(code: "3374", name: "Kota Semarang"), branch: "Semarang", phones: [])
        try await members.enrol([budi], by: .system("test"), at: clock.now())
        let views = try Views(
            bundles: [StaffRoom.bundle, MembersRoom.bundle, ContactsRoom.bundle, TicketsRoom.bundle],
            navigation: StaffRoom.navigation + ContactsRoom.navigation + TicketsRoom.navigation)
        site = Site(
            views: views, sessions: staff.sessions, clock: clock,
            groups: StaffRoom.pages(staff, views)
                + ContactsRoom.pages(contacts, members: members, staff: staff, calendar: .jakarta, views)
                + TicketsRoom.pages(
                    tickets, contacts: contacts, members: members, staff: staff, calendar: .jakarta, views))
    }

    func conversation(_ number: Int) async throws -> ContactID {
        var random = SeededRandom(seed: UInt64(number))
        let (id, began) = (ContactID(at: clock.now(), random: &random), clock.now())
        clock.advance(by: .seconds(120))
        let ended = clock.now()
        try await database.write { transaction in
            try transaction.openContact(
                id, channel: .call, agent: citra.id, phone: Centre.caller, queue: "info", at: began)
            try transaction.endContact(id, cut: false, at: ended)
        }
        return id
    }

    func log(_ category: String = "health.hospital", _ outcome: ContactOutcome = .followUp) -> ContactLog {
        ContactLog(
            category: category, kind: .complaint, outcome: outcome, region: "3374",
            note: "Ditolak di IGD, kartu aktif.", member: budi.id)
    }

    /// A ticket of no contact, now.
    @discardableResult
    func ticket(_ number: Int, _ colour: TicketColour = .yellow, _ text: String = "Perlu dicek.") async throws -> Ticket
    {
        var random = SeededRandom(seed: UInt64(1_000 + number))
        let id = TicketID(at: clock.now(), random: &random)
        let matter = Ticket.Matter(category: "health.hospital", kind: .complaint, text: text)
        return try await tickets.open(id, colour, matter, by: .person(citra.id), at: clock.now())
    }

    func facts(_ id: TicketID) async throws -> [String] { try await tickets.story(id)?.facts.map(\.kind) ?? [] }

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
