import Foundation
import Kernel
import SIP
import Voice

/// A call has one name in signalling, audio, routing and the journal.
extension CallHandle {
    var call: WorkID { named(WorkID.self) }
    var leg: LegID { named(LegID.self) }
}

extension RTPTerms {
    init(_ agreed: AgreedAudio) {
        let direction: Voice.MediaDirection =
            switch agreed.direction {
            case .sendrecv: .sendReceive
            case .sendonly: .sendOnly
            case .recvonly: .receiveOnly
            case .inactive: .inactive
            }
        let reachable = agreed.remotePort != 0 && agreed.remoteAddress != "0.0.0.0"
        self.init(
            remote: reachable ? MediaAddress(host: agreed.remoteAddress, port: agreed.remotePort) : nil,
            codec: agreed.codec == .pcma ? .pcma : .pcmu, telephoneEventPayload: agreed.digitPayloadType,
            direction: direction, timeoutSeconds: agreed.isHeldByRemote ? 0 : nil)
    }
}

extension SessionDescription {
    /// Where the first audio stream is received.
    var firstAudio: MediaAddress? {
        guard let audio = media.first(where: { $0.kind == "audio" && $0.port != 0 }),
            let host = audio.address ?? address
        else { return nil }
        return MediaAddress(host: host, port: audio.port)
    }
}

extension DialogSnapshot {
    func text() throws -> String { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }

    init(text: String) throws { self = try JSONDecoder().decode(DialogSnapshot.self, from: Data(text.utf8)) }

    /// What both sides agreed on, from the two descriptions that were kept.
    var terms: RTPTerms? {
        guard let localSession, let remoteSession, let local = localSession.firstAudio else { return nil }
        let endpoint = AudioEndpoint(address: local.host, port: local.port)
        do { return RTPTerms(try remoteSession.answer(endpoint).agreed) } catch { return nil }
    }
}
