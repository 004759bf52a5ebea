import Calls
import Contacts
import Database
import Exports
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

@testable import Outbound

@Suite("Lists of ringing as files")
struct OutboundSheetTests {
    /// Read once: it takes its time.
    private static let words = Result {
        try Views(bundles: [StaffRoom.bundle, MembersRoom.bundle, OutboundRoom.bundle, ExportsRoom.bundle]).catalogue
    }

    private func staff(_ centre: Centre) -> StaffStore {
        StaffStore(centre.database, clock: centre.clock, passwords: Passwords(cost: .trivial))
    }

    private func desk(_ centre: Centre) throws -> WritingDesk {
        let lists = OutboundRoom.exportables(
            centre.confirmations, ReminderStore(centre.database), centre.rules, staff: staff(centre))
        return WritingDesk(
            centre.database, lists, person: staff(centre).sessionPerson, try Self.words.get(), clock: centre.clock)
    }

    private func write(_ list: String, _ centre: Centre) async throws -> WritingDesk.Written {
        try await desk(centre).write(list, by: centre.small.sari.id)
    }

    @Test("each list is offered to, and written for, the roles of its page", arguments: Role.allCases)
    func roles(_ role: Role) async throws {
        try await withCentre { centre in
            let hash = try await staff(centre).hash("hujan turun di bulan juni")
            let details = PersonDetails(name: "Tamu", userName: try #require(UserName("tamu")), roles: [role])
            let person = try await staff(centre).add(
                details, password: .given(hash, mustChange: false), by: .system("test")
            ).person
            let empty = try await centre.small.tester(person).get(.outboundBoard)
            #expect(!empty.body.contains("action=\"/exports\""), "nothing is there to be taken")
            let id = try await centre.done(1)
            _ = try #require(try await centre.take(centre.rina))
            try await centre.ring(id, .answered, by: centre.rina)
            try await centre.finish(id, .satisfied("Puas."), by: centre.rina)
            try await centre.done(2, phone: "0812-5555-0002")
            let number = try #require(PhoneNumber("0812-5555-0009"))
            try await centre.rules.add(number, reason: "Diminta.", by: .system("test"), at: centre.now)
            let board: Set<Role> = [.supervisor, .headOffice]
            let lists: [(String, Path, Set<Role>)] = [
                ("confirmations", .outboundBoard, board), ("confirmation-calls", .outboundBoard, board),
                ("confirmation-figures", .outboundBoard, board), ("do-not-call", .outboundPlan, [.supervisor]),
            ]
            let tester = try await centre.small.tester(person)
            for (list, path, roles) in lists {
                let page = try await tester.get(path)
                #expect(page.body.contains("name=\"list\" value=\"\(list)\"") == roles.contains(role), "\(list)")
                let file = try await desk(centre).write(list, by: person.id)
                #expect(file.export.failure == (roles.contains(role) ? nil : .forbidden), "\(list)")
                #expect(file.titles.isEmpty != roles.contains(role), "\(list)")
            }
        }
    }

    @Test("a call tells who rang, when, for what and what came of it; a day its figures", arguments: Dialect.allCases)
    func calls(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let first = try await centre.done(1, phone: "0812-5555-0001")
            _ = try #require(try await centre.take(centre.rina))
            try await centre.ring(first, .answered, by: centre.rina)
            centre.clock.advance(by: .seconds(30))
            try await centre.finish(first, .satisfied("Puas."), by: centre.rina)
            let second = try await centre.done(2, phone: "0812-5555-0002")
            _ = try #require(try await centre.take(centre.bayu))
            try await centre.ring(second, .noAnswer, by: centre.bayu)
            try await centre.finish(second, .notReached(notice: "Tidak terjangkau."), by: centre.bayu)
            let number = try #require(try await centre.tickets.ticket(first)).number.description
            let span = ["Dari: 16 Nov 2025", "Sampai dengan: 22 Nov 2025"]

            let calls = try await write("confirmation-calls", centre)
            #expect(calls.export.filter == span && calls.rows.count == 2, "the newest first")
            #expect(calls[0, "Agen"] == "Bayu Nugroho" && calls[0, "Hasil telepon"] == "Tidak diangkat")
            #expect(calls[0, "Hasil"] == "Tidak terjangkau" && calls[0, "Bicara"] == "00:00:00")
            #expect(calls[1, "Agen"] == "Rina Anggraini" && calls[1, "Tiket"] == number)
            #expect(calls[1, "Hasil telepon"] == "Terjangkau" && calls[1, "Hasil"] == "Puas, tiket ditutup")
            #expect(calls[1, "Bicara"] == "00:01:00" && calls[1, "Kerja lanjutan"] == "00:00:30")
            #expect(calls[1, "Ditelepon"] == "2025-11-22 08:00:01" && calls[1, "Cabang"] == "SMG")
            #expect(!calls.rows.joined().joined().contains("5555"), "no number")

            let figures = try await write("confirmation-figures", centre)
            #expect(figures.export.filter == span && figures.rows.count == 2)
            let rina = try #require(figures.rows.firstIndex { $0[1] == "Rina Anggraini" })
            #expect(figures[rina, "Hari"] == "2025-11-22" && figures[rina, "Target"] == "50")
            #expect(figures[rina, "Konfirmasi"] == "1" && figures[rina, "Puas"] == "1")
            #expect(figures[rina, "AHT"] == "00:01:30" && figures[rina, "Tidak diangkat"] == "0")
            #expect(figures[1 - rina, "Tidak diangkat"] == "1" && figures[1 - rina, "AHT"] == "")

            centre.clock.advance(by: .seconds(7 * 86_400))
            for list in ["confirmation-calls", "confirmation-figures"] {
                let later = try await write(list, centre)
                #expect(later.rows.isEmpty && later.export.filter[0] == "Dari: 23 Nov 2025", "\(list)")
            }
        }
    }

