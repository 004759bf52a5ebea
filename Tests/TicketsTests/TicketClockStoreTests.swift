import Contacts
import Database
import Foundation
import Kernel
import Staff
import Testing
import Tickets

@Suite("Clocks and ratings of kept tickets")
struct TicketClockStoreTests {
    private let hour = Duration.seconds(3_600)

    @Test("opening starts the clocks of the colour, and marks set the priority", arguments: Dialect.allCases)
    func opening(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let contact = try await centre.conversation(1)
            let now = centre.clock.now()
            let (_, opened) = try await centre.tickets.log(
                contact, centre.log(), ticket: .red, marks: [.inpatientRefused, .child], by: centre.citra.id, at: now)
            let ticket = try #require(opened)
            #expect(ticket.priority == .high && ticket.matter.marks == [.inpatientRefused, .child])
            #expect(ticket.promise.pressing == Ticket.Pressing(clock: .firstResponse, dueAt: now + hour * 4))
            #expect(ticket.dueAt == now + hour * 120)
            #expect(try await centre.tickets.ticket(ticket.id) == ticket)
            #expect(
                try await centre.clockFacts(ticket.id) == [
                    "started first-response", "started branch-answer", "started whole",
                ])
            let plain = try await centre.ticket(2)
            #expect(plain.priority == .low && plain.promise.policy == 0)
        }
    }

    @Test("a person's note is the first response; the system's is none", arguments: Dialect.allCases)
    func responding(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let ticket = try await centre.ticket(1, .red)
            let now = centre.clock.now()
            try await centre.tickets.note(ticket.id, "Disalin.", by: .system("import"), at: now)
            #expect(try await centre.tickets.clocks(of: ticket.id)[.firstResponse]?.isRunning == true)
            try await centre.tickets.note(ticket.id, "Cabang ditelepon.", by: .person(centre.citra.id), at: now)
            #expect(try await centre.clockFacts(ticket.id).last == "met first-response")
            let pressing = try await centre.tickets.ticket(ticket.id)?.promise.pressing
            #expect(pressing == Ticket.Pressing(clock: .branchAnswer, dueAt: now + hour * 120))
        }
    }

    @Test(
        "a ticket that stands still goes to the end of the list and is not late; it comes back with what was left",
        arguments: Dialect.allCases)
    func pausing(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let (first, second) = (try await centre.ticket(1), try await centre.ticket(2))
            let sari = Author.person(centre.sari.id)
            centre.clock.advance(by: hour * 10)
            try await centre.tickets.pause(
                first.id, .participant, "Menunggu KK.", by: sari, at: centre.clock.now())
            centre.clock.advance(by: hour * 20)
            var now = centre.clock.now()
            #expect(try await centre.tickets.list(TicketFilter(), at: now).tickets.map(\.id) == [second.id, first.id])
            #expect(try await centre.tickets.list(TicketFilter(state: .late), at: now).tickets.map(\.id) == [second.id])
            let counts = try await centre.tickets.counts(of: [TicketFilter(), TicketFilter(state: .late)], at: now)
            #expect(counts == [.exactly(2), .exactly(1)])
            await #expect(throws: TicketRefusal.nothingRuns) {
                try await centre.tickets.pause(first.id, .other, "Lagi.", by: sari, at: now)
            }
            try await centre.tickets.resume(first.id, by: sari, at: now)
            await #expect(throws: TicketRefusal.notPaused) {
                try await centre.tickets.resume(first.id, by: sari, at: now)
            }
            #expect(try await centre.tickets.ticket(first.id)?.dueAt == now + hour * 14)
            #expect(
                try await centre.clockFacts(first.id) == ["started whole", "paused whole", "resumed whole"])
            try await centre.tickets.pause(first.id, .outage, "Sistem mati.", by: sari, at: now)
            centre.clock.advance(by: hour * 100)
            now = centre.clock.now()
            let closed = try await centre.tickets.close(first.id, "Selesai.", by: sari, at: now)
            #expect(!closed.isLate(at: now))
            #expect(try await centre.tickets.ticket(first.id) == closed)
            await #expect(throws: TicketRefusal.closed) {
                try await centre.tickets.resume(first.id, by: sari, at: now)
            }
        }
    }

    @Test(
        "colour, priority and marks change with a reason in the story; a chosen priority stays",
        arguments: Dialect.allCases)
    func rating(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let ticket = try await centre.ticket(1)
            let (tickets, sari, now) = (centre.tickets, Author.person(centre.sari.id), centre.clock.now())
            try await tickets.mark(ticket.id, [.pregnant], by: sari, at: now)
            #expect(try await tickets.ticket(ticket.id)?.priority == .medium)
            await #expect(throws: TicketRefusal.unchanged) {
                try await tickets.mark(ticket.id, [.pregnant], by: sari, at: now)
            }
            await #expect(throws: TicketRefusal.textMissing) {
                try await tickets.prioritise(ticket.id, .high, reason: " ", by: sari, at: now)
            }
            try await tickets.prioritise(ticket.id, .low, reason: "Sudah dilayani.", by: sari, at: now)
            try await tickets.mark(ticket.id, [.inpatientRefused], by: sari, at: now)
            #expect(try await tickets.ticket(ticket.id)?.rating == Ticket.Rating(.yellow, .low, isChosen: true))
            try await tickets.recolour(ticket.id, .red, reason: "Perlu cabang.", by: sari, at: now)
            await #expect(throws: TicketRefusal.unchanged) {
                try await tickets.recolour(ticket.id, .red, reason: "Lagi.", by: sari, at: now)
            }
            let red = try #require(try await tickets.ticket(ticket.id))
            #expect(red.colour == .red && red.dueAt == now + hour * 120)
            #expect(
                try await centre.facts(ticket.id) == [
                    "ticket.opened", "ticket.marked", "ticket.prioritised", "ticket.marked", "ticket.recoloured",
                ])
            #expect(
                try await centre.clockFacts(ticket.id) == ["started whole", "changed whole", "started branch-answer"])
            let found = try await tickets.list(TicketFilter(priority: .low), at: now)
            #expect(found.tickets == [red])
            #expect(try await tickets.list(TicketFilter(priority: .high), at: now).tickets.isEmpty)
        }
    }

    @Test(
        "a new policy holds for what is opened from then on; earlier tickets keep theirs, also when they are rated",
        arguments: Dialect.allCases)
    func policies(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let before = try await centre.ticket(1)
            let story = try await centre.tickets.clocks(of: before.id)
            try await centre.setOfficePolicy()
            let after = try await centre.ticket(2)
            let now = centre.clock.now()
            #expect(after.promise.policy == 1)
            // It is Saturday: counted from Monday at 8 until Wednesday at 14.
            #expect(after.dueAt == now + hour * 102)
            #expect(try await centre.tickets.ticket(before.id) == before)
            #expect(try await centre.tickets.clocks(of: before.id) == story)
            try await centre.tickets.recolour(
                before.id, .red, reason: "Perlu cabang.", by: .person(centre.sari.id), at: now)
            #expect(try await centre.tickets.ticket(before.id)?.dueAt == now + hour * 120)
            let past = try await centre.policies.past()
            #expect(past.map(\.number) == [1] && past.first?.reason == "Jam kantor.")
            #expect(try await centre.policies.inForce() == past.first)
            await #expect(throws: ClockPolicyRefusal.outdated) { try await centre.setOfficePolicy(over: 0) }
            let facts = try await Journal(centre.database).entries(about: Subject("ticket-policy", 1))
            #expect(try facts.first?.fact(TicketFact.PolicySet.self)?.policy == past.first?.policy)
        }
    }

    @Test("a branch's hours hold from its escalation; its answer starts the confirmation", arguments: Dialect.allCases)
    func branch(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            try await centre.setOfficePolicy()
            let ticket = try await centre.ticket(1, .red)
            let papua = try BusinessHours(BusinessHours.week(1...6, [480..<960]), in: .wit)
            let (nur, now) = (Author.person(centre.nur.id), centre.clock.now())
            try await centre.database.write { transaction in
                try transaction.moveClocks(of: ticket.id, .escalated, hours: papua, by: nur, at: now)
            }
            // Saturday, 10 o'clock in Jayapura: 6 hours until it closes.
            let answer = try #require(try await centre.tickets.clocks(of: ticket.id)[.branchAnswer])
            #expect(answer.used(at: now + hour * 24) == hour * 6)
            try await centre.database.write { transaction in
                try transaction.moveClocks(of: ticket.id, .answered, by: nur, at: now + hour)
            }
            #expect(
                try await centre.clockFacts(ticket.id).suffix(5) == [
                    "met first-response", "changed branch-answer", "changed whole", "met branch-answer",
                    "started confirmation",
                ])
            // The confirmation follows the hours that the ticket follows by then.
            let clocks = try await centre.tickets.clocks(of: ticket.id)
            #expect(clocks[.confirmation]?.terms.calendar == .hours(papua))
        }
    }
}

