import Contacts
import Database
import Kernel
import Mail
import Members
import Pages
import Staff
import Testing

@testable import Tickets

@Suite("A branch answers by a link")
struct AnswerLinkTests {
    private let day = Duration.seconds(86_400)

    @Test("the text of a link reads back, and nothing else reads as a link")
    func text() throws {
        var random = SeededRandom(seed: 5)
        let ticket = TicketID(at: Timestamp(seconds: 1_763_773_200), random: &random)
        let link = AnswerLink(
            ticket, NoticeOffice.semarang, loop: 2, expiresAt: Timestamp(microseconds: 1_764_378_000_900_000))
        #expect(link.description == "\(ticket).SMG.2.1764378000" && AnswerLink(link.description) == link)
        for wrong in [
            "", "\(ticket)", "\(ticket).SMG.2", "\(ticket).SMG.2.x", "\(ticket).SMG.2.1.1", "x.SMG.2.1",
            "\(ticket).smg.2.1764378000", "\(ticket).SMG.02.1764378000", "\(ticket).SMG.+2.1764378000",
            "\(ticket).SMG.2.-1", "\(ticket).SMG.2.999999999999", "\(ticket).S G.2.1",
        ] {
            #expect(AnswerLink(wrong) == nil, "\(wrong)")
        }
    }

    @Test(
        "opened on a phone it shows what the branch needs and no more, and takes both answers",
        arguments: Dialect.allCases)
    func answers(_ dialect: Dialect) async throws {
        try await NoticeOffice.during(dialect) { office in
            let ticket = try await office.complaint()
            try await office.write()
            let (link, tester) = (try #require(try await office.link()), office.stranger())
            let page = try await tester.get(link)
            #expect(page.status == 200)
            for shown in [
                ticket.number.description, "Semarang", "Ditolak di IGD, kartu aktif.", "B. · kartu …7812", " WIB",
                "Tinggi", "Kirim jawaban",
            ] {
                #expect(page.body.contains(shown), "\(shown)")
            }
            let budi = office.centre.budi
            for hidden in ["Budi", "Santoso", budi.nik.digits, budi.card.digits, "081211112222", "Citra", "<nav"] {
                #expect(!page.body.contains(hidden), "\(hidden)")
            }
            #expect(try await tester.post(link, ["answer": "Sedang dicek."]).status == 422)
            let blank = try await tester.post(link, ["status": "done", "answer": " "])
            #expect(blank.status == 422 && blank.body.contains("Tulis dahulu isinya."))
            let first = try await tester.post(link, ["status": "in-process", "answer": "Sedang dicek."])
            #expect(first.status == 303 && first.location == link.text)
            let between = try await tester.get(link)
            #expect(between.body.contains("Masih diproses") && between.body.contains("Sedang dicek."))
            #expect(between.body.contains("Kirim jawaban"))
            let done = try await tester.post(link, ["status": "done", "answer": "Sudah dibayarkan."])
            #expect(done.status == 303)
            let after = try await tester.get(link)
            #expect(after.body.contains("Sudah dibayarkan.") && after.body.contains("sudah dijawab selesai"))
            #expect(!after.body.contains("Kirim jawaban"))
            let twice = try await tester.post(link, ["status": "done", "answer": "Lagi."])
            #expect(twice.status == 303)
            #expect(try await tester.get(link).body.contains("Sudah dibayarkan."))
            let facts = try await office.centre.tickets.story(ticket.id)?.facts ?? []
            let outside = facts.filter { $0.author == .outsider }.map(\.kind)
            #expect(outside.filter { $0 == "ticket.branch-answered" }.count == 2)
            #expect(outside.filter { $0 == "ticket.link-opened" }.count >= 4)
            let looks = try await Journal(office.centre.database).entries(about: .member(budi.id))
            #expect(looks.contains { $0.author == .outsider && $0.kind == "member.looked" })
            #expect(
                try await office.act { transaction, _ in try transaction.escalation(of: ticket.id)?.stage } == .done)
        }
    }

    @Test("a branch with people of its own gets no such link: they sign in", arguments: Dialect.allCases)
    func people(_ dialect: Dialect) async throws {
        try await NoticeOffice.during(dialect) { office in
            try await office.officer(of: NoticeOffice.semarang)
            let ticket = try await office.complaint()
            try await office.write()
            #expect(try await office.link() == nil)
            let mail = try #require(try await office.mails().first)
            #expect(mail.text.contains("\n\(NoticeOffice.base)/tickets/\(ticket.id)\n"))
        }
    }

    @Test("those above the branch get no link that answers for it")
    func above() async throws {
        try await NoticeOffice.during { office in
            _ = try await office.complaint()
            for _ in 0..<(24 * 6) {
                office.centre.clock.advance(by: .seconds(3_600))
                try await office.write()
            }
            let others = try await office.mails().filter { !$0.to.text.hasPrefix("kc.") }
            #expect(others.count >= 3 && others.allSatisfy { !$0.text.contains("/answers/") })
        }
    }

