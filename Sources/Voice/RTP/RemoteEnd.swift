import WebRTC

/// Where a plain RTP leg's far end is: told by SDP, learnt from the first valid packet, then kept (symmetric RTP).
///
/// A value that is told the time, in nanoseconds.
struct RemoteEnd: Sendable {
    /// After so long without a packet, the known sender may come from another port (a NAT forgot it).
    private static let silenceOfSameSender: UInt64 = 200_000_000
    /// After so long, another sender may take its place.
    private static let silenceForAnother: UInt64 = 1_000_000_000

    private(set) var told: SocketAddress?
    private(set) var target: SocketTarget?
    private var learnt: (address: SocketAddress, source: UInt32)?
    private var lastHeard: UInt64 = 0

    init(_ told: SocketAddress?) {
        self.told = told
        target = told.map(SocketTarget.init)
    }

    /// New terms: another address is believed at once and learnt again.
    mutating func tell(_ address: SocketAddress?) {
        guard address != told else { return }
        told = address
        learnt = nil
        if let address { target = SocketTarget(address) }
    }

    /// Whether a valid packet from there belongs to this leg.
    mutating func admits(_ address: SocketAddress, source: UInt32, at now: UInt64) -> Bool {
        guard let learnt else {
            learn(address, source, at: now)
            return true
        }
        if learnt.address == address {
            self.learnt?.source = source
            lastHeard = now
            return true
        }
        let silence = now - min(now, lastHeard)
        let mayMove =
            address == told || silence >= Self.silenceForAnother
            || learnt.source == source && silence >= Self.silenceOfSameSender
        if mayMove { learn(address, source, at: now) }
        return mayMove
    }

    private mutating func learn(_ address: SocketAddress, _ source: UInt32, at now: UInt64) {
        learnt = (address, source)
        lastHeard = now
        if target?.address != address { target = SocketTarget(address) }
    }
}
