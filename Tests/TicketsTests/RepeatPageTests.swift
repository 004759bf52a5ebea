import Contacts
import Database
import Exports
import Kernel
import Logging
import Members
import Pages
import Staff
import Testing
import Tickets

@Suite("The page of repeats")
struct RepeatPageTests {
    /// Budi rings three times about his card, and the third becomes a ticket.
    private func ring(_ centre: Centre) async throws -> Ticket {
        for number in 1...2 {
            let id = try await centre.conversation(number)
            let log = ContactLog(
                category: "administration.card", kind: .information, outcome: .solved, member: centre.budi.id)
            try await centre.contacts.log(id, log, by: centre.citra.id, at: centre.clock.now())
        }
        let id = try await centre.conversation(3)
        let (_, ticket) = try await centre.tickets.log(
            id, centre.log(), ticket: .red, by: centre.citra.id, at: centre.clock.now())
        return try #require(ticket)
    }

    @Test("it states the rule, counts by week and category, and shows who rings again with his open ticket")
    func page() async throws {
        try await withCentre { centre in
            let ticket = try await ring(centre)
            centre.clock.advance(by: .seconds(86_400))
            let young = try await centre.tester(centre.sari).get("/repeats")
            #expect(young.status == 200)
            #expect(young.body.contains("Aturan: kontak pertama yang selesai"))
            #expect(young.body.contains("FCR belum ada"))
            #expect(young.body.contains("Budi Santoso") && young.body.contains(ticket.number.description))
            #expect(young.body.contains("1 penelepon") && !young.body.contains("1111-2222"))
            centre.clock.advance(by: .seconds(7 * 86_400))
            let known = try await centre.tester(centre.sari).get("/repeats?weeks=8")
            #expect(known.body.contains("FCR 0,0 %"))
            #expect(known.body.contains("Administrasi › Kartu"))
            #expect(known.body.contains("Tidak ada penelepon berulang."))
            #expect(known.body.contains("<option value=\"8\" selected>"))
        }
    }

    @Test("days that are over are kept one after the other, and the page is the same; a late log changes both")
    func kept() async throws {
        try await withCentre { centre in
            _ = try await ring(centre)
            let late = try await centre.conversation(4)
            centre.clock.advance(by: .seconds(9 * 86_400))
            let (first, today) = (Day("2025-11-17")!, CentreCalendar.jakarta.day(of: centre.clock.now()))
            func waiting() async throws -> [Day] {
                try await centre.contacts.unkeptDays(
                    from: first, through: today, at: centre.clock.now(), in: .jakarta
                ).map(\.day)
            }
            let tester = try await centre.tester(centre.sari)
            func page() async throws -> String { try await tester.get("/repeats?weeks=8").body }
            let rounds = ResolutionRounds(
                centre.contacts, calendar: .jakarta, clock: centre.clock, logger: Logger(label: "test"))
            let before = try await page()
            #expect(before.contains("FCR 0,0 %"))
            let days = try await waiting()
            #expect(days.count == 13)
            #expect(try await rounds.round())
            #expect(try await waiting() == Array(days.dropLast()))
            while try await rounds.round() {}
            #expect(try await waiting().isEmpty)
            #expect(try await page() == before)
            let log = ContactLog(category: "other.other", kind: .information, outcome: .solved)
            try await centre.contacts.log(late, log, by: centre.citra.id, at: centre.clock.now())
            #expect(try await waiting().count == 7 + 5)
            let after = try await page()
            #expect(after.contains("FCR 50,0 %"))
            while try await rounds.round() {}
            #expect(try await page() == after)
            centre.clock.advance(by: .seconds(86_400))
            for _ in 0..<2 { #expect(try await rounds.round()) }
            #expect(try await rounds.round() == false, "a new day is two: one young, one settled")
        }
    }

    @Test("a member is named to those who may read members, each look leaving its fact; others see a masked number")
    func sight() async throws {
        try await withCentre { centre in
            _ = try await ring(centre)
            func looks() async throws -> Int {
                try await Journal(centre.database).entries(about: .member(centre.budi.id)).count {
                    $0.kind == MemberFact.Looked.kind
                }
            }
            let before = try await looks()
            let staff = StaffStore(centre.database, clock: centre.clock, passwords: Passwords(cost: .trivial))
            let details = PersonDetails(name: "Ratna", userName: UserName("ratna")!, roles: [.headOffice])
            let hash = try await staff.hash("hujan turun di bulan juni")
            let ratna = try await staff.add(
                details, password: .given(hash, mustChange: false), by: .system("test")
            ).person
            let page = try await centre.tester(ratna).get("/repeats")
            #expect(page.status == 200 && !page.body.contains("Budi Santoso"))
            #expect(page.body.contains(Centre.caller!.masked) && !page.body.contains("href=\"/tickets/"))
            #expect(try await looks() == before)
            _ = try await centre.tester(centre.sari).get("/repeats")
            #expect(try await looks() == before + 1)
            let last = try await Journal(centre.database).entries(about: .member(centre.budi.id)).last
            #expect(try last?.fact(MemberFact.Looked.self)?.because == "repeats:callers")
        }
    }

    @Test("who may see it, cell by cell", arguments: Role.allCases)
    func roles(_ role: Role) async throws {
        try await withCentre { centre in
            let tester = try await centre.guest(role)
            let may = [.supervisor, .quality, .headOffice].contains(role)
            #expect(try await tester.get("/repeats").status == (may ? 200 : 403))
        }
    }
}
