/// What sequence numbers and arrival times tell of one sender's packets (RFC 3550 appendix A.1, A.3, A.8).
struct Reception: Sendable {
    enum Arrival: Equatable, Sendable {
        /// The newest so far.
        case newest
        /// Came after a later one.
        case reordered
        case duplicate
        /// So old that nothing is known of it.
        case stale
    }

    private var highest: UInt64 = 0
    private var first: UInt64 = 0
    /// Bit n: the packet n before the highest has come.
    private var seen: UInt64 = 0
    private var jitterTimes16: Int64 = 0
    private var lastTransit: Int64?
    private var expectedAtReport: UInt64 = 0
    private var receivedAtReport: UInt64 = 0

    private(set) var received: UInt64 = 0
    private(set) var duplicates: UInt64 = 0

    private var expected: UInt64 { received == 0 ? 0 : highest - first + 1 }
    /// Expected and not come; reordered ones are taken back when they come.
    var lost: Int64 { Int64(expected) - Int64(received) }
    /// RFC 3550 §6.4.1, in samples.
    var jitter: Int { Int(jitterTimes16 >> 4) }
    /// With the count of wraps in the upper half.
    var extendedHighest: UInt32 { UInt32(truncatingIfNeeded: highest) }

    /// - Parameter arrival: in samples, of any clock that runs evenly.
    mutating func note(sequence: UInt16, timestamp: UInt32, arrival: Int64) -> Arrival {
        guard received > 0 else {
            begin(sequence)
            note(transit: arrival &- Int64(timestamp))
            return .newest
        }
        let step = Int64(Int16(bitPattern: sequence &- UInt16(truncatingIfNeeded: highest)))
        if step > 0 {
            highest += UInt64(step)
            seen = step >= 64 ? 1 : seen << UInt64(step) | 1
            received += 1
            note(transit: arrival &- Int64(timestamp))
            return .newest
        }
        guard step > -64 else { return .stale }
        let bit = UInt64(1) << UInt64(-step)
        if seen & bit != 0 {
            duplicates += 1
            return .duplicate
        }
        seen |= bit
        received += 1
        return .reordered
    }

    /// Share lost since the last report, in 1/256 (RFC 3550 A.3); each call begins a new interval.
    mutating func takeFractionLost() -> UInt8 {
        let expectedNow = expected - expectedAtReport
        let receivedNow = received - receivedAtReport
        expectedAtReport = expected
        receivedAtReport = received
        guard expectedNow > receivedNow else { return 0 }
        return UInt8(clamping: (expectedNow - receivedNow) * 256 / expectedNow)
    }

    private mutating func begin(_ sequence: UInt16) {
        // One round up, so that an older packet which comes late does not go below zero.
        highest = UInt64(sequence) + 65_536
        first = highest
        seen = 1
        received = 1
    }

    private mutating func note(transit: Int64) {
        defer { lastTransit = transit }
        guard let lastTransit else { return }
        // The sender's 32 bits wrap: only the low half of the difference has meaning.
        let change = Int64(abs(Int(Int32(truncatingIfNeeded: transit &- lastTransit))))
        guard change < 80_000 else { return }
        jitterTimes16 += change - (jitterTimes16 + 8) >> 4
    }
}
