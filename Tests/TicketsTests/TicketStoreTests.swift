import Contacts
import Database
import Kernel
import Members
import Staff
import Testing
import Tickets

@Suite("Tickets")
struct TicketStoreTests {
    @Test("a wrap-up saves the contact and its ticket together, once", arguments: Dialect.allCases)
    func wrapUp(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let contact = try await centre.conversation(1)
            let now = centre.clock.now()
            let (_, ticket) = try await centre.tickets.log(
                contact, centre.log(), ticket: .red, by: centre.citra.id, at: now)
            let opened = try #require(ticket)
            #expect(opened.number.description == "TKT-2511-00001")
            #expect(opened.dueAt == now + .seconds(5 * 86_400))
            #expect(opened.matter.contact == contact)
            #expect(opened.matter.phone == Centre.caller)
            #expect(opened.matter.member == centre.budi.id)
            centre.clock.advance(by: .seconds(5))
            let (_, again) = try await centre.tickets.log(
                contact, centre.log(), ticket: .red, by: centre.citra.id, at: centre.clock.now())
            #expect(again == opened)
            #expect(try await centre.facts(opened.id) == ["ticket.opened"])
            #expect(try await centre.tickets.tickets(of: [contact]) == [contact: [opened]])
            #expect(try await centre.tickets.ticket(opened.id) == opened)
        }
    }

    @Test("neither is saved when one is refused", arguments: Dialect.allCases)
    func together(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let contact = try await centre.conversation(1)
            var log = centre.log()
            log.note = " \n "
            await #expect(throws: TicketRefusal.textMissing) {
                try await centre.tickets.log(
                    contact, log, ticket: .yellow, by: centre.citra.id, at: centre.clock.now())
            }
            #expect(try await centre.contacts.contact(contact)?.log == nil)
            #expect(try await centre.contacts.story(contact).count == 2)
            let first = try await centre.ticket(1)
            #expect(first.number.count == 1)
        }
    }

    @Test(
        "a contact without a ticket leaves none; a green one that is solved is closed at once",
        arguments: Dialect.allCases)
    func green(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let (plain, solved) = (try await centre.conversation(1), try await centre.conversation(2))
            let now = centre.clock.now()
            let none = try await centre.tickets.log(plain, centre.log(), ticket: nil, by: centre.citra.id, at: now)
            #expect(none.ticket == nil)
            let green = try await centre.tickets.log(
                solved, centre.log("administration.card", .solved), ticket: .green, by: centre.citra.id, at: now)
            let ticket = try #require(green.ticket)
            #expect(ticket.closing?.at == now)
            #expect(try await centre.facts(ticket.id) == ["ticket.opened", "ticket.closed"])
        }
    }

    @Test(
        "numbers count on within a month and begin anew in the next, on the centre's calendar",
        arguments: Dialect.allCases)
    func numbers(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let first = try await centre.ticket(1)
            #expect(first.number.description == "TKT-2511-00001")
            let second = try await centre.ticket(2)
            #expect(second.number.description == "TKT-2511-00002")
            // 30 November 17.00 UTC is December in Jakarta.
            centre.clock.advance(by: .seconds(8 * 86_400 + 16 * 3_600))
            let third = try await centre.ticket(3)
            #expect(third.number.description == "TKT-2512-00001")
        }
    }

    @Test("many opened at once all have numbers of their own", arguments: Dialect.allCases)
    func concurrent(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...20 { group.addTask { try await centre.ticket(number).number.count } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(counts.sorted() == Array(1...20))
        }
    }

    @Test("a ticket is noted and closed, and its story tells it in order", arguments: Dialect.allCases)
    func story(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let ticket = try await centre.ticket(1)
            let sari = Author.person(centre.sari.id)
            try await centre.tickets.note(ticket.id, "Rumah sakit sudah ditelepon.", by: sari, at: centre.clock.now())
            centre.clock.advance(by: .seconds(2 * 86_400))
            let closed = try await centre.tickets.close(ticket.id, "Sudah dilayani.", by: sari, at: centre.clock.now())
            #expect(closed.closing?.at == centre.clock.now())
            #expect(closed.closing?.by == sari)
            #expect(closed.closing?.text == "Sudah dilayani.")
            #expect(closed.isLate(at: centre.clock.now()))
            #expect(try await centre.facts(ticket.id) == ["ticket.opened", "ticket.noted", "ticket.closed"])
            let facts = try #require(try await centre.tickets.story(ticket.id)).facts
            #expect(try facts.compactMap { try $0.fact(TicketFact.Closed.self)?.isLate } == [true])
            let notes = try facts.compactMap { try $0.fact(TicketFact.Noted.self)?.text }
            #expect(notes == ["Rumah sakit sudah ditelepon."])
        }
    }

    @Test("nothing is added to a closed ticket, to none, or without words", arguments: Dialect.allCases)
    func refusals(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let (open, closed) = (try await centre.ticket(1), try await centre.ticket(2))
            let (author, now) = (Author.person(centre.sari.id), centre.clock.now())
            try await centre.tickets.close(closed.id, "Selesai.", by: author, at: now)
            await #expect(throws: TicketRefusal.closed) {
                try await centre.tickets.close(closed.id, "Lagi.", by: author, at: now)
            }
            await #expect(throws: TicketRefusal.closed) {
                try await centre.tickets.note(closed.id, "Lagi.", by: author, at: now)
            }
            await #expect(throws: TicketRefusal.textMissing) {
                try await centre.tickets.note(open.id, " \n", by: author, at: now)
            }
            await #expect(throws: TicketRefusal.textTooLong) {
                try await centre.tickets.note(open.id, String(repeating: "x", count: 4_001), by: author, at: now)
            }
            await #expect(throws: TicketRefusal.noSuchTicket) {
                try await centre.tickets.note(centre.budi.id.named(TicketID.self), "Halo.", by: author, at: now)
            }
            #expect(try await centre.facts(open.id) == ["ticket.opened"])
            #expect(try await centre.facts(closed.id) == ["ticket.opened", "ticket.closed"])
        }
    }

    private func found(_ filter: TicketFilter, in centre: Centre) async throws -> [TicketID] {
        try await centre.tickets.list(filter, at: centre.clock.now()).tickets.map(\.id)
    }

    @Test("a list is filtered by state, colour and words, what is due first on top", arguments: Dialect.allCases)
    func filters(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let red = try await centre.ticket(1, .red, "Ditolak di IGD rumah sakit Melati")
            try await centre.tickets.note(
                red.id, "Diteruskan.", by: .person(centre.citra.id), at: centre.clock.now())
            let yellow = try await centre.ticket(2, .yellow, "Kartu 100% tidak terbaca_di mesin")
            let done = try await centre.ticket(3, .green, "Pindah faskes")
            try await centre.tickets.close(done.id, "Selesai.", by: .system("test"), at: centre.clock.now())
            centre.clock.advance(by: .seconds(2 * 86_400))
            #expect(try await found(TicketFilter(), in: centre) == [yellow.id, red.id])
            #expect(try await found(TicketFilter(state: .late), in: centre) == [yellow.id])
            #expect(try await found(TicketFilter(state: .closed), in: centre) == [done.id])
            #expect(try await found(TicketFilter(state: .all), in: centre).count == 3)
            #expect(try await found(TicketFilter(colour: .red), in: centre) == [red.id])
            #expect(try await found(TicketFilter(words: "igd MELATI"), in: centre) == [red.id])
            #expect(try await found(TicketFilter(words: "100% tidak"), in: centre) == [yellow.id])
            #expect(try await found(TicketFilter(words: "kartu_100"), in: centre) == [yellow.id])
            #expect(try await found(TicketFilter(words: "' OR 1=1 --"), in: centre) == [])
            let lengths = try await centre.tickets.counts(
                of: [TicketFilter(), TicketFilter(state: .late), TicketFilter(words: "melati")],
                at: centre.clock.now())
            #expect(lengths == [.exactly(2), .exactly(1), .exactly(1)])
        }
    }
}
