/// Why a transport ended.
public enum CloseReason: String, Hashable, Sendable {
    /// `close()` was called here.
    case closedHere
    /// The other side said goodbye (DTLS close_notify).
    case closedThere
    /// Nothing authenticated was heard for the silence limit: the tab was killed or the network is gone.
    case silent
    /// ICE and DTLS were not through within the set-up limit.
    case neverConnected
    /// The certificate is not the one whose fingerprint the session description promised.
    case fingerprintMismatch
    /// The DTLS handshake failed: no common version, cipher or SRTP profile, or a fatal alert.
    case handshakeFailed
}
