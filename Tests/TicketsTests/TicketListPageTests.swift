import Contacts
import Database
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

@Suite("The list of tickets")
struct TicketListPageTests {
    private func search(
        _ typed: String, _ tester: PageTester, _ others: [String: String] = [:]
    ) async throws -> PageTester.Answer {
        try await tester.post("/tickets/searches", others.merging(["q": typed]) { _, new in new })
    }

    private func get(_ location: String?, _ tester: PageTester) async throws -> String {
        try await tester.get(try #require(location.flatMap { Path(local: $0) })).body
    }

    @Test("words lead to a list with the filters in its address, among all unless a state was chosen")
    func words() async throws {
        try await withCentre { centre in
            let red = try await centre.ticket(1, .red, "Rumah sakit Melati menolak")
            let yellow = try await centre.ticket(2, .yellow, "Rumah sakit penuh")
            try await centre.tickets.close(red.id, "Selesai.", by: .system("test"), at: centre.clock.now())
            let tester = try await centre.tester(centre.citra)
            let all = try await search("rumah menolak", tester)
            #expect(all.status == 303 && all.location == "/tickets?q=rumah%20menolak")
            let page = try await get(all.location, tester)
            #expect(page.contains(red.number.description) && !page.contains(yellow.number.description))
            #expect(page.contains("value=\"rumah menolak\"") && page.contains("1 tiket"))
            #expect(page.contains("href=\"/tickets?state=open&amp;q=rumah%20menolak\""))
            let narrow = try await search(
                "rumah", tester, ["colour": "yellow", "state": "open", "category": "health.hospital"])
            #expect(narrow.location == "/tickets?state=open&colour=yellow&category=health.hospital&q=rumah")
            let found = try await get(narrow.location, tester)
            #expect(found.contains(yellow.number.description) && !found.contains(red.number.description))
            #expect(found.contains("<option value=\"yellow\" selected>"))
            #expect(found.contains("<option value=\"health.hospital\" selected>"))
        }
    }

    @Test("every filter stands in the address and on the page; nonsense is left out")
    func filters() async throws {
        try await withCentre { centre in
            let red = try await centre.ticket(1, .red, "Rumah sakit Melati")
            let tester = try await centre.tester(centre.citra)
            let address =
                "/tickets?state=closed&colour=red&priority=low&region=3374&from=2025-11-01&until=2025-11-30&mine=1"
            let page = try await get(address, tester)
            for part in [
                "name=\"from\" value=\"2025-11-01\"", "name=\"until\" value=\"2025-11-30\"",
                "name=\"mine\" value=\"1\" checked", "<option value=\"3374\" selected>", "Tidak ada tiket yang cocok.",
                "<input type=\"hidden\" name=\"state\" value=\"closed\">",
            ] { #expect(page.contains(part), "\(part)") }
            #expect(page.contains("state=all&amp;colour=red&amp;priority=low&amp;region=3374"))
            let nonsense = "/tickets?state=x&colour=y&priority=z&from=kemarin&until=&at=after.1&member=x&caller=y&q=%00"
            #expect(try await get(nonsense, tester).contains(red.number.description))
            let hostile = try await get("/tickets?q=%22%3E%3Cscript%3E&category=%27%3B--", tester)
            #expect(!hostile.contains("<script>") && hostile.contains("Tidak ada tiket yang cocok."))
            let long = try await search(String(repeating: "kata ", count: 2_000), tester)
            #expect(long.status == 303)
            _ = try await get(long.location, tester)
            #expect(try await search("NEAR(\"a* ", tester).status == 303)
        }
    }

    @Test("a ticket's number leads to the ticket; one of none says so")
    func numbers() async throws {
        try await withCentre { centre in
            let ticket = try await centre.ticket(1)
            let tester = try await centre.tester(centre.citra)
            #expect(try await search("tkt 2511 1", tester).location == Path.ticket(ticket.id).text)
            #expect(try await tester.get("/tickets?q=TKT-2511-00001").location == Path.ticket(ticket.id).text)
            let none = try await search("TKT-2511-00099", tester, ["colour": "red"])
            #expect(none.location == "/tickets?colour=red")
            #expect(try await get(none.location, tester).contains("Tidak ada tiket dengan nomor itu."))
            #expect(try await search("%%%", tester).location == "/tickets")
            #expect(try await get("/tickets", tester).contains("Ketikan itu tidak dapat dicari."))
        }
    }

    @Test("a person's number finds the member's tickets, stands in no address, and the look leaves a fact")
    func people() async throws {
        try await withCentre { centre in
            let contact = try await centre.conversation(1)
            let (_, opened) = try await centre.tickets.log(
                contact, centre.log(), ticket: .red, by: centre.citra.id, at: centre.clock.now())
            let ticket = try #require(opened)
            let other = try await centre.ticket(2)
            let tester = try await centre.tester(centre.citra)
            for typed in ["3374011204850012", "NIK 3374 0112 0485 0012", "0001234567812", "0812-1111-2222"] {
                let answer = try await search(typed, tester)
                let location = try #require(answer.location)
                #expect(location.contains("member=\(centre.budi.id)"))
                #expect(
                    !location.contains("3374011204850012") && !location.contains("1234567812")
                        && !location.contains("81211112222"))
                let page = try await get(location, tester)
                #expect(page.contains(ticket.number.description) && !page.contains(other.number.description))
                #expect(page.contains("Tiket Budi Santoso, kartu"))
                #expect(!page.contains("Simpan sebagai tampilan"))
            }
            let looks = try await Journal(centre.database).entries(about: .member(centre.budi.id))
            #expect(try looks.last?.fact(MemberFact.Looked.self)?.because == "search:tickets")
            let nobody = try await search("0001234567899", tester)
            #expect(nobody.location == "/tickets")
            #expect(try await get("/tickets", tester).contains("Tidak ada peserta atau tiket dengan nomor itu."))
        }
    }

    @Test("whoever may not read members finds by telephone only, and nobody's name")
    func withoutMembers() async throws {
        try await withCentre { centre in
            let contact = try await centre.conversation(1)
            let (_, opened) = try await centre.tickets.log(
                contact, centre.log(), ticket: .red, by: centre.citra.id, at: centre.clock.now())
            let ticket = try #require(opened)
            let quality = try await centre.tester(as: .quality)
            let byCard = try await search("0001234567812", quality)
            #expect(byCard.location == "/tickets")
            #expect(try await get("/tickets", quality).contains("hanya untuk yang melayani peserta"))
            let byPhone = try await search("0812-1111-2222", quality)
            #expect(byPhone.location == "/tickets?caller=\(ticket.id)")
            let page = try await get(byPhone.location, quality)
            #expect(page.contains(ticket.number.description) && !page.contains("Budi Santoso"))
            let members = try #require(Path(local: "/tickets?member=\(centre.budi.id)"))
            #expect(try await quality.get(members).status == 403)
            let looks = try await Journal(centre.database).entries(about: .member(centre.budi.id))
            #expect(looks.allSatisfy { $0.kind != MemberFact.Looked.kind })
        }
    }

    @Test("the house's views and one's own stand above the list with their lengths")
    func views() async throws {
        try await withCentre { centre in
            try await centre.ticket(1, .red, marks: [.inpatientRefused])
            try await centre.ticket(2, .red)
            let (citra, sari) = (try await centre.tester(centre.citra), try await centre.tester(centre.sari))
            let start = try await get("/tickets", citra)
            #expect(start.contains("Merah tinggi <span class=\"num quiet\">1</span>"))
            #expect(start.contains("Milik saya <span class=\"num quiet\">2</span>"))
            #expect(start.contains("Lewat waktu <span class=\"num quiet\">0</span>"))
            #expect(!start.contains("Simpan sebagai tampilan"), "the plain list needs no name")
            let kept = try await citra.post("/tickets/views", ["name": "Merah <b>", "colour": "red"])
            #expect(kept.status == 303 && kept.location == "/tickets?colour=red")
            let page = try await get("/tickets?colour=red", citra)
            #expect(page.contains("aria-current=\"page\">Merah &lt;b&gt; <span class=\"num quiet\">2</span>"))
            #expect(try await !get("/tickets", sari).contains("Merah &lt;b&gt;"))
            let removal = try #require(page.firstMatch(of: /\/tickets\/views\/[0-9a-f-]+\/removals/)).output
            let path = try #require(Path(local: String(removal)))
            #expect(try await sari.post(path).status == 404)
            #expect(try await citra.post(path).status == 303)
            #expect(try await !get("/tickets?colour=red", citra).contains("Merah &lt;b&gt;"))
            #expect(try await citra.post(path).status == 404)
        }
    }

    @Test("a view is shared by those who may; a refused one keeps what was typed")
    func sharing() async throws {
        try await withCentre { centre in
            try await centre.ticket(1, .red)
            let (citra, sari) = (try await centre.tester(centre.citra), try await centre.tester(centre.sari))
            let fields = ["name": "Merah semua", "colour": "red", "shared": "1"]
            #expect(try await citra.post("/tickets/views", fields).status == 403)
            #expect(try await sari.post("/tickets/views", fields).status == 303)
            let page = try await get("/tickets?colour=red", citra)
            #expect(page.contains("Merah semua <span class=\"quiet\">· bersama</span>") && !page.contains("/removals"))
            let taken = try await sari.post("/tickets/views", fields)
            #expect(taken.status == 422 && taken.body.contains("Nama itu sudah dipakai."))
            #expect(
                taken.body.contains("value=\"Merah semua\"") && taken.body.contains("<option value=\"red\" selected>"))
            let personal = try await citra.post("/tickets/views", ["name": "Budi", "member": "\(centre.budi.id)"])
            #expect(personal.status == 422 && personal.body.contains("tidak dapat disimpan sebagai tampilan"))
        }
    }

