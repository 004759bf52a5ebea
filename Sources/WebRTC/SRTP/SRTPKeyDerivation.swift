import COpenSSL

/// Session keys out of a master key (RFC 3711 section 4.3, derivation rate zero; RFC 7714 section 11 for its salt).
struct SRTPKeyDerivation {
    enum Label: UInt8 {
        case rtpKey = 0, rtpAuthentication = 1, rtpSalt = 2
        case rtcpKey = 3, rtcpAuthentication = 4, rtcpSalt = 5
    }

    private let cipher: CipherContext
    private let salt: [UInt8]

    /// Nil for lengths that are not AES-128's.
    init?(_ master: SRTPMasterKey) {
        guard master.salt.count <= 14, let cipher = CipherContext(.aes128CTR, key: master.key, .encrypt) else {
            return nil
        }
        self.cipher = cipher
        salt = master.salt + [UInt8](repeating: 0, count: 16 - master.salt.count)
    }

    /// The first bytes of the key stream that starts at the salt with the label mixed in.
    func bytes(_ label: Label, count: Int) -> [UInt8]? {
        var start = salt
        start[7] ^= label.rawValue
        var stream = [UInt8](repeating: 0, count: count)
        let isDone = start.withUnsafeBytes(cipher.begin) && stream.withUnsafeMutableBytes(cipher.transform)
        return isDone ? stream : nil
    }
}
