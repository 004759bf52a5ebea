import Foundation
import Kernel
import Synchronization
import Testing
import WebRTC

@testable import Voice

/// A running engine in a folder of its own, with a client and everything that it has told.
final class Stagehand: Sendable {
    let folder: String
    let configuration: VoiceConfiguration
    let engine: VoiceEngine
    let client: VoiceClient
    private let events = Mutex<[VoiceEvent]>([])
    private let listening = Mutex<Task<Void, Never>?>(nil)
    private static let nextPorts = Atomic<Int>(0)

    init(
        folder: String? = nil, timeoutSeconds: Int = 20, portRestSeconds: Int = 1, browserLostSeconds: Int = 5
    ) async throws {
        self.folder = try folder ?? Self.makeFolder()
        let first = 30_000 + UInt16(Self.nextPorts.add(1, ordering: .relaxed).oldValue % 100) * 100
        configuration = VoiceConfiguration(
            socketPath: self.folder + "/voice.sock", rtpPorts: first...first + 99,
            recordingsFolder: self.folder + "/recordings", promptsFolder: self.folder,
            mediaTimeoutSeconds: timeoutSeconds, portRestSeconds: portRestSeconds,
            browserLostSeconds: browserLostSeconds)
        engine = try VoiceEngine(configuration)
        engine.start()
        client = try VoiceClient(path: configuration.socketPath)
        client.start()
        let stream = client.events
        listening.withLock {
            $0 = Task { [weak self] in
                for await event in stream { self?.events.withLock { $0.append(event) } }
            }
        }
        try await eventually("connected") { client.engineInstance != nil }
    }

    static func makeFolder() throws -> String {
        let folder = "/tmp/sahut-voice-" + UUID().uuidString.prefix(8)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    func close(keepingFolder: Bool = false) throws {
        client.close()
        engine.stop()
        if !keepingFolder { try FileManager.default.removeItem(atPath: folder) }
    }

    var told: [VoiceEvent] { events.withLock { $0 } }

    /// A peer with its leg, which hear each other.
    func guest(
        in room: RoomID? = nil, hears: [LegID]? = nil, heardBy: [LegID]? = nil, manners: RTPPeer.Manners = .init(),
        terms: ((inout RTPTerms) -> Void)? = nil
    ) async throws -> (leg: LegID, peer: RTPPeer) {
        let leg = LegID.fresh()
        let peer = try RTPPeer(manners: manners)
        var agreed = RTPTerms(
            remote: MediaAddress(host: "127.0.0.1", port: peer.localPort), codec: manners.codec,
            telephoneEventPayload: 101)
        terms?(&agreed)
        peer.call(try await client.openRTPLeg(leg, terms: agreed))
        if let room { try await client.send(.place(leg: leg, room: room, hears: hears, heardBy: heardBy)) }
        return (leg, peer)
    }

    /// Writes a WAV file of 8 kHz and 16 bits into the folder.
    func wav(_ name: String, tone: Double, milliseconds: Int) throws {
        try WAVBytes.make(Tone.sound([tone], milliseconds: milliseconds), rate: 8_000).write(
            to: URL(fileURLWithPath: folder + "/" + name))
    }
}

enum WAVBytes {
    static func make(_ samples: [Int16], rate: Int, channels: Int = 1) -> Data {
        var bytes: [UInt8] = Array("RIFF".utf8)
        bytes.appendLittle(UInt32(36 + samples.count * 2))
        bytes += Array("WAVEfmt ".utf8)
        bytes.appendLittle(UInt32(16))
        bytes.appendLittle(UInt16(1))
        bytes.appendLittle(UInt16(channels))
        bytes.appendLittle(UInt32(rate))
        bytes.appendLittle(UInt32(rate * channels * 2))
        bytes.appendLittle(UInt16(channels * 2))
        bytes.appendLittle(UInt16(16))
        bytes += Array("data".utf8)
        bytes.appendLittle(UInt32(samples.count * 2))
        for sample in samples { bytes.appendLittle(sample) }
        return Data(bytes)
    }
}

extension Identifier {
    static func fresh() -> Self {
        var random = SystemRandomNumberGenerator()
        return Self(at: SystemClock().now(), random: &random)
    }
}

/// Waits for what sockets and threads bring about; fails after five seconds.
func eventually(
    _ what: String, within limit: Duration = .seconds(5), sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("never: \(what)", sourceLocation: sourceLocation)
}

extension RTPPeer {
    /// Half a second of what comes from now on, the beginning left out.
    func listen(_ milliseconds: Int = 500) async throws -> ArraySlice<Int16> {
        forget()
        try await eventually("half a second of sound") { heard.count >= (milliseconds + 160) * 8 }
        return heard.dropFirst(160 * 8).prefix(milliseconds * 8)
    }
}
