import Contacts
import Database
import Foundation
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

@Suite("The pages of the inbox")
struct InboxPageTests {
    @Test("the branch's page tells all that it needs, and nothing that is the centre's own")
    func page() async throws {
        try await withCentre { centre in
            _ = try await centre.openOffices()
            let ticket = try await centre.escalatedCall(1)
            try await centre.tickets.recolour(
                ticket.id, .yellow, reason: "Salah warna, rahasia pusat.", by: .person(centre.sari.id),
                at: centre.clock.now())
            let nur = try await centre.tester(centre.nur)
            let page = try await nur.get("/inbox/\(ticket.id)").body
            for word in [
                ticket.number.description, "Ditolak di IGD, kartu aktif.", "Budi Santoso", "Kelas II", "Aktif",
                "Di cabang Semarang: belum diambil", "Mulai 22 Nov 2025 08.02", "Jawaban cabang",
                "meneruskan ke cabang Semarang, menurut data peserta", "Teruskan ke cabang lain", "0812-xxxx-xxxx",
            ] { #expect(page.contains(word), "\(word)") }
            for word in ["rahasia pusat", "0812-1111-2222", "0001234567812", "3374011204850012", "/tickets/"] {
                #expect(!page.contains(word), "\(word)")
            }
            centre.clock.advance(by: .seconds(30 * 3_600))
            try await centre.rounds.round()
            // A session does not last so long.
            let later = try await centre.tester(centre.nur).get("/inbox/\(ticket.id)").body
            #expect(later.contains("waktu Seluruh tiket terlewati"))
            #expect(
                later.components(separatedBy: "Ditolak di IGD, kartu aktif.").count == 3, "its matter, and one line")
            let looks = try await Journal(centre.database).entries(about: .member(centre.budi.id))
            let look = try #require(looks.last)
            #expect(look.author == .person(centre.nur.id))
            #expect(try look.fact(MemberFact.Looked.self)?.because == Subject.ticket(ticket.id).text)
        }
    }

