/// Packs packets into the pages of one logical Ogg stream (RFC 3533 §6).
struct OggStream: Sendable {
    private static let mostSegments = 255

    private let serial: UInt32
    private var pageNumber: UInt32 = 0
    private var lacing: [UInt8] = []
    private var body: [UInt8] = []
    private var granule: UInt64 = 0
    private(set) var output: [UInt8] = []

    init(serial: UInt32) { self.serial = serial }

    /// Adds a packet that ends at `granule`; a page that has no room for it is closed first.
    mutating func add(_ packet: some Collection<UInt8>, granule: UInt64) {
        let segments = packet.count / 255 + 1
        precondition(segments <= Self.mostSegments, "a packet of one page")
        if lacing.count + segments > Self.mostSegments { closePage() }
        lacing.append(contentsOf: repeatElement(255, count: segments - 1))
        lacing.append(UInt8(packet.count % 255))
        body.append(contentsOf: packet)
        self.granule = granule
    }

    mutating func closePage(isLast: Bool = false) {
        guard !lacing.isEmpty || isLast else { return }
        let flags: UInt8 = (pageNumber == 0 ? 2 : 0) | (isLast ? 4 : 0)
        var page: [UInt8] = Array("OggS".utf8) + [0, flags]
        page.appendLittle(granule)
        page.appendLittle(serial)
        page.appendLittle(pageNumber)
        page.appendLittle(UInt32(0))
        page.append(UInt8(lacing.count))
        page += lacing
        page += body
        let sum = Self.checksum(page)
        for index in 0..<4 { page[22 + index] = UInt8(truncatingIfNeeded: sum >> UInt32(index * 8)) }
        output += page
        pageNumber += 1
        lacing.removeAll(keepingCapacity: true)
        body.removeAll(keepingCapacity: true)
    }

    /// Says that the stream ends before its last packet does.
    mutating func trim(to granule: UInt64) { self.granule = granule }

    /// Gives what is ready to be written.
    mutating func takeOutput() -> [UInt8] {
        defer { output.removeAll(keepingCapacity: true) }
        return output
    }

    /// CRC-32 of polynomial 0x04C11DB7, unreflected, from zero.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        bytes.reduce(0) { sum, byte in sum << 8 ^ table[Int(UInt8(truncatingIfNeeded: sum >> 24) ^ byte)] }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index) << 24) { sum, _ in sum & 0x8000_0000 != 0 ? sum << 1 ^ 0x04C1_1DB7 : sum << 1 }
    }
}

extension [UInt8] {
    mutating func appendLittle(_ value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}
