import Contacts
import Database
import Foundation
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

@Suite("Notes, drafts and mentions")
struct NoteStoreTests {
    @Test("names are called by @, not by an address of mail, and a full stop is none of theirs")
    func names() {
        func read(_ text: String) -> [String] { NoteMentions.names(in: text).map(\.text) }
        #expect(read("@dewi tolong cek.") == ["dewi"])
        #expect(read("Sudah ke @Dewi. Lalu (@sari), @dewi lagi") == ["dewi", "sari"])
        #expect(read("budi@contoh.id, a.@dewi, @@sari, @1dewi, @ab") == [])
        #expect(read("@citra.lestari-2_") == ["citra.lestari-2"])
        #expect(read(String(repeating: "@", count: 4_000)) == [])
    }

    @Test("a note is private or not, and one from before is not", arguments: Dialect.allCases)
    func privacy(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let ticket = try await centre.ticket(1)
            let (author, now) = (Author.person(centre.citra.id), centre.clock.now())
            try await centre.tickets.note(ticket.id, "Untuk kita.", isPrivate: true, by: author, at: now)
            try await centre.tickets.note(ticket.id, "Untuk semua.", by: author, at: now)
            try await centre.database.write { transaction in
                try transaction.append(OldNote(text: "Lama."), about: .ticket(ticket.id), by: author, at: now)
            }
            let notes = try await centre.tickets.story(ticket.id)?.facts.compactMap {
                try $0.fact(TicketFact.Noted.self)
            }
            #expect(notes?.map(\.isPrivate) == [true, false, false])
            #expect(notes?.map(\.text) == ["Untuk kita.", "Untuk semua.", "Lama."])
        }
    }

    private struct OldNote: Fact {
        static let kind = "ticket.noted"
        let text: String
    }

    @Test("what the member is told of his tickets leaves private notes out")
    func told() async throws {
        try await withCentre { centre in
            let ticket = try await centre.complaint(1)
            let (author, now) = (Author.person(centre.citra.id), centre.clock.now())
            try await centre.tickets.note(ticket.id, "Catatan terbuka.", by: author, at: now)
            try await centre.tickets.note(ticket.id, "Catatan rahasia.", isPrivate: true, by: author, at: now)
            let asked = centre.budi.id.named(DataRequestID.self)
            try await MemberStore(centre.database).askForData(
                asked, of: centre.budi.id, "Surat", by: author, at: now)
            let file = try await centre.tester(centre.sari).post(
                "/members/\(centre.budi.id)/exports/\(asked)/files", ["format": "json"])
            #expect(file.status == 200)
            #expect(file.body.contains("Catatan terbuka.") && !file.body.contains("Catatan rahasia."))
        }
    }

    @Test("everybody's draft is kept apart, seen by all, and gone with the own note", arguments: Dialect.allCases)
    func drafts(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let ticket = try await centre.ticket(1)
            let (citra, dewi, now) = (centre.citra.id, centre.dewi.id, centre.clock.now())
            try await centre.tickets.draft(ticket.id, "Saya telepon", isPrivate: false, by: citra, at: now)
            centre.clock.advance(by: .seconds(5))
            try await centre.tickets.draft(
                ticket.id, "Saya sudah", isPrivate: true, by: dewi, at: centre.clock.now())
            let all = try await centre.tickets.draft(
                ticket.id, "Saya telepon RS", isPrivate: false, by: citra, at: centre.clock.now() + .seconds(1))
            #expect(all.map(\.person) == [dewi, citra])
            #expect(all.map(\.text) == ["Saya sudah", "Saya telepon RS"] && all.map(\.isPrivate) == [true, false])

            try await centre.tickets.note(ticket.id, "Saya telepon RS.", by: .person(citra), at: centre.clock.now())
            #expect(try await centre.tickets.drafts(on: ticket.id).map(\.text) == ["Saya sudah"])
            try await centre.tickets.note(ticket.id, "Saya sudah.", by: .person(dewi), at: centre.clock.now())
            #expect(try await centre.tickets.drafts(on: ticket.id).isEmpty)
            #expect(try await centre.facts(ticket.id) == ["ticket.opened", "ticket.noted", "ticket.noted"])

            try await centre.tickets.draft(ticket.id, "x", isPrivate: false, by: citra, at: centre.clock.now())
            let none = try await centre.tickets.draft(
                ticket.id, " \n", isPrivate: false, by: citra, at: centre.clock.now())
            #expect(none.isEmpty)
        }
    }

    @Test("a draft that cannot become a note is refused", arguments: Dialect.allCases)
    func refusedDrafts(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let ticket = try await centre.ticket(1)
            func draft(_ id: TicketID, _ text: String) async throws {
                try await centre.tickets.draft(
                    id, text, isPrivate: false, by: centre.citra.id, at: centre.clock.now())
            }
            await #expect(throws: TicketRefusal.noSuchTicket) {
                try await draft(centre.budi.id.named(TicketID.self), "Halo")
            }
            await #expect(throws: TicketRefusal.textTooLong) {
                try await draft(ticket.id, String(repeating: "a", count: Ticket.longestText + 1))
            }
            await #expect(throws: TicketRefusal.textUnreadable) { try await draft(ticket.id, "a\0b") }
            try await centre.tickets.close(
                ticket.id, "Selesai.", by: .person(centre.citra.id), at: centre.clock.now())
            await #expect(throws: TicketRefusal.closed) { try await draft(ticket.id, "Halo") }
        }
    }

    @Test("whom a note calls finds it, until the ticket is opened", arguments: Dialect.allCases)
    func mentions(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let (one, other) = (try await centre.ticket(1), try await centre.ticket(2))
            let author = Author.person(centre.citra.id)
            // Nur reads no tickets, nobody is called budi, and Citra calls herself.
            try await centre.tickets.note(
                one.id, "@dewi dan @sari, juga @nur, @budi, @citra: tolong.", by: author, at: centre.clock.now())
            centre.clock.advance(by: .seconds(60))
            try await centre.tickets.note(other.id, "@dewi @dewi cek lagi", by: author, at: centre.clock.now())
            let dewis = try await centre.tickets.mentions(of: centre.dewi.id)
            #expect(dewis.map(\.ticket.id) == [other.id, one.id] && dewis.map(\.by) == [author, author])
            #expect(dewis[0].text == "@dewi @dewi cek lagi" && dewis.allSatisfy { $0.readAt == nil })
            #expect(try await centre.tickets.unreadMentions(of: centre.dewi.id) == 2)
            #expect(try await centre.tickets.unreadMentions(of: centre.sari.id) == 1)
            for nobody in [centre.nur, centre.citra, centre.rahmat] {
                #expect(try await centre.tickets.unreadMentions(of: nobody.id) == 0)
            }
            let page = try await centre.tester(centre.dewi).get(.ticket(one.id))
            #expect(page.status == 200)
            #expect(try await centre.tickets.unreadMentions(of: centre.dewi.id) == 1)
            #expect(try await centre.tickets.mentions(of: centre.dewi.id).map { $0.readAt != nil } == [false, true])
            #expect(try await centre.tickets.unreadMentions(of: centre.sari.id) == 1)
            let read = try await centre.facts(one.id)
            _ = try await centre.tester(centre.dewi).get(.ticket(one.id))
            #expect(read.last == "ticket.mention-read")
            #expect(try await centre.facts(one.id) == read)
        }
    }
}
