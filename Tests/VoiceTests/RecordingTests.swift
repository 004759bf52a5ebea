import Foundation
import Kernel
import Testing

@testable import Voice

@Suite("Recordings", .serialized)
struct RecordingTests {
    @Test("left is the caller, right the agent, and the file is Ogg Opus")
    func channels() async throws {
        let stage = try await Stagehand()
        let room = RoomID.fresh()
        let caller = try await stage.guest(in: room)
        let agent = try await stage.guest(in: room)
        caller.peer.say(tone: 440)
        agent.peer.say(tone: 1_000)
        let start = VoiceCommand.startRecording(room: room, path: "2026/call.opus", left: caller.leg, right: nil)
        try await stage.client.send(start)
        try await stage.client.send(start)
        await #expect(throws: VoiceRefusal.recordingExists(room: room)) {
            try await stage.client.send(.startRecording(room: room, path: "x.opus", left: caller.leg, right: nil))
        }
        try await eventually("two seconds of it") {
            try await stage.client.list().recordings.first.map { $0.milliseconds > 2_000 } ?? false
        }
        try await stage.client.send(.stopRecording(room: room))
        let finished = try await stage.finishedRecording()
        #expect(finished.room == room && finished.path == "2026/call.opus" && !finished.truncated)
        #expect((2_000...2_500).contains(finished.milliseconds))
        let file = stage.configuration.recordingsFolder + "/2026/call.opus"
        #expect(!FileManager.default.fileExists(atPath: file + ".part"))
        let (left, right) = try OpusEars.decode(file)
        #expect(abs(left.count - finished.milliseconds * 8) <= 8)
        #expect(Goertzel.share(of: 440, in: left.suffix(8_000)) > 0.9)
        #expect(Goertzel.share(of: 1_000, in: right.suffix(8_000)) > 0.9)
        #expect(Goertzel.share(of: 1_000, in: left.suffix(8_000)) < 0.01)
        #expect(Goertzel.share(of: 440, in: right.suffix(8_000)) < 0.01)
        await #expect(throws: VoiceRefusal.fileExists(path: "2026/call.opus")) { try await stage.client.send(start) }
        #expect(try await stage.client.list().finished == [finished])
        try stage.close()
    }

    @Test("what is said while paused is not in it, and time goes on")
    func paused() async throws {
        let stage = try await Stagehand()
        let room = RoomID.fresh()
        let caller = try await stage.guest(in: room)
        caller.peer.say(tone: 440)
        _ = try await eventually("sound") { stage.told.contains(.mediaStarted(leg: caller.leg)) }
        try await stage.client.send(.startRecording(room: room, path: "pause.opus", left: caller.leg, right: nil))
        try await stage.client.send(.pauseRecording(room: room, paused: true))
        try await eventually("half a second of it") {
            try await stage.client.list().recordings.first.map { $0.paused && $0.milliseconds > 500 } ?? false
        }
        try await stage.client.send(.closeRoom(room: room))
        let finished = try await stage.finishedRecording()
        let (left, _) = try OpusEars.decode(stage.configuration.recordingsFolder + "/pause.opus")
        #expect(left.count >= 500 * 8)
        #expect(Goertzel.level(of: left.dropFirst(1_600)) < 20)
        #expect(finished.milliseconds >= 500)
        try stage.close()
    }

    @Test("what a killed engine leaves behind is finished by the next one")
    func killed() async throws {
        let stage = try await Stagehand()
        let room = RoomID.fresh()
        let caller = try await stage.guest(in: room)
        caller.peer.say(tone: 440)
        try await stage.client.send(.startRecording(room: room, path: "day/cut.opus", left: caller.leg, right: nil))
        let part = stage.configuration.recordingsFolder + "/day/cut.opus.part"
        try await eventually("a second of it is on disk") {
            guard FileManager.default.fileExists(atPath: part) else { return false }
            return try FileManager.default.attributesOfItem(atPath: part)[.size] as? Int ?? 0 > 8_000 * 4
        }
        // What kill -9 leaves: the file as it is at this moment, here with half a pair more.
        var left = try Data(contentsOf: URL(fileURLWithPath: part))
        left += [1, 2, 3]
        try stage.close()

        let folder = try Stagehand.makeFolder()
        try FileManager.default.createDirectory(atPath: folder + "/recordings/day", withIntermediateDirectories: true)
        try left.write(to: URL(fileURLWithPath: folder + "/recordings/day/cut.opus.part"))
        try Data("not ours".utf8).write(to: URL(fileURLWithPath: folder + "/recordings/other.part"))
        let next = try await Stagehand(folder: folder)
        try await eventually("it is finished") { try await !next.client.list().finished.isEmpty }
        let finished = try #require(try await next.client.list().finished.first)
        #expect(finished.room == room && finished.path == "day/cut.opus" && finished.truncated)
        #expect(finished.milliseconds >= 1_000)
        let (sound, _) = try OpusEars.decode(folder + "/recordings/day/cut.opus")
        #expect(Goertzel.share(of: 440, in: sound.suffix(4_000)) > 0.9)
        #expect(FileManager.default.fileExists(atPath: folder + "/recordings/other.part"))
        try next.close()
    }

    @Test(
        "a path that leaves the folder, hides or is no recording is refused",
        arguments: ["/etc/x.opus", "../x.opus", "a/../../x.opus", ".x.opus", "a//b.opus", "x.wav", "", "a/.b/x.opus"])
    func paths(path: String) async throws {
        let stage = try await Stagehand()
        await #expect(throws: VoiceRefusal.badPath(path: path)) {
            try await stage.client.send(.startRecording(room: .fresh(), path: path, left: .fresh(), right: nil))
        }
        try stage.close()
    }

    @Test("pages carry the checksum of Ogg, and packets longer than a segment their lacing")
    func pages() {
        var stream = OggStream(serial: 1)
        stream.add([UInt8](repeating: 7, count: 510), granule: 960)
        stream.closePage(isLast: true)
        let page = stream.takeOutput()
        #expect(page[26] == 3 && page[27...29].elementsEqual([255, 255, 0]) && page[5] == 6)
        var zeroed = page
        for index in 22..<26 { zeroed[index] = 0 }
        let told = (0..<4).reduce(UInt32(0)) { $0 | UInt32(page[22 + $1]) << UInt32($1 * 8) }
        #expect(OggStream.checksum(zeroed) == told)
        // The check value of CRC-32/MPEG-2 from zero ("CRC-32/CKSUM" without its length and inversion).
        #expect(OggStream.checksum(Array("123456789".utf8)) == 0x89A1_897F)
    }
}

extension Stagehand {
    func finishedRecording() async throws -> FinishedRecording {
        var found: FinishedRecording?
        try await eventually("the recording is finished") {
            for case .recordingFinished(let recording) in told { found = recording }
            return found != nil
        }
        return try #require(found)
    }
}

/// Decodes with Debian's opusdec, which is not ours, so that both are proved.
enum OpusEars {
    static func decode(_ path: String) throws -> (left: [Int16], right: [Int16]) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/opusdec")
        process.arguments = ["--quiet", "--rate", "8000", path, path + ".wav"]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path + ".wav")))
        let body = bytes.dropFirst(44)
        let samples = stride(from: body.startIndex, to: body.endIndex - 1, by: 2).map {
            Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
        }
        return (
            stride(from: 0, to: samples.count, by: 2).map { samples[$0] },
            stride(from: 1, to: samples.count, by: 2).map { samples[$0] }
        )
    }
}
