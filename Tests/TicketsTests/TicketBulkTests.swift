import Contacts
import Database
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

@Suite("One thing done to many tickets")
struct TicketBulkTests {
    private let minute = Duration.seconds(60)

    /// What another room may say of a ticket that is closed.
    private struct Rated: Fact {
        static let kind = "ticket.rated-by-caller"
        let digit: Int
    }

    /// Somebody of the branch looked at it.
    private struct LinkOpened: Fact {
        static let kind = TicketFact.LinkOpened.kind
        let branch: String
    }

    private func id(_ number: Int) -> TicketBulkID {
        var random = SeededRandom(seed: UInt64(number))
        return TicketBulkID(at: Timestamp(seconds: 1_763_773_200), random: &random)
    }

    @Test("it is done to each that allows it, the others are told with their reason", arguments: Dialect.allCases)
    func partly(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let (tickets, sari, now) = (centre.tickets, Author.person(centre.sari.id), centre.clock.now())
            let open = try await [centre.ticket(1, .red), centre.ticket(2), centre.ticket(3)]
            try await tickets.close(open[1].id, "Selesai.", by: sari, at: now)
            let nowhere = centre.budi.id.named(TicketID.self)
            let bulk = try await tickets.change(
                open.map(\.id) + [open[0].id, nowhere], .close, "Sudah dilayani.", as: id(1), by: sari, at: now)
            #expect(bulk.done == 2 && bulk.refused.map(\.number) == [open[1].number])
            #expect(bulk.refused.map(\.reason) == [.closed] && bulk.deed == .close)
            let again = try await tickets.change(open.map(\.id), .note, "Lain.", as: id(1), by: sari, at: now)
            #expect(again == bulk, "sent twice, it is done once")
            #expect(try await centre.facts(open[0].id) == ["ticket.opened", "ticket.closed"])
            let closed = try await tickets.story(open[0].id)?.facts.compactMap {
                try $0.fact(TicketFact.Closed.self)
            }
            #expect(closed?.map(\.bulk) == [id(1)])
            let facts = try await Journal(centre.database).entries(about: Subject("ticket-bulk", id(1)))
            #expect(try facts.first?.fact(TicketFact.BulkDone.self)?.refused == [open[1].number])
            let found = try await tickets.list(TicketFilter(state: .closed, words: "dilayani"), at: now)
            #expect(found.tickets.count == 2)
        }
    }

    @Test("nothing is done without tickets, without words, or to too many", arguments: Dialect.allCases)
    func refusals(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let ticket = try await centre.ticket(1)
            let (sari, now) = (Author.person(centre.sari.id), centre.clock.now())
            func refusal(_ ids: [TicketID], _ text: String) async -> TicketBulkRefusal? {
                do {
                    try await centre.tickets.change(ids, .close, text, as: id(1), by: sari, at: now)
                    return nil
                } catch { return error as? TicketBulkRefusal }
            }
            #expect(await refusal([], "Selesai.") == .noneChosen)
            #expect(await refusal([ticket.id], " \n") == .textMissing)
            #expect(await refusal([ticket.id], String(repeating: "x", count: 4_001)) == .textTooLong)
            #expect(await refusal([ticket.id], "a\0b") == .textUnreadable)
            var random = SeededRandom(seed: 9)
            let many = (0...TicketBulk.most).map { _ in TicketID(at: now, random: &random) }
            #expect(await refusal(many, "Selesai.") == .tooMany)
            #expect(try await centre.facts(ticket.id) == ["ticket.opened"])
            #expect(try await centre.tickets.lastBulk(by: sari, at: now) == nil)
        }
    }

    @Test("a closing taken back leaves the ticket and its clocks as if it had never been", arguments: Dialect.allCases)
    func closing(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let (tickets, sari) = (centre.tickets, Author.person(centre.sari.id))
            let urgent = try await centre.ticket(1, .red, marks: [.inpatientRefused])
            let paused = try await centre.ticket(2)
            let touched = try await centre.ticket(3)
            centre.clock.advance(by: minute * 30)
            try await tickets.pause(paused.id, .participant, "Menunggu berkas.", by: sari, at: centre.clock.now())
            let before = try await [urgent, paused].map(\.id).asyncMap { try await tickets.ticket($0) }
            let clocks = try await tickets.clocks(of: urgent.id)
            centre.clock.advance(by: minute)
            let all = [urgent.id, paused.id, touched.id]
            try await tickets.change(all, .close, "Selesai.", as: id(1), by: sari, at: centre.clock.now())
            #expect(try await tickets.ticket(urgent.id)?.isOpen == false)
            centre.clock.advance(by: minute * 5)
            try await centre.database.write { [now = centre.clock.now()] in
                try $0.append(Rated(digit: 5), about: .ticket(touched.id), by: .outsider, at: now)
                let opened = LinkOpened(branch: "SMG")
                try $0.append(opened, about: .ticket(paused.id), by: .outsider, at: now)
            }
            let undone = try await tickets.undo(id(1), by: sari, at: centre.clock.now())
            #expect(undone.done == 3 && undone.kept.map(\.number) == [touched.number])
            #expect(undone.undoneAt == centre.clock.now())
            #expect(try await [urgent, paused].map(\.id).asyncMap { try await tickets.ticket($0) } == before)
            #expect(try await tickets.ticket(touched.id)?.isOpen == false)
            let after = try await tickets.clocks(of: urgent.id)
            #expect(after == clocks, "they have run on all the while")
            #expect(after[.whole]?.used(at: centre.clock.now()) == minute * 36)
            #expect(try await tickets.clocks(of: paused.id)[.whole]?.used(at: centre.clock.now()) == minute * 30)
            #expect(
                try await centre.facts(urgent.id) == ["ticket.opened", "ticket.closed", "ticket.closing-undone"])
            await #expect(throws: TicketBulkRefusal.tooLate) {
                try await tickets.undo(id(1), by: sari, at: centre.clock.now())
            }
            // Closed again, all is as ever; rounds go on to say what is due.
            try await tickets.resume(paused.id, by: sari, at: centre.clock.now())
            try await tickets.close(paused.id, "Selesai.", by: sari, at: centre.clock.now())
            centre.clock.advance(by: .seconds(5 * 86_400))
            try await centre.rounds.round()
            #expect(try await centre.clockFacts(urgent.id).contains("breached whole"))
        }
    }

    @Test("a priority taken back is what it was, chosen or by the rules, with its limits", arguments: Dialect.allCases)
    func priority(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let (tickets, sari) = (centre.tickets, Author.person(centre.sari.id))
            let ruled = try await centre.ticket(1, .red, marks: [.pregnant])
            let chosen = try await centre.ticket(2, .red)
            try await tickets.prioritise(chosen.id, .high, reason: "Mendesak.", by: sari, at: centre.clock.now())
            let before = try await [ruled, chosen].map(\.id).asyncMap { try await tickets.ticket($0) }
            centre.clock.advance(by: minute)
            let bulk = try await tickets.change(
                [ruled.id, chosen.id], .priority(.high), "Gangguan sistem.", as: id(1), by: sari, at: centre.clock.now()
            )
            #expect(bulk.done == 1 && bulk.refused.map(\.reason) == [.unchanged])
            #expect(try await tickets.ticket(ruled.id)?.rating == Ticket.Rating(.red, .high, isChosen: true))
            centre.clock.advance(by: minute)
            try await tickets.undo(id(1), by: sari, at: centre.clock.now())
            #expect(try await [ruled, chosen].map(\.id).asyncMap { try await tickets.ticket($0) } == before)
            try await tickets.mark(ruled.id, [], by: sari, at: centre.clock.now())
            #expect(try await tickets.ticket(ruled.id)?.priority == .low, "the rules move it again")
        }
    }

    @Test("a note taken back starts the first response again; the story tells both", arguments: Dialect.allCases)
    func note(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let (tickets, sari) = (centre.tickets, Author.person(centre.sari.id))
            let ticket = try await centre.ticket(1, .red, marks: [.inpatientRefused])
            let clocks = try await tickets.clocks(of: ticket.id)
            let now = centre.clock.now()
            try await tickets.change([ticket.id], .note, "Sistem pulih, @citra.", as: id(1), by: sari, at: now)
            #expect(try await tickets.clocks(of: ticket.id)[.firstResponse]?.end?.isMet == true)
            // Whoever only reads it changes nothing.
            #expect(try await centre.tester(centre.citra).get(.ticket(ticket.id)).status == 200)
            let undone = try await tickets.undo(id(1), by: sari, at: now + minute)
            #expect(undone.kept.isEmpty)
            #expect(try await tickets.clocks(of: ticket.id) == clocks)
            #expect(try await tickets.ticket(ticket.id) == ticket)
            #expect(
                try await centre.facts(ticket.id) == [
                    "ticket.opened", "ticket.noted", "ticket.mention-read", "ticket.note-undone",
                ])
        }
    }

    @Test("only who did it takes it back, and only for ten minutes", arguments: Dialect.allCases)
    func limits(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let ticket = try await centre.ticket(1)
            let (sari, citra) = (Author.person(centre.sari.id), Author.person(centre.citra.id))
            let now = centre.clock.now()
            try await centre.tickets.change([ticket.id], .close, "Selesai.", as: id(1), by: sari, at: now)
            await #expect(throws: TicketBulkRefusal.noSuchBulk) {
                try await centre.tickets.undo(id(1), by: citra, at: now)
            }
            await #expect(throws: TicketBulkRefusal.noSuchBulk) {
                try await centre.tickets.change([ticket.id], .close, "Selesai.", as: id(1), by: citra, at: now)
            }
            #expect(try await centre.tickets.lastBulk(by: sari, at: now + minute * 9)?.done == 1)
            #expect(try await centre.tickets.lastBulk(by: citra, at: now) == nil)
            await #expect(throws: TicketBulkRefusal.tooLate) {
                try await centre.tickets.undo(id(1), by: sari, at: now + minute * 10)
            }
            #expect(try await centre.tickets.lastBulk(by: sari, at: now + minute * 10) == nil)
        }
    }
}

extension Array {
    fileprivate func asyncMap<T>(_ body: (Element) async throws -> T) async throws -> [T] {
        var results: [T] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}