    @Test("page follows page, each call and each number once", arguments: Dialect.allCases)
    func pages(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let start = centre.now
            var numbers: [PhoneNumber] = []
            for number in 1...5 {
                let id = try await centre.done(number, phone: "0812-5555-000\(number)")
                let person = number % 2 == 0 ? centre.rina : centre.bayu
                _ = try #require(try await centre.take(person))
                try await centre.ring(id, .answered, by: person)
                try await centre.finish(id, .satisfied("Puas."), by: person)
                numbers.append(try #require(PhoneNumber("0813-5555-000\(number)")))
                try await centre.rules.add(
                    numbers[number - 1], reason: "Diminta.", by: .system("test"), at: number < 3 ? start : centre.now)
            }
            var (last, seen): (ConfirmationCall?, [ConfirmationCall]) = (nil, [])
            repeat {
                let page = try await centre.confirmations.calls(
                    since: start, until: centre.now, after: last, upTo: 2)
                seen += page
                last = page.last
            } while last != nil && seen.count < 20
            #expect(Set(seen.map(\.call)).count == 5 && seen.count == 5)
            #expect(seen.map(\.savedAt) == seen.map(\.savedAt).sorted(by: >))
            #expect(try await centre.confirmations.callCount(since: start, until: centre.now) == 5)
            var (end, listed): (DoNotCall?, [PhoneNumber]) = (nil, [])
            repeat {
                let page = try await centre.rules.doNotCallPage(after: end, at: centre.now, upTo: 2)
                listed += page.map(\.phone)
                end = page.last
            } while end != nil && listed.count < 20
            #expect(listed == (try await centre.rules.doNotCall(at: centre.now).map(\.phone)))
            #expect(Set(listed) == Set(numbers) && listed.count == 5)
        }
    }

    @Test("what waits to be confirmed says since when, until when, and what stops it")
    func waiting() async throws {
        try await withCentre { centre in
            let mute = try await centre.done(1, phone: nil)
            let held = try await centre.done(2, phone: "0812-5555-0002", marks: [.inpatientRefused])
            _ = try await centre.done(3, phone: "0812-5555-0003")
            #expect(try await centre.take(centre.rina) == held)
            let file = try await write("confirmations", centre)
            #expect(file.export.filter == ["1 siap dihubungi, 3 menunggu konfirmasi"])
            #expect(file.rows.count == 3 && file[0, "Prioritas"] == "Tinggi")
            #expect(file[0, "Keadaan"] == "Dipegang Rina Anggraini" && file[0, "Cabang"] == "SMG")
            let number = try #require(try await centre.tickets.ticket(mute)).number.description
            let row = try #require(file.rows.firstIndex { $0[0] == number })
            #expect(file[row, "Keadaan"] == "Butuh nomor" && file[row, "Dijawab"] == "2025-11-22 08:00:01")
            #expect(!file.rows.joined().joined().contains("5555"))
        }
    }

    @Test("numbers that are never rung stand whole, as on their page; those that have run out do not")
    func never() async throws {
        try await withCentre { centre in
            let (one, other) = (PhoneNumber("0812-5555-0001")!, PhoneNumber("0812-5555-0002")!)
            let sari = Author.person(centre.small.sari.id)
            try await centre.rules.add(one, reason: "Diminta peserta.", by: sari, at: centre.now)
            try await centre.rules.add(
                other, reason: "Sedang dirawat.", until: centre.now + .seconds(3_600), by: sari, at: centre.now)
            #expect(try await write("do-not-call", centre).rows.count == 2)
            centre.clock.advance(by: .seconds(7_200))
            let file = try await write("do-not-call", centre)
            #expect(file.export.filter == ["Berlaku pada 22 Nov 2025 10.00"])
            #expect(file.rows == [["0812-5555-0001", "Diminta peserta.", "Sari Wulandari", "2025-11-22 08:00:00", ""]])
        }
    }
}
