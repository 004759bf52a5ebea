import Kernel

/// One event's surroundings: its moment, its chance, what it brings about.
struct Turn {
    let now: Timestamp
    private var chance: SeededRandom
    private(set) var effects: [UserAgentEffect] = []

    init(at now: Timestamp, seed: UInt64) {
        self.now = now
        chance = SeededRandom(seed: seed)
    }

    mutating func report(_ effect: UserAgentEffect) { effects.append(effect) }
    mutating func send(_ bytes: [UInt8], to peer: Peer) { effects.append(.send(bytes, to: peer)) }

    mutating func number() -> UInt64 { chance.next() }
    mutating func number(in range: Range<UInt64>) -> UInt64 { UInt64.random(in: range, using: &chance) }
    /// 64 bits as tags and client nonces have them (RFC 3261 §19.3).
    mutating func tag() -> String { sixteenDigits(chance.next()) }
    mutating func branch() -> String { Via.magicCookie + sixteenDigits(chance.next()) }
    mutating func callHandle() -> CallHandle { CallHandle(at: now, random: &chance) }
}
