import Contacts
import Database
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

@testable import Calls
@testable import Outbound

@Suite("Reminders at a time that was asked for")
struct AskedTimeTests {
    @Test(
        "who asks for another time is rung then and not before, ahead of all others, by whoever is free",
        arguments: Dialect.allCases)
    func rungThen(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let (id, dewi) = (try await centre.campaign(), centre.small.dewi)
            let wanted = at("2025-11-24 10.00")
            #expect(try await centre.next()?.name == "Siti Aminah")
            let item = try await centre.held()
            try await centre.work(.asksForTime, wantedAt: wanted)
            let facts = try await Journal(centre.database).entries(about: .reminder(item))
            #expect(try facts.compactMap { try $0.fact(ReminderFact.Recorded.self)?.wantedAt } == [wanted])
            let progress = try await centre.progress(id)
            #expect((progress.rung, progress.reached, progress.left, progress.off) == (1, 0, 3, 0))
            #expect(progress.outcomes == [.asksForTime: 1])
            #expect(try await centre.reminders.days(of: id).map(\.reached) == [1], "he was spoken with")
            #expect(try await centre.reminders.due(at: centre.clock.now()) == 2)

            // In the order of the file Budi stands before Siti.
            try await centre.plan(id) { $0.order = .age }
            centre.clock.advance(by: wanted - centre.clock.now() - .seconds(60))
            #expect(try await centre.reminders.next(for: dewi.id, onlyAsked: true, at: centre.clock.now()) == nil)
            #expect(try await centre.next(for: dewi)?.name == "Budi Santoso")
            try await centre.reminders.release(
                try await centre.held(by: dewi), by: dewi.id, at: centre.clock.now())
            centre.clock.advance(by: .seconds(60))
            #expect(try await centre.next(for: dewi)?.name == "Siti Aminah")
            let work = try await centre.reminders.work(of: dewi.id, at: centre.clock.now())
            #expect(work?.askedFor == wanted)
            try await centre.work(.willPay, by: dewi)
            #expect(try await centre.progress(id).reached == 1)
            #expect(try await centre.next(for: dewi)?.name == "Budi Santoso", "the time was kept, and is over")
        }
    }

    @Test("who is not reached at his time is tried by the plan like everybody", arguments: Dialect.allCases)
    func missed(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let id = try await centre.take(1, [centre.line(centre.siti)])
            try await centre.reminders.turn(id, .active, by: centre.finance, at: centre.clock.now())
            let wanted = at("2025-11-24 10.00")
            try await centre.work(.asksForTime, wantedAt: wanted)
            centre.clock.advance(by: wanted - centre.clock.now())
            try await centre.work(.notReached, heard: .noAnswer)
            centre.clock.advance(by: .seconds(3_600))
            #expect(try await centre.next() == nil, "not within the day")
            centre.clock.advance(by: .seconds(2 * 86_400))
            #expect(
                try await centre.reminders.next(for: centre.agent.id, onlyAsked: true, at: centre.clock.now()) == nil)
            #expect(try await centre.next()?.name == "Siti Aminah")
        }
    }

    @Test("a time is asked for within the hours, in a month, and before the campaign ends")
    func refusals() async throws {
        try await ReminderCentre.during { centre in
            let id = try await centre.campaign()
            _ = try await centre.next()
            let item = try await centre.held()
            try await centre.ring()
            func refused(_ wanted: Timestamp?) async throws -> (any Error)? {
                do {
                    try await centre.reminders.record(
                        ReminderReport(outcome: .asksForTime, wantedAt: wanted), of: item, by: centre.agent.id,
                        at: centre.clock.now())
                    return nil
                } catch { return error }
            }
            #expect(try await refused(nil) as? ReminderRefusal == .timeMissing)
            #expect(try await refused(at("2025-12-23 10.00")) as? ReminderRefusal == .afterEnd)
            try await centre.plan(id) { $0.lastDay = Day("2025-11-25")! }
            #expect(try await refused(at("2025-11-26 08.00")) as? ReminderRefusal == .afterEnd)
            #expect(try await refused(at("2025-11-21 10.00")) as? RingingRefusal == .timeOutside)
            let early = try await refused(at("2025-11-24 06.00")) as? RingingRefusal
            #expect(early == .outsideHours(until: at("2025-11-24 08.00")))
            let sunday = try await refused(at("2025-11-23 10.00")) as? RingingRefusal
            #expect(sunday == .outsideHours(until: at("2025-11-24 08.00")))
            #expect(try await centre.reminders.item(item)?.tries == 0, "nothing was written")
            #expect(try await refused(at("2025-11-25 19.59")) == nil)
        }
    }

    @Test("the form says beside the time how to mend it, and the next agent sees what was asked for")
    func form() async throws {
        try await ReminderCentre.during { centre in
            _ = try await centre.campaign()
            let putri = try await centre.outbound("Putri Handayani")
            let agent = try await centre.small.tester(putri)
            _ = try await centre.next(for: putri)
            let item = try await centre.held(by: putri)
            try await centre.ring(by: putri)
            let outcomes = Path(local: "\(Path.reminderItem(item))/outcomes")!
            func post(_ day: String, _ time: String) async throws -> PageTester.Answer {
                try await agent.post(outcomes, ["outcome": "asks-for-time", "on": day, "time": time])
            }
            let wrongs = [
                ("", "", "Isi tanggal dan jam yang diminta peserta."),
                ("2025-11-24", "20:30", "Di luar jam telepon. Dapat dihubungi lagi mulai 25 Nov 2025 08.00 WIB."),
                ("2025-11-21", "10:00", "Pilih waktu yang akan datang"),
                ("2025-12-23", "10:00", "Kampanye ini berakhir 22 Des 2025."),
            ]
            for (day, time, words) in wrongs {
                let answer = try await post(day, time)
                #expect(answer.status == 422 && answer.body.contains("<p class=\"wrong\">\(words)"), "\(words)")
                #expect(answer.body.contains("outbound-when is-wrong") && answer.body.contains("data-keep"))
                #expect(answer.body.contains("value=\"\(day)\"") && answer.body.contains("value=\"\(time)\""))
            }
            #expect(try await post("2025-11-22", "08:30").location == "/outbound")
            centre.clock.advance(by: at("2025-11-22 08.30") - centre.clock.now())
            #expect(try await centre.next(for: putri) != nil)
            #expect(try await centre.held(by: putri) == item)
            let page = try await agent.get(.reminderItem(item)).body
            #expect(page.contains("Minta dihubungi") && page.contains("22 Nov 2025 08.30 WIB"))
        }
    }

    @Test("a reminder at the time that was asked for comes before confirmations, others after them")
    func amongAll() async throws {
        try await ReminderCentre.during { centre in
            _ = try await centre.campaign()
            let wanted = at("2025-11-22 09.00")
            try await centre.work(.asksForTime, wantedAt: wanted)
            let ticket = try await centre.done()
            let next = OutboundNext(confirmations: ConfirmationStore(centre.database), reminders: centre.reminders)
            let (first, second) = (centre.small.dewi.id, centre.agent.id)
            #expect(try await next.take(for: first, at: centre.clock.now()) == .outbound, "it is not nine yet")
            let held = try await ConfirmationStore(centre.database).work(of: first, at: centre.clock.now())
            #expect(held?.ticket.id == ticket)
            try await ConfirmationStore(centre.database).release(ticket, by: first, at: centre.clock.now())
            centre.clock.advance(by: wanted - centre.clock.now())
            let place = try await next.take(for: first, at: centre.clock.now())
            #expect(place == .reminderItem(try await centre.held(by: centre.small.dewi)))
            #expect(try await next.take(for: second, at: centre.clock.now()) == .outbound)
            let third = try await next.take(for: centre.small.sari.id, at: centre.clock.now())
            #expect(third == .reminderItem(try await centre.held(by: centre.small.sari)), "an ordinary one")
        }
    }
}

extension ReminderCentre {
    /// A ticket that its branch has marked done.
    fileprivate func done() async throws -> TicketID {
        let code = try #require(BranchCode("SMG"))
        let branch = Branch(
            code: code, name: try #require(BranchName("Semarang")), region: try #require(OfficeRegion(number: 6)),
            zone: .wib)
        try await BranchStore(database).begin(with: [branch], by: finance, at: clock.now())
        let (ticket, now, tickets): (TicketID, Timestamp, TicketStore) = (id(1), clock.now(), TicketStore(database))
        let matter = Ticket.Matter(
            category: "health.hospital", kind: .complaint, text: "Ditolak rawat inap.", member: nil,
            phone: PhoneNumber("0812-5555-0000"), marks: [])
        let (citra, nur) = (Author.person(small.citra.id), Author.person(small.nur.id))
        _ = try await tickets.open(ticket, .yellow, matter, by: citra, at: now)
        try await database.write { transaction in
            _ = try transaction.escalate(ticket, to: code, reason: "Perlu dicek.", by: citra, at: now)
            _ = try transaction.answerEscalation(ticket, .done, "Kartu aktif.", of: code, by: nur, at: now)
        }
        return ticket
    }
}