    @Test("many are changed at once, those refused are named, and it is taken back")
    func bulk() async throws {
        try await withCentre { centre in
            let (first, second) = (try await centre.ticket(1, .red), try await centre.ticket(2, .red))
            let done = try await centre.ticket(3, .red)
            try await centre.tickets.close(done.id, "Selesai.", by: .system("test"), at: centre.clock.now())
            let sari = try await centre.tester(centre.sari)
            let list = try await get("/tickets?state=all&colour=red", sari)
            #expect(list.contains("name=\"ticket\" value=\"\(first.id)\"") && list.contains("Prioritas tinggi"))
            let id = try #require(list.firstMatch(of: /name="bulk" value="([0-9a-f-]+)"/)).1
            let fields =
                [first, second, done].map { ("ticket", "\($0.id)") } + [
                    ("deed", "close"), ("text", "Sudah dilayani."), ("bulk", String(id)), ("state", "all"),
                    ("colour", "red"),
                ]
            let answer = try await sari.post("/tickets/bulk-changes", list: fields)
            #expect(answer.status == 303 && answer.location == "/tickets?state=all&colour=red")
            let page = try await get(answer.location, sari)
            #expect(page.contains("Perubahan massal (penutupan): 2 tiket.") && page.contains("sampai 08.10"))
            #expect(page.contains("\(done.number)</a>: Tiket sudah ditutup orang lain."))
            #expect(try await centre.tickets.ticket(first.id)?.isOpen == false)
            let undo = try #require(Path(local: "/tickets/bulk-changes/\(id)/undoings"))
            #expect(page.contains(undo.text))
            let back = try await sari.post(undo, ["state": "all"])
            #expect(back.status == 303 && back.location == "/tickets?state=all")
            #expect(try await get(back.location, sari).contains("(penutupan) diurungkan: 2 dari 2 tiket."))
            #expect(try await centre.tickets.ticket(first.id)?.isOpen == true)
            #expect(try await sari.post(undo).status == 409)
            let story = try await get(Path.ticket(first.id).text, sari)
            #expect(story.contains("mengurungkan penutupan massal"))
        }
    }

