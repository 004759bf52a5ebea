import Contacts
import Database
import Kernel
import Mail
import Members
import Pages
import Staff
import Testing

@testable import Tickets

@Suite("Who is asked how satisfied they are")
struct SatisfactionStoreTests {
    private let minute = Duration.seconds(60)

    @Test(
        "with a yes on record one mail asks, ten minutes after the closing, without a word of the participant",
        arguments: Dialect.allCases)
    func asked(_ dialect: Dialect) async throws {
        try await NoticeOffice.during(dialect) { office in
            try await office.setAddress()
            try await office.agree()
            let ticket = try await office.centre.complaint(1)
            try await office.close(ticket.id)
            office.centre.clock.advance(by: minute * 10 - .seconds(1))
            try await office.ask()
            #expect(try await office.questions().isEmpty, "it may still be taken back")
            office.centre.clock.advance(by: .seconds(1))
            try await office.ask()
            try await office.ask()
            let mails = try await office.questions()
            let mail = try #require(mails.first)
            #expect(mails.count == 1 && mail.to.text == NoticeOffice.budisAddress && mail.about == .ticket(ticket.id))
            #expect(mail.subject == "Bagaimana layanan kami? Tiket \(ticket.number)")
            #expect(mail.text.contains("\n\(NoticeOffice.base)/satisfaction/\(ticket.id)."))
            #expect(mail.text.contains("berlaku sampai 6 Des 2025") && mail.text.hasSuffix("Pusat Layanan Sahut"))
            let budi = office.centre.budi
            let lines = mail.text.split(separator: "\n").filter { !$0.hasPrefix(NoticeOffice.base) }
            let all = (mail.subject + lines.joined(separator: "\n")).lowercased()
            for hidden in [
                "Budi", "Santoso", "contoh.id", budi.nik.digits, budi.card.digits, "1111", "2222", "IGD", "Ditolak",
                "keluarganya", "Rumah sakit", "3374", "Semarang",
            ] {
                #expect(!all.contains(hidden.lowercased()), "\(hidden)")
            }
            #expect(
                try await office.centre.facts(ticket.id)
                    == ["ticket.opened", "ticket.closed", "ticket.satisfaction-asked"])
            let looks = try await Journal(office.centre.database).entries(about: .member(budi.id))
            #expect(looks.contains { $0.author == SatisfactionRounds.author && $0.kind == MemberFact.Looked.kind })
        }
    }

    @Test(
        "nothing recorded is no yes; nor is one taken back, one for something else, or one that named no mail",
        arguments: Dialect.allCases)
    func notAsked(_ dialect: Dialect) async throws {
        try await NoticeOffice.during(dialect) { office in
            var number = 0
            func isAsked() async throws -> Bool {
                let before = try await office.questions().count
                number += 1
                try await office.closeAndAsk(try await office.centre.complaint(number).id)
                return try await office.questions().count > before
            }
            try await office.setAddress()
            #expect(try await !isAsked(), "unknown")
            let looks = try await Journal(office.centre.database).entries(about: .member(office.centre.budi.id))
            #expect(!looks.contains { $0.author == SatisfactionRounds.author }, "nor is the record looked at")
            try await office.agree(to: .reminders, 1)
            #expect(try await !isAsked(), "for reminders")
            try await office.agree(to: .survey, 2)
            #expect(try await isAsked())
            try await office.setAddress(nil)
            #expect(try await !isAsked(), "no address")
            try await office.setAddress("budi di contoh")
            #expect(try await !isAsked(), "none that mail reaches")
            try await office.setAddress()
            try await office.closeAndAsk(try await office.centre.ticket(1).id)
            #expect(try await office.questions().count == 1, "a ticket of nobody's")
            try await office.refuse(2)
            #expect(try await !isAsked(), "taken back")
            try await office.agree(to: .survey, 3)
            #expect(try await isAsked())
            try await office.centre.database.write {
                try $0.execute("UPDATE member_consents SET version = '2026-11/1' WHERE purpose = 'survey'")
            }
            #expect(try await !isAsked(), "the text of then spoke of the telephone only")
        }
    }

    @Test("a closing that is taken back asks nobody", arguments: Dialect.allCases)
    func takenBack(_ dialect: Dialect) async throws {
        try await NoticeOffice.during(dialect) { office in
            try await office.setAddress()
            try await office.agree()
            let (ticket, sari) = (try await office.centre.complaint(1), Author.person(office.centre.sari.id))
            let bulk = ticket.id.named(TicketBulkID.self)
            try await office.centre.tickets.change(
                [ticket.id], .close, "Selesai.", as: bulk, by: sari, at: office.centre.clock.now())
            office.centre.clock.advance(by: minute * 9)
            try await office.ask()
            let undone = try await office.centre.tickets.undo(bulk, by: sari, at: office.centre.clock.now())
            #expect(undone.kept.isEmpty)
            office.centre.clock.advance(by: minute * 9)
            try await office.ask()
            #expect(try await office.questions().isEmpty)
            try await office.closeAndAsk(ticket.id)
            #expect(try await office.questions().count == 1)
        }
    }

    @Test("the latest answer to each mail counts, in the month of the mail", arguments: Dialect.allCases)
    func tallies(_ dialect: Dialect) async throws {
        try await NoticeOffice.during(dialect) { office in
            try await office.setAddress()
            try await office.agree()
            let (first, tester) = (try await office.asked(1), office.stranger())
            _ = try await office.asked(2)
            for score in ["5", "2"] { #expect(try await tester.post(first.link, ["score": score]).status == 303) }
            let (now, day) = (office.centre.clock.now(), Duration.seconds(86_400))
            let spans = [now - day * 2..<now - day, now - day..<now + .seconds(1)]
            let tallies = try await office.satisfaction.tallies(of: spans)
            #expect(tallies[0] == SatisfactionTally())
            #expect(tallies[1].asked == 2 && tallies[1].byLink == SatisfactionTally.Scores([2: 1]))
            #expect(tallies[1].byPhone == nil && tallies[1].all.average == 20)
        }
    }
}

