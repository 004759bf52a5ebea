/// The 96 bits that tie a response to its request (RFC 8489 section 5).
struct TransactionID: Hashable, Sendable {
    let high: UInt32
    let low: UInt64
}

enum STUNKind: UInt16, Sendable {
    case request = 0x0001
    case indication = 0x0011
    case success = 0x0101
    case error = 0x0111
}

/// Attribute types of STUN (RFC 8489 section 18.3) and ICE (RFC 8445 section 20.2) that are read or written here.
enum STUNAttribute {
    static let username: UInt16 = 0x0006
    static let messageIntegrity: UInt16 = 0x0008
    static let errorCode: UInt16 = 0x0009
    static let unknownAttributes: UInt16 = 0x000A
    static let xorMappedAddress: UInt16 = 0x0020
    static let priority: UInt16 = 0x0024
    static let useCandidate: UInt16 = 0x0025
    static let fingerprint: UInt16 = 0x8028
    static let iceControlled: UInt16 = 0x8029
    static let iceControlling: UInt16 = 0x802A
}

enum STUN {
    static let cookie: UInt32 = 0x2112_A442
    static let headerLength = 20
    /// Larger than any connectivity check; the rest of a path's MTU is not for STUN.
    static let longest = 1280
    /// The CRC is mixed with "STUN" so that it differs from an application's own CRC (RFC 8489 section 14.7).
    static let fingerprintMask: UInt32 = 0x5354_554E
}

/// A binding message as read from one datagram: nothing in it is believed until `isAuthentic` says so.
///
/// The parser is strict: magic cookie, exact length, whole attributes, FINGERPRINT right where it stands. Attributes
/// behind MESSAGE-INTEGRITY are ignored (RFC 8489 section 14.5), as they are not covered by it.
struct STUNMessage {
    let kind: STUNKind
    let transaction: TransactionID
    private(set) var username: String?
    private(set) var priority: UInt32?
    private(set) var useCandidate = false
    private(set) var controlling: UInt64?
    private(set) var controlled: UInt64?
    private(set) var mapped: SocketAddress?
    private(set) var errorCode: Int?
    /// Types below 0x8000 that are not known here and so must be refused with 420.
    private(set) var unknownRequired: [UInt16] = []
    private(set) var hasFingerprint = false
    private var integrityOffset: Int?

    /// Nil for what is not a well-formed binding message, or carries a wrong FINGERPRINT.
    init?(_ datagram: UnsafeRawBufferPointer) {
        guard datagram.count >= STUN.headerLength, datagram.count <= STUN.longest,
            let kind = STUNKind(rawValue: datagram.word16(0)),
            datagram.word32(4) == STUN.cookie,
            Int(datagram.word16(2)) == datagram.count - STUN.headerLength, datagram.count % 4 == 0
        else { return nil }
        self.kind = kind
        transaction = TransactionID(high: datagram.word32(8), low: datagram.word64(12))
        var offset = STUN.headerLength
        while offset < datagram.count {
            guard !hasFingerprint, offset + 4 <= datagram.count else { return nil }
            let length = Int(datagram.word16(offset + 2))
            guard offset + 4 + length <= datagram.count else { return nil }
            let value = UnsafeRawBufferPointer(rebasing: datagram[offset + 4..<offset + 4 + length])
            guard take(datagram.word16(offset), value, at: offset, in: datagram) else { return nil }
            offset += 4 + (length + 3) & ~3
        }
    }

    /// False when the attribute is malformed, and the message with it.
    private mutating func take(
        _ type: UInt16, _ value: UnsafeRawBufferPointer, at offset: Int, in datagram: UnsafeRawBufferPointer
    ) -> Bool {
        if type == STUNAttribute.fingerprint { return takeFingerprint(value, at: offset, in: datagram) }
        guard integrityOffset == nil else { return true }
        switch type {
        case STUNAttribute.messageIntegrity:
            guard value.count == STUNIntegrity.length else { return false }
            integrityOffset = offset
        case STUNAttribute.username:
            guard value.count <= 513, username == nil else { return false }
            username = String(validating: value, as: UTF8.self)
            return username != nil
        case STUNAttribute.priority:
            guard value.count == 4 else { return false }
            priority = value.word32(0)
        case STUNAttribute.useCandidate:
            useCandidate = true
        case STUNAttribute.iceControlling, STUNAttribute.iceControlled:
            guard value.count == 8 else { return false }
            if type == STUNAttribute.iceControlling {
                controlling = value.word64(0)
            } else {
                controlled = value.word64(0)
            }
        case STUNAttribute.xorMappedAddress:
            mapped = SocketAddress(xorMapped: value, transaction: transaction)
            return mapped != nil
        case STUNAttribute.errorCode:
            guard value.count >= 4 else { return false }
            errorCode = Int(value[2] & 7) * 100 + Int(value[3])
        case STUNAttribute.unknownAttributes: break
        default: if type < 0x8000 { unknownRequired.append(type) }
        }
        return true
    }

    private mutating func takeFingerprint(
        _ value: UnsafeRawBufferPointer, at offset: Int, in datagram: UnsafeRawBufferPointer
    ) -> Bool {
        guard value.count == 4 else { return false }
        let expected = CRC32.of(UnsafeRawBufferPointer(rebasing: datagram[..<offset])) ^ STUN.fingerprintMask
        hasFingerprint = value.word32(0) == expected
        return hasFingerprint
    }

    /// Whether MESSAGE-INTEGRITY is there and was made with `password` (short-term credentials, RFC 8489 section 9.1).
    ///
    /// - Parameter datagram: the same bytes that this message was read from.
    func isAuthentic(_ datagram: UnsafeRawBufferPointer, password: [UInt8]) -> Bool {
        guard let offset = integrityOffset else { return false }
        let expected = STUNIntegrity.of(datagram[..<offset], password: password)
        var difference: UInt8 = 0
        for index in 0..<STUNIntegrity.length { difference |= expected[index] ^ datagram[offset + 4 + index] }
        return difference == 0
    }
}

extension UnsafeRawBufferPointer {
    func word16(_ offset: Int) -> UInt16 { UInt16(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self)) }
    func word32(_ offset: Int) -> UInt32 { UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
    func word64(_ offset: Int) -> UInt64 { UInt64(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
}
