import Database
import Kernel
import Members
import Pages
import Staff
import Testing

/// The pages of contributions on 22 November 2025, for Citra who has one role; the families are enrolled.
func withContributionPages(
    _ role: Role, _ body: (PageTester, any Database, Families) async throws -> Void
) async throws {
    try await withMembers(.sqlite) { database, members, families in
        let migrations = MemberStore.migrations + ContributionStore.migrations
        try await database.migrate(SessionStore.migrations + StaffStore.migrations + migrations)
        let clock = ManualClock(Timestamp(seconds: 1_763_773_200))
        let staff = StaffStore(database, clock: clock, passwords: Passwords(cost: .trivial))
        let hash = try await staff.hash("hujan turun di bulan juni")
        let details = PersonDetails(name: "Citra Lestari", userName: try #require(UserName("citra")), roles: [role])
        let citra = try await staff.add(
            details, password: .given(hash, mustChange: false), by: .system("test")
        ).person
        let views = try Views(bundles: [StaffRoom.bundle, MembersRoom.bundle])
        let site = Site(
            views: views, sessions: staff.sessions, clock: clock,
            groups: MembersRoom.contributionPages(
                ContributionStore(database), members: members, staff: staff, ContributionRuleStore(database),
                calendar: .jakarta, views))
        let tester = PageTester(site)
        try await tester.signIn(citra.id)
        try await body(tester, database, families)
    }
}

@Suite("The contribution check")
struct ContributionPageTests {
    /// Budi and Sitti pay for themselves in class II; Raka is not covered yet. Paid to August 2025.
    private func keepArrears(_ database: any Database, _ families: Families) async throws {
        let store = ContributionStore(database)
        let from = try #require(Day("2025-07-01"))
        for member in [families.budi, families.sitti] {
            try await store.keep([CoverageSpan(from: from, segment: .selfPaying, careClass: .second)], of: member.id)
        }
        let payments = try ["2025-07-05", "2025-08-20"].map {
            PaymentLine(
                channel: "bri", reference: "TRX-\($0)", family: families.budi.family,
                payment: ContributionPayment(paidOn: try #require(Day($0)), amount: Rupiah(200_000)))
        }
        try await store.take(payments, by: .system("test"), at: Families.moment)
    }

    @Test("a family in arrears sees since when, what to pay, where, and each month")
    func arrears() async throws {
        try await withContributionPages(.inbound) { tester, database, families in
            try await keepArrears(database, families)
            let page = try await tester.get("/members/\(families.budi.id)/contributions")
            #expect(page.status == 200)
            // September and October, and November: 3 x 200,000.
            #expect(page.body.contains("<strong>Rp 600.000</strong>"))
            #expect(page.body.contains("Jaminan berhenti sementara sejak 1 Okt 2025"))
            #expect(page.body.contains("Rp 400.000 (2 bulan)"))
            #expect(page.body.contains("Rp 200.000 (2 bulan)"))
            let card = families.budi.card.digits.suffix(11)
            #expect(!page.body.contains(card) && page.body.contains("lalu 11 angka terakhir"))
            #expect(page.body.contains("<title>Jul 2025: Dibayar tepat waktu, Rp 200.000</title>"))
            #expect(page.body.contains("<title>Agt 2025: Dibayar terlambat, Rp 200.000</title>"))
            #expect(page.body.contains("<title>Okt 2025: Belum dibayar, Rp 200.000</title>"))
            #expect(page.body.contains("TRX-2025-08-20"))
        }
    }

    @Test("the picture names months and years, and explains the signs that stand in it, no others")
    func picture() async throws {
        try await withContributionPages(.inbound) { tester, database, families in
            try await keepArrears(database, families)
            let body = try await tester.get("/members/\(families.budi.id)/contributions").body
            // Two years back and two months ahead of November 2025.
            let labels = body.matches(of: /<text class="label"[^>]*>([^<]+)</).map { String($0.1) }
            #expect(
                labels == ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nov", "Des"]
                    + ["2023", "2024", "2025", "2026"])
            #expect(body.split(separator: "<rect ").count == 28)
            let legend = body.matches(of: /<span class="month-sign"><span[^>]*>[^<]+<\/span> ([^<]+)</).map {
                String($0.1)
            }
            #expect(
                legend == [
                    "Dibayar tepat waktu", "Dibayar terlambat", "Belum dibayar", "Tidak ada iuran", "Akan datang",
                ])
        }
    }

    @Test("whoever may see the card sees the virtual accounts")
    func accounts() async throws {
        try await withContributionPages(.backOffice) { tester, database, families in
            try await keepArrears(database, families)
            let page = try await tester.get("/members/\(families.budi.id)/contributions")
            let card = families.budi.card.digits.suffix(11)
            #expect(page.body.contains("88888\(card)") && page.body.contains("89888\(card)"))
        }
    }

    @Test("no account is made of a provisional card: another's of the family is told, or that it follows")
    func provisional() async throws {
        try await withContributionPages(.backOffice) { tester, database, families in
            try await keepArrears(database, families)
            func give(_ member: Member, _ card: String) async throws {
                try await database.write {
                    try $0.execute("UPDATE members SET card = \(card) WHERE id = \(member.id)")
                }
            }
            try await give(families.budi, "9900000000001")
            let page = try await tester.get("/members/\(families.budi.id)/contributions")
            #expect(page.body.contains("88888\(families.sitti.card.digits.suffix(11))"))
            #expect(!page.body.contains("8888800000000001"))
            try await give(families.sitti, "9900000000002")
            let none = try await tester.get("/members/\(families.budi.id)/contributions")
            #expect(none.body.contains("Nomor virtual account menyusul bersama kartu"))
            #expect(!none.body.contains("88888"))
        }
    }

    @Test("without a history nothing is claimed")
    func unknown() async throws {
        try await withContributionPages(.inbound) { tester, _, families in
            let page = try await tester.get("/members/\(families.ayu.id)/contributions")
            #expect(page.body.contains("Riwayat kepesertaan belum dimuat"))
            #expect(!page.body.contains("88888"))
        }
    }

    @Test("who may not see the card does not see the virtual account that holds its digits")
    func masked() async throws {
        try await withContributionPages(.doctor) { tester, database, families in
            try await keepArrears(database, families)
            let page = try await tester.get("/members/\(families.budi.id)/contributions")
            #expect(page.status == 200)
            #expect(!page.body.contains(String(families.budi.card.digits.suffix(11))))
            #expect(!page.body.contains(families.budi.family.digits))
        }
    }

    @Test("a look at the check leaves a fact about each of the family")
    func looks() async throws {
        try await withContributionPages(.inbound) { tester, database, families in
            _ = try await tester.get("/members/\(families.budi.id)/contributions")
            for member in [families.budi, families.sitti, families.raka] {
                let entries = try await Journal(database).entries(about: .member(member.id))
                let looks = try entries.compactMap { try $0.fact(MemberFact.Looked.self) }
                #expect(looks.map(\.because).contains(Subject.member(families.budi.id).text), "\(member.name)")
            }
        }
    }

    @Test("those who may not read members are refused, one role after another", arguments: Role.allCases)
    func permission(role: Role) async throws {
        let may: Set<Role> = [.inbound, .outbound, .social, .supervisor, .backOffice, .doctor]
        try await withContributionPages(role) { tester, _, families in
            let page = try await tester.get("/members/\(families.budi.id)/contributions")
            #expect(page.status == (may.contains(role) ? 200 : 403))
        }
    }
}
