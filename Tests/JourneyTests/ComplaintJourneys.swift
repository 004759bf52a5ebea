import Database
import Foundation
import Kernel
import Testing

extension Journeys {
    /// What is promised to a participant who complains: by people at their pages, and on real telephones.
    @Suite("complaints")
    struct Complaints {
        /// The telephone of a family that lives in Joko's town, and has no ticket yet.
        private static let number = "+6281000000015"

        private static let complaint = "Ditolak rawat inap karena kamar penuh."
        private static let firstAnswer = "Kamar sudah tersedia mulai malam ini."
        private static let objection = "Masih menunggu di IGD, kamar belum ada."
        private static let secondAnswer = "Peserta dirawat di kelas setingkat di atasnya tanpa biaya."

        @Test("a red ticket of a call goes to its branch, back over an objection, and again, until it helped")
        func toTheBranchAndBack() async throws {
            try await Stage.play { stage in
                let ani = try await Softphone.start(
                    on: stage, named: Self.number, saying: .tone(callerTone, seconds: 180, rate: 8_000),
                    answering: .auto)
                let centre = try await Sahut.open(
                    on: stage,
                    Sahut.atNoon.merging([
                        "dial.via": "127.0.0.1", "dial.port": "\(ani.port)", "dial.callerNumber": "+62215550100",
                    ]) { $1 })
                let budi = try await Browser.of("budi", in: centre, at: "/outbound/plan")
                try await budi.letRingAtAnyHour()
                try await putOthersBehind(budi, centre)
                let joko = try await Browser.of("joko", in: centre, at: "/inbox", on: .phone)

                let opened = try await complain(ani, centre)
                let (ticket, number) = (opened.subject, try opened.read(Opened.self).number)
                try await answer(joko, ticket, Self.firstAnswer, seeing: Self.complaint)

                let rina = try await Agent.atDesk("rina", of: centre, saying: otherAgentTone, autoAnswer: false)
                let page = try await Browser.of("rina", in: centre, at: "/outbound")
                try await take(page, number, Self.firstAnswer)
                try await ring(page, rina, ani)
                try await page.tick("outcome", "insists")
                try await page.type(Self.objection, into: "#text")
                try await save(page, "Tiket kembali ke kantor cabang")
                // What Rina wrote is the record of the contact, so her desk asks for no other.
                try await rina.until("aux")

                try await answer(joko, ticket, Self.secondAnswer, seeing: "Kembali 1 kali")
                try await take(page, number, Self.secondAnswer)
                try await page.untilText(of: ".page-head", contains: "Sudah kembali ke cabang 1 kali")
                try await ring(page, rina, ani)
                try await page.tick("outcome", "satisfied")
                try await save(page, "tiket ditutup")
                try await page.untilText(of: testID("outbound-day"), contains: "2 dari 50")
                try await tellsAll(budi, ticket, centre)
                try await expectFacts(since: opened, in: centre)
            }
        }

        private struct Opened: Decodable {
            let number: String
        }

        // MARK: Before

        /// What is urgent is rung first: nothing of the demo is, from now on.
        private func putOthersBehind(_ budi: Browser, _ centre: Sahut) async throws {
            try await budi.open("/tickets?priority=high", of: centre)
            try await budi.tick("ticket")
            try await budi.choose("deed", "priority.low")
            try await budi.type("Yang baru didahulukan.", into: "#ticket-bulk input[name='text']")
            try await budi.click("#ticket-bulk button")
            try await centre.facts.until(1, "ticket-bulk.done")
            #expect(try await budi.count("input[name='ticket']") == 0)
        }

        // MARK: The centre

        /// Ani complains of a hospital, and what Sari writes of it is a red ticket.
        private func complain(_ ani: Softphone, _ centre: Sahut) async throws -> JournalEntry {
            let sari = try await Agent.atDesk("sari", of: centre, saying: agentTone, autoAnswer: true)
            try await sari.ready()
            try await ani.ringForInformation(centre)
            try await sari.until("talking")
            try await ani.untilHears(agentTone)
            try await sari.untilHears(callerTone)
            try await sari.browser.untilSees(testID("member-card"))
            try await sari.hangUp()
            try await ani.untilEnded()
            let before = try await centre.facts.count("ticket.opened")
            try await sari.wrapUp(
                note: Self.complaint, ticket: "red",
                Agent.Record(
                    category: "rumah sakit", region: "kota semarang", kind: "complaint", outcome: "follow-up",
                    marks: ["inpatient-refused"], isOfMember: true))
            return try #require(try await centre.facts.until(before + 1, "ticket.opened").last)
        }

