import Contacts
import Database
import Kernel
import Pages
import Staff
import Testing
import Tickets

@testable import Calls
@testable import Outbound

@Suite("Confirmations whose ticket was closed meanwhile")
struct ClosedMeanwhileTests {
    private func close(_ id: TicketID, _ centre: Centre) async throws {
        try await centre.tickets.close(id, "Ditutup pengawas.", by: .person(centre.small.sari.id), at: centre.now)
    }

    static let outcomes: [(ConfirmationOutcome, DialOutcome)] = [
        (.satisfied("Puas."), .answered), (.explained("Dijelaskan."), .answered), (.insists("Belum."), .answered),
        (.refuses("Jangan ditelepon lagi."), .answered), (.wrongNumber, .answered),
        (.notReached(notice: "Tidak terjangkau."), .noAnswer),
    ]

    @Test("what was said is written down all the same, and the ticket is left alone", arguments: Dialect.allCases)
    func written(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            for (number, (outcome, heard)) in Self.outcomes.enumerated() {
                let phone = try #require(PhoneNumber("0812-5555-000\(number)"))
                let id = try await centre.done(number, phone: phone.digits)
                #expect(try await centre.take(centre.rina) == id)
                try await centre.ring(id, heard, by: centre.rina)
                try await close(id, centre)
                let (end, contact) = try await centre.confirmations.finish(
                    id, outcome, note: "Konfirmasi.", by: centre.rina.id, at: centre.now)
                #expect(end == .closedMeanwhile, "\(outcome.kind)")
                #expect((contact != nil) == heard.isConversation, "\(outcome.kind): the contact has its record")
                #expect(try await centre.tickets.ticket(id)?.closing?.text == "Ditutup pengawas.")
                #expect(try await centre.facts(id) == ["outbound.taken", "outbound.tried"])
                let listed = try await centre.rules.doNotCall(at: centre.now).contains { $0.phone == phone }
                #expect(listed == (outcome.kind == .refuses))
            }
            let tries = try await centre.confirmations.tries(since: .distantPast)
            #expect(Set(tries.map(\.outcome)) == Set(Self.outcomes.map(\.0.kind)))
            #expect(try await centre.take(centre.rina) == nil)
        }
    }

    @Test("the last try that reaches nobody gives up nothing that is closed")
    func lastTry() async throws {
        try await withCentre { centre in
            centre.clock.advance(by: .seconds(49 * 3_600))
            let id = try await centre.done(1)
            for number in 1...3 {
                #expect(try await centre.take(centre.rina) == id)
                try await centre.ring(id, .noAnswer, by: centre.rina)
                if number == 3 { try await close(id, centre) }
                let end = try await centre.finish(id, .notReached(notice: "-"), by: centre.rina)
                if case .ringsAgain(let again) = end { centre.clock.advance(by: again - centre.now) }
                #expect((end == .closedMeanwhile) == (number == 3))
            }
            #expect(try await centre.facts(id, "confirmation.").isEmpty)
        }
    }

    @Test("nobody is rung for it, nor for one that is the branch's again", arguments: Dialect.allCases)
    func notRung(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let (closed, passed) = (try await centre.done(1), try await centre.done(2, phone: "0812-5555-0002"))
            #expect(try await centre.take(centre.rina) == closed)
            #expect(try await centre.take(centre.bayu) == passed)
            try await close(closed, centre)
            let sari = Author.person(centre.small.sari.id)
            try await centre.act { transaction, now in
                _ = try transaction.reopenEscalation(passed, reason: "Belum beres.", by: sari, at: now)
            }
            for (id, person) in [(closed, centre.rina), (passed, centre.bayu)] {
                await #expect(throws: RingingRefusal.notHeld) { try await centre.ring(id, .answered, by: person) }
                #expect(try await centre.confirmations.work(of: person.id, at: centre.now) == nil)
                #expect(try await centre.facts(id) == ["outbound.taken", "outbound.released"])
            }
        }
    }

    @Test("who insists on what is the branch's again sends it back no second time", arguments: Dialect.allCases)
    func sentBack(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let id = try await centre.done(1)
            #expect(try await centre.take(centre.rina) == id)
            try await centre.ring(id, .answered, by: centre.rina)
            let sari = Author.person(centre.small.sari.id)
            try await centre.act { transaction, now in
                _ = try transaction.reopenEscalation(id, reason: "Belum beres.", by: sari, at: now)
            }
            #expect(try await centre.finish(id, .insists("Belum juga."), by: centre.rina) == .reopenedMeanwhile)
            #expect(try await centre.tickets.escalation(of: id)?.loops == 1)
            #expect(try await centre.confirmations.tries(since: .distantPast).map(\.outcome) == [.insists])
        }
    }

    @Test("the agent's page says so", arguments: ["satisfied", "insists"])
    func page(_ outcome: String) async throws {
        try await withCentre { centre in
            let id = try await centre.done(1)
            let rina = try await centre.small.tester(centre.rina)
            #expect(try await rina.post("/outbound/takings").location == "/outbound")
            #expect(try await rina.post(.outboundCalls(id)).status == 303)
            let order = try #require(centre.telephone.orders.first)
            try await centre.tell(order.id, of: id, .answered, by: centre.rina)
            try await close(id, centre)
            let saved = try await rina.post(.outboundOutcomes(id), ["outcome": outcome, "text": "Katanya begitu."])
            #expect(saved.status == 303)
            #expect(try await rina.get(.outbound).body.contains("sudah ditutup orang lain"))
        }
    }

    @Test("a closing of many is taken back although an agent gave the ticket back", arguments: Dialect.allCases)
    func takenBack(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let id = try await centre.done(1)
            #expect(try await centre.take(centre.rina) == id)
            var random = SeededRandom(seed: 5)
            let (bulk, sari) = (TicketBulkID(at: centre.now, random: &random), Author.person(centre.small.sari.id))
            try await centre.tickets.change([id], .close, "Selesai.", as: bulk, by: sari, at: centre.now)
            try await centre.confirmations.release(id, by: centre.rina.id, at: centre.now)
            #expect(try await centre.facts(id) == ["outbound.taken", "\(OutboundFact.Released.kind)"])
            let undone = try await centre.tickets.undo(bulk, by: sari, at: centre.now)
            #expect(undone.kept.isEmpty)
            #expect(try await centre.tickets.ticket(id)?.isOpen == true)
            #expect(try await centre.take(centre.bayu) == id)
        }
    }
}
