import Contacts
import Database
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

@Suite("A branch on the centre's page of a ticket")
struct EscalationPageTests {
    private func serve(_ centre: Centre) async throws {
        let branches = BranchStore(centre.database)
        let semarang = try #require(try await branches.branch(Offices.semarang))
        try await branches.edit(
            Offices.semarang, semarang, serving: [RegencyCode("3374")!], by: .system("test"), at: centre.clock.now())
    }

    @Test("where it lies, since when, with whom, how often it came back, and what the branch says and asks")
    func standing() async throws {
        try await withCentre { centre in
            _ = try await centre.openOffices()
            let ticket = try await centre.escalatedCall(1)
            let (smg, nur) = (Offices.semarang, centre.nur.id)
            let citra = try await centre.tester(centre.citra)
            let now = centre.clock.now()
            #expect(try await citra.get(.ticket(ticket.id)).body.contains("Di cabang Semarang: belum diambil"))
            try await centre.tickets.answer(ticket.id, .inProcess, "Kami cek.", of: smg, by: .outsider, at: now)
            try await centre.tickets.answer(ticket.id, .done, "Kartu aktif.", of: smg, by: .person(nur), at: now)
            try await centre.tickets.reopen(ticket.id, reason: "Masih ditolak.", by: .person(centre.citra.id), at: now)
            try await centre.tickets.take(ticket.id, for: nur, of: smg, at: now)
            try await centre.tickets.ask(ticket.id, "RS mana?", of: smg, by: .person(nur), at: now)
            let page = try await citra.get(.ticket(ticket.id)).body
            for word in [
                "Di cabang Semarang, pada Nur Aini: diambil", "Kembali 1 kali", "Kartu aktif.", "RS mana?",
                "Jawab pertanyaan cabang", "Pindahkan ke cabang lain",
                "meneruskan ke cabang Semarang, menurut data peserta", "menjawab dari cabang Semarang: Selesai",
                "mengembalikan ke cabang Semarang, kali ke-1", "mengambil untuk cabang Semarang",
                "bertanya dari cabang Semarang", "Cabang, lewat tautan · menjawab dari cabang Semarang: Dalam proses",
            ] { #expect(page.contains(word), "\(word)") }
            #expect(!page.contains("Teruskan ke kantor cabang"))
            let told = try await citra.post("/tickets/\(ticket.id)/replies", ["reply": "RS Melati."])
            #expect(told.status == 303)
            let after = try await citra.get(.ticket(ticket.id)).body
            #expect(after.contains("menjawab cabang") && !after.contains("Jawab pertanyaan cabang"))
            let again = try await citra.post("/tickets/\(ticket.id)/replies", ["reply": "RS Melati."])
            #expect(again.status == 422 && again.body.contains("Pertanyaan cabang sudah dijawab."))
        }
    }

    @Test("the rules propose a branch and say why, and what they tried before")
    func proposal() async throws {
        try await withCentre { centre in
            _ = try await centre.openOffices()
            let contact = try await centre.conversation(1)
            let logged = try await centre.tickets.log(
                contact, centre.log(), ticket: .yellow, by: centre.citra.id, at: centre.clock.now())
            let id = try #require(logged.ticket).id
            let citra = try await centre.tester(centre.citra)
            let page = try await citra.get(.ticket(id)).body
            #expect(page.contains("Dicoba tempat tinggal peserta di Kota Semarang: belum ada cabang yang melayani"))
            #expect(page.contains("Usul: Semarang, karena cabang “Semarang” dalam data peserta."))
            #expect(page.contains("value=\"Semarang · SMG\""))
            try await serve(centre)
            #expect(
                try await citra.get(.ticket(id)).body.contains(
                    "Usul: Semarang, karena tempat tinggal peserta di Kota Semarang."))
            let handed = try await citra.post(
                "/tickets/\(id)/escalations", ["branch": "Semarang · SMG", "branch-reason": "Perlu dicek di RS."])
            #expect(handed.status == 303)
            let facts = try await Journal(centre.database).entries(about: .ticket(id))
            let fact = try #require(try facts.compactMap { try $0.fact(TicketFact.Escalated.self) }.first)
            #expect(fact.because == .home && fact.reason == "Perlu dicek di RS.")
            let red = try await citra.get(.ticket(id)).body
            #expect(red.contains("Merah") && red.contains("Di cabang Semarang: belum diambil"))
        }
    }

