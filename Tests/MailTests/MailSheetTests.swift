import Contacts
import Database
import Exports
import Kernel
import Members
import Pages
import Staff
import Testing

@testable import Mail

@Suite("The list of notices as a file")
struct MailSheetTests {
    private func withCentre(_ dialect: Dialect = .sqlite, _ body: (SmallCentre) async throws -> Void) async throws {
        try await SmallCentre.during(
            dialect,
            with: SmallCentre.Upstairs(
                migrations: MailOutbox.migrations, bundle: MailRoom.bundle, navigation: MailRoom.navigation
            ) { database, _, views in
                MailRoom.pages(
                    MailOutbox(database), isConnected: true, recipients: nil, calendar: .jakarta, place: { _ in nil },
                    views)
            }, body)
    }

    /// Read once: it takes its time.
    private static let words = Result {
        try Views(bundles: [StaffRoom.bundle, MailRoom.bundle, ExportsRoom.bundle]).catalogue
    }

    private func staff(_ centre: SmallCentre) -> StaffStore {
        StaffStore(centre.database, clock: centre.clock, passwords: Passwords(cost: .trivial))
    }

    private func desk(_ centre: SmallCentre) throws -> WritingDesk {
        return WritingDesk(
            centre.database, MailRoom.exportables(MailOutbox(centre.database)),
            person: staff(centre).sessionPerson, try Self.words.get(), clock: centre.clock)
    }

    private func queue(_ centre: SmallCentre, _ number: Int) async throws {
        let draft = MailDraft(
            key: "\(number)", to: try #require(MailAddress("kc.\(number)@cabang.example")), subject: "Tiket \(number)",
            text: "https://sahut.example/answers/rahasia", about: Subject("ticket", "\(number)"))
        let now = centre.clock.now()
        _ = try await centre.database.write { try $0.queueMail(draft, by: .system("test"), at: now) }
    }

    @Test("who may have lists written out and reads notices has them as a file", arguments: Role.allCases)
    func roles(_ role: Role) async throws {
        try await withCentre { centre in
            try await queue(centre, 1)
            let hash = try await staff(centre).hash("hujan turun di bulan juni")
            let details = PersonDetails(name: "Uji Coba", userName: try #require(UserName("uji")), roles: [role])
            let person = try await staff(centre).add(
                details, password: .given(hash, mustChange: false), by: .system("test")
            ).person
            let page = try await centre.tester(person).get("/notices?state=queued")
            #expect(page.body.contains("name=\"list\" value=\"notices\"") == (role == .supervisor))
            let file = try await desk(centre).write("notices", by: person.id)
            #expect(file.export.failure == (role == .supervisor ? nil : .forbidden))
            #expect(file.rows.count == (role == .supervisor ? 1 : 0))
        }
    }

    @Test("a row tells to whom, how far and what was heard; the filter is named", arguments: Dialect.allCases)
    func rows(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            try await queue(centre, 1)
            centre.clock.advance(by: .seconds(49 * 3_600))
            try await queue(centre, 2)
            let (outbox, now) = (MailOutbox(centre.database), centre.clock.now())
            try await outbox.giveUp(upTo: 10, by: .system("test"), at: now)
            let failed = try await desk(centre).write("notices", "state=failed", by: centre.sari.id)
            #expect(failed.export.filter == ["Gagal"] && failed.rows.count == 1)
            #expect(failed[0, "Perihal"] == "Tiket 1" && failed[0, "Kepada"] == "kc.1@cabang.example")
            #expect(failed[0, "Jawaban server"] == "Tidak ada server surel selama dua hari.")
            #expect(failed[0, "Dibuat"] == "2025-11-22 08:00:00" && failed[0, "Percobaan berikutnya"] == "")
            let all = try await desk(centre).write("notices", by: centre.sari.id)
            #expect(all.export.filter == ["Semua"])
            #expect(all.rows.indices.map { all[$0, "Keadaan"] } == ["Menunggu", "Gagal"], "the newest first")
            #expect(!all.rows.joined().joined().contains("rahasia"))
        }
    }

    @Test("page follows page, each mail once", arguments: Dialect.allCases)
    func pages(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            for number in 1...7 {
                if number % 2 == 0 { centre.clock.advance(by: .seconds(1)) }
                try await queue(centre, number)
            }
            let outbox = MailOutbox(centre.database)
            var (last, seen): (QueuedMail?, [MailID]) = (nil, [])
            repeat {
                let page = try await outbox.sheetPage(.queued, after: last, upTo: 3)
                seen += page.map(\.id)
                last = page.last
            } while last != nil && seen.count < 20
            #expect(seen == (try await outbox.list().mails.map(\.id)) && seen.count == 7)
            #expect(try await outbox.sheetPage(.sent, after: nil).isEmpty)
        }
    }
}
