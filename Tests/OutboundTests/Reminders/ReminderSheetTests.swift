import Calls
import Contacts
import Database
import Exports
import Kernel
import Members
import Pages
import Staff
import Testing

@testable import Outbound

@Suite("Campaigns of reminders as files")
struct ReminderSheetTests {
    /// Read once: it takes its time.
    private static let words = Result {
        try Views(bundles: [StaffRoom.bundle, MembersRoom.bundle, OutboundRoom.bundle, ExportsRoom.bundle]).catalogue
    }

    private func staff(_ centre: ReminderCentre) -> StaffStore {
        StaffStore(centre.database, clock: centre.clock, passwords: Passwords(cost: .trivial))
    }

    private func desk(_ centre: ReminderCentre) throws -> WritingDesk {
        let lists = OutboundRoom.exportables(
            ConfirmationStore(centre.database), centre.reminders, RingingRuleStore(centre.database),
            staff: staff(centre))
        return WritingDesk(
            centre.database, lists, person: staff(centre).sessionPerson, try Self.words.get(), clock: centre.clock)
    }

    private func hire(_ role: Role, _ centre: ReminderCentre) async throws -> Person {
        let hash = try await staff(centre).hash("hujan turun di bulan juni")
        let details = PersonDetails(name: "Fitri", userName: try #require(UserName("fitri")), roles: [role])
        return try await staff(centre).add(
            details, password: .given(hash, mustChange: false), by: .system("test")
        ).person
    }

    @Test("finance, who watches and who plans have a campaign back as a file", arguments: Role.allCases)
    func roles(_ role: Role) async throws {
        try await ReminderCentre.during { centre in
            let id = try await centre.campaign()
            let person = try await hire(role, centre)
            let may = [Role.finance, .supervisor, .headOffice].contains(role)
            let tester = try await centre.small.tester(person)
            let page = try await tester.get(.reminderCampaign(id)).body
            #expect(page.contains("name=\"list\" value=\"reminders\"") == may)
            #expect(page.contains("name=\"query\" value=\"campaign=\(id)\"") == may)
            let all = try await tester.get("/outbound/reminders").body
            #expect(all.contains("name=\"list\" value=\"reminder-campaigns\"") == may)
            for (list, query, rows) in [("reminders", "campaign=\(id)", 3), ("reminder-campaigns", "", 1)] {
                let file = try await desk(centre).write(list, query, by: person.id)
                #expect(file.export.failure == (may ? nil : .forbidden), "\(list)")
                #expect(file.rows.count == (may ? rows : 0), "\(list)")
            }
        }
    }

    @Test(
        "finance joins each row with its own file by line and masked card, and reads what came of it",
        arguments: Dialect.allCases)
    func lines(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let finance = try await hire(.finance, centre)
            let id = try await centre.campaign()
            func file() async throws -> WritingDesk.Written {
                try await desk(centre).write("reminders", "campaign=\(id)", by: finance.id)
            }
            let new = try await file()
            #expect(
                new.export.filter == [
                    "Kampanye: November", "Keadaan: Berjalan", "Tanggal: 22 Nov 2025 – 22 Des 2025",
                ])
            #expect(
                new.rows.map { Array($0.prefix(6)) } == [
                    ["tunggakan.csv", "2025-11-22 08:00:00", "2", "xxxxxxxxx7812", "3", "126000"],
                    ["tunggakan.csv", "2025-11-22 08:00:00", "3", "xxxxxxxxx7821", "5", "175000"],
                    ["tunggakan.csv", "2025-11-22 08:00:00", "4", "xxxxxxxxx7822", "1", "35000"],
                ])
            #expect(new[0, "Keadaan"] == "Menunggu" && new[0, "Percobaan"] == "0")

