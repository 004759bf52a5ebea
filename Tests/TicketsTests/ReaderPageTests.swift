import Contacts
import Database
import Foundation
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

@Suite("Two people on one ticket")
struct ReaderPageTests {
    private struct Typed: Encodable {
        let text: String
        let isPrivate: Bool
    }

    private struct Name: Decodable, Equatable {
        let userName: String
        let name: String
    }

    private func live(_ ticket: Ticket) -> Path { "/tickets/\(ticket.id)/live" }
    private func drafts(_ ticket: Ticket) -> Path { "/tickets/\(ticket.id)/drafts" }

    /// The newest of a part.
    private func latest(_ part: String, _ events: [LiveEvent]) -> String? { events.last { $0.name == part }?.data }

    @Test("they see each other's name while the page is open, and no longer when it is closed", .timeLimit(.minutes(1)))
    func presence() async throws {
        try await withCentre { centre in
            let ticket = try await centre.ticket(1)
            let (citra, dewi) = (try await centre.tester(centre.citra), try await centre.tester(centre.dewi))
            // Often, since who goes at once is drawn while her coming still is.
            for _ in 1...20 {
                async let seen = citra.live(live(ticket)) { events in
                    let shown = events.filter { $0.name == "tickets-presence" }.map(\.data)
                    guard let came = shown.firstIndex(where: { $0.contains("Dewi Anggraini") }) else { return false }
                    return !shown[came...].allSatisfy { $0.contains("Dewi Anggraini") }
                }
                // Dewi reads until she sees Citra, then closes the page.
                let dewis = try await dewi.live(live(ticket)) { events in
                    latest("tickets-presence", events)?.contains("Juga membuka tiket ini: Citra Lestari") == true
                }
                #expect(!dewis.map(\.data).joined().contains("Dewi Anggraini"))
                let citras = try await seen
                #expect(latest("tickets-presence", citras)?.contains("Dewi Anggraini") == false)
            }
        }
    }

