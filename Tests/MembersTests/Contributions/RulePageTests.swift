import Database
import Kernel
import Members
import Pages
import Staff
import Testing

/// The page of rules on 22 November 2025, with one person of each role and a second administrator.
struct RuleHouse {
    let rules: ContributionRuleStore
    private let site: Site
    private let people: [Role: Person]
    private let second: Person

    init(_ database: any Database) async throws {
        try await database.migrate(
            SessionStore.migrations + StaffStore.migrations + MemberStore.migrations + ContributionStore.migrations)
        let clock = ManualClock(Timestamp(seconds: 1_763_773_200))
        let staff = StaffStore(database, clock: clock, passwords: Passwords(cost: .trivial))
        let hash = try await staff.hash("hujan turun di bulan juni")
        func hire(_ name: String, _ userName: String, _ role: Role) async throws -> Person {
            let details = PersonDetails(name: name, userName: try #require(UserName(userName)), roles: [role])
            return try await staff.add(
                details, password: .given(hash, mustChange: false), by: .system("test")
            ).person
        }
        var people: [Role: Person] = [:]
        for role in Role.allCases {
            people[role] = try await hire("Petugas \(role.rawValue)", "si.\(role.rawValue)", role)
        }
        self.people = people
        second = try await hire("Rini Hapsari", "rini", .admin)
        rules = ContributionRuleStore(database)
        let views = try Views(bundles: [StaffRoom.bundle, MembersRoom.bundle])
        site = Site(
            views: views, sessions: staff.sessions, clock: clock,
            groups: MembersRoom.contributionPages(
                ContributionStore(database), members: MemberStore(database), staff: staff, rules, calendar: .jakarta,
                views))
    }

    func tester(_ role: Role) async throws -> PageTester { try await tester(try #require(people[role])) }

    func secondAdmin() async throws -> PageTester { try await tester(second) }

    private func tester(_ person: Person) async throws -> PageTester {
        let tester = PageTester(site)
        try await tester.signIn(person.id)
        return tester
    }
}

@Suite("The page of the rules of contributions")
struct RulePageTests {
    private func withRules(_ body: (RuleHouse) async throws -> Void) async throws {
        try await withMembers(.sqlite) { database, _, _ in try await body(try await RuleHouse(database)) }
    }

    /// New rates from 2027 on.
    private static let rates = [
        "kind": "rates", "act": "begin", "from": "1 Jan 2027", "until": "", "n.first": "160.000",
        "n.second": "110000", "n.third": "Rp 42.000", "n.third-state": "7.000", "regulation": "Perpres 1/2027",
        "sureness": "unverified", "reason": "Peraturan baru",
    ]

    private func proposed(_ house: RuleHouse, _ form: [String: String] = rates) async throws -> String {
        let answer = try await house.tester(.admin).post("/contribution-rules/proposals", form)
        try #require(answer.status == 303)
        return try #require(try await house.rules.open().last).id.description
    }

    private func path(_ id: String, _ deed: String) throws -> Path {
        try #require(Path(local: "/contribution-rules/proposals/\(id)/\(deed)"))
    }

    @Test("every kind of rule stands there with what is in force and its regulation")
    func list() async throws {
        try await withRules { house in
            let page = try await house.tester(.supervisor).get(.contributionRules)
            #expect(page.status == 200)
            #expect(page.body.contains("Aturan awal, belum diubah"))
            for kind in [
                "Iuran per kelas", "Iuran pekerja penerima upah", "Batas tunggakan", "Penghentian sementara",
                "Denda keterlambatan", "Denda layanan", "Keringanan",
            ] { #expect(page.body.contains("<h2>\(kind)</h2>"), "\(kind)") }
            #expect(page.body.contains("Kelas I: Rp 150.000") && page.body.contains("Berlaku"))
            #expect(page.body.contains("Tidak ada usulan yang menunggu."))
            #expect(!page.body.contains("Usulkan perubahan"), "who may not propose has no form")
        }
    }

    @Test("the form asks for the numbers of the kind that was chosen")
    func kinds() async throws {
        try await withRules { house in
            let page = try await house.tester(.admin).get("/contribution-rules?kind=penalties")
            for key in ["rate", "most-months", "most", "window-days"] {
                #expect(page.body.contains("name=\"n.\(key)\""), "\(key)")
            }
            #expect(!page.body.contains("name=\"n.first\""))
            #expect(page.body.contains("<option value=\"penalties\" selected>"))
        }
    }

    @Test("what cannot be read is said beside its field, and everything typed stays")
    func bad() async throws {
        try await withRules { house in
            let tester = try await house.tester(.admin)
            var form = Self.rates
            form.merge([
                "from": "31 Feb 2027", "n.first": "mahal", "n.second": "", "regulation": " ", "reason": "",
                "sureness": "verified",
            ]) { $1 }
            let page = try await tester.post("/contribution-rules/proposals", form)
            #expect(page.status == 422)
            for typed in ["31 Feb 2027", "mahal", "Rp 42.000", "7.000"] {
                #expect(page.body.contains("value=\"\(typed)\""), "\(typed)")
            }
            #expect(page.body.contains("<option value=\"verified\" selected>"))
            #expect(page.body.split(separator: "Isi setiap angka dengan benar.").count == 3, "at two numbers")
            #expect(page.body.contains("Tulis peraturannya.") && page.body.contains("Tulis alasannya."))
            #expect(try await house.rules.open().isEmpty)
        }
    }

    @Test("a row that cannot end so says why, in its own form")
    func badEnd() async throws {
        try await withRules { house in
            let tester = try await house.tester(.admin)
            let end = ["kind": "rates", "act": "end", "row": "2021-01-01", "until": "besok", "reason": "Dihapus"]
            let unread = try await tester.post("/contribution-rules/proposals", end)
            #expect(unread.status == 422 && unread.body.contains("<details open>"))
            #expect(unread.body.contains("value=\"besok\"") && unread.body.contains("value=\"Dihapus\""))
            #expect(unread.body.contains("<option value=\"2021-01-01\" selected>"))
            let gap = try await tester.post(
                "/contribution-rules/proposals", end.merging(["until": "30 Jun 2027"]) { $1 })
            #expect(gap.status == 422 && gap.body.contains("Iuran per kelas: tidak ada baris setelah 30 Jun 2027."))
            let nothing = try await tester.post(
                "/contribution-rules/proposals", end.merging(["until": "30 Jun 2027", "row": ""]) { $1 })
            #expect(nothing.status == 422 && nothing.body.contains("Baris itu tidak ada."))
            #expect(try await tester.post("/contribution-rules/proposals", ["kind": "wishes"]).status == 400)
            #expect(try await house.rules.open().isEmpty)
        }
    }

    @Test("a proposal shows what would change; nobody decides on one's own, a second person puts it in force")
    func approval() async throws {
        try await withRules { house in
            let id = try await proposed(house)
            let own = try await house.tester(.admin)
            let page = try await own.get(.contributionRules)
            #expect(page.body.contains("Petugas admin") && page.body.contains("Peraturan baru"))
            #expect(page.body.contains("Kelas III: Rp 42.000") && page.body.contains("Berubah:"))
            #expect(page.body.contains("Usulan Anda: orang lain yang memutuskan."))
            #expect(!page.body.contains("/proposals/\(id)/approvals"))
            let refused = try await own.post(try path(id, "approvals"))
            #expect(refused.status == 422 && refused.body.contains("Usulan sendiri diputuskan orang lain."))
            #expect(try await house.rules.inForce().version == 0)

            let second = try await house.secondAdmin()
            #expect(try await second.get(.contributionRules).body.contains("/proposals/\(id)/approvals"))
            #expect(try await second.post(try path(id, "approvals")).status == 303)
            let after = try await second.get(.contributionRules)
            #expect(after.body.contains("Usulan disetujui dan masuk ke aturan.") && after.body.contains("Versi 1"))
            #expect(after.body.contains("Akan berlaku") && after.body.contains("Kelas III: Rp 42.000"))
            #expect(after.body.contains("Tidak ada usulan yang menunggu."))
            let again = try await house.tester(.finance).post(try path(id, "approvals"))
            #expect(again.status == 422 && again.body.contains("Usulan itu sudah diputuskan."))
        }
    }

    @Test("a relief has an end, and a proposal is rejected with a reason")
    func rejection() async throws {
        try await withRules { house in
            let id = try await proposed(
                house,
                [
                    "kind": "amnesties", "act": "begin", "from": "1 Feb 2027", "until": "31 Mar 2027",
                    "n.months-suffice": "6", "n.rest-due": "31 Des 2027", "regulation": "Perpres 2/2027",
                    "sureness": "unverified", "reason": "Kabar",
                ])
            let tester = try await house.tester(.headOffice)
            #expect(try await tester.get(.contributionRules).body.contains("1 Feb 2027 – 31 Mar 2027"))
            let silent = try await tester.post(try path(id, "rejections"), ["why": " "])
            #expect(silent.status == 422 && silent.body.contains("Tulis alasannya."))
            #expect(try await tester.post(try path(id, "rejections"), ["why": "Belum terbit"]).status == 303)
            #expect(try await tester.get(.contributionRules).body.contains("Usulan ditolak."))
            #expect(try await house.rules.open().isEmpty)
            #expect(try await house.rules.inForce().version == 0)
        }
    }

    @Test("who may look, propose and decide, one role after another", arguments: Role.allCases)
    func permission(_ role: Role) async throws {
        let mayRead: Set<Role> = [
            .inbound, .outbound, .social, .supervisor, .backOffice, .headOffice, .finance, .admin,
        ]
        let mayDecide: Set<Role> = [.headOffice, .finance, .admin]
        try await withRules { house in
            let tester = try await house.tester(role)
            #expect(try await tester.get(.contributionRules).status == (mayRead.contains(role) ? 200 : 403))
            let propose = try await tester.post("/contribution-rules/proposals", Self.rates).status
            #expect(propose == (role == .admin ? 303 : 403))
            if role != .admin { _ = try await proposed(house) }
            let open = try await house.rules.open()
            let id = try #require(open.last).id.description
            // An administrator's proposal is his own here.
            let decided = mayDecide.contains(role) ? (role == .admin ? 422 : 303) : 403
            #expect(try await tester.post(try path(id, "rejections"), ["why": "Belum"]).status == decided)
            if decided == 303 { _ = try await proposed(house) }
            let next = try #require(try await house.rules.open().last).id.description
            #expect(try await tester.post(try path(next, "approvals")).status == decided)
        }
    }
}
