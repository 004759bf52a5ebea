/// Damages messages in the ways that break parsers, from a seed: for fuzzing.
public struct ByteMutator: Sendable {
    public var random: SeededRandom

    /// Pieces that a parser of this kind of message stumbles over.
    private let morsels: [[UInt8]]

    public init(random: SeededRandom, morsels: [[UInt8]]) {
        self.random = random
        self.morsels = morsels
    }

    /// One of the messages with some damage; now and then none at all.
    public mutating func mutant(of messages: [[UInt8]]) -> [UInt8] {
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
        case 5, 6: bytes.insert(contentsOf: morsels.randomElement(using: &random) ?? [], at: start)
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
