/// Why a session description was not taken.
public struct WebRTCRefusal: Error, Hashable, Sendable {
    public enum Reason: String, Hashable, Sendable {
        /// Larger than 32 KiB or longer than 512 lines: no browser's single audio line needs that.
        case tooLarge
        /// Not a session description (RFC 8866): a line is not `letter=value`, or holds control characters.
        case notSDP
        case noAudio
        /// Bundled or separate further media: a leg is one audio line.
        case severalMediaLines
        /// Not `UDP/TLS/RTP/SAVPF` or `UDP/TLS/RTP/SAVP`.
        case notSecureRTP
        case noRTCPMux
        case noCommonCodec
        /// No well-formed `a=fingerprint:sha-256`.
        case noFingerprint
        case noICECredentials
        /// The other side wants the DTLS role that only this side can take.
        case wrongDTLSRole
        /// An address of ours that is no IP literal, or none at all.
        case noUsableAddress
        /// OpenSSL had no memory for one more session.
        case exhausted
    }

    public let reason: Reason

    init(_ reason: Reason) { self.reason = reason }
}

extension WebRTCRefusal: CustomStringConvertible {
    public var description: String { "session description refused: \(reason.rawValue)" }
}
