import Contacts
import Database
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

@Suite("The page of satisfaction")
struct SatisfactionPageTests {
    private let day = Duration.seconds(86_400)

    private func withYes(_ dialect: Dialect = .sqlite, _ body: (NoticeOffice) async throws -> Void) async throws {
        try await NoticeOffice.during(dialect) { office in
            try await office.setAddress()
            try await office.agree()
            try await body(office)
        }
    }

    @Test(
        "without signing in it takes a score and a remark, and a better one later; both stay in the story",
        arguments: Dialect.allCases)
    func answers(_ dialect: Dialect) async throws {
        try await withYes(dialect) { office in
            let (ticket, link) = try await office.asked()
            let tester = office.stranger()
            let page = try await tester.get(link)
            #expect(page.status == 200)
            for shown in [
                ticket.number.description, "Sangat tidak puas", "Tidak puas", "Cukup puas", "Puas", "Sangat puas",
                "type=\"radio\"", "berlaku sampai 6 Des 2025", "Kirim penilaian",
            ] {
                #expect(page.body.contains(shown), "\(shown)")
            }
            let budi = office.centre.budi
            for hidden in [
                "Budi", "Santoso", budi.nik.digits, budi.card.digits, "1111-2222", "11112222", "contoh.id", "IGD",
                "keluarganya", "<nav",
                " checked",
            ] {
                #expect(!page.body.contains(hidden), "\(hidden)")
            }
            let first = try await tester.post(link, ["score": "4", "remark": "Cepat, terima kasih."])
            #expect(first.status == 303 && first.location == link.text)
            let between = try await tester.get(link)
            #expect(between.body.contains("Terima kasih. Penilaian Bapak/Ibu tersimpan."))
            #expect(between.body.contains("value=\"4\" checked") && between.body.contains("Cepat, terima kasih."))
            #expect(try await tester.post(link, ["score": "4", "remark": "Cepat, terima kasih."]).status == 303)
            #expect(try await office.ratings(of: ticket.id).count == 1, "the same again changes nothing")
            let second = try await tester.post(link, ["score": "2", "remark": "Ternyata berbelit."])
            #expect(second.status == 303)
            let ratings = try await office.ratings(of: ticket.id)
            #expect(ratings.map(\.score) == [.satisfied, .little] && ratings.map(\.means) == [.link, .link])
            #expect(ratings.map(\.remark) == ["Cepat, terima kasih.", "Ternyata berbelit."])
            let story = try await office.centre.tester(office.centre.sari).get(.ticket(ticket.id))
            for told in [
                "Ditanyai kepuasannya lewat surel", "Menilai layanan 4 dari 5: puas",
                "Menilai layanan 2 dari 5: tidak puas", "Peserta, lewat tautan", "Ternyata berbelit.",
            ] {
                #expect(story.body.contains(told), "\(told)")
            }
            let found = try await office.centre.tickets.list(
                TicketFilter(state: .closed, words: "berbelit"), at: office.centre.clock.now())
            #expect(found.tickets.map(\.id) == [ticket.id])
        }
    }

    @Test("what is no answer is not taken, and what is hostile stays text")
    func hostile() async throws {
        try await withYes { office in
            let (ticket, link) = try await office.asked()
            let tester = office.stranger()
            for score in ["", "0", "6", "-1", "5.0", "lima", "99999999999999999999"] {
                let page = try await tester.post(link, ["score": score, "remark": "Tetap ada."])
                #expect(page.status == 422 && page.body.contains("Pilih satu dari lima."), "\(score)")
                #expect(page.body.contains("Tetap ada."))
            }
            let long = try await tester.post(link, ["score": "5", "remark": String(repeating: "x", count: 501)])
            #expect(long.status == 422 && long.body.contains("paling banyak 500 huruf"))
            let control = try await tester.post(link, ["score": "5", "remark": "a\u{1B}[31mb"])
            #expect(control.status == 422 && control.body.contains("tidak dapat dibaca"))
            let elsewhere = try await office.stranger().send(
                "POST", link, headers: ["Content-Type": "application/x-www-form-urlencoded"],
                body: Array("score=1".utf8))
            #expect(elsewhere.status == 403)
            #expect(try await office.ratings(of: ticket.id).isEmpty)
            let hostile = "</textarea><script>alert(1)</script> {{t.satisfaction.title}} '; DROP TABLE tickets; --"
            #expect(try await tester.post(link, ["score": "1", "remark": hostile]).status == 303)
            let sari = try await office.centre.tester(office.centre.sari)
            for page in [try await tester.get(link), try await sari.get(.ticket(ticket.id))] {
                #expect(page.status == 200 && !page.body.contains("<script>alert"))
                #expect(page.body.contains("&lt;script&gt;alert(1)") && page.body.contains("{{t.satisfaction.title}}"))
            }
        }
    }

