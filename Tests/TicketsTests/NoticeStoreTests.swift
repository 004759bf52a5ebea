import Contacts
import Database
import Kernel
import Mail
import Members
import Staff
import Testing
import Tickets

@Suite("Notices of tickets")
struct NoticeStoreTests {
    private let hour = Duration.seconds(3_600)
    private let semarang = NoticeOffice.semarang
    private let jayapura = NoticeOffice.jayapura

    @Test("a branch is written to when a ticket comes, at once when it is urgent", arguments: Dialect.allCases)
    func handed(_ dialect: Dialect) async throws {
        try await NoticeOffice.during(dialect) { office in
            let ticket = try await office.complaint()
            try await office.write()
            try await office.write()
            let mails = try await office.mails()
            let mail = try #require(mails.first)
            #expect(mails.count == 1 && mail.to.text == "kc.semarang@cabang.example")
            #expect(mail.subject == "Tiket \(ticket.number) untuk KC Semarang")
            #expect(mail.text.contains("Nomor tiket: \(ticket.number)\nWarna: Merah\nPrioritas: Tinggi\n"))
            // Five days, counted in the branch's own hours or around the clock, and said on its own clock.
            #expect(mail.text.contains("Kantor cabang: Semarang\nPaling lambat: ") && mail.text.contains(" WIB\n"))
            #expect(mail.text.contains("tidak memuat data peserta") && mail.text.hasSuffix("Pusat Layanan Sahut"))
            #expect(mail.since == mail.queuedAt && mail.about == .ticket(ticket.id))
        }
    }

    @Test("what is not urgent waits until the branch opens, on its own clock", arguments: Dialect.allCases)
    func morning(_ dialect: Dialect) async throws {
        try await NoticeOffice.during(dialect) { office in
            // Saturday, 22 November, 8.00 in Jakarta: both offices open on Monday at 8.00 of their own.
            let ticket = try await office.complaint(marks: [])
            try await office.write()
            let monday = Timestamp(seconds: 1_763_946_000)
            #expect(try await office.mails().map(\.since) == [monday])
            office.centre.clock.advance(by: hour)
            try await office.act {
                try $0.passEscalation(
                    ticket.id, to: NoticeOffice.jayapura, from: NoticeOffice.semarang, reason: "Pindah domisili.",
                    by: .system("test"), at: $1)
            }
            try await office.write()
            let passed = try #require(try await office.mails().last)
            #expect(passed.to.text == "kc.jayapura@cabang.example" && passed.since == monday - hour * 2)
            #expect(passed.text.contains(" WIT\n"))
        }
    }

    @Test(
        "told what it asked, and given a ticket back, a branch is written to; of its own answers it is not",
        arguments: Dialect.allCases)
    func otherNews(_ dialect: Dialect) async throws {
        try await NoticeOffice.during(dialect) { office in
            let id = try await office.complaint().id
            let (smg, author) = (semarang, Author.person(office.centre.citra.id))
            try await office.write()
            try await office.act { try $0.askCentre(id, "Kelas berapa?", of: smg, by: author, at: $1) }
            try await office.write()
            #expect(try await office.mails().count == 1)
            office.centre.clock.advance(by: hour / 4)
            try await office.act { try $0.replyToBranch(id, "Kelas dua.", by: author, at: $1) }
            try await office.write()
            #expect(try await office.mails().last?.subject.hasSuffix("pertanyaan KC Semarang dijawab") == true)
            office.centre.clock.advance(by: hour / 4)
            try await office.act { try $0.answerEscalation(id, .done, "Sudah.", of: smg, by: author, at: $1) }
            try await office.write()
            #expect(try await office.mails().count == 2)
            try await office.act { try $0.reopenEscalation(id, reason: "Belum terbayar.", by: author, at: $1) }
            try await office.write()
            let last = try #require(try await office.mails().last)
            #expect(try await office.mails().count == 3 && last.subject.hasSuffix("kembali ke KC Semarang"))
        }
    }

    @Test(
        "what was passed on, answered or closed before it was written of is not written of", arguments: Dialect.allCases
    )
    func overtaken(_ dialect: Dialect) async throws {
        try await NoticeOffice.during(dialect) { office in
            let (smg, jap, author) = (semarang, jayapura, Author.person(office.centre.citra.id))
            let passed = try await office.complaint(1).id
            let answered = try await office.complaint(2).id
            let closed = try await office.complaint(3).id
            try await office.act { transaction, now in
                _ = try transaction.passEscalation(passed, to: jap, from: smg, reason: "Pindah.", by: author, at: now)
                _ = try transaction.answerEscalation(answered, .done, "Sudah.", of: smg, by: author, at: now)
            }
            try await office.centre.tickets.close(closed, "Ganda.", by: author, at: office.centre.clock.now())
            try await office.write()
            #expect(try await office.recipients() == ["kc.jayapura@cabang.example"])
        }
    }

