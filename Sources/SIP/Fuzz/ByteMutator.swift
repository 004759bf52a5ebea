import Kernel

/// Damages messages in the ways that break parsers.
struct ByteMutator {
    var random: SeededRandom

    private static let morsels: [[UInt8]] = [
        "\r\n", "\n", "\r", "\r\n\r\n", " ", "\t", "\r\n ", ";", ",", ":", "=", "@", "<", ">", "\"", "\\", "%", "%00",
        "%zz",
        "[", "]", "::", "*", "0", "-1", "4294967296", "18446744073709551616", "99999999999999999999999", "SIP/2.0",
        "sip:", "z9hG4bK", ";tag=", ";branch=", ";rport", "Content-Length: 0\r\n", "Content-Length: 70000\r\n",
        "l: 5\r\n", "Via: SIP/2.0/UDP a\r\n", "\0", "\u{FFFD}", "multipart/mixed;boundary=", "--", "Digest ",
        "a=rtpmap:",
        "m=audio 0 RTP/AVP 8\r\n", "c=IN IP4 0.0.0.0\r\n",
    ].map { Array($0.utf8) }

    init(random: SeededRandom) { self.random = random }

    /// One of the messages with some damage; now and then none at all.
    mutating func mutant(of messages: [[UInt8]]) -> [UInt8] {
        var bytes = messages.randomElement(using: &random) ?? []
        let wounds = Int.random(in: 0..<6, using: &random)
        for _ in 0..<wounds { wound(&bytes, messages) }
        return bytes
    }

    private mutating func wound(_ bytes: inout [UInt8], _ messages: [[UInt8]]) {
        guard !bytes.isEmpty, bytes.count < 16_384 else { return }
        let start = Int.random(in: 0..<bytes.count, using: &random)
        let end = min(bytes.count, start + Int.random(in: 1..<64, using: &random))
        switch Int.random(in: 0..<9, using: &random) {
        case 0: bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[start] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes.removeSubrange(start..<end)
        case 3: bytes.insert(contentsOf: Array(bytes[start..<end]), at: start)
        case 4: bytes.removeLast(bytes.count - start)
        case 5, 6: bytes.insert(contentsOf: ByteMutator.morsels.randomElement(using: &random) ?? [], at: start)
        case 7:
            let other = messages.randomElement(using: &random) ?? []
            guard !other.isEmpty else { return }
            bytes.replaceSubrange(start..., with: other[Int.random(in: 0..<other.count, using: &random)...])
        default:
            let many = Int.random(in: 1..<200, using: &random)
            bytes.insert(contentsOf: Array(repeating: bytes[start], count: many), at: start)
        }
    }
}