        private func take(_ page: Browser, _ number: String, _ answer: String) async throws {
            try await page.click("form[action='/outbound/takings'] button")
            try await page.untilText(of: "h1", contains: number)
            try await page.untilText(of: ".outbound-script", contains: answer)
        }

        /// One click rings; both hear each other; the participant hangs up.
        private func ring(_ page: Browser, _ rina: Agent, _ ani: Softphone) async throws {
            try await page.click("form[action$='/calls'] button")
            try await rina.until("talking")
            try await ani.untilHears(otherAgentTone)
            try await rina.untilHears(callerTone)
            try await page.untilText(of: testID("outbound-call"), contains: "tersambung")
            try await ani.hangUp()
            try await page.untilText(of: testID("outbound-call"), contains: "selesai")
        }

        private func save(_ page: Browser, _ said: String) async throws {
            try await page.click(".outbound-outcome button:not([name])")
            try await page.untilSees(testID("outbound-day"))
            try await page.untilText(of: ".notice", contains: said)
        }

        // MARK: The branch

        /// Joko has his inbox open on his telephone: the ticket comes by itself, he takes it and says that it is done.
        private func answer(
            _ joko: Browser, _ ticket: Subject, _ text: String, seeing words: String
        ) async throws {
            let row = "li[data-row='ticket-\(ticket.id)']"
            try await joko.untilText(of: row, contains: words)
            try await expectFits(joko)
            try await joko.click("\(row) a")
            try await joko.click("form[action$='/takings'] button")
            try await joko.untilText(of: ".notice", contains: "Anda menanganinya sekarang")
            try await expectFits(joko)
            try await joko.tick("status", "done")
            try await joko.type(text, into: "#answer")
            try await joko.click("form[action$='/answers'] button")
            try await joko.untilText(of: ".notice", contains: "Jawaban terkirim")
            try await expectFits(joko)
            try await joko.click(".page-head a[href='/inbox']")
            try await joko.untilSees("#inbox-list")
            #expect(try await joko.count(row) == 0, "what is done has left his work")
        }

        /// Nothing of a page is beyond the edge of a telephone.
        private func expectFits(_ page: Browser) async throws {
            let size: [Int] = try await page.run(
                "return [window.innerWidth, document.documentElement.scrollWidth];")
            let place = try await page.address
            #expect(size == [390, 390], "\(place)")
        }

        // MARK: After

        /// Whoever opens the ticket reads the whole of it, in order.
        private func tellsAll(_ budi: Browser, _ ticket: Subject, _ centre: Sahut) async throws {
            try await budi.open("/tickets/\(ticket.id)", of: centre)
            var story = try #require(try await budi.text(of: ".story"))[...]
            for part in [
                "Telepon", "membuka tiket", Self.complaint,
                "meneruskan ke cabang Semarang, menurut tempat tinggal peserta",
                "Joko Susanto · mengambil untuk cabang Semarang", "menjawab dari cabang Semarang", Self.firstAnswer,
                "Rina Anggraini · Telepon keluar", "mengembalikan ke cabang Semarang, kali ke-1", Self.objection,
                "mengambil untuk cabang Semarang", "menjawab dari cabang Semarang", Self.secondAnswer,
                "Rina Anggraini · Telepon keluar", "Rina Anggraini · menutup tiket", "Peserta puas.",
            ] {
                let place = try #require(story.range(of: part), "\(part) in: \(story)")
                story = story[place.upperBound...]
            }
        }

        private func expectFacts(since opened: JournalEntry, in centre: Sahut) async throws {
            let story = try await centre.facts.story(of: opened.subject).map(\.kind)
            let round = [
                "ticket.taken", "ticket.branch-answered", "outbound.taken", "outbound.tried",
            ]
            #expect(
                story.filter { !$0.hasPrefix("ticket.clock-") }
                    == ["ticket.opened", "ticket.escalated"] + round + ["ticket.reopened"] + round + ["ticket.closed"])
            let calls = ["call.dialled", "call.dial-answered", "call.dial-ended", "contact.logged"]
            let rung = try await centre.facts.all(calls[0], calls[1], calls[2], calls[3])
                .filter { $0.seq > opened.seq }
            #expect(rung.map(\.kind) == calls + calls)
            #expect(rung.filter { $0.kind == calls[3] }.allSatisfy { $0.payload.contains("Konfirmasi TKT-") })
        }
    }
}
