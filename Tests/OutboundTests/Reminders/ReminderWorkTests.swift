import Contacts
import Database
import Foundation
import Kernel
import Members
import Staff
import Testing

@testable import Calls
@testable import Outbound

@Suite("Ringing for reminders")
struct ReminderWorkTests {
    @Test("who owes the most months is rung first, or who stands first in the file", arguments: Dialect.allCases)
    func order(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let id = try await centre.campaign()
            #expect(try await centre.next()?.name == "Siti Aminah")
            #expect(try await centre.next()?.name == "Siti Aminah", "who has one keeps it")
            #expect(try await centre.next(for: centre.small.dewi)?.name == "Budi Santoso", "never the same for two")
            try await centre.plan(id) { $0.order = .age }
            #expect(try await centre.next(for: centre.small.sari)?.name == "Wayan Sudira")
            #expect(try await centre.next(for: centre.small.rahmat) == nil)
        }
    }

    @Test("nobody is rung out of hours, before the first day, paused, or faster than the pace")
    func holds() async throws {
        try await ReminderCentre.during { centre in
            let id = try await centre.take(1, [centre.line(centre.budi), centre.line(centre.siti)])
            #expect(try await centre.next() == nil, "prepared")
            try await centre.reminders.turn(id, .active, by: centre.finance, at: centre.clock.now())
            try await centre.plan(id) { $0.firstDay = Day("2025-11-24")! }
            #expect(try await centre.next() == nil, "not yet")
            // Saturday at eight in the morning, then Sunday, then Monday at nine.
            centre.clock.advance(by: .seconds(86_400))
            try await centre.plan(id) { $0.firstDay = Day("2025-11-22")! }
            #expect(try await centre.next() == nil, "a Sunday")
            centre.clock.advance(by: .seconds(86_400 + 3_600))
            try await centre.reminders.turn(id, .paused, by: centre.finance, at: centre.clock.now())
            #expect(try await centre.next() == nil, "paused")
            try await centre.reminders.turn(id, .active, by: centre.finance, at: centre.clock.now())
            try await centre.plan(id) { $0.pace = ReminderPace(callsPerHour: 1) }
            try await centre.work(.willPay)
            #expect(try await centre.next() == nil, "one an hour")
            centre.clock.advance(by: .seconds(3_601))
            try await centre.plan(id) { $0.pace = ReminderPace(perPersonPerDay: 1) }
            #expect(try await centre.next() == nil, "one a person")
            #expect(try await centre.next(for: centre.small.dewi) != nil)
        }
    }

    @Test("who was taken off, or whose campaign stopped, is not rung any more", arguments: Dialect.allCases)
    func stopped(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let id = try await centre.campaign()
            func isRefused(_ number: Int) async throws -> Bool {
                let lock = try await centre.reminders.next(for: centre.agent.id, at: centre.clock.now())
                guard case .reminder(let item) = lock?.purpose else { return false }
                try await stop(number, centre, id)
                do {
                    _ = try await centre.reminders.placeCall(
                        centre.id(50 + number), for: item, by: centre.agent.id, at: centre.clock.now())
                    return false
                } catch RingingRefusal.notHeld {
                    // As it must: nobody is rung, and it is no longer in the hand.
                }
                return try await centre.reminders.work(of: centre.agent.id, at: centre.clock.now()) == nil
            }
            #expect(try await isRefused(0), "missing in a newer file")
            #expect(try await isRefused(1), "paused")
            try await centre.reminders.turn(id, .active, by: centre.finance, at: centre.clock.now())
            #expect(try await isRefused(2), "its days are over")
        }
    }

    private func stop(_ number: Int, _ centre: ReminderCentre, _ id: ReminderCampaignID) async throws {
        switch number {
        case 0: try await centre.take(2, [centre.line(centre.budi), centre.line(centre.wayan)], for: .campaign(id))
        case 1: try await centre.reminders.turn(id, .paused, by: centre.finance, at: centre.clock.now())
        default: try await centre.plan(id) { ($0.firstDay, $0.lastDay) = (Day("2025-11-01")!, Day("2025-11-21")!) }
        }
    }

    @Test("who was taken off while he was rung stays off, whatever he says", arguments: Dialect.allCases)
    func offMeanwhile(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let id = try await centre.campaign()
            #expect(try await centre.next()?.name == "Siti Aminah")
            let item = try await centre.held()
            try await centre.ring()
            try await stop(0, centre, id)
            try await centre.reminders.record(
                ReminderReport(outcome: .saysPaid), of: item, by: centre.agent.id, at: centre.clock.now())
            let after = try #require(try await centre.reminders.item(item))
            #expect((after.state, after.off, after.tries, after.outcome) == (.off, .paid, 1, .saysPaid))
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let outcome: ReminderOutcome
        var heard = DialOutcome.answered
        let state: ReminderState
        var off: ReminderOff?

        var testDescription: String { "\(outcome.rawValue), heard \(heard.rawValue)" }
    }

    static let cases = [
        Case(outcome: .willPay, state: .done), Case(outcome: .promised, state: .done),
        Case(outcome: .saysPaid, state: .done), Case(outcome: .cannotPay, state: .done),
        Case(outcome: .asksForTime, state: .waiting), Case(outcome: .refuses, state: .done),
        Case(outcome: .doNotCall, state: .off, off: .doNotCall),
        Case(outcome: .deceased, state: .off, off: .deceased), Case(outcome: .moved, state: .off, off: .moved),
        Case(outcome: .wrongNumber, state: .off, off: .wrongNumber),
        Case(outcome: .notReached, heard: .noAnswer, state: .waiting),
        Case(outcome: .notReached, heard: .busy, state: .waiting),
        Case(outcome: .notReached, heard: .numberInvalid, state: .off, off: .wrongNumber),
    ]

    @Test("each outcome leaves the reminder where it belongs", arguments: cases)
    func outcomes(_ expected: Case) async throws {
        try await ReminderCentre.during { centre in
            let id = try await centre.campaign()
            _ = try await centre.next()
            let item = try await centre.held()
            try await centre.work(
                expected.outcome, heard: expected.heard, promisedOn: Day("2025-11-30"),
                wantedAt: at("2025-11-24 10.00"))
            let after = try #require(try await centre.reminders.item(item))
            #expect(after.state == expected.state && after.off == expected.off && after.tries == 1)
            #expect(after.outcome == expected.outcome)
            let progress = try await centre.progress(id)
            #expect(progress.reached == (expected.outcome.isReminded ? 1 : 0) && progress.rung == 1)
            let facts = try await Journal(centre.database).entries(about: .reminder(item))
            let recorded = try facts.compactMap { try $0.fact(ReminderFact.Recorded.self) }
            #expect(recorded.map(\.outcome) == [expected.outcome] && recorded[0].off == expected.off?.rawValue)
            #expect(try await centre.next()?.id != centre.siti.id, "not at once again")
        }
    }

    @Test("who cannot be reached is tried three times on different days, then taken off", arguments: Dialect.allCases)
    func tries(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let id = try await centre.take(1, [centre.line(centre.budi)])
            try await centre.reminders.turn(id, .active, by: centre.finance, at: centre.clock.now())
            for number in 1...3 {
                try await centre.work(.notReached, heard: .noAnswer)
                #expect(try await centre.next() == nil, "not within the day")
                let progress = try await centre.progress(id)
                #expect(progress.offs == (number == 3 ? [.tries: 1] : [:]))
                #expect(progress.left == (number == 3 ? 0 : 1) && progress.rung == 1 && progress.reached == 0)
                centre.clock.advance(by: .seconds(3 * 86_400))
            }
            #expect(try await centre.next() == nil)
        }
    }

    @Test("a wrong number leads to another one of the member", arguments: Dialect.allCases)
    func otherNumber(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let card = centre.budi.card.digits
            let text = "No Kartu,HP,Bulan,Jumlah\n\(card),0812-9999-0000,3,126000\n"
            let read = try ReminderFile(named: "a.csv", Array(text.utf8))
            let upload: ReminderUploadID = centre.id(1)
            let (now, finance) = (centre.clock.now(), centre.finance)
            _ = try await centre.reminders.hand(
                over: read, as: upload, for: .list(named: "A"), by: finance, at: now)
            let mapping = ReminderMapping([.card: 0, .phone: 1, .months: 2, .amount: 3])
            try await centre.reminders.check(upload, by: mapping, author: finance, at: now)
            guard case .taken(let id) = try await centre.reminders.accept(upload, good: 1, by: finance, at: now) else {
                throw ReminderRefusal.checkedAnew
            }
            try await centre.reminders.turn(id, .active, by: finance, at: now)
            try await centre.work(.wrongNumber)
            let lock = try #require(try await centre.reminders.next(for: centre.agent.id, at: centre.clock.now()))
            #expect(lock.phone == centre.budi.phones[0])
            try await centre.ring()
            try await centre.reminders.record(
                ReminderReport(outcome: .wrongNumber), of: try await centre.held(), by: centre.agent.id,
                at: centre.clock.now())
            #expect(try await centre.progress(id).offs == [.wrongNumber: 1])
        }
    }

    @Test("who asks never to be rung is on the list of the whole centre", arguments: Dialect.allCases)
    func neverAgain(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            _ = try await centre.campaign()
            try await centre.work(.doNotCall)
            let listed = try await RingingRuleStore(centre.database).doNotCall(at: centre.clock.now())
            #expect(listed.map(\.phone) == centre.siti.phones)
            // Budi's number is listed after he was: he is not rung, and does not hold up those behind him.
            try await RingingRuleStore(centre.database).add(
                centre.budi.phones[0], reason: "Diminta.", by: centre.finance, at: centre.clock.now())
            #expect(try await centre.next()?.name == "Wayan Sudira")
            let other = try await centre.hand(2, [centre.line(centre.siti)], for: .list(named: "Desember"))
            #expect(other.counts?.bad == ["do-not-call": 1])
        }
    }

    @Test("who has paid by the centre's own register is not rung", arguments: Dialect.allCases)
    func registerPaid(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let contributions = ContributionStore(centre.database)
            let span = CoverageSpan(
                from: Day("2025-09-01")!, until: nil, segment: .selfPaying, careClass: .third)
            try await contributions.keep([span], of: centre.siti.id)
            try await contributions.keep([span], of: centre.wayan.id)
            let payment = PaymentLine(
                channel: "bri", reference: "1", family: centre.siti.family,
                payment: ContributionPayment(paidOn: Day("2025-09-02")!, amount: Rupiah(1_000_000)))
            try await contributions.take([payment], by: centre.finance, at: centre.clock.now())
            let id = try await centre.campaign()
            #expect(try await centre.next()?.name == "Budi Santoso", "Siti has paid, of Budi nothing is known")
            #expect(try await centre.next(for: centre.small.dewi)?.name == "Wayan Sudira", "Wayan owes")
            #expect(try await centre.progress(id).offs == [.registerPaid: 1])
            let entries = try await Journal(centre.database).entries(
                after: 0, upTo: 100, kinds: [ReminderFact.TakenOff.kind])
            #expect(entries.count == 1)
        }
    }

    @Test("nothing is written without a call, by somebody else, or of a promise without a day")
    func refusals() async throws {
        try await ReminderCentre.during { centre in
            _ = try await centre.campaign()
            _ = try await centre.next()
            let item = try await centre.held()
            func refused(_ report: ReminderReport, by person: PersonID? = nil) async throws -> (any Error)? {
                do {
                    try await centre.reminders.record(
                        report, of: item, by: person ?? centre.agent.id, at: centre.clock.now())
                    return nil
                } catch { return error }
            }
            let willPay = ReminderReport(outcome: .willPay)
            #expect(try await refused(willPay) as? RingingRefusal == .notRung)
            #expect(try await refused(willPay, by: centre.small.dewi.id) as? RingingRefusal == .notHeld)
            try await centre.ring(.noAnswer)
            #expect(try await refused(willPay) as? RingingRefusal == .nobodySpoke)
            for day in [nil, Day("2025-11-21"), Day("2026-03-01")] {
                let promise = ReminderReport(outcome: .promised, promisedOn: day)
                #expect(try await refused(promise) as? ReminderRefusal == .dayMissing)
            }
            let long = ReminderReport(outcome: .notReached, note: String(repeating: "a", count: 501))
            #expect(try await refused(long) as? ReminderRefusal == .noteTooLong)
            #expect(try await refused(ReminderReport(outcome: .notReached)) == nil)
            #expect(try await refused(willPay) as? RingingRefusal == .notHeld, "it is on the list again")
        }
    }

    @Test("one campaign's figures are those that it has among all", arguments: Dialect.allCases)
    func figuresOfOne(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let one = try await centre.campaign()
            let other = try await centre.take(2, [centre.line(centre.ratna)], for: .list(named: "Desember"))
            try await centre.work(.willPay)
            let all = try await centre.reminders.progress()
            #expect(all.count == 2)
            for (id, total) in [(one, 3), (other, 1)] {
                let progress = try await centre.reminders.progress(of: id)
                #expect(progress == all[id] && progress.total == total)
            }
            #expect(try await centre.reminders.progress(of: centre.id(77)) == ReminderProgress())
        }
    }

    @Test(
        "figures: who was reached, day by day and by agent, and who is missing in a file since",
        arguments: Dialect.allCases)
    func figures(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let id = try await centre.campaign()
            try await centre.work(.willPay)
            try await centre.work(.refuses, by: centre.small.dewi)
            var progress = try await centre.progress(id)
            #expect((progress.total, progress.rung, progress.reached, progress.left) == (3, 2, 2, 1))
            #expect(progress.paidSinceShare == nil, "no file has come since")
            centre.clock.advance(by: .seconds(2 * 86_400))
            try await centre.work(.notReached, heard: .noAnswer)
            let days = try await centre.reminders.days(of: id)
            #expect(days.map(\.day.description) == ["2025-11-22", "2025-11-24"])
            #expect(days.map(\.calls) == [2, 1] && days.map(\.reached) == [2, 0])
            let people = try await centre.reminders.people(of: id)
            #expect(people.map(\.person) == [centre.agent.id, centre.small.dewi.id])
            #expect(people.map(\.calls) == [2, 1] && people.map(\.reached) == [1, 1])
            try await centre.take(2, [centre.line(centre.budi), centre.line(centre.ratna)], for: .campaign(id))
            progress = try await centre.progress(id)
            #expect((progress.paidSince, progress.knownSince, progress.paidSinceShare) == (1, 2, 5_000))
            #expect(progress.offs == [.paid: 1], "Wayan, who was not reached")
            #expect((progress.total, progress.left, progress.finishedShare) == (4, 1, 7_500))
        }
    }
}
