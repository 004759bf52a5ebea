import Database
import Testing

extension Journeys {
    /// What the desk reminds the agent of.
    @Suite("hints")
    struct HintJourneys {
        @Test("once the caller is known the desk says what to mention; what was told leaves it, and is kept")
        func told() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                let sari = try await Agent.atDesk("sari", of: centre, saying: agentTone, autoAnswer: true)
                try await sari.ready()
                // The demo's first family has paid for years: its class may be changed.
                let ani = try await caller(on: stage, named: Journeys.MemberJourneys.number)
                try await ani.ringForInformation(centre)
                try await sari.until("talking")

                let browser = sari.browser
                let desk = try await browser.tabs[0]
                let (hints, hint) = (testID("hints"), testID("hint-class-change"))
                try await browser.untilText(of: hints, contains: "siapa yang berbicara")
                #expect(try await browser.count(hint) == 0)
                let (id, born, _) = try await centre.facts.member(with: Journeys.MemberJourneys.card)
                try await browser.click("\(hints) a[href*='/\(id)/identity']")
                try await browser.goToNewestTab()
                try await browser.proveIdentity(card: Journeys.MemberJourneys.card, born: born)

                try await browser.enter(tab: desk)
                try await browser.untilText(of: hint, contains: "Kelas rawat keluarga sudah boleh diubah")
                try await browser.click("\(hint) button[value='told']")
                try await browser.untilGone(hint)
                let uses = try await centre.facts.until(2, "contact.hint-used")
                #expect(Set(uses.map(\.subject)).count == 1, "both of the one contact")
                #expect(try await browser.count(testID("wrap-up")) == 1, "the desk is as it was")

                let budi = try await Browser.of("budi", in: centre, at: "/hint-rules")
                try await budi.untilText(of: ".hint-counts table", contains: "100 %")
            }
        }
    }
}
