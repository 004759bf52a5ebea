import Database
import Foundation
import Testing

extension Journeys {
    @Suite("survival")
    struct Survival {
        @Test("a tab that is reloaded in mid-call is back in the call")
        func reload() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                let (sari, ani) = try await talk(in: centre)
                try await sari.browser.reload()
                try await sari.untilPhoneIsConnected()
                try await sari.until("talking")
                try await sari.untilHears(callerTone)
                try await ani.untilHears(agentTone)
                try await sari.hangUp()
                try await ani.untilEnded()
                #expect(try await centre.facts.until(1, "call.ended").count == 1)
            }
        }

        @Test(
            "kill -9 of serve in mid-call: both go on talking, the centre is back within 5 s and knows the call",
            arguments: Dialect.allCases)
        func serveDies(dialect: Dialect) async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage, keptIn: dialect)
                let (sari, ani) = try await talk(in: centre)
                try await centre.kill(.serve)
                let killed = try ani.heard().seconds
                try await centre.untilAnswers(within: .seconds(5))
                // What the caller heard from the death on is the agent, without a gap that anybody would notice.
                try await Patience.until("the caller has heard on") { try ani.heard().seconds > killed + 1.5 }
                #expect(try ani.heard().between(killed, killed + 1.5).secondsOf(agentTone) >= 1.25)
                try await sari.untilHears(callerTone)
                try await sari.until("talking")
                #expect(try await centre.facts.count("call.ended") == 0)

                try await sari.hangUp()
                try await ani.untilEnded()
                try await sari.wrapUp(note: "Panggilan selamat dari mati mendadak.")
                let ended = try await centre.facts.until(1, "call.ended")
                #expect(ended.count == 1)
                #expect(try ended[0].read(CallEnded.self).cause == "by-agent")
                #expect(try await centre.facts.until(1, "contact.logged").isEmpty == false)
            }
        }

        @Test("kill -9 of voice in mid-call: the caller is heard again within 3 s, and hears again")
        func voiceDies() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                let (sari, ani) = try await talk(in: centre)
                try await sari.markConnection()
                let died = ContinuousClock.now
                try await centre.kill(.voice)
                try await sari.untilPhoneIsConnectedAnew(within: .seconds(3))
                try await sari.untilHears(callerTone, within: .seconds(3) - (ContinuousClock.now - died))
                try await ani.untilHears(agentTone, within: .seconds(3))
                try await sari.hangUp()
                try await ani.untilEnded()
                #expect(try await centre.facts.until(1, "call.ended").count == 1)
            }
        }

        @Test("a trunk that falls silent ends the call as the network's failure, not as abandoned")
        func silentTrunk() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage, ["voice.silenceLimitSeconds": "3"])
                let (sari, ani) = try await talk(in: centre)
                await ani.vanish()
                let ended = try await centre.facts.until(1, "call.ended", within: .seconds(10))
                #expect(try ended[0].read(CallEnded.self).cause == "network")
                try await sari.until("wrap-up")
            }
        }

        @Test("a centre that is asked to stop does so in seconds while a desk is open, and starts again")
        func gracefulStop() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage, ["web.drainSeconds": "2"])
                let sari = try await Agent.atDesk("sari", of: centre, saying: agentTone, autoAnswer: true)
                try await sari.ready()
                let before = ContinuousClock.now
                _ = await centre.stop()
                #expect(ContinuousClock.now - before < .seconds(8))
                let again = try await Sahut.start(on: stage, storage: centre.storage)
                #expect(try await again.facts.count("staff.signed-in") == 1)
            }
        }
    }
}

extension Journeys {
    @Suite("ringing again")
    struct RingingAgain {
        @Test("a caller whose call was cut rings again: the same agent is preferred, and sees what was cut")
        func sameAgent() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage, ["voice.silenceLimitSeconds": "3"])
                let sari = try await Agent.atDesk("sari", of: centre, saying: agentTone, autoAnswer: true)
                try await sari.ready()
                let ani = try await caller(on: stage, named: "081000000001")
                try await ani.ringForInformation(centre)
                try await sari.until("talking")
                try await ani.untilHears(agentTone)

                // Another agent waits for longer than sari does, once she is ready again.
                let bayu = try await Agent.atDesk(
                    "jkt.inbound.01", of: centre, saying: otherAgentTone, autoAnswer: true)
                try await bayu.ready()
                await ani.vanish()
                try await sari.until("wrap-up")
                try await sari.wrapUp(note: "Terputus di tengah percakapan.")
                try await sari.ready()

                let again = try await Softphone.start(
                    on: stage, named: "081000000001", saying: .tone(callerTone, seconds: 180, rate: 8_000))
                try await again.ringForInformation(centre)
                try await sari.until("talking")
                try await sari.browser.untilSees(testID("cut-contact"))
                #expect(try await bayu.state == "ready")
                try await again.untilHears(agentTone)
            }
        }
    }
}
