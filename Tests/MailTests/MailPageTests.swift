import Contacts
import Database
import Kernel
import Logging
import Mail
import Members
import Pages
import Staff
import Testing

@Suite("The page of notices")
struct MailPageTests {
    private func withCentre(
        connected: Bool = true, _ body: (SmallCentre) async throws -> Void
    ) async throws {
        try await SmallCentre.during(
            .sqlite,
            with: SmallCentre.Upstairs(
                migrations: MailOutbox.migrations, bundle: MailRoom.bundle, navigation: MailRoom.navigation
            ) { database, _, views in
                MailRoom.pages(
                    MailOutbox(database), isConnected: connected, recipients: "/notices/recipients",
                    calendar: .jakarta, place: { $0.kind == "ticket" ? "/tickets/\($0.id)" : nil }, views)
            }, body)
    }

    private func queue(_ centre: SmallCentre, _ number: Int) async throws -> MailID {
        let draft = MailDraft(
            key: "\(number)", to: try #require(MailAddress("kc.\(number)@cabang.example")), subject: "Tiket \(number)",
            text: "https://sahut.example/answers/rahasia", about: Subject("ticket", "\(number)"))
        centre.clock.advance(by: .seconds(1))
        let now = centre.clock.now()
        return try #require(
            try await centre.database.write { try $0.queueMail(draft, by: .system("test"), at: now) })
    }

    @Test("those who may read notices, and nobody else", arguments: Role.allCases)
    func permission(_ role: Role) async throws {
        try await withCentre { centre in
            let staff = StaffStore(centre.database, clock: centre.clock, passwords: Passwords(cost: .trivial))
            let hash = try await staff.hash("hujan turun di bulan juni")
            let details = PersonDetails(name: "Uji Coba", userName: try #require(UserName("uji")), roles: [role])
            let person = try await staff.add(
                details, password: .given(hash, mustChange: false), by: .system("test")
            ).person
            let id = try await queue(centre, 1)
            let tester = try await centre.tester(person)
            let may = role == .supervisor || role == .admin
            #expect(try await tester.get("/notices").status == (may ? 200 : 403))
            #expect(try await tester.post("/notices/\(id)/tries").status == (may ? 303 : 403))
        }
    }

    @Test("what waits, was sent or failed is shown with the server's words, filtered, and sent again")
    func list() async throws {
        try await withCentre { centre in
            let tester = try await centre.tester(centre.rahmat)
            let empty = try await tester.get("/notices")
            #expect(empty.body.contains("Belum ada surel.") && empty.body.contains("/notices/recipients"))
            #expect(!empty.body.contains("Belum ada server surel"))
            let failed = try await queue(centre, 1)
            _ = try await queue(centre, 2)
            try await refuseFirst(centre)
            let page = try await tester.get("/notices")
            #expect(page.body.contains("550 5.1.1 no &lt;b&gt;such&lt;/b&gt; user"))
            #expect(page.body.contains("data-tone=\"red\">Gagal") && page.body.contains("data-tone=\"green\">Terkirim"))
            #expect(
                page.body.contains("<a href=\"/tickets/1\">Tiket 1</a>") && page.body.contains("kc.2@cabang.example"))
            #expect(!page.body.contains("rahasia"))
            let filtered = try await tester.get("/notices?state=failed")
            #expect(filtered.body.contains("kc.1@cabang.example") && !filtered.body.contains("kc.2@cabang.example"))
            #expect(try await tester.get("/notices?state=queued").body.contains("Tidak ada surel yang menunggu."))
            let again = try await tester.post("/notices/\(failed)/tries", ["state": "failed"])
            #expect(again.status == 303 && again.location == "/notices?state=failed")
            let waiting = try await tester.get("/notices?state=queued")
            #expect(
                waiting.body.contains("Surel dikirim lagi sekarang.") && waiting.body.contains("kc.1@cabang.example"))
            let sent = try #require(try await MailOutbox(centre.database).list(.sent).mails.first)
            #expect(try await tester.post("/notices/\(sent.id)/tries").status == 409)
            #expect(try await tester.post("/notices/\(centre.rahmat.id)/tries").status == 404)
        }
    }

    @Test("of a member's address the list shows no more than the first letter, whatever the server says")
    func member() async throws {
        try await withCentre { centre in
            let draft = MailDraft(
                key: "1", to: try #require(MailAddress("budi.s@surel.example")), isToMember: true, subject: "Tiket 1",
                text: "Puas?", about: Subject("ticket", "1"))
            let now = centre.clock.now()
            try await centre.database.write { _ = try $0.queueMail(draft, by: .system("test"), at: now) }
            _ = try await queue(centre, 2)
            try await refuseFirst(centre, "550 5.1.1 Budi.S@surel.example is unknown")
            let page = try await centre.tester(centre.rahmat).get("/notices?state=failed").body
            #expect(page.contains("<td>b…@surel.example") && page.contains("550 5.1.1 b…@surel.example is unknown"))
            #expect(!page.lowercased().contains("budi.s@"))
        }
    }

    /// Hands both mails over: the first is refused.
    private func refuseFirst(
        _ centre: SmallCentre, _ answer: String = "550 5.1.1 no <b>such</b> user"
    ) async throws {
        var manner = SMTPStandIn.Manner()
        manner.firstAnswers = ["RCPT": answer]
        let (database, clock) = (centre.database, centre.clock)
        try await SMTPStandIn.during(manner) { standIn in
            let server = MailServer(.init(host: "127.0.0.1", port: standIn.port, security: .off))
            let rounds = MailRounds(
                MailOutbox(database), post: MailPost(server: server, sender: MailMessageTests.centre), process: "test",
                clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            try await rounds.round()
        }
    }

    @Test("without a server the page says so, and what is to be set")
    func disconnected() async throws {
        try await withCentre(connected: false) { centre in
            let page = try await centre.tester(centre.sari).get("/notices")
            #expect(page.body.contains("Belum ada server surel") && page.body.contains("mail.host"))
        }
    }

    @Test("every word that a template asks for is there")
    func words() throws {
        #expect(try WordCheck.problems(in: [MailRoom.bundle], using: []).isEmpty)
    }
}
