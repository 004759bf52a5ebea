import Foundation
import Testing

extension Journeys {
    @Suite("waiting")
    struct Waiting {
        @Test("a caller hears music in the queue, hangs up, and counts as abandoned")
        func abandon() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                let ani = try await caller(on: stage)
                try await ani.ringForInformation(centre)
                try await ani.untilHears(Sahut.Prompt.music)
                try await ani.hangUp()
                let ended = try await centre.facts.until(1, "call.ended")[0].read(CallEnded.self)
                #expect(ended.cause == "abandoned")
                #expect(ended.queue == "informasi")
            }
        }

        @Test("an unanswered ring goes on to a second agent, and the first is set to not responding")
        func ringNoAnswer() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                let sari = try await Agent.atDesk("sari", of: centre, saying: agentTone, autoAnswer: false)
                try await sari.ready()
                let ani = try await caller(on: stage)
                try await ani.ringForInformation(centre)
                try await sari.until("offered")

                let bayu = try await Agent.atDesk(
                    "jkt.inbound.01", of: centre, saying: otherAgentTone, autoAnswer: true)
                // He may be rung before anybody sees him ready.
                try await bayu.sayReady()
                try await sari.until("not-responding", within: .seconds(30))
                try await bayu.until("talking", within: .seconds(30))
                try await ani.untilHears(otherAgentTone)
                try await bayu.untilHears(callerTone)
                #expect(try await centre.facts.count("call.offered") == 2)
                #expect(try await centre.facts.count("call.offer-ended") >= 1)
            }
        }

        @Test("fifty callers at once are all answered or abandoned, and the floor's figures say so")
        func fiftyCallers() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                let watcher = try await Browser.atFloor(of: centre)
                var agents: [Agent] = []
                for (index, name) in ["sari", "jkt.inbound.01"].enumerated() {
                    let agent = try await Agent.atDesk(
                        name, of: centre, saying: agentTone + Double(index) * 50, autoAnswer: true)
                    try await agent.serveQuickly()
                    try await agent.ready()
                    agents.append(agent)
                }
                let run = try await SIPpRun.play(
                    SIPpScenario.caller(keys: "1", staysSeconds: 20, sound: try SIPpScenario.silence(on: stage)),
                    on: stage, calls: 50, perSecond: 10,
                    target: centre.sipPort, number: "165")
                #expect(run.succeeded == 50)
                #expect(run.failed == 0)

                let ends = try await centre.facts.until(50, "call.ended").map { try $0.read(CallEnded.self).cause }
                let connected = try await centre.facts.count("call.connected")
                #expect(ends.count == 50)
                #expect(connected > 2)
                #expect(ends.count { $0 == "abandoned" } + connected == 50)
                #expect(try await centre.facts.count("call.queued") == 50)
                try await watcher.untilText(of: testID("figure-offered"), contains: "50")
                try await watcher.untilText(of: testID("figure-answered"), contains: "\(connected)")
                try await watcher.untilText(of: testID("figure-abandoned"), contains: "\(50 - connected)")
            }
        }
    }
}

extension Agent {
    /// The agent hangs up soon after each answer, and is ready again at once.
    fileprivate func serveQuickly() async throws {
        try await browser.run(
            """
            setInterval(() => {
                const state = document.querySelector('[data-testid="desk-state"]')?.dataset.state;
                if (state === 'talking') document.querySelector('[data-testid="act-hangup"]')?.click();
                const isAway = ['wrap-up', 'not-responding'].includes(state);
                if (isAway) document.querySelector('[data-testid="act-ready"]')?.click();
            }, 700);
            """)
    }
}
