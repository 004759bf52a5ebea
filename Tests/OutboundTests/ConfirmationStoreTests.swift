import Calls
import Contacts
import Database
import Kernel
import Members
import Staff
import Testing
import Tickets

@testable import Outbound

@Suite("Confirmations: who is rung, by whom, and what follows")
struct ConfirmationStoreTests {
    private let hour = Duration.seconds(3_600)

    @Test(
        "only what a branch marked done is rung for, high priority first, then the oldest", arguments: Dialect.allCases)
    func order(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            _ = try await centre.escalated(1, phone: "0812-5555-0001")
            let old = try await centre.done(2, phone: "0812-5555-0002")
            centre.clock.advance(by: .seconds(60))
            let new = try await centre.done(3, phone: "0812-5555-0003")
            let urgent = try await centre.done(4, phone: "0812-5555-0004", marks: [.inpatientRefused])
            let closed = try await centre.done(5, phone: "0812-5555-0005")
            try await centre.tickets.close(closed, "Selesai.", by: .system("test"), at: centre.now)
            var taken: [TicketID?] = []
            for _ in 0..<4 {
                let id = try await centre.take(centre.rina)
                taken.append(id)
                guard let id else { continue }
                try await centre.ring(id, .answered, by: centre.rina)
                try await centre.finish(id, .satisfied("Puas."), by: centre.rina)
            }
            #expect(taken == [urgent, old, new, nil])
        }
    }

    @Test("the list is read from the open tickets, not through every escalation that was ever done")
    func plan() async throws {
        try await withCentre { centre in
            for number in 1...3 { try await centre.done(number) }
            let steps = try await centre.database.read { transaction in
                try transaction.query("EXPLAIN QUERY PLAN \(transaction.confirmationList)").map {
                    try $0("detail", as: String.self)
                }
            }
            let tickets = try #require(steps.firstIndex { $0.hasPrefix("SCAN t ") || $0.hasPrefix("SEARCH t ") })
            let escalations = try #require(steps.firstIndex { $0.hasPrefix("SEARCH e ") })
            #expect(tickets < escalations, "\(steps)")
            #expect(steps[tickets].contains("USING") && steps[escalations].contains("ticket=?"), "\(steps)")
        }
    }

    @Test("what one agent holds nobody else gets, nor another item of the same number", arguments: Dialect.allCases)
    func locks(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let first = try await centre.done(1)
            let second = try await centre.done(2)
            #expect(try await centre.take(centre.rina) == first)
            #expect(try await centre.take(centre.rina) == first, "taken again: the same")
            #expect(try await centre.take(centre.bayu) == nil, "the second has the same number")
            await #expect(throws: RingingRefusal.notHeld) {
                try await centre.finish(second, .satisfied("Puas."), by: centre.bayu)
            }
            try await centre.confirmations.release(first, by: centre.rina.id, at: centre.now)
            #expect(try await centre.take(centre.bayu) == first)
            #expect(try await centre.facts(first) == ["outbound.taken", "outbound.released", "outbound.taken"])
        }
    }

    @Test("a lock ends after a quarter of an hour, not while its page is open or its call is on")
    func expiry() async throws {
        try await withCentre { centre in
            let id = try await centre.done(1)
            #expect(try await centre.take(centre.rina) == id)
            centre.clock.advance(by: .seconds(10 * 60))
            try await centre.confirmations.keep(centre.rina.id, at: centre.now)
            centre.clock.advance(by: .seconds(10 * 60))
            #expect(try await centre.take(centre.bayu) == nil)
            centre.clock.advance(by: .seconds(5 * 60))
            #expect(try await centre.take(centre.bayu) == id)
            var random = SeededRandom(seed: 3)
            let call = WorkID(at: centre.now, random: &random)
            _ = try await centre.confirmations.placeCall(call, for: id, by: centre.bayu.id, at: centre.now)
            try await centre.tell(call, of: id, .answered, by: centre.bayu)
            centre.clock.advance(by: .seconds(15 * 60))
            #expect(try await centre.confirmations.work(of: centre.bayu.id, at: centre.now) == nil)
        }
    }

    @Test("a call that is on keeps its lock, and nothing is written before it ends")
    func callIsOn() async throws {
        try await withCentre { centre in
            let id = try await centre.done(1)
            _ = try await centre.take(centre.rina)
            var random = SeededRandom(seed: 3)
            let call = WorkID(at: centre.now, random: &random)
            _ = try await centre.confirmations.placeCall(call, for: id, by: centre.rina.id, at: centre.now)
            await #expect(throws: RingingRefusal.callIsOn) {
                try await centre.finish(id, .satisfied("Puas."), by: centre.rina)
            }
            try await centre.act { transaction, now in
                let contact = call.named(ContactID.self)
                try transaction.appendRinging(call, id, contact, by: centre.rina, at: now)
            }
            centre.clock.advance(by: hour)
            #expect(try await centre.take(centre.bayu) == nil)
            #expect(try await centre.confirmations.work(of: centre.rina.id, at: centre.now)?.call == .talking)
            await #expect(throws: RingingRefusal.callIsOn) {
                try await centre.confirmations.release(id, by: centre.rina.id, at: centre.now)
            }
            centre.clock.advance(by: hour * 4)
            #expect(try await centre.take(centre.bayu) == id, "its end was lost in a fault")
        }
    }

    @Test(
        "satisfied closes, with the contact logged; explained closes; insists goes back and is counted",
        arguments: Dialect.allCases)
    func conversations(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let id = try await centre.done(1, member: centre.small.budi.id)
            _ = try await centre.take(centre.rina)
            await #expect(throws: RingingRefusal.notRung) {
                try await centre.finish(id, .satisfied("Puas."), by: centre.rina)
            }
            try await centre.ring(id, .answered, by: centre.rina)
            centre.clock.advance(by: .seconds(30))
            let insists = try await centre.finish(id, .insists("Masih ditolak di loket."), by: centre.rina)
            #expect(insists == .reopened(loop: 1))
            #expect(try await centre.take(centre.rina) == nil, "it is the branch's")
            #expect(try await centre.tickets.clocks(of: id)[.confirmation]?.end?.cause == .reopened)
            try await centre.answer(id, "Petugas loket sudah diberi tahu.")
            #expect(try await centre.take(centre.rina) == id)
            let work = try #require(try await centre.confirmations.work(of: centre.rina.id, at: centre.now))
            #expect(work.tries.isEmpty && work.escalation.loops == 1, "the round begins with no try")
            try await centre.ring(id, .answered, by: centre.rina)
            let (end, contact) = try await centre.confirmations.finish(
                id, .satisfied("Peserta puas."), note: "Konfirmasi: puas.", by: centre.rina.id, at: centre.now)
            #expect(end == .closed)
            #expect(try await centre.tickets.ticket(id)?.closing?.text == "Peserta puas.")
            #expect(try await centre.tickets.clocks(of: id)[.confirmation]?.end?.cause == .confirmed)
            let log = try await centre.small.contacts.contact(try #require(contact))?.log
            #expect(log?.member == centre.small.budi.id && log?.outcome == .solved)
            #expect(log?.note == "Konfirmasi: puas.")
            let other = try await centre.done(2)
            _ = try await centre.take(centre.rina)
            try await centre.ring(other, .answered, by: centre.rina)
            #expect(try await centre.finish(other, .explained("Antrean kamar penuh."), by: centre.rina) == .closed)
            let tries = try await centre.confirmations.tries(since: .distantPast)
            let figures = ConfirmationFigures(tries)
            #expect((figures.calls, figures.reached, figures.confirmed) == (3, 3, 3))
            #expect((figures.satisfied, figures.explained, figures.reopened) == (1, 1, 1))
            #expect(figures.averageHandling == .seconds(70), "a minute of talk each, and half a minute of wrap-up once")
        }
    }

    @Test(
        "whom nobody reaches is rung by the plan, and after three tries the ticket is closed with a notice",
        arguments: Dialect.allCases)
    func missed(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            // A Monday morning.
            centre.clock.advance(by: hour * 49 - .seconds(1))
            let id = try await centre.done(1)
            let outcomes: [(DialOutcome, TryResult)] = [
                (.busy, .busy), (.noAnswer, .noAnswer), (.unreachable, .unreachable), (.machine, .machine),
            ]
            let due = ["2025-11-24 09.15", "2025-11-25 11.00", "2025-11-26 15.00"]
            for (place, outcome) in outcomes.enumerated() {
                #expect(try await centre.take(centre.rina) == id)
                try await centre.ring(id, outcome.0, by: centre.rina)
                let end = try await centre.finish(id, .notReached(notice: "Tidak terjangkau."), by: centre.rina)
                guard place < due.count else {
                    #expect(end == .givenUp)
                    continue
                }
                let next = at(due[place])
                #expect(end == .ringsAgain(at: next))
                #expect(try await centre.take(centre.rina) == nil)
                centre.clock.advance(by: next - centre.now)
            }
            #expect(try await centre.tickets.ticket(id)?.closing?.text == "Tidak terjangkau.")
            #expect(try await centre.tickets.clocks(of: id)[.confirmation]?.end?.isMet == false)
            #expect(try await centre.facts(id, "confirmation.") == ["confirmation.given-up"])
            let figures = ConfirmationFigures(try await centre.confirmations.tries(since: .distantPast))
            #expect(figures.missed == [.busy: 1, .noAnswer: 1, .unreachable: 1, .machine: 1] && figures.reached == 0)
        }
    }

    @Test("a call that we broke off is no try: it is rung again at once")
    func brokenOff() async throws {
        try await withCentre { centre in
            let id = try await centre.done(1)
            _ = try await centre.take(centre.rina)
            try await centre.ring(id, .cancelledByAgent, by: centre.rina)
            await #expect(throws: RingingRefusal.notRung) {
                try await centre.finish(id, .notReached(notice: "-"), by: centre.rina)
            }
            centre.clock.advance(by: .seconds(5))
            try await centre.ring(id, .noAnswer, by: centre.rina)
            await #expect(throws: RingingRefusal.nobodySpoke) {
                try await centre.finish(id, .satisfied("Puas."), by: centre.rina)
            }
            try await centre.finish(id, .notReached(notice: "-"), by: centre.rina)
            #expect(try await centre.facts(id) == ["outbound.taken", "outbound.tried"])
        }
    }

    @Test(
        "a wrong number is not rung again: the member's own is, and then one that a supervisor gives",
        arguments: Dialect.allCases)
    func wrongNumber(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let id = try await centre.done(1, member: centre.small.budi.id)
            for (outcome, phone) in [(DialOutcome.answered, "0812-5555-0000"), (.numberInvalid, "0812-1111-2222")] {
                let lock = try await centre.confirmations.takeNext(for: centre.rina.id, at: centre.now)
                #expect(lock?.phone == PhoneNumber(phone))
                try await centre.ring(id, outcome, by: centre.rina)
                #expect(try await centre.finish(id, .wrongNumber, by: centre.rina) == .needsNumber)
                centre.clock.advance(by: .seconds(5))
            }
            #expect(try await centre.take(centre.rina) == nil)
            let board = try await centre.confirmations.board(at: centre.now)
            #expect(board.numbers[id]?.choice == .wrong && board.total == 1)
            let given = try #require(PhoneNumber("0813-7777-8888"))
            try await centre.confirmations.giveNumber(
                id, given, by: .person(centre.small.sari.id), at: centre.now)
            let lock = try await centre.confirmations.takeNext(for: centre.rina.id, at: centre.now)
            #expect(lock?.phone == given)
            #expect(try await centre.facts(id).filter { $0 == "outbound.number-given" }.count == 1)
        }
    }

    @Test(
        "who asks for a time is rung first when it has come; outside the hours it is not taken",
        arguments: Dialect.allCases)
    func asked(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let id = try await centre.done(1, phone: "0812-5555-0001")
            _ = try await centre.take(centre.rina)
            try await centre.ring(id, .answered, by: centre.rina)
            for wrong in [centre.now - hour, centre.now + hour * 24 * 40] {
                await #expect(throws: RingingRefusal.timeOutside) {
                    try await centre.finish(id, .asksForTime(wrong), by: centre.rina)
                }
            }
            await #expect(throws: RingingRefusal.outsideHours(until: at("2025-11-24 08.00"))) {
                try await centre.finish(id, .asksForTime(at("2025-11-22 21.00")), by: centre.rina)
            }
            let wanted = at("2025-11-22 10.30")
            #expect(try await centre.finish(id, .asksForTime(wanted), by: centre.rina) == .ringsAgain(at: wanted))
            let urgent = try await centre.done(2, phone: "0812-5555-0002", marks: [.inpatientRefused])
            #expect(try await centre.take(centre.rina) == urgent)
            try await centre.confirmations.release(urgent, by: centre.rina.id, at: centre.now)
            centre.clock.advance(by: wanted - centre.now)
            #expect(try await centre.take(centre.rina) == id)
        }
    }

    @Test(
        "nobody is rung outside the hours of the place, nor on a number that is never to be rung",
        arguments: Dialect.allCases)
    func hoursAndNumbers(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let (sari, unwanted) = (Author.person(centre.small.sari.id), PhoneNumber("0812-5555-0001")!)
            try await centre.rules.add(unwanted, reason: "Meminta.", by: sari, at: centre.now)
            await #expect(throws: DoNotCallRefusal.alreadyListed) {
                try await centre.rules.add(unwanted, reason: "Lagi.", by: sari, at: centre.now)
            }
            let never = try await centre.done(1, phone: "0812-5555-0001", marks: [.inpatientRefused])
            let far = try await centre.done(2, phone: "0812-5555-0002", at: Centre.jayapura)
            #expect(try await centre.take(centre.rina) == far)
            // 18.30 in Jakarta is 20.30 in Jayapura.
            try await centre.confirmations.release(far, by: centre.rina.id, at: centre.now)
            centre.clock.advance(by: at("2025-11-22 17.59") - centre.now)
            #expect(try await centre.take(centre.rina) == far)
            centre.clock.advance(by: .seconds(120))
            var random = SeededRandom(seed: 3)
            let call = WorkID(at: centre.now, random: &random)
            await #expect(throws: RingingRefusal.outsideHours(until: at("2025-11-24 06.00"))) {
                _ = try await centre.confirmations.placeCall(call, for: far, by: centre.rina.id, at: centre.now)
            }
            try await centre.confirmations.release(far, by: centre.rina.id, at: centre.now)
            #expect(try await centre.take(centre.rina) == nil)
            try await centre.rules.remove(unwanted, reason: "Berubah pikiran.", by: sari, at: centre.now)
            #expect(try await centre.take(centre.rina) == never)
            try await centre.rules.add(unwanted, reason: "Meminta lagi.", by: sari, at: centre.now)
            await #expect(throws: RingingRefusal.doNotCall) {
                _ = try await centre.confirmations.placeCall(call, for: never, by: centre.rina.id, at: centre.now)
            }
        }
    }

    @Test("who does not want to be rung is never rung again, and the ticket is closed")
    func refuses() async throws {
        try await withCentre { centre in
            let id = try await centre.done(1)
            _ = try await centre.take(centre.rina)
            try await centre.ring(id, .answered, by: centre.rina)
            #expect(try await centre.finish(id, .refuses("Tidak mau ditelepon."), by: centre.rina) == .closed)
            #expect(try await centre.rules.doNotCall(at: centre.now).map(\.reason) == ["Tidak mau ditelepon."])
            _ = try await centre.done(2)
            #expect(try await centre.take(centre.rina) == nil)
        }
    }

    @Test(
        "each change of the plan is a version with its reason; one made from an old version is refused",
        arguments: Dialect.allCases)
    func plan(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let sari = Author.person(centre.small.sari.id)
            var plan = RingingPlan.original
            plan.target = 60
            await #expect(throws: RingingPlanRefusal.reasonMissing) {
                try await centre.rules.set(plan, over: 0, reason: " ", by: sari, at: centre.now)
            }
            try await centre.rules.set(plan, over: 0, reason: "Target naik.", by: sari, at: centre.now)
            await #expect(throws: RingingPlanRefusal.outdated) {
                try await centre.rules.set(plan, over: 0, reason: "Lagi.", by: sari, at: centre.now)
            }
            #expect(try await centre.rules.plan().plan == plan)
            #expect(try await centre.rules.past().map(\.reason) == ["Target naik."])
        }
    }
}
