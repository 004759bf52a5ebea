import Testing

extension Journeys {
    /// What outbound agents are given, without asking for each.
    @Suite("the next one")
    struct NextOne {
        @Test("comes by itself to who wants it, and no longer once one is given back")
        func byItself() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                let budi = try await Browser.of("budi", in: centre, at: "/outbound/plan")
                try await budi.letRingAtAnyHour()
                let rina = try await Browser.of("rina", in: centre, at: "/outbound")
                try await rina.untilSees(testID("outbound-day"))
                let before = try await centre.facts.count("outbound.taken")

                try await rina.tick("by-itself")
                try await rina.untilSees(testID("outbound-call"))
                try await centre.facts.until(before + 1, "outbound.taken")
                try await rina.click("form[action$='/releases'] button")
                try await rina.untilSees(testID("outbound-day"))
                #expect(try await rina.count("[name='by-itself']:checked") == 0)
                #expect(try await centre.facts.count("outbound.taken") == before + 1)
            }
        }
    }
}

extension Browser {
    /// Journeys are played at night and on Sundays too.
    ///
    /// Whoever plans ringing has the page of the plan open.
    func letRingAtAnyHour() async throws {
        for weekday in 1...7 { try await type("00.00-24.00", into: "input[name='day-\(weekday)']") }
        try await type("Uji coba.", into: "#reason")
        try await click("form[action='/outbound/plan'] .button-main")
        try await untilText(of: ".page-head", contains: "Versi 1")
    }
}
