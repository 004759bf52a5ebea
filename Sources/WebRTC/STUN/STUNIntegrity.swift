import COpenSSL

/// MESSAGE-INTEGRITY: HMAC-SHA1 keyed with the ICE password (RFC 8489 section 14.5).
enum STUNIntegrity {
    static let length = 20

    /// Over the message up to the attribute, with the header's length counted as if the message ended behind it.
    static func of(_ message: some Collection<UInt8>, password: [UInt8]) -> [UInt8] {
        var covered = Array(message)
        let counted = UInt16(covered.count - STUN.headerLength + 4 + length)
        covered[2] = UInt8(counted >> 8)
        covered[3] = UInt8(truncatingIfNeeded: counted)
        var digest = [UInt8](repeating: 0, count: length)
        let made = HMAC(EVP_sha1(), password, Int32(password.count), covered, covered.count, &digest, nil)
        precondition(made != nil, "HMAC-SHA1 is part of every OpenSSL")
        return digest
    }
}

/// The CRC of ITU-T V.42, as FINGERPRINT uses it.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
        let table = table
        return ~bytes.reduce(UInt32.max) { crc, byte in table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ crc >> 8 }
    }
}