    @Test("taken, asked, answered in process, told by the centre, answered as done: each step stands on the page")
    func whole() async throws {
        try await withCentre { centre in
            _ = try await centre.openOffices()
            let id = try await centre.escalated(1)
            let nur = try await centre.tester(centre.nur)
            func post(_ deed: String, _ form: [String: String] = [:]) async throws -> PageTester.Answer {
                try await nur.post("/inbox/\(id)/\(deed)", form)
            }
            #expect(try await post("takings").location == "/inbox/\(id)")
            #expect(try await nur.get("/inbox/\(id)").body.contains("pada Nur Aini: diambil"))
            #expect(try await post("questions", ["question": "Kelas berapa?"]).status == 303)
            let asked = try await nur.get("/inbox/\(id)").body
            #expect(asked.contains("Kelas berapa?") && !asked.contains("name=\"question\""))
            let twice = try await post("questions", ["question": "Dan NIK?"])
            #expect(twice.status == 422 && twice.body.contains("Masih ada pertanyaan yang menunggu jawaban."))
            #expect(try await post("answers", ["status": "in-process", "answer": "Kami cek ke RS."]).status == 303)
            try await centre.tickets.reply(id, "Kelas dua.", by: .person(centre.citra.id), at: centre.clock.now())
            let told = try await nur.get("/inbox/\(id)").body
            #expect(
                told.contains("Kelas dua.") && told.contains("Kami cek ke RS.") && told.contains("name=\"question\""))
            #expect(try await post("answers", ["status": "done", "answer": "Kartu aktif lagi."]).status == 303)
            let done = try await nur.get("/inbox/\(id)").body
            #expect(done.contains("Menunggu konfirmasi peserta.") && !done.contains("/answers\""))
            let late = try await post("answers", ["status": "done", "answer": "Lagi."])
            #expect(late.status == 422 && late.body.contains("Cabang sudah menyatakan selesai."))
            let heap = try await nur.get("/inbox?heap=done").body
            #expect(heap.contains("/inbox/\(id)") && heap.contains("Menunggu konfirmasi"))
        }
    }

    @Test("of two people who take it at once the second sees who has it")
    func twoAtOnce() async throws {
        try await withCentre { centre in
            let offices = try await centre.openOffices()
            let id = try await centre.escalated(1)
            let (nur, tuti) = (try await centre.tester(centre.nur), try await centre.tester(offices.tuti))
            #expect(try await tuti.get("/inbox/\(id)").body.contains("/takings"))
            #expect(try await nur.post("/inbox/\(id)/takings").status == 303)
            let second = try await tuti.post("/inbox/\(id)/takings")
            #expect(second.status == 422 && second.body.contains("Sudah diambil Nur Aini."))
            #expect(
                second.body.contains("pada Nur Aini: diambil") && !second.body.contains("action=\"/inbox/\(id)/takings")
            )
            #expect(try await nur.post("/inbox/\(id)/takings").status == 303, "taking again changes nothing")
            #expect(try await centre.facts(id).filter { $0 == "ticket.taken" }.count == 1)
        }
    }

    @Test("what is missing or wrong is said beside its field, and what was typed stays")
    func gaps() async throws {
        try await withCentre { centre in
            _ = try await centre.openOffices()
            let id = try await centre.escalated(1)
            let nur = try await centre.tester(centre.nur)
            let cases: [(String, [String: String], said: String, kept: String)] = [
                (
                    "answers", ["answer": "Sudah kami cek."], "Pilih: dalam proses atau selesai.",
                    ">Sudah kami cek.</textarea>"
                ),
                ("answers", ["status": "done", "answer": " "], "Tulis dahulu isinya.", "value=\"done\" checked"),
                ("questions", ["question": "\n"], "Tulis dahulu isinya.", "<details open>"),
                (
                    "passings", ["branch": "Atlantis", "pass-reason": "Salah alamat."], "Cabang ini tidak dikenal.",
                    ">Salah alamat.</textarea>"
                ),
                (
                    "passings", ["branch": "SMG", "pass-reason": "Di sini."], "Tiket sudah di cabang ini.",
                    "value=\"SMG\""
                ),
                ("passings", ["branch": "Ungaran"], "Tulis dahulu isinya.", "value=\"Ungaran\""),
                ("phone-looks", ["reason": "other", "words": " "], "perlu keterangan", "class=\"unmask\" open"),
                (
                    "answers", ["status": "done", "answer": String(repeating: "a", count: 4_001)],
                    "Paling panjang 4000 huruf.", "aaaa</textarea>"
                ),
            ]
            let contact = try await centre.escalatedCall(2)
            for (deed, form, said, kept) in cases {
                let place = deed == "phone-looks" ? contact.id : id
                let answer = try await nur.post("/inbox/\(place)/\(deed)", form)
                #expect(answer.status == 422 && answer.body.contains(said), "\(deed) \(form)")
                #expect(answer.body.contains(kept), "\(deed) \(form)")
            }
            #expect(try await nur.post("/inbox/\(contact.id)/phone-looks", ["reason": "x"]).status == 400)
            #expect(try await centre.facts(id) == ["ticket.opened", "ticket.escalated"])
        }
    }

    @Test(
        "a branch passes on to another by name or code, and has it no more",
        arguments: ["Ungaran", "ung", "Ungaran · UNG"])
    func passing(_ typed: String) async throws {
        try await withCentre { centre in
            let offices = try await centre.openOffices()
            let id = try await centre.escalated(1)
            let nur = try await centre.tester(centre.nur)
            let page = try await nur.get("/inbox/\(id)").body
            #expect(
                page.contains("<option value=\"Ungaran · UNG\">") && !page.contains("<option value=\"Semarang · SMG\">")
            )
            let passed = try await nur.post(
                "/inbox/\(id)/passings", ["branch": typed, "pass-reason": "Peserta tinggal di Ungaran."])
            #expect(passed.status == 303 && passed.location == "/inbox")
            #expect(try await nur.get("/inbox/\(id)").status == 404)
            #expect(try await nur.post("/inbox/\(id)/answers", ["status": "done", "answer": "Ya."]).status == 404)
            let there = try await centre.tester(offices.ujang).get("/inbox/\(id)").body
            #expect(there.contains("memindahkan dari cabang Semarang ke Ungaran"))
            #expect(there.contains("Peserta tinggal di Ungaran."))
        }
    }

    @Test("the caller's number is shown once for a reason, and the reason stays in the story")
    func phone() async throws {
        try await withCentre { centre in
            _ = try await centre.openOffices()
            let ticket = try await centre.escalatedCall(1)
            let nur = try await centre.tester(centre.nur)
            let shown = try await nur.post("/inbox/\(ticket.id)/phone-looks", ["reason": "ring-back"])
            #expect(shown.status == 200 && shown.body.contains("0812-1111-2222"))
            let again = try await nur.get("/inbox/\(ticket.id)").body
            #expect(!again.contains("0812-1111-2222"))
            #expect(again.contains("melihat nomor penelepon dari cabang Semarang: Menelepon balik"))
            let bare = try await centre.escalated(2)
            #expect(try await nur.post("/inbox/\(bare)/phone-looks", ["reason": "ring-back"]).status == 404)
            #expect(try await centre.facts(bare) == ["ticket.opened", "ticket.escalated"])
        }
    }

    @Test("a telephone is enough: rows and no table, one column until the screen is wide, fields that need no zoom")
    func narrow() async throws {
        try await withCentre { centre in
            _ = try await centre.openOffices()
            let id = try await centre.escalated(1)
            let nur = try await centre.tester(centre.nur)
            for path: Path in ["/inbox", "/inbox/\(id)"] {
                let page = try await nur.get(path).body
                #expect(page.contains("name=\"viewport\" content=\"width=device-width, initial-scale=1\""))
                #expect(!page.contains("<table") && page.contains("tickets-inbox.css"))
            }
            let list = try await nur.get("/inbox").body
            #expect(list.contains("<li class=\"inbox-row\" data-row=\"ticket-\(id)\"><a class=\"inbox-link\""))
            #expect(list.contains("data-live=\"inbox-heaps\"") && list.contains("data-live=\"inbox-rows\""))
            #expect(list.contains("data-live-source=\"/inbox/live\""))
            let link = try #require(list.firstMatch(of: /href="(\/assets\/[^"]*tickets-inbox\.css)"/)).1
            let style = try await nur.get(Path(stringLiteral: String(link))).body
            let narrow = style.prefix { $0 != "@" }
            #expect(narrow.contains(".inbox-page { display: grid; grid-template-columns: minmax(0, 1fr);"))
            #expect(narrow.contains("min-block-size: 44px") && narrow.contains("font-size: 16px"))
            #expect(!narrow.contains("380px") && style.contains("@media (min-width: 981px)"))
        }
    }

    @Test("heaps show their counts and their rule, and the filters of the address reach the live stream")
    func filters() async throws {
        try await withCentre { centre in
            let offices = try await centre.openOffices()
            try await centre.escalated(1)
            let id = try await centre.escalated(2, to: Offices.ungaran)
            let laras = try await centre.tester(offices.laras)
            let list = try await laras.get("/inbox").body
            #expect(list.contains("Kedeputian Wilayah VI") && list.contains("<option value=\"UNG\">Ungaran</option>"))
            #expect(!list.contains("value=\"JYP\"") && !list.contains("Belum ada cabang"))
            #expect(list.contains("<span>Baru</span> <strong class=\"num\" data-tone=\"blue\">2</strong>"))
            let one = try await laras.get("/inbox?heap=new&branch=UNG").body
            #expect(one.contains("/inbox/\(id)") && one.contains("Belum diambil siapa pun di cabang."))
            #expect(one.contains("<span>Baru</span> <strong class=\"num\" data-tone=\"blue\">1</strong>"))
            #expect(one.contains("data-live-source=\"/inbox/live?heap=new&amp;branch=UNG\""))
            #expect(one.contains("value=\"UNG\" selected"))
            let nur = try await centre.tester(centre.nur).get("/inbox?branch=UNG").body
            #expect(!nur.contains("/inbox/\(id)") && !nur.contains("name=\"branch\""), "an officer has one branch")
        }
    }

    @Test("nonsense in addresses and forms changes nothing and breaks nothing")
    func hostile() async throws {
        try await withCentre { centre in
            _ = try await centre.openOffices()
            let id = try await centre.escalated(1, "<script>alert(1)</script> \"&' ﷽")
            let nur = try await centre.tester(centre.nur)
            for query in [
                "heap=x", "heap=unrouted", "heap=questions", "branch=%00", "branch=JYP%27--", "page=-1",
                "page=99999999999999999999", "q=%00", "q=%27%20OR%201%3D1", "q=%3Cb%3E",
                "q=" + String(repeating: "9", count: 500), "heap=new&heap=done&q=&page=",
            ] {
                let answer = try await nur.get(Path(stringLiteral: "/inbox?\(query)"))
                #expect(answer.status == 200, "\(query)")
                #expect(!answer.body.contains("<script>alert") && !answer.body.contains("<b>"), "\(query)")
            }
            let page = try await nur.get("/inbox/\(id)").body
            #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !page.contains("<script>alert"))
            for text in ["a\0b", "\u{0}"] {
                let answer = try await nur.post("/inbox/\(id)/questions", ["question": text])
                #expect(answer.status == 422 && answer.body.contains("karakter yang tidak dapat disimpan"))
            }
            let marked = try await nur.post("/inbox/\(id)/answers", ["status": "done\"><b>", "answer": "<b>tebal</b>"])
            #expect(marked.status == 422 && !marked.body.contains("<b>"))
            #expect(try await centre.facts(id) == ["ticket.opened", "ticket.escalated"])
        }
    }
}
