import Database
import Exports
import Foundation
import Kernel
import Members
import Pages
import Staff
import Testing

/// A centre with nothing but staff and members: one person of each role, the families, and a story of one line.
struct MembersHouse {
    let database: any Database
    let clock = ManualClock(Families.moment + .seconds(3_600))
    let members: MemberStore
    let changes: ChangeStore
    let hints: HintStore
    let families: Families
    let staff: StaffStore
    private let site: Site
    private let people: [Role: Person]

    /// What the neighbours tell, with somebody else's number in it.
    static let said = "Sitti Rahayu menelepon dari 0856-0000-0005."

    init(registry: PopulationRegistry? = nil, insurer: Insurer? = nil) async throws {
        database = try await TestDatabase.open(.sqlite)
        try await database.migrate(
            SessionStore.migrations + StaffStore.migrations + MemberStore.migrations + ContributionStore.migrations
                + ChangeStore.migrations + HintStore.migrations)
        let staff = StaffStore(database, clock: clock, passwords: Passwords(cost: .trivial))
        let hash = try await staff.hash("hujan turun di bulan juni")
        try await staff.branches.begin(
            with: Branch.original.filter { ["SMG", "UNG"].contains($0.code.text) }, by: .system("test"),
            at: clock.now())
        var people: [Role: Person] = [:]
        for role in Role.allCases {
            let name = try #require(UserName("si.\(role.rawValue)"))
            let details = PersonDetails(
                name: "Petugas \(role.rawValue)", userName: name, roles: [role],
                branch: role == .branch ? BranchCode("SMG") : nil)
            people[role] = try await staff.add(
                details, password: .given(hash, mustChange: false), by: .system("test")
            ).person
        }
        let families = try Families()
        members = MemberStore(database)
        changes = ChangeStore.house(database, calendar: .jakarta)
        hints = HintStore(database)
        try await members.enrol(families.all, by: .system("test"), at: Families.moment)
        let views = try Views(
            bundles: [StaffRoom.bundle, MembersRoom.bundle, ExportsRoom.bundle],
            navigation: MembersRoom.navigation + MembersRoom.officeNavigation + StaffRoom.navigation)
        let story = MemberStory(
            items: { member, _, _ in
                guard member == families.budi.id else { return [] }
                return [
                    StoryItem(
                        at: Families.moment, kind: "Panggilan", title: "Iuran", said: MembersHouse.said,
                        path: "/contacts/1", values: [LabelledValue("Catatan", MembersHouse.said)])
                ]
            }, place: { $0.kind == "contact" ? "/contacts/\($0.id)" : nil })
        let (database, clock) = (database, clock)
        let remembered = insurer.map {
            RememberedInsurer($0, in: database, fresh: .seconds(900), calendar: .jakarta, clock: clock)
        }
        site = Site(
            views: views, sessions: staff.sessions, clock: clock,
            groups: StaffRoom.pages(staff, views)
                + MembersRoom.pages(
                    members, staff: staff, story: story, changes: changes, insurer: remembered, calendar: .jakarta,
                    views)
                + MembersRoom.changePages(
                    changes, members: members, staff: staff, registry: registry, calendar: .jakarta, views)
                + MembersRoom.officePages(changes, members: members, staff: staff, calendar: .jakarta, views)
                + MembersRoom.hintPages(hints, calendar: .jakarta, views),
            witness: staff.witness)
        (self.staff, self.families, self.people) = (staff, families, people)
    }

    func tester(_ role: Role) async throws -> PageTester {
        let tester = PageTester(site)
        try await tester.signIn(try #require(people[role]).id)
        return tester
    }

    func person(_ role: Role) throws -> PersonID { try #require(people[role]).id }

    func author(_ role: Role) throws -> Author { .person(try #require(people[role]).id) }

    func facts<F: Fact>(_ member: Member, _ type: F.Type) async throws -> [F] {
        try await Journal(database).entries(about: .member(member.id)).compactMap { try $0.fact(type) }
    }
}

func withHouse(
    registry: PopulationRegistry? = nil, insurer: Insurer? = nil, _ body: (MembersHouse) async throws -> Void
) async throws {
    let house = try await MembersHouse(registry: registry, insurer: insurer)
    do { try await body(house) } catch {
        try await house.database.close()
        throw error
    }
    try await house.database.close()
}
