import Testing

/// Whole journeys through the built program with real telephones and real browsers, one after another: they measure
/// sound in real time.
@Suite("journeys", .serialized)
enum Journeys {
    /// What each party says, in Hz. Far enough apart, and no multiple of one another.
    static let callerTone = 440.0
    static let agentTone = 1_000.0
    static let otherAgentTone = 1_230.0

    static func caller(on stage: Stage, named name: String = "ani") async throws -> Softphone {
        try await Softphone.start(on: stage, named: name, saying: .tone(callerTone, seconds: 180, rate: 8_000))
    }

    /// A caller and an agent who hear each other.
    static func talk(in centre: Sahut) async throws -> (sari: Agent, ani: Softphone) {
        let sari = try await Agent.atDesk("sari", of: centre, saying: agentTone, autoAnswer: true)
        try await sari.ready()
        let ani = try await caller(on: centre.stage)
        try await ani.ringForInformation(centre)
        try await sari.until("talking")
        try await ani.untilHears(agentTone)
        try await sari.untilHears(callerTone)
        return (sari, ani)
    }
}

extension Softphone {
    /// Rings the centre and presses 1 for information once the menu is heard.
    func ringForInformation(_ centre: Sahut) async throws {
        try await dial("165", at: centre.sipPort)
        try await untilTalking()
        try await untilHears(Sahut.Prompt.menu)
        try await press("1")
    }
}
