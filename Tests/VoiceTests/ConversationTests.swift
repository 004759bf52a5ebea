import Kernel
import Testing

@testable import Voice

@Suite("Conversations over real sockets", .serialized)
struct ConversationTests {
    @Test("a tone passes through a room both ways, and nobody hears himself")
    func twoParties() async throws {
        let stage = try await Stagehand()
        let room = RoomID.fresh()
        let caller = try await stage.guest(in: room)
        let agent = try await stage.guest(in: room)
        caller.peer.say(tone: 440)
        agent.peer.say(tone: 1_000)
        let atAgent = try await agent.peer.listen()
        let atCaller = try await caller.peer.listen()
        #expect(Goertzel.share(of: 440, in: atAgent) > 0.95)
        #expect(Goertzel.share(of: 1_000, in: atCaller) > 0.95)
        #expect(Goertzel.share(of: 440, in: atCaller) < 0.01)
        try stage.close()
    }

    @Test("packets of other lengths and the other law are understood", arguments: [10, 30, 60])
    func otherManners(milliseconds: Int) async throws {
        let stage = try await Stagehand()
        let room = RoomID.fresh()
        var manners = RTPPeer.Manners()
        manners.packetMilliseconds = milliseconds
        manners.codec = .pcmu
        let caller = try await stage.guest(in: room, manners: manners)
        let agent = try await stage.guest(in: room)
        caller.peer.say(tone: 600)
        agent.peer.say(tone: 1_200)
        try await eventually("steady") { agent.peer.heard.count > 4_000 && caller.peer.heard.count > 4_000 }
        let atAgent = try await agent.peer.listen()
        let atCaller = try await caller.peer.listen()
        #expect(Goertzel.share(of: 600, in: atAgent) > 0.9)
        #expect(Goertzel.share(of: 1_200, in: atCaller) > 0.9)
        try stage.close()
    }

    @Test("two loud talkers saturate and never wrap round")
    func saturation() async throws {
        let stage = try await Stagehand()
        let room = RoomID.fresh()
        let first = try await stage.guest(in: room)
        let second = try await stage.guest(in: room)
        let listener = try await stage.guest(in: room)
        first.peer.say(tone: 300, level: 30_000)
        second.peer.say(tone: 300, level: 30_000)
        listener.peer.say([Int16](repeating: 0, count: 160))
        let heard = Array(try await listener.peer.listen())
        let worst = zip(heard, heard.dropFirst()).map { abs(Int($0) - Int($1)) }.max() ?? 0
        #expect(Goertzel.level(of: heard) > 8_000)
        #expect(worst < 30_000)
        try stage.close()
    }

    @Test("who listens is heard by nobody, and a whisper by one alone")
    func matrix() async throws {
        let stage = try await Stagehand()
        let room = RoomID.fresh()
        let caller = try await stage.guest(in: room)
        let agent = try await stage.guest(in: room)
        let supervisor = try await stage.guest(in: room, heardBy: [])
        caller.peer.say(tone: 440)
        agent.peer.say(tone: 1_000)
        supervisor.peer.say(tone: 2_000)
        let atSupervisor = try await supervisor.peer.listen()
        #expect(Goertzel.share(of: 440, in: atSupervisor) > 0.4)
        #expect(Goertzel.share(of: 1_000, in: atSupervisor) > 0.4)
        let unaware = try await agent.peer.listen()
        #expect(Goertzel.share(of: 2_000, in: unaware) < 0.01)

        try await stage.client.send(
            .place(leg: supervisor.leg, room: room, hears: [caller.leg, agent.leg], heardBy: [agent.leg]))
        let whispered = try await agent.peer.listen()
        let atCaller = try await caller.peer.listen()
        #expect(Goertzel.share(of: 2_000, in: whispered) > 0.4)
        #expect(Goertzel.share(of: 2_000, in: atCaller) < 0.01)
        #expect(Goertzel.share(of: 1_000, in: atCaller) > 0.95)
        try stage.close()
    }

