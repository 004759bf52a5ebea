import Database
import Foundation
import Testing

extension Journeys {
    @Suite("talking")
    struct Talking {
        @Test(
            "a caller presses 1, an agent answers by itself, both hear each other, and the record keeps them apart",
            arguments: Dialect.allCases)
        func callToContact(dialect: Dialect) async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage, keptIn: dialect)
                let floor = try await Browser.atFloor(of: centre)
                let (sari, ani) = try await talk(in: centre)
                #expect(try await centre.facts.count("call.chose") == 1)

                try await sari.hangUp()
                try await ani.untilEnded()
                let before = try await centre.facts.count("ticket.opened")
                try await sari.wrapUp(note: "Menanyakan tagihan iuran keluarga.", ticket: "green")
                let logged = try await centre.facts.until(before + 1, "ticket.opened")
                #expect(logged.count == before + 1)
                let ended = try await centre.facts.until(1, "call.ended")[0].read(CallEnded.self)
                #expect(ended.cause == "by-agent")

                let recorded = try await centre.facts.until(1, "call.recorded")[0].read(CallRecorded.self)
                let file = centre.storage.appendingPathComponent("recordings/\(recorded.path)")
                let sound = try await Sound.decode(opus: file, on: stage)
                #expect(sound.has(callerTone, channel: 0) && !sound.has(agentTone, channel: 0))
                #expect(sound.has(agentTone, channel: 1) && !sound.has(callerTone, channel: 1))

                for figure in ["offered", "answered"] {
                    try await floor.untilText(of: testID("figure-\(figure)"), contains: "1")
                }
                try await floor.untilText(of: testID("figure-abandoned"), contains: "0")
            }
        }

        @Test(
            "an agent who answers by hand sees who calls before; on hold the caller hears music and the agent nothing")
        func manualAnswerAndHold() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                let sari = try await Agent.atDesk("sari", of: centre, saying: agentTone, autoAnswer: false)
                try await sari.ready()
                // The first family of the demo, who has rung before.
                let ani = try await caller(on: stage, named: "081000000001")
                try await ani.ringForInformation(centre)

                try await sari.until("offered")
                try await sari.browser.untilSees(testID("member-card"))
                #expect(try await sari.browser.text(of: testID("caller-number"))?.filter(\.isNumber) == "081000000001")
                try await sari.answer()
                try await sari.until("talking")
                try await ani.untilHears(agentTone)
                try await sari.untilHears(callerTone)

                try await sari.hold()
                try await sari.until("held")
                try await ani.untilHears(Sahut.Prompt.music)
                try await sari.browser.untilSilent()
                try await Patience.until("the agent is no longer heard") { try !ani.heard().last(1).has(agentTone) }

                try await sari.resume()
                try await sari.until("talking")
                try await ani.untilHears(agentTone)
                try await sari.untilHears(callerTone)

                try await ani.hangUp()
                try await sari.until("wrap-up")
                let ended = try await centre.facts.until(1, "call.ended")[0].read(CallEnded.self)
                #expect(ended.cause == "by-caller")
                #expect(ended.holdSeconds > 0.5)
            }
        }
    }
}