    @Test("warnings go up the line: branch, its head, region, head office, once each", arguments: Dialect.allCases)
    func upTheLine(_ dialect: Dialect) async throws {
        try await NoticeOffice.during(dialect) { office in
            let id = try await office.complaint().id
            let (smg, clock) = (semarang, office.centre.clock)
            try await office.act { try $0.moveClocks(of: id, .responded, by: .system("test"), at: $1) }
            try await office.write()
            let answer = try #require(try await office.centre.tickets.clocks(of: id)[.branchAnswer])
            let due = try #require(answer.dueAt)
            let shares: [(Int, [String])] = [
                (50, ["kc.semarang@cabang.example"]), (75, ["kepala.semarang@cabang.example"]),
                (90, ["wilayah6@pusat.example"]), (100, ["pusat@pusat.example"]),
            ]
            var said: [String] = []
            while clock.now() < due + hour {
                clock.advance(by: hour)
                let before = clock.now()
                try await office.write()
                for mail in try await office.mails()
                where mail.queuedAt >= before && mail.text.contains("awaban cabang") {
                    said.append("\(mail.to.text) \(mail.subject.split(separator: ": ").last ?? "")")
                }
            }
            #expect(
                said == [
                    "kc.semarang@cabang.example 50 % waktu jawaban cabang terpakai",
                    "kepala.semarang@cabang.example 75 % waktu jawaban cabang terpakai",
                    "wilayah6@pusat.example 90 % waktu jawaban cabang terpakai",
                    "pusat@pusat.example waktu jawaban cabang terlewati",
                ])
            #expect(shares.count == 4)
            #expect(try await office.act { transaction, _ in try transaction.escalation(of: id)?.branch } == smg)
        }
    }

    @Test("of a promise in office hours nobody hears at night or on Sunday", arguments: Dialect.allCases)
    func night(_ dialect: Dialect) async throws {
        try await NoticeOffice.during(dialect) { office in
            try await office.centre.setOfficePolicy()
            _ = try await office.complaint()
            let hours = try #require(OfficeWeek("Mon-Fri 08:00-15:00")).businessHours(in: .wib, without: [])
            for _ in 0..<(24 * 40) {
                office.centre.clock.advance(by: hour)
                try await office.write()
            }
            let warnings = try await office.mails().filter { $0.subject.contains("waktu") }
            #expect(warnings.count >= 8)
            for mail in warnings {
                #expect(hours.nextOpening(at: mail.since) == mail.since, "\(mail.subject) at \(mail.since)")
            }
        }
    }

    @Test("the centre's own clocks write to nobody; a ticket that no branch has reaches head office only at its end")
    func nobody() async throws {
        try await NoticeOffice.during { office in
            let yellow = try await office.centre.ticket(1, .yellow)
            let red = try await office.centre.ticket(2, .red)
            for _ in 0..<(24 * 7) {
                office.centre.clock.advance(by: hour)
                try await office.write()
            }
            let mails = try await office.mails()
            #expect(!mails.contains { $0.about == .ticket(yellow.id) })
            #expect(Set(mails.map(\.to.text)) == ["pusat@pusat.example"])
            #expect(mails.allSatisfy { $0.about == .ticket(red.id) && $0.text.contains("KC belum ada") })
        }
    }

    @Test("no mail holds anything of the participant, nor anybody's words", arguments: Dialect.allCases)
    func privacy(_ dialect: Dialect) async throws {
        try await NoticeOffice.during(dialect) { office in
            let (smg, author) = (semarang, Author.person(office.centre.citra.id))
            let ticket = try await office.complaint()
            let id = ticket.id
            try await office.write()
            try await office.act { transaction, now in
                _ = try transaction.askCentre(id, "Kelas rawat berapa?", of: smg, by: author, at: now)
                _ = try transaction.replyToBranch(id, "Kelas dua sejak lahir.", by: author, at: now)
            }
            try await office.write()
            try await office.act { try $0.answerEscalation(id, .done, "Dibayarkan.", of: smg, by: author, at: $1) }
            try await office.act { try $0.reopenEscalation(id, reason: "Uang belum masuk.", by: author, at: $1) }
            for _ in 0..<(24 * 8) {
                try await office.write()
                office.centre.clock.advance(by: hour)
            }
            let mails = try await office.mails()
            #expect(Set(mails.map(\.to.text)).count == 4)
            let budi = office.centre.budi
            let phone = try #require(ticket.matter.phone)
            let secrets = [
                "Budi", "Santoso", budi.nik.digits, budi.card.digits, String(budi.card.digits.suffix(4)),
                budi.family.digits, phone.local, phone.e164, "0812", "Ditolak", "IGD", "Kelas", "sejak lahir",
                "Dibayarkan", "belum masuk", "Citra",
            ]
            for mail in mails {
                let (links, lines) = mail.text.split(separator: "\n").reduce(into: ([Substring](), [Substring]())) {
                    if $1.hasPrefix(NoticeOffice.base) { $0.0.append($1) } else { $0.1.append($1) }
                }
                let told = ([mail.subject] + lines.map(String.init)).joined(separator: "\n")
                for secret in secrets { #expect(!told.contains(secret), "\(secret): \(told)") }
                #expect(links.count == 1 && links[0].contains("\(ticket.id)"))
                #expect(mail.text.contains(ticket.number.description))
            }
            let facts = try await Journal(office.centre.database).entries(after: 0, upTo: 10_000)
            #expect(!facts.contains { $0.kind.hasPrefix("mail.") && $0.payload.contains("@") })
        }
    }

    @Test("two processes write once, and a batch does not end what is to be written", arguments: Dialect.allCases)
    func once(_ dialect: Dialect) async throws {
        try await NoticeOffice.during(dialect) { office in
            for number in 1...105 {
                let id = try await office.centre.ticket(number, .yellow, "Perlu dicek.").id
                try await office.act {
                    try $0.escalate(id, to: NoticeOffice.semarang, reason: "Cek.", by: .system("test"), at: $1)
                }
                office.centre.clock.advance(by: .seconds(1))
            }
            async let one: Void = office.write()
            async let two: Void = office.write()
            _ = try await (one, two)
            #expect(try await office.outbox.counts() == [.queued: 105])
        }
    }
}
