import Foundation
import Glibc
import Kernel
import Testing

@testable import Voice

@Suite("Control", .serialized)
struct ControlTests {
    @Test("asking twice is asking once")
    func idempotent() async throws {
        let stage = try await Stagehand()
        let leg = LegID.fresh()
        let terms = RTPTerms(remote: MediaAddress(host: "127.0.0.1", port: 9))
        let first = try await stage.client.openRTPLeg(leg, terms: terms)
        let again = try await stage.client.openRTPLeg(leg, terms: terms)
        #expect(first == again && first.port % 2 == 0)
        await #expect(throws: VoiceRefusal.legExists(leg: leg)) {
            try await stage.client.openRTPLeg(leg, terms: RTPTerms(remote: nil))
        }
        for _ in 0..<2 { try await stage.client.send(.closeLeg(leg: leg)) }
        await #expect(throws: VoiceRefusal.legUnknown(leg: leg)) { try await stage.client.stats(leg) }
        try stage.close()
    }

    @Test("a freed port rests, but may be asked for by name")
    func ports() async throws {
        let stage = try await Stagehand(portRestSeconds: 60)
        let terms = RTPTerms(remote: nil)
        let first = try await stage.client.openRTPLeg(.fresh(), terms: terms)
        let legs = try await stage.client.list().legs
        try await stage.client.send(.closeLeg(leg: legs[0].leg))
        var used: Set<UInt16> = []
        for _ in 0..<49 { used.insert(try await stage.client.openRTPLeg(.fresh(), terms: terms).port) }
        #expect(!used.contains(first.port))
        await #expect(throws: VoiceRefusal.noFreePort) { try await stage.client.openRTPLeg(.fresh(), terms: terms) }
        let again = try await stage.client.openRTPLeg(.fresh(), terms: terms, localPort: first.port)
        #expect(again == first)
        await #expect(throws: VoiceRefusal.portTaken(port: first.port)) {
            try await stage.client.openRTPLeg(.fresh(), terms: terms, localPort: first.port)
        }
        try stage.close()
    }

    @Test("the loss of the client changes nothing, and the next one finds everything")
    func clientLoss() async throws {
        let stage = try await Stagehand()
        let room = RoomID.fresh()
        let caller = try await stage.guest(in: room)
        let agent = try await stage.guest(in: room)
        caller.peer.say(tone: 440)
        agent.peer.say(tone: 1_000)
        stage.client.close()
        let heard = try await agent.peer.listen()
        #expect(Goertzel.share(of: 440, in: heard) > 0.95)

        let next = try VoiceClient(path: stage.configuration.socketPath)
        next.start()
        try await eventually("the next client") { next.engineInstance == stage.engine.instance }
        let listing = try await next.list()
        #expect(listing.rooms == [ListedRoom(room: room, legs: [caller.leg, agent.leg])])
        let listed = try #require(listing.legs.first { $0.leg == caller.leg })
        #expect(listed.remote == MediaAddress(host: "127.0.0.1", port: caller.peer.localPort))
        #expect(listed.room == room && listed.alive && listed.kind == .rtp)
        try await next.send(.closeRoom(room: room))
        #expect(try await next.list().rooms.isEmpty)
        #expect(try await next.list().legs.count == 2)
        next.close()
        try stage.close()
    }

    @Test("the client finds an engine that was restarted, and says that it is another")
    func restart() async throws {
        let stage = try await Stagehand()
        let first = try #require(stage.client.engineInstance)
        stage.engine.stop()
        try await eventually("the loss is told") { stage.told.contains(.disconnected) }
        await #expect(throws: VoiceRefusal.notConnected) { try await stage.client.list() }
        let second = try VoiceEngine(stage.configuration)
        second.start()
        try await eventually("the return is told") { stage.told.contains(.connected(instance: second.instance)) }
        #expect(second.instance != first)
        #expect(try await stage.client.list().legs.isEmpty)
        second.stop()
        try stage.close()
    }

    @Test("a second engine on the same socket is refused; the socket is ours alone")
    func oneEngine() async throws {
        let stage = try await Stagehand()
        #expect(throws: VoiceStartRefusal.self) {
            try VoiceEngine(stage.configuration)
        }
        let mode = try FileManager.default.attributesOfItem(atPath: stage.configuration.socketPath)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(try await stage.client.list().legs.isEmpty)
        try stage.close()
    }

    @Test("garbage, half messages and huge lengths do no harm")
    func garbage() async throws {
        let stage = try await Stagehand()
        let hello = try ControlFrame.bytes(
            AskedFrame(id: 1, command: .hello(version: voiceProtocolVersion, owner: false)))
        let strangeCommand = Array(#"{"id":5,"command":{"explode":{}}}"#.utf8)
        let cases: [[UInt8]] = [
            [0xFF, 0xFF, 0xFF, 0xFF], Array(hello.prefix(9)), [0, 0, 0, 0], [0, 0, 0, 2, 1, 2],
            [UInt8](repeating: 0x7F, count: 100_000), hello + [0, 0, 0, UInt8(strangeCommand.count)] + strangeCommand,
        ]
        for bytes in cases {
            let file = try LocalSocket.connect(stage.configuration.socketPath)
            _ = bytes.withUnsafeBytes { send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if bytes.count > 50, bytes.count < 1_000 {
                try await eventually("the refusal names its command") {
                    var reply = [UInt8](repeating: 0, count: 4_096)
                    let count = recv(file, &reply, reply.count, Int32(MSG_PEEK))
                    return count > 0 && String(decoding: reply.prefix(count), as: UTF8.self).contains(#""id":5"#)
                }
            }
            close(file)
        }
        #expect(try await stage.client.list().legs.isEmpty)
        try stage.close()
    }

    @Test("frames are cut right, whatever the pieces")
    func pieces() throws {
        let frame = try ControlFrame.bytes(AskedFrame(id: 1, command: .list))
        let stream = frame + frame + frame
        for size in 1...stream.count {
            var reader = FrameReader(limit: 1_000)
            var found = 0
            for start in stride(from: 0, to: stream.count, by: size) {
                stream[start..<min(start + size, stream.count)].withUnsafeBytes { reader.append($0) }
                while let json = try reader.next() {
                    #expect(try ControlFrame.value(AskedFrame.self, from: json).command == .list)
                    found += 1
                }
            }
            #expect(found == 3)
        }
    }

    @Test("bad addresses and offers are refused in words")
    func refusals() async throws {
        let stage = try await Stagehand()
        let nowhere = MediaAddress(host: "example.invalid", port: 4_000)
        await #expect(throws: VoiceRefusal.badAddress(nowhere)) {
            try await stage.client.openRTPLeg(.fresh(), terms: RTPTerms(remote: nowhere))
        }
        let leg = LegID.fresh()
        await #expect(throws: VoiceRefusal.self) { try await stage.client.openWebRTCLeg(leg, offer: "v=0\r\n") }
        await #expect(throws: VoiceRefusal.legUnknown(leg: leg)) { try await stage.client.stats(leg) }
        _ = try await stage.client.openRTPLeg(leg, terms: RTPTerms(remote: nil))
        await #expect(throws: VoiceRefusal.noKeypad(leg: leg)) {
            try await stage.client.send(.sendDigits(leg: leg, digits: "1"))
        }
        try stage.close()
    }
}
