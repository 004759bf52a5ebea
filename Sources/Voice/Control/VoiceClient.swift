public import Kernel

/// The centre's way to its voice engine: one connection, kept up, with replies matched to commands.
///
/// All of it is safe to use from any task; nothing of it blocks the cooperative pool.
public final class VoiceClient: Sendable {
    /// What the engine tells, in its order, with `.connected` and `.disconnected` of the line itself. For one
    /// listener. Should it fall 10,000 events behind, the oldest are lost.
    public let events: AsyncStream<VoiceEvent>

    private let line: VoiceLine

    /// Nothing is tried before `start`. Only an owner hears events; the last one to connect is the owner.
    public init(
        path: String, owner: Bool = true, commandLimit: Duration = .seconds(2)
    ) throws(SystemCallFailure) {
        let (stream, continuation) = AsyncStream.makeStream(
            of: VoiceEvent.self, bufferingPolicy: .bufferingNewest(10_000))
        events = stream
        line = try VoiceLine(path: path, owner: owner, commandLimit: commandLimit, events: continuation)
    }

    /// Connects, and again after each loss, with pauses from 50 ms up to 1 s, until `close`.
    public func start() { line.start() }

    /// Hangs up for good; the engine and all its rooms go on. `events` ends.
    public func close() { line.close() }

    /// Nil while there is no connection.
    public var engineInstance: String? { line.instance }

    /// Sends one command. Refused at once with `.notConnected` while there is no connection, and with `.timedOut`
    /// when no reply comes in time.
    @discardableResult
    public func send(_ command: VoiceCommand) async throws(VoiceRefusal) -> VoiceReply {
        try await line.ask(command).get()
    }

    /// Opens a leg of plain RTP, and says where the engine listens for it.
    public func openRTPLeg(
        _ leg: LegID, terms: RTPTerms, localPort: UInt16? = nil
    ) async throws(VoiceRefusal) -> MediaAddress {
        guard case .rtpLeg(let local) = try await send(.openRTPLeg(leg: leg, terms: terms, localPort: localPort)) else {
            throw .badCommand(reason: "another reply than asked for")
        }
        return local
    }

    /// Opens a browser's leg, and gives the SDP answer for it.
    public func openWebRTCLeg(_ leg: LegID, offer: String) async throws(VoiceRefusal) -> String {
        guard case .webRTCLeg(let answer) = try await send(.openWebRTCLeg(leg: leg, offer: offer)) else {
            throw .badCommand(reason: "another reply than asked for")
        }
        return answer
    }

    /// Everything that exists in the engine now.
    public func list() async throws(VoiceRefusal) -> VoiceListing {
        guard case .listing(let listing) = try await send(.list) else {
            throw .badCommand(reason: "another reply than asked for")
        }
        return listing
    }

    public func stats(_ leg: LegID) async throws(VoiceRefusal) -> LegStats {
        guard case .stats(let stats) = try await send(.stats(leg: leg)) else {
            throw .badCommand(reason: "another reply than asked for")
        }
        return stats
    }
}
