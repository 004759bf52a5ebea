import Testing

extension Journeys {
    @Suite("two devices")
    struct TwoDevices {
        @Test("the desk opened last has the phone; the other says so, leaves it there, and takes it back on request")
        func newestDeskWins() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                let office = try await Agent.atDesk(
                    "sari", of: centre, saying: agentTone, autoAnswer: true, on: "office")
                try await office.ready()
                let home = try await Agent.atDesk(
                    "sari", of: centre, saying: otherAgentTone, autoAnswer: true, on: "home")
                try await office.untilPhone("other-device")
                try await office.browser.untilText(of: testID("phone-words"), contains: "dipakai di perangkat lain")
                try await home.markConnection()

                // A whole ring and the first words later it is still so.
                let ani = try await caller(on: stage)
                try await ani.ringForInformation(centre)
                try await home.until("talking")
                try await ani.untilHears(otherAgentTone)
                try await home.untilHears(callerTone)
                try await office.until("talking")
                #expect(try await office.phone == "other-device")
                #expect(try await home.hasMarkedConnection)

                // In mid-call she goes back to the office.
                try await office.browser.click(testID("phone-connect"))
                try await office.untilPhoneIsConnected()
                try await home.untilPhone("other-device")
                try await office.untilHears(callerTone)
                try await ani.untilHears(agentTone)
                try await Patience.until("the caller hears one agent") {
                    try ani.heard().last(1).secondsOf(otherAgentTone) == 0
                }
                #expect(try await home.phone == "other-device")
                try await office.hangUp()
                try await ani.untilEnded()
                #expect(try await centre.facts.until(1, "call.ended").count == 1)
            }
        }
    }
}