    @Test("changed in any part a link opens nothing", arguments: Dialect.allCases)
    func forged(_ dialect: Dialect) async throws {
        try await withYes(dialect) { office in
            let (first, second) = (try await office.asked(1), try await office.asked(2))
            let link = first.link.text
            let key = try #require(link.split(separator: "=").last)
            let end = try #require(link.split(separator: "?").first?.split(separator: ".").last)
            let forgeries = [
                link.replacing("\(first.ticket.id)", with: "\(second.ticket.id)"),
                link.replacing(".\(end)?", with: ".\((Int64(end) ?? 0) + 86_400)?"),
                link.replacing(key, with: "\(key.hasPrefix("0") ? "1" : "0")\(key.dropFirst())"),
                link.replacing(key, with: String(repeating: "0", count: 64)),
                link.replacing("?key=\(key)", with: ""), link.replacing("/satisfaction/", with: "/answers/"),
                "/satisfaction/x?key=\(key)", "/satisfaction/%00?key=%00",
            ]
            let tester = office.stranger()
            for forgery in forgeries {
                let path = try #require(Path(local: forgery))
                let page = try await tester.get(path)
                #expect(page.status == 404 && page.body.contains("Tautan ini tidak dikenal"), "\(forgery)")
                #expect(try await tester.post(path, ["score": "1", "status": "done", "answer": "x"]).status == 404)
            }
            #expect(try await tester.get(first.link).status == 200)
            #expect(try await office.ratings(of: second.ticket.id).isEmpty)
        }
    }

    @Test(
        "it lasts fourteen days, and dies when the ticket is opened again; another closing asks anew",
        arguments: Dialect.allCases)
    func ends(_ dialect: Dialect) async throws {
        try await withYes(dialect) { office in
            let (first, second) = (try await office.asked(1), try await office.asked(2))
            let tester = office.stranger()
            func isOver(_ link: Path, _ words: String) async throws -> Bool {
                let page = try await tester.get(link)
                let posted = try await tester.post(link, ["score": "3"])
                return page.status == 410 && page.body.contains(words) && posted.status == 410
            }
            let id = first.ticket.id
            try await office.act { transaction, _ in
                _ = try transaction.execute(
                    "UPDATE tickets SET closed_at = NULL, closed_by = NULL, closing_text = NULL WHERE id = \(id)")
            }
            #expect(try await isOver(first.link, "tidak berlaku lagi"))
            #expect(try await tester.get(second.link).status == 200)
            try await office.closeAndAsk(id)
            #expect(try await isOver(first.link, "tidak berlaku lagi"), "also when it is closed another time")
            let third = try #require(try await office.questions().last.flatMap(office.link(in:)))
            #expect(third != first.link)
            #expect(try await tester.post(third, ["score": "3"]).status == 303)
            office.centre.clock.advance(by: day * 14 - .seconds(1))
            #expect(try await tester.get(third).status == 200)
            office.centre.clock.advance(by: .seconds(1))
            #expect(try await isOver(third, "sudah kedaluwarsa"))
            #expect(try await office.ratings(of: id).map(\.score) == [.fair])
        }
    }

    @Test("many wrong links from one address have to wait, of both kinds together; other addresses do not")
    func locked() async throws {
        try await withYes { office in
            let link = try await office.asked().link
            let guesser = office.stranger("10.0.0.66")
            for _ in 0..<25 {
                #expect(try await guesser.get("/satisfaction/x?key=1").status == 404)
                #expect(try await guesser.get("/answers/x?key=1").status == 404)
            }
            let locked = try await guesser.get("/satisfaction/x?key=1")
            #expect(locked.status == 429 && locked.body.contains("Terlalu banyak tautan yang salah"))
            #expect(try await guesser.get(link).status == 200)
            #expect(try await office.stranger("10.0.0.67").get(link).status == 200)
        }
    }

    @Test("its figures stand with the repeats: asked and answered, by link and by telephone, month by month")
    func figures() async throws {
        try await withYes { office in
            let link = try await office.asked(1).link
            _ = try await office.asked(2)
            #expect(try await office.stranger().post(link, ["score": "2"]).status == 303)
            let page = try await office.centre.tester(office.centre.sari).get("/repeats")
            #expect(page.status == 200)
            let said = "2 ditanyai lewat surel, 1 menjawab lewat tautan; 4 menjawab lewat telepon"
            for shown in [
                "Kepuasan", "3,4 dari 5", said, "Nov 2025", "Jun 2025", "2,0", "3,8", "aria-label=\"\(said)\"",
            ] {
                #expect(page.body.contains(shown), "\(shown)")
            }
            #expect(!page.body.contains("Mei 2025"))
        }
    }

    @Test("where nobody rings and nobody was asked the figures say so")
    func empty() async throws {
        try await withCentre { centre in
            let page = try await centre.tester(centre.sari).get("/repeats")
            #expect(page.status == 200 && page.body.contains("– dari 5"))
            #expect(page.body.contains("Belum ada yang ditanyai atau menjawab"))
        }
    }
}
