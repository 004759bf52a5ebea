/// One law of ITU-T G.711 as two tables: 256 linear values, and one byte for each linear value in the steps that the
/// law can tell apart.
///
/// Unchecked: the tables are filled once, never written again and never freed.
struct G711: @unchecked Sendable {
    static let aLaw = G711(shift: 3, decode: decodeALaw, encode: encodeALaw)
    static let muLaw = G711(shift: 2, decode: decodeMuLaw, encode: encodeMuLaw)

    let linear: UnsafePointer<Int16>
    private let bytes: UnsafePointer<UInt8>
    private let shift: Int
    private let middle: Int

    /// The byte for no sound at all.
    let silence: UInt8

    static func law(of codec: AudioCodec) -> G711 { codec == .pcma ? aLaw : muLaw }

    private init(shift: Int, decode: (UInt8) -> Int, encode: (Int) -> UInt8) {
        let linear = UnsafeMutablePointer<Int16>.allocate(capacity: 256)
        for byte in 0..<256 { linear[byte] = Int16(decode(UInt8(byte))) }
        let count = 65_536 >> shift
        let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
        for step in 0..<count { bytes[step] = encode(step - count / 2) }
        self.linear = UnsafePointer(linear)
        self.bytes = UnsafePointer(bytes)
        self.shift = shift
        middle = count / 2
        silence = bytes[middle]
    }

    func byte(_ sample: Int16) -> UInt8 { bytes[(Int(sample) >> shift) + middle] }

    func encode(_ samples: UnsafePointer<Int16>, count: Int, into target: UnsafeMutablePointer<UInt8>) {
        for index in 0..<count { target[index] = bytes[(Int(samples[index]) >> shift) + middle] }
    }

    // MARK: - The laws (G.711 tables 1 and 2)

    private static func decodeALaw(_ byte: UInt8) -> Int {
        let even = byte ^ 0x55
        let segment = Int(even >> 4 & 7)
        let step = Int(even & 15) << 4 + 8
        let magnitude = segment == 0 ? step : (step + 256) << (segment - 1)
        return even & 0x80 != 0 ? magnitude : -magnitude
    }

    /// From a linear value of 13 bits.
    private static func encodeALaw(_ value: Int) -> UInt8 {
        let magnitude = value >= 0 ? value : -value - 1
        let segment = max(0, (Int.bitWidth - magnitude.leadingZeroBitCount) - 5)
        let step = magnitude >> max(1, segment) & 15
        let sign = value >= 0 ? 0x80 : 0
        return UInt8(sign | min(segment, 7) << 4 | step) ^ 0x55
    }

    private static func decodeMuLaw(_ byte: UInt8) -> Int {
        let flipped = ~byte
        let magnitude = (Int(flipped & 15) << 3 + 132) << Int(flipped >> 4 & 7) - 132
        return flipped & 0x80 != 0 ? -magnitude : magnitude
    }

    /// From a linear value of 14 bits.
    private static func encodeMuLaw(_ value: Int) -> UInt8 {
        let biased = min(abs(value), 8_158) + 33
        let segment = max(0, (Int.bitWidth - biased.leadingZeroBitCount) - 6)
        let step = biased >> (segment + 1) & 15
        let sign = value >= 0 ? 0 : 0x80
        return ~UInt8(sign | segment << 4 | step)
    }
}
