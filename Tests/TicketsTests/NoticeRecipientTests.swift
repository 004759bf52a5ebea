import Contacts
import Database
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

@Suite("Who is written to")
struct NoticeRecipientTests {
    @Test("those who may read notices set it, and nobody else", arguments: Role.allCases)
    func permission(_ role: Role) async throws {
        try await NoticeOffice.during { office in
            let centre = office.centre
            let staff = StaffStore(centre.database, clock: centre.clock, passwords: Passwords(cost: .trivial))
            let hash = try await staff.hash("hujan turun di bulan juni")
            let details = PersonDetails(name: "Uji Coba", userName: try #require(UserName("uji")), roles: [role])
            let person = try await staff.add(
                details, password: .given(hash, mustChange: false), by: .system("test")
            ).person
            let tester = try await centre.tester(person)
            let may = role == .supervisor || role == .admin
            let recipient = try #require(try await office.notices.recipients().first)
            let fields = ["office": "head-office", "address": "arsip@pusat.example"]
            #expect(try await tester.get(.noticeRecipients).status == (may ? 200 : 403))
            #expect(try await tester.post(.noticeRecipients, fields).status == (may ? 303 : 403))
            let removal: Path = "/notices/recipients/\(recipient.id)/removals"
            #expect(try await tester.post(removal).status == (may ? 303 : 403))
        }
    }

    @Test("an address is added for an office once, and taken away, each with its fact")
    func editing() async throws {
        try await NoticeOffice.during { office in
            let tester = try await office.centre.tester(office.centre.sari)
            let page = try await tester.get(.noticeRecipients)
            #expect(page.body.contains("Kepala KC Semarang") && page.body.contains("wilayah6@pusat.example"))
            #expect(page.body.contains("<option value=\"region:XII\">Kedeputian Wilayah XII</option>"))
            #expect(!page.body.contains("belum punya alamat surel"))
            func post(_ place: String, _ address: String) async throws -> PageTester.Answer {
                try await tester.post(.noticeRecipients, ["office": place, "address": address])
            }
            #expect(try await post("region:VI", "arsip@pusat.example").status == 303)
            let twice = try await post("region:VI", "arsip@pusat.example")
            #expect(twice.status == 422 && twice.body.contains("sudah terdaftar"))
            #expect(try await post("head-office", "arsip@pusat.example").status == 303)
            for (place, address) in [
                ("bulan", "a@b.example"), ("region:XIII", "a@b.example"), ("branch:LAIN", "a@b.example"),
                ("head-office", "bukan alamat"), ("head-office", "a@b.example\r\nBcc: c@d.example"),
            ] {
                #expect(try await post(place, address).status == 422, "\(place) \(address)")
            }
            let added = try #require(
                try await office.notices.recipients().first { $0.address.text == "arsip@pusat.example" })
            #expect(try await tester.post("/notices/recipients/\(added.id)/removals").status == 303)
            #expect(try await tester.post("/notices/recipients/\(added.id)/removals").status == 303)
            let facts = try await Journal(office.centre.database).entries(about: Subject("centre", "notices"))
            let bySari = facts.filter { $0.author == .person(office.centre.sari.id) }.map(\.kind)
            #expect(
                bySari == [
                    "notices.recipient-added", "notices.recipient-added", "notices.recipient-removed",
                ])
        }
    }

    @Test("recipients stay with a branch whose code changes", arguments: Dialect.allCases)
    func recoded(_ dialect: Dialect) async throws {
        try await NoticeOffice.during(dialect) { office in
            let branches = BranchStore(office.centre.database)
            var semarang = try #require(try await branches.branch(NoticeOffice.semarang))
            let ticket = try await office.complaint()
            try await office.write()
            let link = try #require(try await office.link())
            semarang.code = try #require(BranchCode("SMR"))
            semarang.notices = nil
            try await branches.edit(
                NoticeOffice.semarang, semarang, by: .system("test"), at: office.centre.clock.now())
            let heads = try await office.notices.recipients().map(\.office)
            #expect(heads.contains(.branchHead(semarang.code)))
            #expect(try await office.stranger().get(link).status == 200)
            let page = try await office.centre.tester(office.centre.rahmat).get(.noticeRecipients)
            #expect(page.body.contains("1 kantor cabang belum punya alamat surel"))
            #expect(ticket.colour == .red)
        }
    }
}
