import Kernel
public import Voice

/// Where audio lives: the voice engine's process, or nothing at all on a simulated day.
public protocol AudioEngine: Sendable {
    var events: AsyncStream<VoiceEvent> { get }
    func send(_ command: VoiceCommand) async throws(VoiceRefusal) -> VoiceReply
}

extension VoiceClient: AudioEngine {}

extension AudioEngine {
    func openRTPLeg(_ leg: LegID, terms: RTPTerms, localPort: UInt16?) async throws(VoiceRefusal) -> MediaAddress {
        guard case .rtpLeg(let local) = try await send(.openRTPLeg(leg: leg, terms: terms, localPort: localPort)) else {
            throw .badCommand(reason: "the engine answered something else than a leg")
        }
        return local
    }
}
