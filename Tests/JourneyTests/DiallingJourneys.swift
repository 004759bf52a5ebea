import Database
import Foundation
import Testing

extension Journeys {
    /// Agents ring participants: through the trunk, to real telephones.
    @Suite("dialling")
    struct Dialling {
        private static let number = "+6281200001111"
        private static let centreNumber = "+62215550100"

        /// A telephone that the centre rings, and the settings of a centre whose trunk leads to it.
        private func telephone(
            on stage: Stage, _ answering: Softphone.Answering
        ) async throws -> (phone: Softphone, settings: [String: String]) {
            let phone = try await Softphone.start(
                on: stage, named: Self.number, saying: .tone(callerTone, seconds: 180, rate: 8_000),
                answering: answering)
            return (
                phone,
                [
                    "dial.via": "127.0.0.1", "dial.port": "\(phone.port)", "dial.callerNumber": Self.centreNumber,
                ]
            )
        }

        /// Rina, who rings participants, at her desk; she has not said ready.
        private func rina(at centre: Sahut) async throws -> Agent {
            try await centre.ringAtAnyHour()
            return try await Agent.atDesk("rina", of: centre, saying: agentTone, autoAnswer: false)
        }

        private struct Ended: Decodable {
            let outcome: String
            let status: Int?
            let contact: String?
        }

        private struct Dialled: Decodable {
            let number: String
            let from: String
        }

        private struct Opened: Decodable {
            let direction: String
        }

        @Test("one click rings a participant with the centre's number, both hear each other, and the contact is ours")
        func answered() async throws {
            try await Stage.play { stage in
                let (ani, settings) = try await telephone(on: stage, .manual)
                let centre = try await Sahut.open(on: stage, settings)
                let rina = try await rina(at: centre)
                let mark = try await centre.facts.mark()
                try await rina.dial("0812-0000-1111", because: "Konfirmasi pengaduan")
                try await rina.until("dialling")
                try await ani.untilRings()
                try await rina.untilHears(Sahut.Prompt.ringing)
                #expect(try await rina.browser.text(of: testID("caller-number")) == "0812-xxxx-xxxx")
                #expect(try await rina.browser.text(of: testID("dial-purpose")) == "Konfirmasi pengaduan")
                #expect(ani.callers.contains { $0.contains(Self.centreNumber) }, "\(ani.callers)")

                try await ani.answer()
                try await rina.until("talking")
                try await ani.untilHears(agentTone)
                try await rina.untilHears(callerTone)
                let dialled = try await centre.facts.until(1, "call.dialled", after: mark)[0].read(Dialled.self)
                #expect(dialled.number == Self.number && dialled.from == Self.centreNumber)

                try await rina.hangUp()
                try await ani.untilEnded()
                let ended = try await centre.facts.until(1, "call.dial-ended", after: mark)[0].read(Ended.self)
                #expect(ended.outcome == "answered" && ended.contact != nil)
                try await rina.until("wrap-up")
                try await rina.wrapUp(note: "Peserta puas dengan jawaban kantor cabang.", ticket: nil)
                try await centre.facts.until(1, "contact.logged", after: mark)
                let opened = try await centre.facts.until(1, "contact.opened", after: mark)
                #expect(try opened.last?.read(Opened.self).direction == "outgoing")
                try await rina.until("aux")
                // No figure of the inbound floor knows of it.
                #expect(try await centre.facts.count("call.ended", after: mark) == 0)
            }
        }

        @Test("a busy participant is told apart from one who does not answer, and the desk is free at once")
        func busy() async throws {
            try await Stage.play { stage in
                let (ani, settings) = try await telephone(on: stage, .manual)
                let centre = try await Sahut.open(on: stage, settings.merging(["dial.ringLimitSeconds": "6"]) { $1 })
                let rina = try await rina(at: centre)
                let mark = try await centre.facts.mark()
                try await rina.dial("0812-0000-1111", because: "Konfirmasi pengaduan")
                try await ani.untilRings()
                // A telephone that is refused says 486 Busy Here.
                try await ani.hangUp()
                let busy = try await centre.facts.until(1, "call.dial-ended", after: mark)[0].read(Ended.self)
                #expect(busy.outcome == "busy" && busy.status == 486 && busy.contact == nil)
                try await rina.until("aux")
                try await rina.browser.untilText(of: testID("dial-outcome"), contains: "Sibuk")

                try await rina.dial("0812-0000-1111", because: "Konfirmasi pengaduan, sekali lagi")
                try await rina.until("dialling")
                let silent = try await centre.facts.until(2, "call.dial-ended", after: mark)[1].read(Ended.self)
                #expect(silent.outcome == "no-answer" && silent.contact == nil)
                try await rina.until("aux")
                try await rina.dial("0812-9999-1111", because: "Salah nomor")
                let wrong = try await centre.facts.until(3, "call.dial-ended", after: mark)[2].read(Ended.self)
                #expect(wrong.outcome == "number-invalid" && wrong.status == 404)
                #expect(try await centre.facts.count("call.dial-answered", after: mark) == 0)
            }
        }

        @Test("what the network says before it refuses a call is heard by the agent")
        func announcement() async throws {
            try await Stage.play { stage in
                let network = try AnnouncingNetwork.start(
                    on: stage, saying: 880, seconds: 8, refusing: "503 Service Unavailable")
                let centre = try await Sahut.open(
                    on: stage,
                    [
                        "dial.via": "127.0.0.1", "dial.port": "\(network.port)",
                        "dial.callerNumber": Self.centreNumber,
                    ])
                let rina = try await rina(at: centre)
                let mark = try await centre.facts.mark()
                try await rina.dial("0812-0000-1111", because: "Konfirmasi pengaduan")
                try await rina.untilHears(880)
                #expect(try await rina.state == "dialling")
                let ended = try await centre.facts.until(1, "call.dial-ended", after: mark)[0].read(Ended.self)
                #expect(ended.outcome == "unreachable" && ended.status == 503 && ended.contact == nil)
                try await rina.until("aux")
            }
        }

        @Test("after a death of the centre a conversation that it began goes on, and ends with its outcome")
        func survival() async throws {
            try await Stage.play { stage in
                let (ani, settings) = try await telephone(on: stage, .auto)
                let centre = try await Sahut.open(on: stage, settings)
                let rina = try await rina(at: centre)
                let mark = try await centre.facts.mark()
                try await rina.dial("0812-0000-1111", because: "Konfirmasi pengaduan")
                try await rina.until("talking")
                try await rina.untilHears(callerTone)
                try await centre.kill(.serve)
                try await centre.untilAnswers(within: .seconds(30))
                try await ani.untilHears(agentTone)
                try await rina.until("talking")
                try await ani.hangUp()
                let ended = try await centre.facts.until(1, "call.dial-ended", after: mark)[0].read(Ended.self)
                #expect(ended.outcome == "answered" && ended.contact != nil)
            }
        }
    }
}

extension Agent {
    /// Rings somebody from the desk.
    func dial(_ number: String, because reason: String) async throws {
        try await browser.click(testID("act-dial-menu"))
        try await browser.type(number, into: testID("dial-number"))
        try await browser.type(reason, into: testID("dial-reason"))
        try await browser.click(testID("act-dial"))
    }
}
