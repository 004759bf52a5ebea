import Testing

@Suite("the kit: a softphone")
struct SoftphoneTests {
    @Test("two telephones hear each other's tone")
    func twoTelephones() async throws {
        try await Stage.play { stage in
            let ani = try await Softphone.start(on: stage, named: "ani", saying: .tone(440, seconds: 60, rate: 8_000))
            let budi = try await Softphone.start(
                on: stage, named: "budi", saying: .tone(1_000, seconds: 60, rate: 8_000), answering: .auto)
            try await ani.dial("budi", at: budi.port)
            try await ani.untilTalking()
            try await ani.untilHears(1_000)
            try await budi.untilHears(440)
            #expect(try !ani.heard().has(440))
            try await ani.press("1")
            try await ani.hangUp()
            try await budi.untilEnded()
        }
    }
}
