/// The RTP ports of the engine: even ones, handed out in turn, so that a freed one rests as long as it can, and at
/// least for a set time. A value that is told the time, in nanoseconds.
struct PortRange: Sendable {
    private let first: UInt16
    private let count: Int
    private let rest: UInt64
    private var next = 0
    private var used: Set<UInt16> = []
    private var resting: [UInt16: UInt64] = [:]

    init(_ ports: ClosedRange<UInt16>, restSeconds: Int) {
        first = ports.lowerBound + ports.lowerBound % 2
        count = max(0, (Int(ports.upperBound) - Int(first) + 1) / 2)
        rest = UInt64(restSeconds) * 1_000_000_000
    }

    /// A free port, or nil when all are used or rest.
    mutating func take(at now: UInt64) -> UInt16? {
        for _ in 0..<count {
            let port = first + UInt16(next * 2)
            next = (next + 1) % count
            if !used.contains(port), (resting[port] ?? 0) <= now {
                resting[port] = nil
                used.insert(port)
                return port
            }
        }
        return nil
    }

    /// That very port, even while it rests: who asks for it knows whose packets still come there.
    mutating func take(_ port: UInt16) -> Bool {
        guard port % 2 == 0, used.insert(port).inserted else { return false }
        resting[port] = nil
        return true
    }

    mutating func free(_ port: UInt16, at now: UInt64) {
        guard used.remove(port) != nil else { return }
        resting[port] = now + rest
        if resting.count > count { resting = resting.filter { $0.value > now } }
    }
}
