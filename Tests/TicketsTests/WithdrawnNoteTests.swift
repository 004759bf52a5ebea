import Contacts
import Database
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

@Suite("A note that was withdrawn with its change of many tickets")
struct WithdrawnNoteTests {
    private func bulk(_ number: Int) -> TicketBulkID {
        var random = SeededRandom(seed: UInt64(number))
        return TicketBulkID(at: Timestamp(seconds: 1_763_773_200), random: &random)
    }

    /// Sari writes the same on all of them, takes it back, and writes what is right.
    private func write(_ centre: Centre, _ ids: [TicketID]) async throws {
        let sari = Author.person(centre.sari.id)
        try await centre.tickets.change(
            ids, .note, "Sistem klaim mati.", as: bulk(1), by: sari, at: centre.clock.now())
        centre.clock.advance(by: .seconds(60))
        try await centre.tickets.undo(bulk(1), by: sari, at: centre.clock.now())
        centre.clock.advance(by: .seconds(60))
        try await centre.tickets.change(
            ids, .note, "Hanya antrean yang lambat.", as: bulk(2), by: sari, at: centre.clock.now())
    }

    @Test("is not told to the branch, nor to the member who asks for all that is held on him")
    func readers() async throws {
        try await withCentre { centre in
            _ = try await centre.openOffices()
            let ticket = try await centre.escalatedCall(1)
            try await write(centre, [ticket.id])
            let page = try await centre.tester(centre.nur).get("/inbox/\(ticket.id)").body
            #expect(page.contains("Hanya antrean yang lambat.") && !page.contains("Sistem klaim mati."))
            let sari = try await centre.tester(centre.sari)
            let exports: Path = "/members/\(centre.budi.id)/exports"
            #expect(try await sari.post(exports, ["asking": "Telepon"]).status == 303)
            let members = MemberStore(centre.database)
            let request = try #require(try await members.dataRequests(of: centre.budi.id).first)
            let file = try await sari.post(
                "/members/\(centre.budi.id)/exports/\(request.id)/files", ["format": "json"])
            #expect(file.body.contains("Hanya antrean yang lambat.") && !file.body.contains("Sistem klaim mati."))
            let story = try await sari.get(.ticket(ticket.id)).body
            #expect(story.contains("Sistem klaim mati."), "the whole story tells both")
        }
    }

    @Test("stands where its ticket had changed since, and the change could not be taken back")
    func kept() async throws {
        try await withCentre { centre in
            let (first, second) = (try await centre.ticket(1).id, try await centre.ticket(2).id)
            let (sari, now) = (Author.person(centre.sari.id), centre.clock.now())
            try await centre.tickets.change(
                [first, second], .note, "Sistem klaim mati.", as: bulk(1), by: sari, at: now)
            try await centre.tickets.note(second, "Peserta menelepon lagi.", by: sari, at: now)
            #expect(try await centre.tickets.undo(bulk(1), by: sari, at: now).kept.count == 1)
            var facts: [JournalEntry] = []
            for id in [first, second] { facts += try #require(try await centre.tickets.story(id)).facts }
            let standing = try facts.withStandingNotes()
            #expect(standing.count == facts.count - 1)
            let notes = standing.filter { $0.kind == TicketFact.Noted.kind }
            #expect(
                try notes.compactMap { try $0.fact(TicketFact.Noted.self)?.text } == [
                    "Sistem klaim mati.", "Peserta menelepon lagi.",
                ])
            #expect(notes.allSatisfy { $0.subject == .ticket(second) })
        }
    }
}
