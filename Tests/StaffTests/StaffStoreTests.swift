import Database
import Kernel
import Pages
import Staff
import Testing

@Suite("The register of the staff")
struct StaffStoreTests {
    @Test("a person is kept with roles, site, team, skills and desk settings", arguments: Dialect.allCases)
    func keeps(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        let citra = try #require(try await house.staff.person(UserName("CITRA")!))
        #expect(citra == house.citra)
        #expect(citra.skills == ["info": 7, "registration": 3] && citra.roles == [.inbound] && citra.site == "JKT")
        #expect(try await house.staff.list().map(\.name) == ["Citra Lestari", "Rahmat Hidayat", "Sari Wulandari"])
        #expect(try await house.staff.people(with: .supervisor).map(\.name) == ["Sari Wulandari"])
        #expect(try await house.staff.people(who: .desk).map(\.name) == ["Citra Lestari"])
        #expect(try await house.facts(.person(citra.id)) == ["staff.added"])
    }

    @Test("a change replaces roles and skills and is a fact of its own", arguments: Dialect.allCases)
    func edits(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        let details = PersonDetails(
            name: "Citra Lestari Ayu", userName: UserName("citra.ayu")!, roles: [.outbound, .social], site: "SMG",
            skills: ["info": 10], autoAnswer: true)
        try await house.staff.edit(house.citra.id, details, by: .person(house.rahmat.id))
        let citra = try #require(try await house.staff.person(house.citra.id))
        #expect(citra.name == "Citra Lestari Ayu" && citra.roles == [.outbound, .social] && citra.site == "SMG")
        #expect(citra.skills == ["info": 10] && citra.autoAnswer && citra.team == nil)
        let last = try #require(try await Journal(house.database).entries(about: .person(citra.id)).last)
        let fact = try #require(try last.fact(StaffFact.Edited.self))
        #expect(last.author == .person(house.rahmat.id) && fact.roles == ["outbound", "social"])
    }

    @Test("what cannot be is refused, and nothing of it is kept", arguments: Dialect.allCases)
    func refuses(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        let good = PersonDetails(name: "Bayu", userName: UserName("bayu")!, roles: [.inbound])
        var cases: [(PersonDetails, StaffRefusal)] = []
        func wrong(_ refusal: StaffRefusal, _ change: (inout PersonDetails) -> Void) {
            var details = good
            change(&details)
            cases.append((details, refusal))
        }
        wrong(.nameMissing) { $0.name = "  " }
        wrong(.userNameTaken) { $0.userName = UserName("citra")! }
        wrong(.noRole) { $0.roles = [] }
        wrong(.unknownSite) { $0.site = "BDG" }
        wrong(.unknownTeam) { $0.team = TeamID("01900000-0000-7000-8000-000000000009") }
        wrong(.unknownSkill("magic")) { $0.skills = ["magic": 5] }
        wrong(.skillLevel("info")) { $0.skills = ["info": 11] }
        for (details, refusal) in cases {
            await #expect(throws: refusal) { try await house.staff.add(details, by: .system("test")) }
        }
        #expect(try await house.staff.list(withDisabled: true).count == 3)
        #expect(try await house.staff.add(good, by: .system("test")).temporaryPassword?.count == 14)
    }

    @Test("a disabled person is found but not listed, and comes back as before", arguments: Dialect.allCases)
    func disables(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        try await house.staff.disable(house.citra.id, by: .person(house.rahmat.id))
        try await house.staff.disable(house.citra.id, by: .person(house.rahmat.id))
        #expect(try await house.staff.list().count == 2)
        #expect(try await house.staff.people(with: .inbound).isEmpty)
        #expect(try await house.staff.person(house.citra.id)?.disabledAt == house.clock.now())
        try await house.staff.enable(house.citra.id, by: .person(house.rahmat.id))
        #expect(try await house.staff.person(house.citra.id) == house.citra)
        #expect(
            try await house.facts(.person(house.citra.id)) == ["staff.added", "staff.disabled", "staff.enabled"],
            "disabling twice is disabling once")
    }

    @Test("nobody shuts themselves out, and one administrator always stays")
    func lastAdministrator() async throws {
        let house = try await House()
        await #expect(throws: StaffRefusal.oneself) {
            try await house.staff.disable(house.rahmat.id, by: .person(house.rahmat.id))
        }
        await #expect(throws: StaffRefusal.lastAdministrator) {
            try await house.staff.disable(house.rahmat.id, by: .system("user"))
        }
        await #expect(throws: StaffRefusal.lastAdministrator) {
            let details = PersonDetails(name: "Rahmat", userName: UserName("rahmat")!, roles: [.supervisor])
            try await house.staff.edit(house.rahmat.id, details, by: .system("user"))
        }
        await #expect(throws: StaffRefusal.notFound) {
            try await house.staff.disable(PersonID("01900000-0000-7000-8000-000000000009")!, by: .system("user"))
        }
    }

    @Test("an agent's own desk setting is kept, and setting it again is no fact", arguments: Dialect.allCases)
    func deskSetting(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        for _ in 0..<2 { try await house.staff.setAutoAnswer(house.citra.id, true, by: .person(house.citra.id)) }
        #expect(try await house.staff.person(house.citra.id)?.autoAnswer == true)
        #expect(try await house.facts(.person(house.citra.id)) == ["staff.added", "staff.desk-set"])
    }

    @Test("a team of a name at a site is one team", arguments: Dialect.allCases)
    func teams(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        let one = try await house.staff.team("Tim Melati", at: "JKT")
        #expect(try await house.staff.team("Tim Melati", at: "JKT") == one)
        #expect(try await house.staff.team("Tim Melati", at: "SMG") != one)
        await #expect(throws: StaffRefusal.unknownSite) { try await house.staff.team("Tim Melati", at: "BDG") }
        #expect(try await house.staff.teams().count == 2)
    }

    @Test("a site or skill put again as it was is no fact, renamed it is one", arguments: Dialect.allCases)
    func puts(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        for name in ["Jakarta", "Jakarta", "Jakarta Pusat"] {
            try await house.staff.put([WorkSite(code: "JKT", name: name)])
        }
        #expect(try await house.staff.sites().map(\.name) == ["Jakarta Pusat", "Semarang"])
        #expect(try await house.facts(Subject("site", "JKT")) == ["staff.site-put", "staff.site-put"])
    }

    @Test("user names are small letters, digits and dots; others are none")
    func userNames() {
        #expect(UserName("Citra.Ayu-2")?.text == "citra.ayu-2")
        for text in ["", "ab", "2citra", "citra ayu", "çitra", "citra@x", String(repeating: "a", count: 33)] {
            #expect(UserName(text) == nil, "\(text)")
        }
    }
}
