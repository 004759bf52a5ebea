/// Which packets of one source have been seen (RFC 3711 section 3.3.2): the highest index and the 127 before it.
struct ReplayWindow {
    private static let width: UInt64 = 128

    private var highest: UInt64?
    /// Bit n: the index n below the highest.
    private var seen: UInt128 = 0

    /// The 48-bit index that a sequence number most probably means (RFC 3711 section 3.3.1): within half a turn of the
    /// highest. Nil before the beginning of time.
    func index(of sequence: UInt16) -> UInt64? {
        guard let highest else { return UInt64(sequence) }
        let distance = Int64(Int16(bitPattern: sequence &- UInt16(truncatingIfNeeded: highest)))
        let index = Int64(highest) + distance
        return (0..<1 << 48).contains(index) ? UInt64(index) : nil
    }

    /// False for what was seen before, or is too old to tell.
    func isFresh(_ index: UInt64) -> Bool {
        guard let highest, index <= highest else { return true }
        let age = highest - index
        return age < Self.width && seen & 1 << UInt128(age) == 0
    }

    /// Only for packets that have proved genuine.
    mutating func take(_ index: UInt64) {
        if let highest, index <= highest {
            seen |= 1 << UInt128(highest - index)
        } else {
            let step = index - (highest ?? index)
            seen = (step < Self.width ? seen << UInt128(step) : 0) | 1
            highest = index
        }
    }
}
