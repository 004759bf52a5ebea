import Contacts
import Database
import Exports
import Kernel
import Members
import Pages
import Staff
import Testing

@testable import Tickets

@Suite("Lists of tickets as files")
struct TicketSheetTests {
    private func sheet(
        _ list: String, _ query: String, _ centre: Centre, for person: Person
    ) async throws -> (sheet: Sheet, rows: [Sheet.Row]) {
        let staff = StaffStore(centre.database, clock: centre.clock, passwords: Passwords(cost: .trivial))
        let lists = TicketsRoom.exportables(
            centre.tickets, contacts: centre.contacts, members: MemberStore(centre.database), staff: staff)
        let exportable = try #require(lists.first { $0.name == list })
        let session = try #require(try await staff.sessionPerson(person.id))
        let catalogue = try Catalogue(
            bundles: [StaffRoom.bundle, MembersRoom.bundle, ContactsRoom.bundle, TicketsRoom.bundle])
        var random = SeededRandom(seed: 4)
        let viewer = ExportViewer(
            session, export: ExportID(at: centre.clock.now(), random: &random), catalogue, .id, calendar: .jakarta,
            at: centre.clock.now())
        let sheet = try await exportable.make(Form.query(text: query), viewer)
        var rows: [Sheet.Row] = []
        for try await page in sheet.pages { rows += page }
        return (sheet, rows)
    }

    @Test("the list's own filter chooses the rows and is named; every row comes once", arguments: Dialect.allCases)
    func filter(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let red = try await centre.ticket(1, .red, "Antrean di RS Melati")
            for number in 2...4 { try await centre.ticket(number, .yellow) }
            centre.clock.advance(by: .seconds(60))
            try await centre.tickets.close(
                red.id, "Sudah dilayani.", by: .person(centre.citra.id), at: centre.clock.now())
            let (sheet, rows) = try await sheet("tickets", "state=all&colour=red&q=melati", centre, for: centre.sari)
            #expect(sheet.filter == ["Semua", "Warna: Merah", "Kata: melati"])
            #expect(rows.count == 1 && sheet.count == 1 && rows[0].count == sheet.columns.count)
            #expect(rows[0][0] == .text(red.number.description) && rows[0][1] == .text("Merah"))
            #expect(rows[0][3] == .text("Ditutup tepat waktu") && rows[0][9] == .moment(red.openedAt))
            #expect(rows[0][10] == .text("Citra Lestari") && rows[0][13] == .duration(.seconds(60)))
            #expect(rows[0][14] == .text("Sudah dilayani."))
            let open = try await self.sheet("tickets", "", centre, for: centre.sari)
            #expect(open.rows.count == 3 && Set(open.rows.map { $0[0] }).count == 3)
        }
    }

    @Test("a page follows the other until all are there", arguments: Dialect.allCases)
    func pages(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            for number in 1...7 { try await centre.ticket(number) }
            var (last, seen): (ListedTicket?, [TicketID]) = (nil, [])
            repeat {
                let page = try await centre.tickets.sheetPage(
                    TicketFilter(), after: last, for: .system("test"), at: centre.clock.now(), upTo: 3)
                seen += page.map(\.ticket.id)
                last = page.last
            } while last != nil
            #expect(seen.count == 7 && Set(seen).count == 7)
        }
    }

    @Test("telephone and membership numbers are masked, in columns and in sentences")
    func masked() async throws {
        try await withCentre { centre in
            let contact = try await centre.conversation(1)
            var log = centre.log()
            log.note =
                "Kartu 0001234567812, NIK 3374 0112 0485 0012, hubungi +62 812-1111-2222. Pasal 47, 2026-11-22 14.05."
            try await centre.tickets.log(contact, log, ticket: .red, by: centre.citra.id, at: centre.clock.now())
            let (_, rows) = try await sheet("tickets", "", centre, for: centre.sari)
            let row = "\(rows[0])"
            for number in ["0001234567812", "1204850012", "0112 0485", "1111-2222"] { #expect(!row.contains(number)) }
            #expect(row.contains("3374 xxxx xxxx xxxx") && row.contains("Pasal 47, 2026-11-22 14.05."))
            #expect(row.contains(Centre.caller!.masked))
            #expect(!row.contains("Budi Santoso"))
        }
    }

    @Test("repeat callers are named in a file to those who may read members, with the export as what for")
    func repeats() async throws {
        try await withCentre { centre in
            for number in 1...3 {
                let id = try await centre.conversation(number)
                try await centre.contacts.log(id, centre.log(), by: centre.citra.id, at: centre.clock.now())
            }
            let (sheet, rows) = try await sheet("repeats", "", centre, for: centre.sari)
            #expect(sheet.title == "Penelepon berulang")
            #expect(rows.count == 1 && rows[0][0] == .text("Budi Santoso") && rows[0][2] == .number(3))
            let look = try await Journal(centre.database).entries(about: .member(centre.budi.id)).last
            #expect(try look?.fact(MemberFact.Looked.self)?.because.hasPrefix("export:") == true)
            #expect(look?.author == .person(centre.sari.id))
        }
    }

    @Test("first-contact resolution stands by week and category, with its rule, for those who read it")
    func resolution() async throws {
        try await withCentre { centre in
            for number in 1...3 {
                let id = try await centre.conversation(number)
                try await centre.contacts.log(
                    id, centre.log("health.hospital", .solved), by: centre.citra.id, at: centre.clock.now())
            }
            let (sheet, rows) = try await sheet("resolution", "weeks=8", centre, for: centre.sari)
            #expect(sheet.filter[0] == "8 minggu" && sheet.filter[1].contains("dalam 7 hari"))
            #expect(rows.count == 1 && rows[0].count == sheet.columns.count)
            #expect(rows[0][0] == .day(try #require(Day("2025-11-17"))) && rows[0][4] == .number(1), "young")
            #expect(rows[0][2] == .number(0) && rows[0][6] == .number(2))
            let page = try await centre.tester(centre.sari).get("/repeats?weeks=8")
            #expect(page.body.contains("name=\"list\" value=\"resolution\"") && page.body.contains("value=\"repeats\""))
            let citra = try await centre.writingDesk().write("resolution", by: centre.citra.id)
            #expect(citra.export.failure == .forbidden)
        }
    }

    @Test("the list offers itself as a file, as it is filtered, to those who may have lists written out")
    func offered() async throws {
        try await withCentre { centre in
            let sari = try await centre.tester(centre.sari).get("/tickets?colour=red&q=melati")
            #expect(sari.body.contains("action=\"/exports\"") && sari.body.contains("Unduh XLSX"))
            #expect(sari.body.contains("name=\"query\" value=\"colour=red&amp;q=melati\""))
            let citra = try await centre.tester(centre.citra).get("/tickets?colour=red")
            #expect(!citra.body.contains("action=\"/exports\""))
        }
    }
}
