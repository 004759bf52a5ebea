public import Database
import Exports
public import Foundation
public import Kernel
public import Members
public import Pages
public import Staff

/// For tests: a small centre at work. Citra and Dewi take calls, Sari leads the floor, Rahmat runs it, Nur is a branch
/// officer; Budi is insured and rings from `caller`.
public struct SmallCentre: Sendable {
    public let database: any Database
    /// 2025-11-22 08.00 in Jakarta.
    public let clock = ManualClock()
    public let contacts: ContactStore
    public let citra: Person
    public let dewi: Person
    public let sari: Person
    public let rahmat: Person
    public let nur: Person
    public let budi: Member
    public let site: Site

    public static let caller = PhoneNumber("0812-1111-2222")

    /// What a room above contacts brings along: its tables and its pages.
    public struct Upstairs {
        let migrations: [Migration]
        let bundle: Bundle
        let navigation: [NavigationItem]
        let pages: (any Database, StaffStore, Views) -> [any PageGroup]

        public init(
            migrations: [Migration], bundle: Bundle, navigation: [NavigationItem],
            pages: @escaping (any Database, StaffStore, Views) -> [any PageGroup]
        ) {
            (self.migrations, self.bundle, self.navigation, self.pages) = (migrations, bundle, navigation, pages)
        }
    }

    /// Opens the centre with an empty record for as long as a test lasts.
    public static func during<R>(
        _ dialect: Dialect, with upstairs: Upstairs? = nil, _ body: (SmallCentre) async throws -> R
    ) async throws -> R {
        let database = try await TestDatabase.open(dialect)
        let result: Result<R, any Error>
        do { result = .success(try await body(try await SmallCentre(database, upstairs))) } catch {
            result = .failure(error)
        }
        try await database.close()
        return try result.get()
    }

    private init(_ database: any Database, _ upstairs: Upstairs?) async throws {
        try await database.migrate(
            SessionStore.migrations + StaffStore.migrations + MemberStore.migrations + ContactStore.migrations
                + (upstairs?.migrations ?? []))
        let staff = StaffStore(database, clock: clock, passwords: Passwords(cost: .trivial))
        contacts = ContactStore(database)
        let hash = try await staff.hash("hujan turun di bulan juni")
        func add(_ name: String, _ userName: String, _ role: Role) async throws -> Person {
            let details = PersonDetails(name: name, userName: try there(UserName(userName)), roles: [role])
            let password = StaffStore.FirstPassword.given(hash, mustChange: false)
            return try await staff.add(details, password: password, by: .system("test")).person
        }
        citra = try await add("Citra Lestari", "citra", .inbound)
        dewi = try await add("Dewi Anggraini", "dewi", .inbound)
        sari = try await add("Sari Wulandari", "sari", .supervisor)
        rahmat = try await add("Rahmat Hidayat", "rahmat", .admin)
        nur = try await add("Nur Aini", "nur", .branch)
        budi = try Self.budi(at: clock.now())
        try await MemberStore(database).enrol([budi], by: .system("test"), at: clock.now())
        site = try Self.site(database, staff, upstairs, clock)
        self.database = database
    }

    private static func budi(at now: Timestamp) throws -> Member {
        var random = SeededRandom(seed: 21)
        return Member(
            id: MemberID(at: now, random: &random), card: try there(CardNumber("0001234567812")),
            nik: try there(NIK("3374011204850012")), family: try there(FamilyCardNumber("3374010101010011")),
            relation: .head, name: "Budi Santoso", birthDate: try there(Day("1985-04-12")), sex: .male,
            careClass: .second, segment: .selfPaying, status: .active,
            region: Region(code: "3374", name: "Kota Semarang"), branch: "Semarang", phones: [try there(caller)])
    }

    private static func site(
        _ database: any Database, _ staff: StaffStore, _ upstairs: Upstairs?, _ clock: ManualClock
    ) throws -> Site {
        let (contacts, members) = (ContactStore(database), MemberStore(database))
        let views = try Views(
            bundles: [StaffRoom.bundle, MembersRoom.bundle, ContactsRoom.bundle, ExportsRoom.bundle]
                + (upstairs.map { [$0.bundle] } ?? []),
            navigation: StaffRoom.navigation + ContactsRoom.navigation + (upstairs?.navigation ?? []))
        return Site(
            views: views, sessions: staff.sessions, clock: clock,
            groups: StaffRoom.pages(staff, views)
                + ContactsRoom.pages(contacts, members: members, staff: staff, calendar: .jakarta, views)
                + (upstairs?.pages(database, staff, views) ?? []))
    }

    /// A conversation of two minutes that has ended, with nothing written down; with Citra unless somebody else is
    /// named.
    public func conversation(_ number: Int, with agent: Person? = nil, cut: Bool = false) async throws -> ContactID {
        var random = SeededRandom(seed: UInt64(number))
        let id = ContactID(at: clock.now(), random: &random)
        let (agent, began) = (agent?.id ?? citra.id, clock.now())
        clock.advance(by: .seconds(120))
        let ended = clock.now()
        try await database.write { transaction in
            try transaction.openContact(
                id, channel: .call, agent: agent, phone: Self.caller, queue: "info", at: began)
            try transaction.endContact(id, cut: cut, at: ended)
        }
        return id
    }

    /// A browser in which somebody is signed in.
    public func tester(_ person: Person) async throws -> PageTester {
        let tester = PageTester(site)
        try await tester.signIn(person.id)
        return tester
    }
}

private struct NotThere: Error {}

private func there<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw NotThere() }
    return value
}
