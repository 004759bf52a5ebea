/// Reports about packets (RFC 3550 §6.4), as far as a leg makes and reads them.
enum RTCP {
    struct ReceptionBlock: Equatable, Sendable {
        var source: UInt32
        /// In 1/256.
        var fractionLost: UInt8
        var lost: Int32
        var extendedHighest: UInt32
        /// In samples.
        var jitter: UInt32
        var lastReport: UInt32
        /// In 1/65536 s.
        var sinceLastReport: UInt32
    }

    struct SenderReport: Equatable, Sendable {
        var source: UInt32
        /// Seconds since 1900 in the upper half, fraction in the lower.
        var ntp: UInt64
        var timestamp: UInt32
        var packets: UInt32
        var octets: UInt32
    }

    /// What one compound packet holds that concerns us.
    struct Heard: Equatable, Sendable {
        var sender: SenderReport?
        var blocks: [ReceptionBlock] = []
    }

    static let longest = 128

    /// Writes a sender report with at most one block, and a source description (§6.1 asks for both).
    /// Returns the length.
    static func write(
        _ report: SenderReport, about block: ReceptionBlock?, to packet: UnsafeMutableRawBufferPointer
    ) -> Int {
        let reportLength = block == nil ? 28 : 52
        packet[0] = 0x80 | (block == nil ? 0 : 1)
        packet[1] = 200
        packet.put(UInt16(reportLength / 4 - 1), at: 2)
        packet.put(report.source, at: 4)
        packet.put(report.ntp, at: 8)
        packet.put(report.timestamp, at: 16)
        packet.put(report.packets, at: 20)
        packet.put(report.octets, at: 24)
        if let block { write(block, to: UnsafeMutableRawBufferPointer(rebasing: packet[28..<52])) }
        return reportLength
            + writeName(report.source, to: UnsafeMutableRawBufferPointer(rebasing: packet[reportLength...]))
    }

    private static func write(_ block: ReceptionBlock, to packet: UnsafeMutableRawBufferPointer) {
        packet.put(block.source, at: 0)
        let lost = UInt32(bitPattern: min(max(block.lost, -0x80_0000), 0x7F_FFFF)) & 0xFF_FFFF
        packet.put(UInt32(block.fractionLost) << 24 | lost, at: 4)
        packet.put(block.extendedHighest, at: 8)
        packet.put(block.jitter, at: 12)
        packet.put(block.lastReport, at: 16)
        packet.put(block.sinceLastReport, at: 20)
    }

    /// SDES with the canonical name "sahut" (§6.5.1).
    private static func writeName(_ source: UInt32, to packet: UnsafeMutableRawBufferPointer) -> Int {
        let name: StaticString = "sahut"
        packet[0] = 0x81
        packet[1] = 202
        packet.put(UInt16(3), at: 2)
        packet.put(source, at: 4)
        packet[8] = 1
        packet[9] = UInt8(name.utf8CodeUnitCount)
        for index in 0..<name.utf8CodeUnitCount { packet[10 + index] = name.utf8Start[index] }
        packet[15] = 0
        return 16
    }

    /// Nil for what is not a well-formed compound packet.
    static func read(_ packet: UnsafeRawBufferPointer) -> Heard? {
        var heard = Heard()
        var start = 0
        while start < packet.count {
            guard packet.count - start >= 8, packet[start] >> 6 == 2 else { return nil }
            let length = (Int(packet.word16(at: start + 2)) + 1) * 4
            guard length >= 8, start + length <= packet.count else { return nil }
            let part = UnsafeRawBufferPointer(rebasing: packet[start..<start + length])
            switch part[1] {
            case 200:
                guard length >= 28 else { return nil }
                heard.sender = senderReport(part)
                heard.blocks += blocks(part, from: 28)
            case 201: heard.blocks += blocks(part, from: 8)
            default: break
            }
            start += length
        }
        return heard
    }

    private static func senderReport(_ part: UnsafeRawBufferPointer) -> SenderReport {
        SenderReport(
            source: part.word32(at: 4), ntp: UInt64(part.word32(at: 8)) << 32 | UInt64(part.word32(at: 12)),
            timestamp: part.word32(at: 16), packets: part.word32(at: 20), octets: part.word32(at: 24))
    }

    private static func blocks(_ part: UnsafeRawBufferPointer, from first: Int) -> [ReceptionBlock] {
        let told = Int(part[0] & 31)
        return (0..<told).compactMap { index in
            let start = first + index * 24
            guard start + 24 <= part.count else { return nil }
            let loss = part.word32(at: start + 4)
            return ReceptionBlock(
                source: part.word32(at: start), fractionLost: UInt8(loss >> 24),
                lost: Int32(bitPattern: loss << 8) >> 8, extendedHighest: part.word32(at: start + 8),
                jitter: part.word32(at: start + 12), lastReport: part.word32(at: start + 16),
                sinceLastReport: part.word32(at: start + 20))
        }
    }
}
