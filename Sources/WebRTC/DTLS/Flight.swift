/// The last handshake records sent, kept to be sent again while no reply comes (RFC 6347 section 4.2.4).
///
/// OpenSSL repeats flights by the wall clock; this one goes by the nanoseconds that it is given. It repeats the very
/// same records: what did arrive is dropped by the other side's replay window, what was lost is taken.
struct Flight {
    private static let firstWait: UInt64 = 200_000_000
    private static let longestWait: UInt64 = 3_200_000_000

    private let bytes: [UInt8]
    private let datagrams: [Range<Int>]
    private var wait = Flight.firstWait
    private var due: UInt64

    /// Nil when there are no whole records to send.
    init?(_ records: [UInt8], at now: UInt64, largestDatagram: Int = DTLSConnection.largestDatagram) {
        datagrams = Self.pack(records, largestDatagram)
        guard !datagrams.isEmpty else { return nil }
        bytes = records
        due = now + Self.firstWait
    }

    func send(_ send: (UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes { bytes in
            for datagram in datagrams { send(UnsafeRawBufferPointer(rebasing: bytes[datagram])) }
        }
    }

    /// Whether the time has come to send it once more; each time the wait doubles.
    mutating func isDue(at now: UInt64) -> Bool {
        guard now >= due else { return false }
        wait = min(wait * 2, Self.longestWait)
        due = now + wait
        return true
    }

    /// Whole records side by side, up to the size of a datagram. A record: 13 bytes of header, its length at 11 and 12.
    private static func pack(_ records: [UInt8], _ largest: Int) -> [Range<Int>] {
        var datagrams: [Range<Int>] = []
        var start = 0
        var end = 0
        while end + 13 <= records.count {
            let next = end + 13 + Int(records[end + 11]) << 8 + Int(records[end + 12])
            guard next <= records.count else { break }
            if next - start > largest, end > start {
                datagrams.append(start..<end)
                start = end
            }
            end = next
        }
        if end > start { datagrams.append(start..<end) }
        return datagrams
    }
}
