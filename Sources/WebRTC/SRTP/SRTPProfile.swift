import CSRTP

/// Protection profiles that are taken, by their registered numbers (RFC 5764 section 4.1.2, RFC 7714 section 14.2).
enum SRTPProfile: UInt {
    case aes128CMSHA180 = 0x0001
    case aes128GCM = 0x0007

    /// For OpenSSL, best first.
    static let preference = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80"

    static let keyLength = 16
    var saltLength: Int { self == .aes128GCM ? 12 : 14 }
    /// What a packet grows by.
    var tagLength: Int { self == .aes128GCM ? 16 : 10 }
    /// What DTLS exports: two keys and two salts.
    var materialLength: Int { 2 * (Self.keyLength + saltLength) }

    func apply(to policy: inout srtp_policy_t) {
        switch self {
        case .aes128GCM:
            srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp)
            srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtcp)
        case .aes128CMSHA180:
            // libsrtp's name for AES-128 counter mode with an 80-bit tag on both.
            srtp_crypto_policy_set_rtp_default(&policy.rtp)
            srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
        }
    }
}