@Suite("What satisfaction is")
struct SatisfactionRuleTests {
    @Test("an average is rounded to tenths, and nobody's is none")
    func average() {
        #expect(SatisfactionTally.Scores().average == nil)
        #expect(SatisfactionTally.Scores([5: 2, 4: 1, 1: 1]).average == 38)
        #expect(SatisfactionTally.Scores([5: 1, 4: 2]).average == 43)
        #expect(SatisfactionTally.Scores([0: 4, 6: 9, 3: 1]) == SatisfactionTally.Scores([3: 1]))
        var (one, other) = (SatisfactionTally(), SatisfactionTally())
        (one.asked, one.byLink, other.asked) = (3, SatisfactionTally.Scores([5: 1]), 2)
        #expect((one + other).asked == 5 && (one + other).byPhone == nil)
        other.byPhone = SatisfactionTally.Scores([1: 1])
        #expect((one + other).all == SatisfactionTally.Scores([5: 1, 1: 1]) && (one + other).all.average == 30)
    }

    @Test("months are whole, also over the end of a year")
    func months() throws {
        let day = try #require(Day("2026-02-28"))
        #expect(
            SatisfactionTally.months(4, through: day).map(\.description) == [
                "2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01",
            ])
    }

    @Test("a remark has five hundred characters that a keyboard types, or is none")
    func remark() throws {
        #expect(try Satisfaction(.very, remark: " \n").remark == nil)
        #expect(try Satisfaction(.very, remark: "Baik.\r\nTerima kasih\t😀").remark != nil)
        #expect(try Satisfaction(.very, remark: String(repeating: "é", count: 500)).remark?.count == 500)
        #expect(throws: SatisfactionRefusal.remarkTooLong) {
            try Satisfaction(.very, remark: String(repeating: "x", count: 501))
        }
        for wrong in ["a\0b", "a\u{1B}[31m", "\u{7F}"] {
            #expect(throws: SatisfactionRefusal.remarkUnreadable) { try Satisfaction(.little, remark: wrong) }
        }
    }

    @Test("the text of a link reads back, and nothing else reads as a link")
    func link() {
        var random = SeededRandom(seed: 5)
        let ticket = TicketID(at: Timestamp(seconds: 1_763_773_200), random: &random)
        let link = SatisfactionLink(
            ticket, closedAt: Timestamp(microseconds: 1_763_773_200_123_456),
            expiresAt: Timestamp(microseconds: 1_764_982_800_900_000))
        #expect(link.description == "\(ticket).1763773200123456.1764982800")
        #expect(SatisfactionLink(link.description) == link)
        for wrong in [
            "", "\(ticket)", "\(ticket).1", "\(ticket).1.2.3", "x.1.2", "\(ticket).+1.2", "\(ticket).1.02",
            "\(ticket).1.-2", "\(ticket).1.999999999999", "\(ticket).1.2 ", "\(ticket)..2",
            "\(ticket).99999999999999999999.2",
        ] {
            #expect(SatisfactionLink(wrong) == nil, "\(wrong)")
        }
    }
}
