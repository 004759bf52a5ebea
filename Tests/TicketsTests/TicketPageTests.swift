import Contacts
import Database
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

@Suite("The pages of tickets")
struct TicketPageTests {
    @Test("the list shows what is open, with its colour in words and the time that is left")
    func list() async throws {
        try await withCentre { centre in
            let red = try await centre.ticket(1, .red, "Ditolak di <IGD>")
            let late = try await centre.ticket(2, .yellow)
            try await centre.tickets.note(
                red.id, "Cabang ditelepon.", by: .person(centre.citra.id), at: centre.clock.now())
            centre.clock.advance(by: .seconds(26 * 3_600))
            let page = try await centre.tester(centre.citra).get(.tickets)
            #expect(page.status == 200)
            #expect(page.body.contains(red.number.description) && page.body.contains(late.number.description))
            #expect(page.body.contains("Merah") && page.body.contains("Kuning"))
            #expect(page.body.contains("sisa 3 hari 22 jam"))
            #expect(page.body.contains("lewat 2 jam 0 mnt"))
            #expect(page.body.contains("Ditolak di &lt;IGD&gt;"))
            #expect(
                page.body.contains("2 tiket") && page.body.contains("Lewat waktu <span class=\"num quiet\">1</span>"))
        }
    }

    @Test("a long text is cut at a word, and says so")
    func excerpt() async throws {
        try await withCentre { centre in
            try await centre.ticket(1, .red, String(repeating: "keluhan ", count: 60))
            let page = try await centre.tester(centre.citra).get(.tickets)
            #expect(page.body.contains("keluhan keluhan …<"))
        }
    }

    @Test("an empty list says what to do")
    func empty() async throws {
        try await withCentre { centre in
            let page = try await centre.tester(centre.citra).get(.tickets)
            #expect(page.body.contains("Tiket dibuka dari catatan kontak."))
            #expect(!page.body.contains("<table"))
        }
    }

    @Test("a long list leads to its next page and back")
    func paging() async throws {
        try await withCentre { centre in
            for number in 1...60 { try await centre.ticket(number) }
            let tester = try await centre.tester(centre.citra)
            let first = try await tester.get("/tickets?colour=yellow")
            #expect(first.body.contains("60 tiket") && !first.body.contains("rel=\"prev\""))
            let link = try #require(first.body.firstMatch(of: /rel="next" href="([^"]+)"/)).1
            let next = String(link).replacing("&amp;", with: "&")
            #expect(next.hasPrefix("/tickets?colour=yellow&at=after."))
            let second = try await tester.get(try #require(Path(local: next)))
            #expect(second.body.contains("rel=\"prev\"") && !second.body.contains("rel=\"next\""))
            #expect(second.body.contains("href=\"/tickets?colour=yellow\">Halaman pertama"))
        }
    }

    @Test("one ticket shows its matter, its member and its story; the look leaves a fact")
    func ticket() async throws {
        try await withCentre { centre in
            let contact = try await centre.conversation(1)
            let (_, opened) = try await centre.tickets.log(
                contact, centre.log(), ticket: .red, by: centre.citra.id, at: centre.clock.now())
            let ticket = try #require(opened)
            let page = try await centre.tester(centre.sari).get(.ticket(ticket.id))
            #expect(page.body.contains(ticket.number.description))
            #expect(page.body.contains("Layanan kesehatan › Rumah sakit · Keluhan"))
            #expect(page.body.contains("Budi Santoso") && page.body.contains("Kota Semarang"))
            #expect(page.body.contains("Ditolak di IGD, kartu aktif."))
            #expect(page.body.contains("Citra Lestari"))
            #expect(page.body.contains(Path.contact(contact).text))
            let looks = try await Journal(centre.database).entries(about: .member(centre.budi.id))
            #expect(try looks.last?.fact(MemberFact.Looked.self)?.because == Subject.ticket(ticket.id).text)
        }
    }

    @Test("a note and a solution are added by those who may, and the story grows")
    func changing() async throws {
        try await withCentre { centre in
            let ticket = try await centre.ticket(1)
            let tester = try await centre.tester(centre.sari)
            let noted = try await tester.post("/tickets/\(ticket.id)/notes", ["note": "RS sudah ditelepon."])
            #expect(noted.status == 303 && noted.location == Path.ticket(ticket.id).text)
            let closed = try await tester.post("/tickets/\(ticket.id)/closures", ["closing": "Sudah dilayani."])
            #expect(closed.status == 303)
            let page = try await tester.get(.ticket(ticket.id))
            #expect(page.body.contains("RS sudah ditelepon.") && page.body.contains("Sudah dilayani."))
            #expect(page.body.contains("menutup tiket"))
            #expect(!page.body.contains("/closures"))
            let late = try await tester.post("/tickets/\(ticket.id)/notes", ["note": "Lagi."])
            #expect(late.status == 422)
            #expect(late.body.contains("Tiket sudah ditutup orang lain."))
        }
    }

    @Test("a note without words comes back beside its field")
    func gaps() async throws {
        try await withCentre { centre in
            let ticket = try await centre.ticket(1)
            let answer = try await centre.tester(centre.citra).post("/tickets/\(ticket.id)/notes", ["note": " "])
            #expect(answer.status == 422)
            #expect(answer.body.contains("Tulis dahulu isinya."))
            #expect(try await centre.facts(ticket.id) == ["ticket.opened"])
        }
    }

    @Test("the centre's page of a ticket is not for branch officers: they have their own branch's inbox")
    func branch() async throws {
        try await withCentre { centre in
            let contact = try await centre.conversation(1)
            let (_, opened) = try await centre.tickets.log(
                contact, centre.log(), ticket: .red, by: centre.citra.id, at: centre.clock.now())
            let ticket = try #require(opened)
            let tester = try await centre.tester(centre.nur)
            let page = try await tester.get(.ticket(ticket.id))
            #expect(page.status == 403)
            #expect(!page.body.contains("Budi Santoso") && !page.body.contains("Ditolak di IGD"))
            #expect(try await tester.post("/tickets/\(ticket.id)/notes", ["note": "Halo."]).status == 403)
            #expect(try await tester.post("/tickets/\(ticket.id)/closures", ["closing": "Halo."]).status == 403)
        }
    }

    @Test("a ticket that is not there is not found")
    func missing() async throws {
        try await withCentre { centre in
            let tester = try await centre.tester(centre.sari)
            let nowhere = centre.budi.id.named(TicketID.self)
            #expect(try await tester.get("/tickets/nonsense").status == 404)
            #expect(try await tester.get(.ticket(nowhere)).status == 404)
            #expect(try await tester.post("/tickets/\(nowhere)/notes", ["note": "Halo."]).status == 404)
        }
    }

    @Test("every word is there in both languages")
    func words() throws {
        let others = [StaffRoom.bundle, MembersRoom.bundle, ContactsRoom.bundle]
        let problems = try WordCheck.problems(in: [TicketsRoom.bundle], using: others)
        #expect(problems.isEmpty, "\(problems)")
        let catalogue = try Catalogue(bundles: [TicketsRoom.bundle])
        for refusal in TicketRefusal.allCases {
            #expect(catalogue.entries["tickets.refused.\(refusal.rawValue)"] != nil, "\(refusal)")
        }
        for colour in TicketColour.allCases { #expect(catalogue.entries["tickets.colour.\(colour.rawValue)"] != nil) }
        let keys =
            TicketPriority.allCases.map { "priority.\($0.rawValue)" }
            + UrgentMark.allCases.map { "mark.\($0.rawValue)" }
            + ClockKind.allCases.map { "clock.\($0.rawValue)" } + ClockCause.allCases.map { "cause.\($0.rawValue)" }
            + PauseReason.allCases.map { "pause.\($0.rawValue)" } + ClockLevel.allCases.map { "level.\($0.rawValue)" }
            + TicketClock.State.allCases.map { "clock-state.\($0.rawValue)" }
            + ClockRule.Counting.allCases.map { "counts.\($0.rawValue)" }
            + ClockPolicyRefusal.allCases.map { "policies.refused.\($0.rawValue)" }
            + TicketColour.allCases.map { "colour-means.\($0.rawValue)" }
        for key in keys { #expect(catalogue.entries["tickets.\(key)"] != nil, "\(key)") }
        for state in TicketFilter.State.allCases {
            #expect(catalogue.entries["tickets.state.\(state.rawValue)"] != nil)
        }
        let listed =
            HouseView.allCases.map { "views.house.\($0.rawValue)" }
            + TicketViewRefusal.allCases.map { "views.refused.\($0.rawValue)" }
            + TicketBulkRefusal.allCases.map { "bulk.refused.\($0.rawValue)" }
            + TicketUndoRefusal.allCases.map { "bulk.kept.\($0.rawValue)" }
            + TicketDeed.Kind.allCases.map { "bulk.did.\($0.rawValue)" }
            + TicketPriority.allCases.map { "bulk.deed.priority.\($0.rawValue)" }
        for key in listed { #expect(catalogue.entries["tickets.\(key)"] != nil, "\(key)") }
    }
}
