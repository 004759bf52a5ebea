/// The fixed part of an RTP packet (RFC 3550 §5.1) and where its payload lies.
struct RTPHeader: Equatable, Sendable {
    static let length = 12

    var payloadType: UInt8
    var marker = false
    var sequence: UInt16
    var timestamp: UInt32
    var source: UInt32
    /// The payload's place in the packet, without padding.
    var payload: Range<Int> = 12..<12

    init(payloadType: UInt8, marker: Bool, sequence: UInt16, timestamp: UInt32, source: UInt32) {
        self.payloadType = payloadType
        self.marker = marker
        self.sequence = sequence
        self.timestamp = timestamp
        self.source = source
    }

    /// Nil for what is no RTP packet of version 2, or says that it is longer than it is.
    init?(_ packet: UnsafeRawBufferPointer) {
        guard packet.count >= Self.length, packet[0] >> 6 == 2 else { return nil }
        var start = Self.length + Int(packet[0] & 15) * 4
        if packet[0] & 0x10 != 0 {
            guard packet.count >= start + 4 else { return nil }
            start += 4 + Int(packet.word16(at: start + 2)) * 4
        }
        var end = packet.count
        if packet[0] & 0x20 != 0 {
            guard end > start, packet[end - 1] > 0 else { return nil }
            end -= Int(packet[end - 1])
        }
        guard start <= end else { return nil }
        payloadType = packet[1] & 0x7F
        marker = packet[1] & 0x80 != 0
        sequence = packet.word16(at: 2)
        timestamp = packet.word32(at: 4)
        source = packet.word32(at: 8)
        payload = start..<end
    }

    func write(to packet: UnsafeMutableRawBufferPointer) {
        packet[0] = 0x80
        packet[1] = payloadType | (marker ? 0x80 : 0)
        packet.put(sequence, at: 2)
        packet.put(timestamp, at: 4)
        packet.put(source, at: 8)
    }
}

extension UnsafeRawBufferPointer {
    func word16(at offset: Int) -> UInt16 {
        UInt16(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }
    func word32(at offset: Int) -> UInt32 {
        UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}

extension UnsafeMutableRawBufferPointer {
    func put(_ value: some FixedWidthInteger, at offset: Int) {
        storeBytes(of: value.bigEndian, toByteOffset: offset, as: type(of: value).self)
    }
}
