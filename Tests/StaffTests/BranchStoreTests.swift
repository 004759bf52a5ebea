import Database
import Kernel
import Staff
import Testing

@Suite("The register of branches")
struct BranchStoreTests {
    private func code(_ text: String) throws -> BranchCode { try #require(BranchCode(text)) }
    private func regencies(_ texts: String...) throws -> Set<RegencyCode> {
        Set(try texts.map { try #require(RegencyCode($0)) })
    }

    @Test(
        "a centre begins with its branches once; what an administrator made of them stays", arguments: Dialect.allCases)
    func begins(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        let store = house.staff.branches
        try await house.open()
        #expect(try await store.list().count == 126)
        var semarang = try #require(try await store.branch(try code("SMG")))
        #expect(semarang == Branch.original.first { $0.code.text == "SMG" })
        semarang.name = try #require(BranchName("Semarang Satu"))
        try await store.edit(semarang.code, semarang, by: .person(house.rahmat.id), at: house.clock.now())
        try await house.open()
        #expect(try await store.branch(semarang.code)?.name.text == "Semarang Satu")
        #expect(try await store.list().count == 126)
        #expect(try await store.list().map(\.region) == store.list().map(\.region).sorted())
    }

    @Test(
        "every field is kept, each change told with what was and what is, and no change is no fact",
        arguments: Dialect.allCases)
    func edits(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        let store = house.staff.branches
        try await house.open()
        var branch = try #require(try await store.branch(try code("AMB")))
        let before = try await store.story(of: branch.code).count
        #expect(try await store.edit(branch.code, branch, by: .system("test"), at: house.clock.now()) == false)
        #expect(try await store.story(of: branch.code).count == before)
        branch.region = try #require(OfficeRegion("X"))
        branch.zone = .wita
        branch.hours = try #require(OfficeWeek("Mon-Thu 08:00-16:00; Fri 08:00-16:30"))
        branch.notices = NoticeAddress("kc.ambon@example.go.id")
        branch.isClosed = true
        #expect(try await store.edit(branch.code, branch, by: .person(house.rahmat.id), at: house.clock.now()))
        #expect(try await store.branch(branch.code) == branch)
        let last = try #require(try await store.story(of: branch.code).last)
        let fact = try #require(try last.fact(BranchFact.Edited.self))
        #expect(last.author == .person(house.rahmat.id))
        #expect(fact.changes.map(\.field) == ["region", "zone", "hours", "notices", "closed"])
        #expect(fact.changes.map(\.from) == ["IX", "WIT", "Mon-Fri 08:00-15:00", nil, "no"])
        #expect(fact.changes.last?.to == "yes")
    }

    @Test(
        "a new code takes people, regencies and history along, and the old one still leads there",
        arguments: Dialect.allCases)
    func recodes(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        let store = house.staff.branches
        try await house.open()
        let nur = try await house.officer("Nur Aini", "nur", at: "SMG")
        var branch = try #require(try await store.branch(try code("SMG")))
        let serving = try regencies("3374")
        try await store.edit(branch.code, branch, serving: serving, by: .system("test"), at: house.clock.now())
        branch.code = try code("0901")
        try await store.edit(try code("SMG"), branch, by: .system("test"), at: house.clock.now())
        #expect(try await store.branch(try code("SMG")) == branch)
        #expect(try await store.branch(of: nur.id) == branch)
        #expect(try await house.staff.person(nur.id)?.branch?.text == "0901")
        #expect(try await store.served() == [serving.first!: branch.code])
        let kinds = try await store.story(of: branch.code).map(\.kind)
        #expect(kinds == ["branch.added", "branch.regencies", "branch.edited"])
        var other = try #require(try await store.branch(try code("UNG")))
        other.code = try code("SMG")
        await #expect(throws: BranchRefusal.codeTaken, "it was another branch's") {
            try await store.edit(BranchCode("UNG")!, other, by: .system("test"), at: house.clock.now())
        }
        branch.code = try code("SMG")
        try await store.edit(try code("0901"), branch, by: .system("test"), at: house.clock.now())
        #expect(try await store.branch(try code("0901"))?.code.text == "SMG", "back again")
        #expect(try await store.story(of: try code("0901")).count == 4)
    }

    @Test("codes and names are one branch's each, and nothing of a refused change is kept", arguments: Dialect.allCases)
    func refuses(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        let store = house.staff.branches
        try await house.open()
        let now = house.clock.now()
        var twin = try #require(Branch.original.first { $0.code.text == "PPR" })
        await #expect(throws: BranchRefusal.codeTaken) {
            try await store.add(twin, by: .system("test"), at: now)
        }
        twin.code = try code("PRE")
        twin.name = try #require(BranchName("PAREPARE"))
        await #expect(throws: BranchRefusal.nameTaken) {
            try await store.add(twin, by: .system("test"), at: now)
        }
        twin.name = try #require(BranchName("Barru"))
        try await store.add(twin, serving: try regencies("7310"), by: .system("test"), at: now)
        #expect(try await store.list().count == 127)
        let original = try #require(try await store.branch(try code("PPR")))
        var changed = original
        changed.notices = NoticeAddress("kc@example.go.id")
        let wanted = try regencies("7372", "7310")
        await #expect(throws: BranchRefusal.servedByOthers([RegencyCode("7310")!: twin.name])) {
            try await store.edit(changed.code, changed, serving: wanted, by: .system("test"), at: now)
        }
        #expect(try await store.branch(original.code) == original)
        #expect(try await store.story(of: original.code).count == 1)
        await #expect(throws: BranchRefusal.notFound) {
            try await store.edit(BranchCode("NO")!, original, by: .system("test"), at: now)
        }
    }

    @Test("a regency is served by one branch; taken over, both tell", arguments: Dialect.allCases)
    func serves(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        let store = house.staff.branches
        try await house.open()
        let now = house.clock.now()
        let semarang = try #require(try await store.branch(try code("SMG")))
        let ungaran = try #require(try await store.branch(try code("UNG")))
        try await store.edit(
            semarang.code, semarang, serving: try regencies("3374", "3322"), by: .system("test"), at: now)
        try await store.edit(
            ungaran.code, ungaran, serving: try regencies("3322", "3373"), takingOver: true, by: .system("test"),
            at: now)
        #expect(try await store.served().values.sorted() == [semarang.code, ungaran.code, ungaran.code])
        let lost = try #require(try await store.story(of: semarang.code).last?.fact(BranchFact.Regencies.self))
        #expect(lost.gained == [] && lost.lost == ["3322"])
        let gained = try #require(try await store.story(of: ungaran.code).last?.fact(BranchFact.Regencies.self))
        #expect(gained.gained == ["3322", "3373"] && gained.lost == [])
        let routing = try await store.routing()
        #expect(routing.route(by: [.home(region: "332201")]).branch == ungaran)
        try await store.edit(ungaran.code, ungaran, serving: [], by: .system("test"), at: now)
        #expect(try await store.served().count == 1)
    }

    @Test("what was changed since the page was shown is not written over", arguments: Dialect.allCases)
    func meanwhile(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        let store = house.staff.branches
        try await house.open()
        var branch = try #require(try await store.branch(try code("SMG")))
        let seen = try #require(try await store.story(of: branch.code).last?.seq)
        branch.isClosed = true
        try await store.edit(branch.code, branch, seen: seen, by: .system("test"), at: house.clock.now())
        branch.isClosed = false
        await #expect(throws: BranchRefusal.changedMeanwhile) {
            try await store.edit(branch.code, branch, seen: seen, by: .system("test"), at: house.clock.now())
        }
        #expect(try await store.branch(branch.code)?.isClosed == true)
    }

    @Test("an officer belongs to a branch that there is, and only an officer does", arguments: Dialect.allCases)
    func officers(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        try await house.open()
        let nur = try await house.officer("Nur Aini", "nur", at: "SMG")
        let tono = try await house.officer("Tono", "tono", at: nil)
        #expect(try await house.staff.branches.branch(of: nur.id)?.name.text == "Semarang")
        #expect(try await house.staff.branches.branch(of: tono.id) == nil)
        #expect(try await house.staff.branches.peopleCounts() == [try code("SMG"): 1])
        var details = PersonDetails(
            name: "Sari", userName: UserName("sari.w")!, roles: [.inbound], branch: try code("SMG"))
        await #expect(throws: StaffRefusal.branchWithoutRole) {
            try await house.staff.add(details, by: .system("test"))
        }
        (details.roles, details.branch) = ([.branch], try code("NO"))
        await #expect(throws: StaffRefusal.unknownBranch) {
            try await house.staff.add(details, by: .system("test"))
        }
        try await house.staff.disable(nur.id, by: .system("test"))
        #expect(try await house.staff.branches.peopleCounts() == [:])
        #expect(try await house.staff.branches.people(of: try code("SMG")).isEmpty)
    }
}