    @Test("a change without ticks or words says so, and keeps what was ticked and typed")
    func bulkRefused() async throws {
        try await withCentre { centre in
            let ticket = try await centre.ticket(1)
            let sari = try await centre.tester(centre.sari)
            let none = try await sari.post("/tickets/bulk-changes", ["deed": "note", "text": "Halo."])
            #expect(
                none.status == 422 && none.body.contains("Centang tiketnya dahulu.")
                    && none.body.contains("value=\"Halo.\""))
            let empty = try await sari.post("/tickets/bulk-changes", ["deed": "close", "ticket": "\(ticket.id)"])
            #expect(empty.status == 422 && empty.body.contains("Tulis dahulu isinya."))
            #expect(empty.body.contains("aria-label=\"\(ticket.number)\" checked"))
            #expect(empty.body.contains("<option value=\"close\" selected>"))
            let deed = try await sari.post("/tickets/bulk-changes", ["deed": "delete", "ticket": "\(ticket.id)"])
            #expect(deed.status == 400)
            let strange = try await sari.post(
                "/tickets/bulk-changes", ["deed": "close", "text": "Halo.", "ticket": "' OR 1=1"])
            #expect(strange.status == 422)
            let nowhere = try #require(Path(local: "/tickets/bulk-changes/\(centre.budi.id)/undoings"))
            #expect(try await sari.post(nowhere).status == 404)
        }
    }

    @Test("who may read, keep and change many, cell by cell", arguments: Role.allCases)
    func permissions(_ role: Role) async throws {
        try await withCentre { centre in
            let ticket = try await centre.ticket(1, .red)
            let tester = try await centre.tester(as: role)
            let (mayRead, mayBulk) = (role.permissions.contains(.ticketsRead), role.permissions.contains(.ticketsBulk))
            let list = try await tester.get(.tickets)
            #expect(list.status == (mayRead ? 200 : 403))
            #expect(list.body.contains("name=\"ticket\"") == mayBulk)
            #expect(try await search("kartu", tester).status == (mayRead ? 303 : 403))
            let view = ["name": "Merah", "colour": "red"]
            #expect(try await tester.post("/tickets/views", view).status == (mayRead ? 303 : 403))
            let shared = ["name": "Merah bersama", "colour": "red", "shared": "1"]
            #expect(try await tester.post("/tickets/views", shared).status == (mayRead && mayBulk ? 303 : 403))
            let fields = ["deed": "note", "text": "Halo.", "ticket": "\(ticket.id)"]
            #expect(try await tester.post("/tickets/bulk-changes", fields).status == (mayBulk ? 303 : 403))
            let undo = try #require(Path(local: "/tickets/bulk-changes/\(ticket.id)/undoings"))
            #expect(try await tester.post(undo).status == (mayBulk ? 404 : 403))
            let removal = try #require(Path(local: "/tickets/views/\(ticket.id)/removals"))
            #expect(try await tester.post(removal).status == (mayRead ? 404 : 403))
            #expect(try await centre.facts(ticket.id).contains("ticket.noted") == mayBulk)
        }
    }
}
