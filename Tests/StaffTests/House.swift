import Database
import Kernel
import Pages
import Staff

/// A small centre: Rahmat runs it, Citra takes calls in Jakarta, Sari leads the floor.
struct House {
    let database: any Database
    let clock = ManualClock()
    let staff: StaffStore
    let site: Site
    let rahmat: Person
    let citra: Person
    let sari: Person

    static let password = "hujan turun di bulan juni"

    init(_ dialect: Dialect = .sqlite) async throws {
        let database = try await TestDatabase.open(dialect)
        try await database.migrate(SessionStore.migrations + StaffStore.migrations)
        let staff = StaffStore(database, clock: clock, passwords: Passwords(cost: .trivial))
        try await staff.put([WorkSite(code: "JKT", name: "Jakarta"), WorkSite(code: "SMG", name: "Semarang")])
        try await staff.put([Skill(code: "info", name: "Informasi"), Skill(code: "registration", name: "Pendaftaran")])
        let hash = try await staff.hash(Self.password)
        let melati = try await staff.team("Tim Melati", at: "JKT").id
        func add(_ name: String, _ userName: String, _ role: Role, _ skills: [String: Int] = [:]) async throws -> Person
        {
            let details = PersonDetails(
                name: name, userName: UserName(userName)!, roles: [role], site: "JKT",
                team: skills.isEmpty ? nil : melati, skills: skills)
            return try await staff.add(details, password: .given(hash, mustChange: false), by: .system("test")).person
        }
        (self.database, self.staff) = (database, staff)
        rahmat = try await add("Rahmat Hidayat", "rahmat", .admin)
        citra = try await add("Citra Lestari", "citra", .inbound, ["info": 7, "registration": 3])
        sari = try await add("Sari Wulandari", "sari", .supervisor)
        let views = try Views(bundles: [StaffRoom.bundle], navigation: StaffRoom.navigation)
        site = Site(
            views: views, sessions: staff.sessions, clock: clock,
            groups: StaffRoom.pages(staff, views)
                + StaffRoom.branchPages(
                    staff, calendar: .jakarta,
                    regencyNames: { codes in Self.regencies.filter { codes.contains($0.key) } },
                    views),
            witness: staff.witness)
    }

    /// As the room above would name them.
    private static let regencies = [
        RegencyCode("3374")!: "Kota Semarang", RegencyCode("3322")!: "Kabupaten Semarang",
        RegencyCode("8171")!: "Kota Ambon",
    ]

    /// The branches from which a centre starts.
    func open() async throws { try await staff.branches.begin(by: .system("test"), at: clock.now()) }

    /// An officer of a branch.
    func officer(_ name: String, _ userName: String, at branch: String?) async throws -> Person {
        let details = PersonDetails(
            name: name, userName: UserName(userName)!, roles: [.branch], branch: branch.flatMap { BranchCode($0) })
        let hash = try await staff.hash(Self.password)
        return try await staff.add(details, password: .given(hash, mustChange: false), by: .system("test")).person
    }

    func tester(_ person: Person? = nil) async throws -> PageTester {
        let tester = PageTester(site, address: "10.1.2.3")
        if let person { try await tester.signIn(person.id) }
        return tester
    }

    /// Kinds of the facts about a subject, in order.
    func facts(_ subject: Subject) async throws -> [String] {
        try await Journal(database).entries(about: subject).map(\.kind)
    }
}