    @Test(
        "what one types the other sees, and it outlives the page; one's own stands in the form", .timeLimit(.minutes(1))
    )
    func typing() async throws {
        try await withCentre { centre in
            let ticket = try await centre.ticket(1)
            let (citra, dewi) = (try await centre.tester(centre.citra), try await centre.tester(centre.dewi))
            async let seen = citra.live(live(ticket)) { events in
                latest("tickets-drafts", events)?.contains("Saya hubungi &lt;RS&gt;") == true
            }
            let kept = try await dewi.postJSON(drafts(ticket), Typed(text: "Saya hubungi <RS>", isPrivate: true))
            #expect(kept.status == 200 && kept.body.contains("Draf tersimpan 08.00."))
            let shown = try #require(latest("tickets-drafts", try await seen))
            #expect(shown.contains("Dewi Anggraini") && shown.contains("Internal"))

            let others = try await citra.get(.ticket(ticket.id)).body
            #expect(
                others.contains("Draf Dewi Anggraini, 22 Nov 2025 08.00") && others.contains("Saya hubungi &lt;RS&gt;"))
            let own = try await dewi.get(.ticket(ticket.id)).body
            #expect(own.contains(">Saya hubungi &lt;RS&gt;</textarea>") && !own.contains("Draf Dewi"))
            #expect(own.contains("name=\"private\" value=\"yes\" checked"))
        }
    }

    @Test("both may add their notes: nothing of either is lost, and each draft goes with its note")
    func both() async throws {
        try await withCentre { centre in
            let ticket = try await centre.ticket(1)
            let (citra, dewi) = (try await centre.tester(centre.citra), try await centre.tester(centre.dewi))
            _ = try await citra.postJSON(drafts(ticket), Typed(text: "Dari Citra", isPrivate: false))
            _ = try await dewi.postJSON(drafts(ticket), Typed(text: "Dari Dewi", isPrivate: false))
            #expect(try await citra.post("/tickets/\(ticket.id)/notes", ["note": "Dari Citra."]).status == 303)
            let between = try await citra.get(.ticket(ticket.id)).body
            #expect(between.contains("Draf Dewi Anggraini") && between.contains("Dari Citra."))
            #expect(try await dewi.post("/tickets/\(ticket.id)/notes", ["note": "Dari Dewi."]).status == 303)
            let after = try await citra.get(.ticket(ticket.id)).body
            #expect(after.contains("Dari Citra.") && after.contains("Dari Dewi.") && !after.contains("Draf Dewi"))
        }
    }

    @Test("a draft on a ticket that was closed meanwhile stays to be read")
    func closed() async throws {
        try await withCentre { centre in
            let ticket = try await centre.ticket(1)
            let dewi = try await centre.tester(centre.dewi)
            _ = try await dewi.postJSON(drafts(ticket), Typed(text: "Belum selesai", isPrivate: false))
            try await centre.tickets.close(
                ticket.id, "Selesai.", by: .person(centre.citra.id), at: centre.clock.now())
            let page = try await dewi.get(.ticket(ticket.id)).body
            #expect(page.contains("Draf Anda, belum ditambahkan") && page.contains("Belum selesai"))
            let late = try await dewi.postJSON(drafts(ticket), Typed(text: "Lagi", isPrivate: false))
            #expect(late.status == 409 && late.body.contains("Tiket sudah ditutup."))
            #expect(
                try await dewi.postJSON("/tickets/\(centre.budi.id)/drafts", Typed(text: "x", isPrivate: false)).status
                    == 404)
            #expect(try await dewi.postJSON(drafts(ticket), ["text": "x"]).status == 400)
        }
    }

    @Test("who has the ticket open is told when somebody else changes it", .timeLimit(.minutes(1)))
    func news() async throws {
        try await withCentre { centre in
            let ticket = try await centre.ticket(1)
            let (citra, dewi) = (try await centre.tester(centre.citra), try await centre.tester(centre.dewi))
            async let seen = citra.live(live(ticket)) { latest("tickets-news", $0) != nil }
            // Until Citra's page is there.
            _ = try await dewi.live(live(ticket)) { latest("tickets-presence", $0)?.contains("Citra") == true }
            #expect(try await dewi.post("/tickets/\(ticket.id)/notes", ["note": "Sudah."]).status == 303)
            #expect(
                latest("tickets-news", try await seen)?.contains("Dewi Anggraini mengubah tiket ini pukul 08.00.")
                    == true)
        }
    }

    @Test("a live page is for those who read tickets")
    func readers() async throws {
        try await withCentre { centre in
            let ticket = try await centre.ticket(1)
            #expect(try await centre.tester(centre.nur).get(live(ticket)).status == 403)
            #expect(try await centre.tester(centre.citra).get("/tickets/\(centre.budi.id)/live").status == 404)
        }
    }

    @Test("names are offered by how they begin, of those who read tickets; the list of mentions shows what is new")
    func mentions() async throws {
        try await withCentre { centre in
            let ticket = try await centre.ticket(1)
            let (citra, dewi) = (try await centre.tester(centre.citra), try await centre.tester(centre.dewi))
            func offered(_ typed: String) async throws -> [String] {
                try await citra.get(Path.mentionNames(typed)).json([Name].self).map(\.userName)
            }
            for typed in ["de", "ANGG"] { #expect(try await offered(typed) == ["dewi"]) }
            for typed in ["nur", "rahmat"] { #expect(try await offered(typed).isEmpty) }
            #expect(try await offered("") == ["citra", "dewi", "sari"])

            #expect(try await citra.post("/tickets/\(ticket.id)/notes", ["note": "@dewi tolong <cek>"]).status == 303)
            #expect(try await dewi.get(.tickets).body.contains("Sebutan (1)"))
            let list = try await dewi.get("/tickets/mentions").body
            #expect(list.contains(ticket.number.description) && list.contains("@dewi tolong &lt;cek&gt;"))
            #expect(list.contains("Citra Lestari") && list.contains("Baru</span>"))
            _ = try await dewi.get(.ticket(ticket.id))
            let read = try await dewi.get("/tickets/mentions").body
            #expect(!read.contains("Baru</span>"))
            #expect(try await dewi.get(.tickets).body.contains("Sebutan (0)"))
            #expect(try await citra.get("/tickets/mentions").body.contains("Belum ada catatan yang menyebut Anda."))
        }
    }
}

extension Path {
    fileprivate static func mentionNames(_ typed: String) -> Path { Path("/tickets/mentions/names").with("q", typed) }
}