    @Test("a red ticket without a branch says so, on its page and in the centre's heap, until somebody chooses one")
    func unrouted() async throws {
        try await withCentre { centre in
            _ = try await centre.openOffices()
            let id = try await centre.ticket(1, .red).id
            let citra = try await centre.tester(centre.citra)
            let page = try await citra.get(.ticket(id)).body
            #expect(page.contains("Belum ada cabang yang memegang tiket merah ini."))
            #expect(page.contains("Tidak ada petunjuk: tiket ini tanpa peserta dan tanpa daerah."))
            let list = try await citra.get("/inbox").body
            #expect(list.contains("href=\"/tickets/\(id)\"") && list.contains("Belum ada cabang"))
            #expect(!list.contains("Terlewat") && !list.contains("name=\"q\""), "an agent has the centre's heaps alone")
            let handed = try await citra.post(
                "/tickets/\(id)/escalations", ["branch": "jyp", "branch-reason": "Peserta pindah."])
            #expect(handed.status == 303)
            #expect(try await citra.get("/inbox").body.contains("Semua tiket merah sudah ada di cabang."))
            let questions = try await citra.get("/inbox?heap=questions").body
            #expect(questions.contains("Tidak ada cabang yang menunggu jawaban."))
        }
    }

    @Test("refusals stand beside their fields, and what was typed stays")
    func refusals() async throws {
        try await withCentre { centre in
            _ = try await centre.openOffices()
            let red = try await centre.ticket(1, .red).id
            let there = try await centre.escalated(2)
            let citra = try await centre.tester(centre.citra)
            let cases: [(TicketID, String, [String: String], said: String, kept: String)] = [
                (
                    red, "escalations", ["branch": "Atlantis", "branch-reason": "A."], "tidak dikenal",
                    "value=\"Atlantis\""
                ),
                (red, "escalations", ["branch": "UNG", "branch-reason": " "], "Tulis dahulu", "value=\"UNG\""),
                (
                    there, "escalations", ["branch": "UNG", "branch-reason": "A."], "Tiket sudah di cabang.",
                    "value=\"A.\""
                ),
                (there, "passings", ["branch": "SMG", "branch-reason": "B."], "sudah di cabang ini", "value=\"B.\""),
                (
                    red, "passings", ["branch": "SMG", "branch-reason": "B."], "tidak di cabang mana pun",
                    "value=\"B.\""
                ),
                (there, "replies", ["reply": "Ya."], "sudah dijawab", "Di cabang Semarang"),
            ]
            for (id, deed, form, said, kept) in cases {
                let answer = try await citra.post("/tickets/\(id)/\(deed)", form)
                #expect(answer.status == 422 && answer.body.contains(said), "\(deed) \(form)")
                #expect(answer.body.contains(kept), "\(deed) \(form)")
            }
            try await centre.tickets.close(there, "Selesai.", by: .person(centre.citra.id), at: centre.clock.now())
            let closed = try await citra.post(
                "/tickets/\(there)/passings", ["branch": "UNG", "branch-reason": "Lagi."])
            #expect(closed.status == 422 && closed.body.contains("Tiket sudah ditutup."))
            let nowhere = centre.budi.id.named(TicketID.self)
            #expect(
                try await citra.post("/tickets/\(nowhere)/passings", ["branch": "UNG", "branch-reason": "A."]).status
                    == 404)
        }
    }

    @Test("who hands over, passes on and replies, cell by cell", arguments: Role.allCases)
    func permissions(_ role: Role) async throws {
        try await withCentre { centre in
            _ = try await centre.openOffices()
            let (red, there) = (try await centre.ticket(1, .red).id, try await centre.escalated(2))
            try await centre.tickets.ask(
                there, "Kelas?", of: Offices.semarang, by: .person(centre.nur.id), at: centre.clock.now())
            let guest = try await centre.hire("Tamu", "tamu", [role])
            let tester = try await centre.tester(guest)
            let may = [Role.inbound, .outbound, .social, .supervisor].contains(role)
            let reads = may || [.quality, .backOffice].contains(role)
            let page = try await tester.get(.ticket(there))
            #expect(page.status == (reads ? 200 : 403), "\(role)")
            #expect(page.body.contains("/replies") == may && page.body.contains("/passings") == may, "\(role)")
            for (path, form): (Path, [String: String]) in [
                ("/tickets/\(there)/replies", ["reply": "Dua."]),
                ("/tickets/\(there)/passings", ["branch": "UNG", "branch-reason": "Wilayah."]),
                ("/tickets/\(red)/escalations", ["branch": "UNG", "branch-reason": "Wilayah."]),
            ] {
                #expect(try await tester.post(path, form).status == (may ? 303 : 403), "\(role) \(path)")
            }
        }
    }
}
