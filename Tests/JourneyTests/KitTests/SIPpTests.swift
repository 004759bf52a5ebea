import Testing

@Suite("the kit: many callers")
struct SIPpTests {
    @Test("callers ring a telephone, stay and hang up, and are counted")
    func callersAreCounted() async throws {
        try await Stage.play { stage in
            let phone = try await Softphone.start(
                on: stage, named: "budi", saying: .silence(seconds: 60, rate: 8_000), answering: .auto)
            let run = try await SIPpRun.play(
                SIPpScenario.caller(staysSeconds: 1), on: stage, calls: 2, perSecond: 2, target: phone.port,
                number: "budi")
            #expect(run.succeeded == 2)
            #expect(run.failed == 0)
            #expect(run.code == 0)
        }
    }

    @Test("callers of a telephone that is not there fail, and are counted")
    func failuresAreCounted() async throws {
        try await Stage.play { stage in
            let run = try await SIPpRun.play(
                SIPpScenario.caller(staysSeconds: 1), on: stage, calls: 1, perSecond: 1, target: Ports.free(),
                limitSeconds: 3)
            #expect(run.succeeded == 0)
            #expect(run.code != 0)
        }
    }
}