            try await centre.work(.promised, promisedOn: Day("2025-11-30"))
            try await centre.work(.deceased)
            centre.clock.advance(by: .seconds(3_600))
            let newer = try await centre.hand(2, ["x,?,1,1", centre.line(centre.wayan, 2, 70_000)], for: .campaign(id))
            let good = try #require(newer.counts).good
            _ = try await centre.reminders.accept(newer.id, good: good, by: centre.finance, at: centre.clock.now())
            let later = try await file()
            #expect(later.rows.count == 3)
            // Siti owed the most months, so that she was rung first.
            #expect(later[1, "Hasil terakhir"] == "Menyebut tanggal" && later[1, "Keadaan"] == "Selesai")
            #expect(later[1, "Hari yang dijanjikan"] == "2025-11-30" && later[1, "Percobaan"] == "1")
            #expect(later[1, "Terakhir ditelepon"]?.hasPrefix("2025-11-22 ") == true)
            #expect(later[1, "Dianggap lunas sejak"]?.hasPrefix("2025-11-22 ") == true, "missing in the newer file")
            #expect(later[0, "Keadaan"] == "Dikeluarkan" && later[0, "Alasan dikeluarkan"] == "Meninggal")
            #expect(later[2, "Baris"] == "3" && later[2, "Jumlah (Rp)"] == "70000", "by the newest file")
            #expect(later[2, "Keadaan"] == "Menunggu" && later[2, "Dianggap lunas sejak"] == "")
            let told = later.rows.joined().joined(separator: " ")
            for word in ["Budi", "Siti", "Wayan", "0812", centre.budi.card.digits, centre.budi.nik.digits] {
                #expect(!told.contains(word), "\(word)")
            }
        }
    }

    @Test("a line that names a member by NIK alone is named by the masked NIK")
    func nik() async throws {
        try await ReminderCentre.during { centre in
            let upload: ReminderUploadID = centre.id(31)
            let content = Array("NIK,Bulan Tunggak,Jumlah Tagihan\n\(centre.budi.nik.digits),3,126000\n".utf8)
            let read = try ReminderFile(named: "nik.csv", content)
            let now = centre.clock.now()
            let handed = try await centre.reminders.hand(
                over: read, as: upload, for: .list(named: "Lewat NIK"), by: centre.finance, at: now)
            guard case .new(let new) = handed else { throw ReminderRefusal.uploadDone }
            try await centre.reminders.check(upload, by: new.mapping, author: centre.finance, at: now)
            let taken = try await centre.reminders.accept(upload, good: 1, by: centre.finance, at: now)
            guard case .taken(let id) = taken else { throw ReminderRefusal.checkedAnew }
            let file = try await desk(centre).write("reminders", "campaign=\(id)", by: centre.small.sari.id)
            #expect(
                file.rows.map { Array($0.prefix(4)) } == [
                    ["nik.csv", "2025-11-22 08:00:00", "2", centre.budi.nik.masked]
                ])
        }
    }

    @Test("page follows page in the order of the files, each member once", arguments: Dialect.allCases)
    func pages(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let people = [centre.budi, centre.siti, centre.wayan, centre.ratna]
            let id = try await centre.take(1, people.map { centre.line($0) })
            _ = try await centre.take(2, [centre.line(centre.budi)], for: .list(named: "Lain"))
            var (last, seen): (ReminderSheetLine?, [ReminderSheetLine]) = (nil, [])
            repeat {
                let page = try await centre.reminders.sheetPage(of: id, after: last, upTo: 3)
                seen += page
                last = page.last
            } while last != nil && seen.count < 20
            #expect(seen.map(\.item.member) == people.map(\.id))
        }
    }

    @Test("a campaign that is not there has no file, and all campaigns stand with how far they are")
    func campaigns() async throws {
        try await ReminderCentre.during { centre in
            _ = try await centre.campaign()
            try await centre.work(.willPay)
            for query in ["", "campaign=x", "campaign=\(centre.id(77) as ReminderCampaignID)"] {
                let file = try await desk(centre).write("reminders", query, by: centre.small.sari.id)
                #expect(file.export.failure == .noSuchList, "\(query)")
            }
            let all = try await desk(centre).write("reminder-campaigns", by: centre.small.sari.id)
            #expect(all.rows.count == 1 && all[0, "Kampanye"] == "November" && all[0, "Keadaan"] == "Berjalan")
            #expect(all[0, "Peserta"] == "3" && all[0, "Ditelepon"] == "1" && all[0, "Terhubung"] == "1")
            #expect(all[0, "Tersisa"] == "2" && all[0, "Hari pertama"] == "2025-11-22")
        }
    }
}