@Suite("Rounds of tickets' clocks")
struct ClockRoundsTests {
    private let hour = Duration.seconds(3_600)

    @Test("a share is said when its moment comes, once, and the broken promise last", arguments: Dialect.allCases)
    func saying(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            #expect(try await centre.rounds.round() == nil)
            let ticket = try await centre.ticket(1)
            let start = centre.clock.now()
            #expect(try await centre.rounds.round() == start + hour * 12)
            #expect(try await centre.clockFacts(ticket.id) == ["started whole"])
            centre.clock.advance(by: hour * 12)
            #expect(try await centre.rounds.round() == start + hour * 18)
            #expect(try await centre.rounds.round() == start + hour * 18)
            #expect(try await centre.clockFacts(ticket.id) == ["started whole", "warned whole"])
            centre.clock.advance(by: hour * 12)
            #expect(try await centre.rounds.round() == start + hour * 24 + .microseconds(1))
            centre.clock.advance(by: .microseconds(1))
            #expect(try await centre.rounds.round() == nil)
            #expect(
                try await centre.clockFacts(ticket.id) == [
                    "started whole", "warned whole", "warned whole", "warned whole", "breached whole",
                ])
            let facts = try #require(try await centre.tickets.story(ticket.id)).facts
            let warned = try facts.compactMap { try $0.fact(TicketFact.ClockWarned.self) }
            #expect(warned.map(\.percent) == [.half, .threeQuarters, .nineTenths])
            #expect(warned.map(\.level) == [.agent, .agent, .supervisor])
            #expect(facts.last?.author == ClockRounds.author)
            #expect(try facts.last?.fact(TicketFact.ClockBreached.self)?.reachedAt == start + hour * 24)
        }
    }

    @Test("many processes at once, and one that comes back, say it once", arguments: Dialect.allCases)
    func together(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            for number in 1...30 { try await centre.ticket(number) }
            centre.clock.advance(by: hour * 25)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 { group.addTask { try await centre.rounds.round() } }
                try await group.waitForAll()
            }
            #expect(try await centre.rounds.round() == nil)
            let kinds = [TicketFact.ClockWarned.kind, TicketFact.ClockBreached.kind]
            let facts = try await Journal(centre.database).entries(after: 0, upTo: 1_000, kinds: kinds)
            #expect(facts.count == 30 * 4)
            #expect(Set(facts.map { "\($0.subject.id) \($0.payload)" }).count == 30 * 4)
        }
    }

    @Test(
        "nothing is said at night by an office's hours, nor of what stands still or is closed",
        arguments: Dialect.allCases)
    func quiet(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            try await centre.setOfficePolicy()
            let (open, paused, closed) = (
                try await centre.ticket(1), try await centre.ticket(2), try await centre.ticket(3)
            )
            let (start, sari) = (centre.clock.now(), Author.person(centre.sari.id))
            try await centre.tickets.pause(paused.id, .facility, "Menunggu RS.", by: sari, at: start)
            try await centre.tickets.close(closed.id, "Selesai.", by: sari, at: start)
            // Saturday at 8; half of 24 hours of work is used on Tuesday at 11.
            #expect(try await centre.rounds.round() == start + hour * 75)
            // The server was down until Tuesday at 22.
            centre.clock.advance(by: hour * 86)
            #expect(try await centre.rounds.round() == start + hour * 96)
            #expect(try await centre.clockFacts(open.id) == ["started whole"])
            centre.clock.advance(by: hour * 10)
            try await centre.rounds.round()
            #expect(try await centre.clockFacts(open.id) == ["started whole", "warned whole", "warned whole"])
            #expect(try await centre.clockFacts(paused.id) == ["started whole", "paused whole"])
            #expect(try await centre.clockFacts(closed.id) == ["started whole", "met whole"])
        }
    }

    @Test("it works until it is cancelled, and wakes for what comes", .timeLimit(.minutes(1)))
    func running() async throws {
        try await withCentre { centre in
            let ticket = try await centre.ticket(1)
            let rounds = centre.rounds
            let work = Task { try await rounds.run() }
            while try await centre.clockFacts(ticket.id).count < 3 {
                centre.clock.advance(by: .seconds(600))
                await Task.yield()
            }
            work.cancel()
            await #expect(throws: CancellationError.self) { try await work.value }
            #expect(
                try await centre.clockFacts(ticket.id).prefix(3) == ["started whole", "warned whole", "warned whole"])
        }
    }
}