    @Test("changed in any part it opens nothing", arguments: Dialect.allCases)
    func forged(_ dialect: Dialect) async throws {
        try await NoticeOffice.during(dialect) { office in
            let ticket = try await office.complaint(1)
            let other = try await office.complaint(2)
            try await office.write()
            let link = try #require(try await office.link()).text
            let mine = link.contains("\(ticket.id)") ? (ticket.id, other.id) : (other.id, ticket.id)
            let key = try #require(link.split(separator: "=").last)
            let turned = "\(key.hasPrefix("0") ? "1" : "0")\(key.dropFirst())"
            let forgeries = [
                link.replacing("\(mine.0)", with: "\(mine.1)"), link.replacing(".SMG.", with: ".JAP."),
                link.replacing(".0.", with: ".1."), link.replacing(key, with: turned), link.replacing(key, with: ""),
                link.replacing("?key=\(key)", with: ""), link.replacing(key, with: "\(key)00"),
                link.replacing(key, with: String(repeating: "0", count: 64)), "/answers/x?key=\(key)",
                link.replacing(".0.1", with: ".0.2"),
            ]
            let tester = office.stranger()
            for forgery in forgeries {
                let path = try #require(Path(local: forgery))
                let page = try await tester.get(path)
                #expect(page.status == 404 && page.body.contains("Tautan ini tidak dikenal"), "\(forgery)")
                #expect(try await tester.post(path, ["status": "done", "answer": "x"]).status == 404)
            }
            #expect(try await tester.get(Path(local: link)!).status == 200)
        }
    }

    @Test("it lasts seven days, and each mail brings a new one", arguments: Dialect.allCases)
    func expiry(_ dialect: Dialect) async throws {
        try await NoticeOffice.during(dialect) { office in
            let id = try await office.complaint().id
            let (smg, author, clock) = (
                NoticeOffice.semarang, Author.person(office.centre.citra.id), office.centre.clock
            )
            try await office.write()
            let (old, tester) = (try #require(try await office.link()), office.stranger())
            clock.advance(by: day * 7 - .seconds(1))
            #expect(try await tester.get(old).status == 200)
            try await office.act { transaction, now in
                _ = try transaction.askCentre(id, "Kelas berapa?", of: smg, by: author, at: now)
                _ = try transaction.replyToBranch(id, "Dua.", by: author, at: now)
            }
            try await office.write()
            let new = try #require(try await office.link())
            clock.advance(by: .seconds(1))
            let expired = try await tester.get(old)
            #expect(expired.status == 410 && expired.body.contains("sudah kedaluwarsa"))
            #expect(try await tester.post(old, ["status": "done", "answer": "x"]).status == 410)
            #expect(try await tester.get(new).status == 200)
        }
    }

    @Test("an old link dies when the ticket is passed on, sent back or closed", arguments: Dialect.allCases)
    func over(_ dialect: Dialect) async throws {
        try await NoticeOffice.during(dialect) { office in
            let id = try await office.complaint().id
            let (smg, jap, author) = (
                NoticeOffice.semarang, NoticeOffice.jayapura, Author.person(office.centre.citra.id)
            )
            let tester = office.stranger()
            func isOver(_ link: Path) async throws -> Bool {
                let page = try await tester.get(link)
                let posted = try await tester.post(link, ["status": "done", "answer": "Terlambat."])
                return page.status == 410 && page.body.contains("tidak berlaku lagi") && posted.status == 410
            }
            try await office.write()
            let first = try #require(try await office.link())
            try await office.act { try $0.passEscalation(id, to: jap, reason: "Pindah.", by: author, at: $1) }
            #expect(try await isOver(first))
            office.centre.clock.advance(by: .seconds(60))
            try await office.write()
            let second = try #require(try await office.link())
            #expect(second != first)
            #expect(try await tester.post(second, ["status": "done", "answer": "Sudah."]).status == 303)
            try await office.act { try $0.reopenEscalation(id, reason: "Belum.", by: author, at: $1) }
            #expect(try await isOver(second))
            office.centre.clock.advance(by: .seconds(60))
            try await office.write()
            let third = try #require(try await office.link())
            #expect(third != second)
            #expect(try await tester.get(third).status == 200)
            try await office.centre.tickets.close(id, "Selesai.", by: author, at: office.centre.clock.now())
            #expect(try await isOver(third))
            #expect(smg != jap)
        }
    }

    @Test(
        "many wrong links from one address have to wait; a right one from behind it, or from elsewhere, does not",
        arguments: Dialect.allCases)
    func locked(_ dialect: Dialect) async throws {
        try await NoticeOffice.during(dialect) { office in
            _ = try await office.complaint()
            try await office.write()
            let link = try #require(try await office.link())
            let guesser = office.stranger("10.0.0.66")
            for _ in 0..<50 { #expect(try await guesser.get("/answers/x?key=1").status == 404) }
            let locked = try await guesser.get("/answers/x?key=1")
            #expect(locked.status == 429 && locked.body.contains("Terlalu banyak tautan yang salah"))
            #expect(try await guesser.get(link).status == 200)
            #expect(try await guesser.post(link, ["status": "in-process", "answer": "Dicek."]).status == 303)
            #expect(try await guesser.get("/answers/x?key=1").status == 429, "a right one frees no wrong ones")
            #expect(try await office.stranger("10.0.0.67").get(link).status == 200)
            office.centre.clock.advance(by: .seconds(15))
            #expect(try await guesser.get("/answers/x?key=1").status == 404)
        }
    }

    @Test("a form from elsewhere, without this browser's token, changes nothing")
    func elsewhere() async throws {
        try await NoticeOffice.during { office in
            let id = try await office.complaint().id
            try await office.write()
            let link = try #require(try await office.link())
            let answer = try await office.stranger().send(
                "POST", link, headers: ["Content-Type": "application/x-www-form-urlencoded"],
                body: Array("status=done&answer=Palsu".utf8))
            #expect(answer.status == 403)
            #expect(try await office.act { transaction, _ in try transaction.escalation(of: id)?.answer } == nil)
        }
    }
}
