/// Protection profiles that are taken, by their registered numbers (RFC 5764 section 4.1.2, RFC 7714 section 14.2).
enum SRTPProfile: UInt {
    /// Counter mode with an 80-bit HMAC-SHA1: what every WebRTC implementation must have (RFC 8827 section 6.5).
    case aes128CMSHA180 = 0x0001
    /// What browsers prefer, and the cheaper one here.
    case aes128GCM = 0x0007

    /// For OpenSSL, best first.
    static let preference = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80"

    static let keyLength = 16
    var saltLength: Int { self == .aes128GCM ? 12 : 14 }
    /// What a packet grows by; RTCP also carries an index of four bytes.
    var tagLength: Int { self == .aes128GCM ? 16 : 10 }
    /// What DTLS exports: two keys and two salts.
    var materialLength: Int { 2 * (Self.keyLength + saltLength) }
}

/// The key of one direction, as DTLS exports it.
struct SRTPMasterKey {
    let key: [UInt8]
    let salt: [UInt8]
}
