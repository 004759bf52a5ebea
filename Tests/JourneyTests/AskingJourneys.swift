import Database
import Foundation
import Testing

extension Journeys {
    /// What the centre asks and tells by itself: callers press keys.
    @Suite("asking")
    struct Asking {
        private struct Opened: Decodable {
            let number: String
        }

        private struct Asked: Decodable {
            let ticket: String
            let place: String?
        }

        @Test("a caller keys a ticket's number, hears where it stands, and is back in the menu")
        func status() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                let before = try await centre.facts.count("ticket.opened")
                let (sari, ani) = try await talk(in: centre)
                try await sari.hangUp()
                try await ani.untilEnded()
                try await sari.wrapUp(note: "Menunggu kartu baru.", ticket: "yellow")
                let opened = try await centre.facts.until(before + 1, "ticket.opened")[before]
                let number = try opened.read(Opened.self).number

                let budi = try await caller(on: stage, named: "budi-di-rumah")
                try await budi.dial("165", at: centre.sipPort)
                try await budi.untilTalking()
                try await budi.untilHears(Sahut.Prompt.menu)
                try await budi.press("3")
                try await centre.facts.until(2, "call.chose")
                try await budi.press(number.filter(\.isNumber))
                let said = try spoken(to: budi)
                try await budi.press("#")
                let asked = try await centre.facts.until(1, "call.asked-status")[0].read(Asked.self)
                #expect(asked.ticket == number && asked.place == "centre")
                // Where it stands, and by when: four prompts at least.
                try await untilSpoken(to: budi, beyond: said + 1)
                try await budi.untilHears(Sahut.Prompt.menu)
                try await budi.press("1")
                try await sari.until("talking")
                try await budi.untilHears(agentTone)
            }
        }

        /// For how many seconds the centre has spoken by itself in this call.
        private func spoken(to phone: Softphone) throws -> Double { try phone.heard().secondsOf(Sahut.Prompt.spoken) }

        private func untilSpoken(to phone: Softphone, beyond seconds: Double) async throws {
            try await Patience.until("\(phone.name) is spoken to") { try spoken(to: phone) >= seconds }
        }

        private struct Rated: Decodable {
            let rating: Int
        }

        @Test("a caller says how satisfied they are when the agent has hung up, also over a death of the centre")
        func rating() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                let admin = try await Browser.of("admin", in: centre, at: "/plan")
                try await admin.choose("rating", "kepuasan")
                try await admin.click(testID("plan-save"))
                try await centre.facts.until(1, "plan.changed")
                let (sari, ani) = try await talk(in: centre)
                let greeted = try spoken(to: ani)
                try await sari.hangUp()
                try await sari.until("wrap-up")
                try await untilSpoken(to: ani, beyond: greeted + 0.25)
                try await ani.press("5")
                try await ani.untilEnded()
                let rated = try await centre.facts.until(1, "call.rated")[0].read(Rated.self)
                #expect(rated.rating == 5)

                try await sari.wrapUp(note: "Menanyakan iuran.")
                try await sari.until("ready")
                let budi = try await caller(on: stage, named: "budi-di-rumah")
                try await budi.ringForInformation(centre)
                try await sari.until("talking")
                try await budi.untilHears(agentTone)
                let welcomed = try spoken(to: budi)
                try await sari.hangUp()
                try await untilSpoken(to: budi, beyond: welcomed + 0.25)
                try await centre.kill(.serve)
                try await centre.untilAnswers(within: .seconds(30))
                try await budi.untilEnded()
                #expect(try await centre.facts.count("call.ended") == 2)
            }
        }
    }
}