    @Test("a muted leg is not heard and goes on hearing; hold plays music to the caller alone")
    func muteAndHold() async throws {
        let stage = try await Stagehand()
        try stage.wav("music.wav", tone: 700, milliseconds: 300)
        let room = RoomID.fresh()
        let caller = try await stage.guest(in: room)
        let agent = try await stage.guest(in: room)
        caller.peer.say(tone: 440)
        agent.peer.say(tone: 1_000)
        try await stage.client.send(.mute(leg: agent.leg, muted: true))
        let muted = try await caller.peer.listen()
        #expect(Goertzel.level(of: muted) < 100)
        let stillHearing = try await agent.peer.listen()
        #expect(Goertzel.share(of: 440, in: stillHearing) > 0.95)

        try await stage.client.send(.mute(leg: agent.leg, muted: false))
        try await stage.client.send(.place(leg: agent.leg, room: nil, hears: nil, heardBy: nil))
        let music = Playback(id: .fresh(), files: ["music.wav"], loop: true)
        try await stage.client.send(.play(leg: caller.leg, playback: music))
        let onHold = try await caller.peer.listen(800)
        #expect(Goertzel.share(of: 700, in: onHold) > 0.8)
        let apart = try await agent.peer.listen()
        #expect(Goertzel.level(of: apart) < 100)

        try await stage.client.send(.stop(leg: caller.leg, play: music.id))
        try await stage.client.send(.place(leg: agent.leg, room: room, hears: nil, heardBy: nil))
        let back = try await caller.peer.listen()
        #expect(Goertzel.share(of: 1_000, in: back) > 0.95)
        #expect(stage.told.contains { if case .playFinished(_, music.id, .stopped, _) = $0 { true } else { false } })
        try stage.close()
    }

    @Test("prompts play in a row, end once, and a digit stops one that may be stopped")
    func prompts() async throws {
        let stage = try await Stagehand()
        try stage.wav("one.wav", tone: 500, milliseconds: 300)
        try stage.wav("two.wav", tone: 900, milliseconds: 300)
        try stage.wav("long.wav", tone: 900, milliseconds: 3_000)
        let caller = try await stage.guest()
        caller.peer.say([Int16](repeating: 0, count: 160))
        let row = Playback(id: .fresh(), files: ["one.wav", "missing.wav", "two.wav"])
        let command = VoiceCommand.play(leg: caller.leg, playback: row)
        try await stage.client.send(command)
        try await stage.client.send(command)
        let ended = VoiceEvent.playFinished(leg: caller.leg, play: row.id, reason: .ended, playedMilliseconds: 600)
        try await eventually("the end of the row") { stage.told.contains(ended) }
        try await eventually("the end is heard") {
            Goertzel.dominant(in: caller.peer.heard.suffix(160)) == nil && caller.peer.heard.count > 6_000
        }
        let sound = Array(caller.peer.heard.drop { abs(Int($0)) < 500 })
        #expect(Goertzel.dominant(in: sound.dropFirst(400).prefix(1_600)) == 500)
        #expect(Goertzel.dominant(in: sound.dropFirst(2_800).prefix(1_600)) == 900)
        #expect(stage.told.contains(.alarm(.promptMissing(path: stage.folder + "/missing.wav"))))

        let long = Playback(id: .fresh(), files: ["long.wav"], stopOnDigit: true)
        try await stage.client.send(.play(leg: caller.leg, playback: long))
        try await eventually("it plays") { Goertzel.dominant(in: caller.peer.heard.suffix(160)) == 900 }
        caller.peer.press("5")
        try await eventually("the digit stops it") {
            stage.told.contains { if case .playFinished(_, long.id, .digit, _) = $0 { true } else { false } }
        }
        #expect(stage.told.contains(.digit(leg: caller.leg, digit: "5")))
        try await stage.client.send(command)
        let nothing = Playback(id: .fresh(), files: ["missing.wav"])
        try await stage.client.send(.play(leg: caller.leg, playback: nothing))
        try await eventually("a play of nothing fails") {
            stage.told.contains { if case .playFinished(_, nothing.id, .failed, 0) = $0 { true } else { false } }
        }
        #expect(stage.told.count { if case .playFinished(_, row.id, _, _) = $0 { true } else { false } } == 1)
        try stage.close()
    }

