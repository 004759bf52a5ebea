/// Builds one binding message; `finish` signs it.
struct STUNWriter {
    private var bytes: [UInt8] = []
    private let transaction: TransactionID

    init(_ kind: STUNKind, _ transaction: TransactionID) {
        self.transaction = transaction
        bytes.reserveCapacity(128)
        append(kind.rawValue)
        append(UInt16(0))
        append(STUN.cookie)
        append(transaction.high)
        append(transaction.low)
    }

    mutating func add(_ type: UInt16, _ value: some Collection<UInt8>) {
        append(type)
        append(UInt16(value.count))
        bytes += value
        bytes += repeatElement(0, count: (4 - value.count % 4) % 4)
        setLength(bytes.count - STUN.headerLength)
    }

    mutating func add(_ type: UInt16, _ value: some FixedWidthInteger) {
        add(type, withUnsafeBytes(of: value.bigEndian) { Array($0) })
    }

    mutating func add(xorMapped address: SocketAddress) {
        add(STUNAttribute.xorMappedAddress, address.xorMapped(transaction))
    }

    mutating func add(error code: Int, _ reason: String) {
        add(STUNAttribute.errorCode, [0, 0, UInt8(code / 100), UInt8(code % 100)] + Array(reason.utf8))
    }

    /// The whole message with MESSAGE-INTEGRITY and FINGERPRINT behind everything added.
    consuming func finish(password: [UInt8]) -> [UInt8] {
        add(STUNAttribute.messageIntegrity, STUNIntegrity.of(bytes, password: password))
        setLength(bytes.count - STUN.headerLength + 8)
        add(STUNAttribute.fingerprint, CRC32.of(bytes) ^ STUN.fingerprintMask)
        return bytes
    }

    private mutating func setLength(_ length: Int) {
        bytes[2] = UInt8(length >> 8)
        bytes[3] = UInt8(truncatingIfNeeded: length)
    }

    private mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes += $0 }
    }
}

/// XOR-MAPPED-ADDRESS (RFC 8489 section 14.2): hidden from address-rewriting middle boxes by the cookie.
extension SocketAddress {
    init?(xorMapped value: UnsafeRawBufferPointer, transaction: TransactionID) {
        guard value.count >= 8 else { return nil }
        let port = value.word16(2) ^ UInt16(STUN.cookie >> 16)
        switch (value[1], value.count) {
        case (1, 8): self.init(ipv4: value.word32(4) ^ STUN.cookie, port: port)
        case (2, 20):
            let (high, low) = Self.mask(transaction)
            self.init(ipv6: value.word64(4) ^ high, value.word64(12) ^ low, port: port)
        default: return nil
        }
    }

    func xorMapped(_ transaction: TransactionID) -> [UInt8] {
        let port = port ^ UInt16(STUN.cookie >> 16)
        var value: [UInt8] = [0, family == .ipv4 ? 1 : 2, UInt8(port >> 8), UInt8(truncatingIfNeeded: port)]
        switch family {
        case .ipv4:
            let bits = UInt32(truncatingIfNeeded: low) ^ STUN.cookie
            withUnsafeBytes(of: bits.bigEndian) { value += $0 }
        case .ipv6:
            let mask = Self.mask(transaction)
            withUnsafeBytes(of: (high ^ mask.high).bigEndian) { value += $0 }
            withUnsafeBytes(of: (low ^ mask.low).bigEndian) { value += $0 }
        }
        return value
    }

    private static func mask(_ transaction: TransactionID) -> (high: UInt64, low: UInt64) {
        (UInt64(STUN.cookie) << 32 | UInt64(transaction.high), transaction.low)
    }
}
