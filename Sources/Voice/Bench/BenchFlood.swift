import Glibc
import Kernel
import WebRTC

/// Many short calls, one after the other on each of some lines: opened, played to, joined with an agent, recorded now
/// and then, closed.
final class BenchFlood: Sendable {
    private static let lines = 40

    private let client: VoiceClient
    private let identity: DTLSIdentity

    init(_ client: VoiceClient) throws {
        self.client = client
        identity = try DTLSIdentity()
    }

    func run(_ calls: Int) async throws {
        let (client, identity) = (client, identity)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for line in 0..<Self.lines {
                group.addTask {
                    let caller = try FloodCaller()
                    for call in stride(from: line, to: calls, by: Self.lines) {
                        try await Self.call(call, client, caller, identity)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private static func call(
        _ number: Int, _ client: VoiceClient, _ caller: FloodCaller, _ identity: DTLSIdentity
    ) async throws {
        let (leg, agent, room) = (LegID.forBench(), LegID.forBench(), RoomID.forBench())
        let terms = RTPTerms(remote: caller.address, telephoneEventPayload: 101)
        let local = try await client.openRTPLeg(leg, terms: terms)
        caller.speak(to: local)
        try await client.send(.tone(leg: leg, tone: .zip))
        if number % 10 == 0 {
            var random = SystemRandomNumberGenerator()
            let browser = WebRTCClient(identity: identity, at: monotonicNanoseconds(), random: &random)
            _ = try await client.openWebRTCLeg(agent, offer: browser.offer)
        } else {
            _ = try await client.openRTPLeg(agent, terms: terms)
        }
        for leg in [leg, agent] { try await client.send(.place(leg: leg, room: room, hears: nil, heardBy: nil)) }
        if number % 10 == 0 {
            try await client.send(.startRecording(room: room, path: "\(room).opus", left: leg, right: nil))
        }
        caller.speak(to: local)
        for leg in [leg, agent] { try await client.send(.closeLeg(leg: leg)) }
        try await client.send(.closeRoom(room: room))
    }
}

/// A caller of the flood, who says a few packets at once.
private final class FloodCaller {
    let address: MediaAddress
    private let socket: DatagramSocket
    private var voice = BenchVoice(phase: 0, isFirst: true)

    init() throws {
        guard let any = SocketAddress("127.0.0.1", port: 0) else { throw SystemCallFailure("bind", EINVAL) }
        socket = try DatagramSocket(any)
        address = MediaAddress(host: "127.0.0.1", port: socket.port)
    }

    func speak(to remote: MediaAddress) {
        guard let target = SocketAddress(remote.host, port: remote.port).map(SocketTarget.init) else { return }
        withUnsafeTemporaryAllocation(byteCount: 256, alignment: 8) { packet in
            for _ in 0..<3 {
                let length = voice.write(to: packet, click: nil)
                socket.send(UnsafeRawBufferPointer(rebasing: packet[..<length]), to: target)
            }
        }
    }
}