    @Test("the zip tone lies over the conversation")
    func zipTone() async throws {
        let stage = try await Stagehand()
        let room = RoomID.fresh()
        let caller = try await stage.guest(in: room)
        let agent = try await stage.guest(in: room)
        caller.peer.say(tone: 2_000)
        _ = try await agent.peer.listen()
        agent.peer.forget()
        try await stage.client.send(.tone(leg: agent.leg, tone: .zip))
        try await eventually("half a second") { agent.peer.heard.count > 4_000 }
        let heard = agent.peer.heard
        let windows = stride(from: 0, to: heard.count - 800, by: 400).map { heard[$0..<$0 + 800] }
        #expect(windows.contains { Goertzel.share(of: 440, in: $0) > 0.3 })
        #expect(windows.allSatisfy { Goertzel.share(of: 2_000, in: $0) > 0.2 })
        try stage.close()
    }

    @Test("digits pass both ways, each once, whatever ends are lost")
    func digits() async throws {
        let stage = try await Stagehand()
        var manners = RTPPeer.Manners()
        manners.digitEndsDropped = 3
        let caller = try await stage.guest(manners: manners)
        caller.peer.say(tone: 440)
        caller.peer.press("1123#")
        let digits: () -> [String] = {
            stage.told.compactMap { if case .digit(caller.leg, let digit) = $0 { digit } else { nil } }
        }
        try await eventually("five digits") { digits().count >= 5 }
        try await stage.client.send(.sendDigits(leg: caller.leg, digits: "90*"))
        try await eventually("all are sent") { stage.told.contains(.digitsSent(leg: caller.leg)) }
        try await eventually("three digits") { caller.peer.heardDigits.count >= 3 }
        #expect(caller.peer.heardDigits.map(\.digit) == ["9", "0", "*"])
        #expect(caller.peer.heardDigits.allSatisfy { $0.packets == 7 && $0.ended })
        #expect(digits() == ["1", "1", "2", "3", "#"])
        try stage.close()
    }

    @Test("silence is told once, and sound after it too; a leg on hold may be silent")
    func timeout() async throws {
        let stage = try await Stagehand(timeoutSeconds: 1)
        let caller = try await stage.guest()
        let held = try await stage.guest { $0.timeoutSeconds = 0 }
        for guest in [caller, held] { guest.peer.say(tone: 440) }
        try await eventually("both began") {
            stage.told.count { if case .mediaStarted = $0 { true } else { false } } == 2
        }
        for guest in [caller, held] { guest.peer.mute(true) }
        try await eventually("the time-out") { stage.told.contains(.mediaTimeout(leg: caller.leg)) }
        caller.peer.mute(false)
        try await eventually("it is heard again") {
            stage.told.count { $0 == .mediaStarted(leg: caller.leg) } == 2
        }
        #expect(stage.told.count { $0 == .mediaTimeout(leg: caller.leg) } == 1)
        #expect(!stage.told.contains(.mediaTimeout(leg: held.leg)))
        try stage.close()
    }

    @Test("losses are counted and made up for")
    func losses() async throws {
        let stage = try await Stagehand()
        let room = RoomID.fresh()
        var manners = RTPPeer.Manners()
        manners.drops = { $0 % 10 == 9 }
        let caller = try await stage.guest(in: room, manners: manners)
        let agent = try await stage.guest(in: room)
        caller.peer.say(tone: 440)
        let heard = try await agent.peer.listen(1_000)
        #expect(Goertzel.share(of: 440, in: heard) > 0.8)
        let stats = try await stage.client.stats(caller.leg)
        #expect(stats.packetsLost >= 4)
        #expect(stats.framesConcealed >= UInt64(stats.packetsLost))
        #expect(stats.bufferMilliseconds <= 60)
        try stage.close()
    }
}
