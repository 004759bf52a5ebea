import Contacts
import Database
import Foundation
import Kernel
import Staff
import Testing
import Tickets

extension Journeys {
    /// A participant is asked whether a branch's answer helped: through the trunk, on a real telephone.
    @Suite("confirmations")
    struct Confirmations {
        private static let number = "+6281200002222"

        @Test("a participant insists, the branch answers again, and the participant is satisfied: every step stands")
        func insistsAndIsSatisfied() async throws {
            try await Stage.play { stage in
                let ani = try await Softphone.start(
                    on: stage, named: Self.number, saying: .tone(callerTone, seconds: 180, rate: 8_000),
                    answering: .auto)
                let centre = try await Sahut.open(
                    on: stage,
                    [
                        "dial.via": "127.0.0.1", "dial.port": "\(ani.port)", "dial.callerNumber": "+62215550100",
                    ])
                try await ringAtAnyHour(centre)
                let branch = Bench(centre)
                let ticket = try await branch.escalate(phone: Self.number)
                try await branch.answer(ticket, "Kartu sudah aktif lagi.")

                let rina = try await Agent.atDesk("rina", of: centre, saying: agentTone, autoAnswer: false)
                let page = try await Browser.of("rina", in: centre, at: "/outbound")
                try await take(page)
                try await page.untilText(of: ".outbound-script", contains: "Kartu sudah aktif lagi.")
                try await ring(page, rina, ani)
                try await page.tick("outcome", "insists")
                try await page.type("Masih ditolak di loket.", into: "#text")
                try await save(page)
                try await centre.facts.until(1, "ticket.reopened")
                // What Rina wrote is the record of the contact, so her desk asks for no other.
                try await rina.until("aux")

                try await branch.answer(ticket, "Petugas loket sudah diberi tahu.")
                try await take(page)
                try await page.untilText(of: ".outbound-script", contains: "Petugas loket sudah diberi tahu.")
                try await ring(page, rina, ani)
                try await page.tick("outcome", "satisfied")
                try await save(page)
                try await centre.facts.until(1, "outbound.tried")

                let story = try await centre.facts.story(of: .ticket(ticket)).map(\.kind)
                #expect(
                    story.filter { !$0.hasPrefix("ticket.clock-") } == [
                        "ticket.opened", "ticket.recoloured", "ticket.escalated", "ticket.branch-answered",
                        "outbound.taken", "outbound.tried", "ticket.reopened", "ticket.branch-answered",
                        "outbound.taken", "outbound.tried", "ticket.closed",
                    ])
                let logged = try await centre.facts.until(2, "contact.logged")
                #expect(logged.suffix(2).allSatisfy { $0.payload.contains("Konfirmasi TKT-") })
                try await page.untilText(of: testID("outbound-day"), contains: "2 dari 50")
            }
        }

        private func take(_ page: Browser) async throws {
            try await page.click("form[action='/outbound/takings'] button")
            try await page.untilSees(testID("outbound-call"))
        }

        /// One click rings; both hear each other; the participant hangs up.
        private func ring(_ page: Browser, _ rina: Agent, _ ani: Softphone) async throws {
            try await page.click("form[action$='/calls'] button")
            try await rina.until("talking")
            try await ani.untilHears(agentTone)
            try await page.untilText(of: testID("outbound-call"), contains: "tersambung")
            try await ani.hangUp()
            try await page.untilText(of: testID("outbound-call"), contains: "selesai")
        }

        private func save(_ page: Browser) async throws {
            try await page.click(".outbound-outcome button:not([name])")
            try await page.untilSees(testID("outbound-day"))
        }

        /// The journey is played at night and on Sundays too.
        private func ringAtAnyHour(_ centre: Sahut) async throws {
            let budi = Visitor(on: centre.stage)
            _ = try await budi.signIn("budi", Sahut.password, at: centre)
            let form = try await budi.ask(centre.address("/outbound/plan")).body
            let token = try #require(form.firstMatch(of: /name="_csrf" value="([^"]*)"/).map { String($0.1) })
            var fields = [
                "_csrf": token, "over": "0", "tries": "3", "apart": "20", "busy": "15", "lock": "15", "target": "50",
                "reason": "Uji coba.",
            ]
            for weekday in 1...7 { fields["day-\(weekday)"] = "00.00-24.00" }
            #expect(try await budi.ask(centre.address("/outbound/plan"), form: fields).status == 303)
        }
    }
}

/// A branch's work, written into the running centre's database.
private struct Bench: Sendable {
    private let place: DatabaseLocation
    private let clock = SystemClock()

    init(_ centre: Sahut) { place = centre.facts.place }

    /// A red ticket at a branch that is there from the beginning.
    func escalate(phone: String) async throws -> TicketID {
        var random = SystemRandomNumberGenerator()
        let now = clock.now()
        let id = TicketID(at: now, random: &random)
        let matter = Ticket.Matter(
            category: "health.hospital", kind: .complaint, text: "Ditolak rawat inap.", phone: PhoneNumber(phone))
        try await write { transaction in
            let code = try transaction.scalar(
                "SELECT code FROM branches WHERE zone = \(IndonesianZone.wib) ORDER BY code LIMIT 1",
                as: BranchCode.self)
            let author = Author.system("journey")
            _ = try transaction.openTicket(id, .yellow, matter, by: author, at: now, in: .jakarta)
            guard let code else { return }
            _ = try transaction.escalate(id, to: code, reason: "Perlu dicek di cabang.", by: author, at: now)
        }
        return id
    }

    func answer(_ id: TicketID, _ text: String) async throws {
        let now = clock.now()
        try await write { transaction in
            guard let branch = try transaction.escalation(of: id)?.branch else { return }
            _ = try transaction.answerEscalation(id, .done, text, of: branch, by: .outsider, at: now)
        }
    }

    private func write(_ deed: @escaping @Sendable (any Transaction) throws -> Void) async throws {
        let database = try place.open()
        let result: Result<Void, any Error>
        do { result = .success(try await database.write(deed)) } catch { result = .failure(error) }
        try await database.close()
        try result.get()
    }
}
