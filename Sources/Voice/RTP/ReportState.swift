import WebRTC

/// One leg's RTCP: what was told and heard, and when the next report is due.
struct ReportState: Sendable {
    /// RFC 3550 §6.2: at least five seconds apart.
    private static let interval: UInt64 = 5_000_000_000

    private var due: UInt64
    /// Middle 32 bits of the far end's last sender report's time, and when it came.
    private var lastHeard: (middle: UInt32, at: UInt64)?
    private(set) var remoteLossShare: Double?
    private(set) var remoteJitterMilliseconds: Double?
    private(set) var roundTripMilliseconds: Double?

    /// - Parameter spread: 0 to 1, so that legs opened together do not report together.
    init(at now: UInt64, spread: Double) { due = now + UInt64(Double(Self.interval) * (0.5 + spread / 2)) }

    mutating func hear(_ heard: RTCP.Heard, about source: UInt32, at now: UInt64, clock: NTPClock) {
        if let sender = heard.sender { lastHeard = (UInt32(truncatingIfNeeded: sender.ntp >> 16), now) }
        guard let block = heard.blocks.first(where: { $0.source == source }) else { return }
        remoteLossShare = Double(block.fractionLost) / 256
        remoteJitterMilliseconds = Double(block.jitter) / 8
        guard block.lastReport != 0 else { return }
        let elapsed = clock.middle(at: now) &- block.lastReport &- block.sinceLastReport
        // A far end that reckons wrongly gives a negative time, which shows as a huge one.
        if elapsed < 60 << 16 { roundTripMilliseconds = Double(elapsed) / 65.536 }
    }

    /// Writes a report when one is due; returns its length.
    mutating func write(
        _ outgoing: Outgoing, incoming: Incoming, at now: UInt64, clock: NTPClock,
        to packet: UnsafeMutableRawBufferPointer
    ) -> Int? {
        guard now >= due, outgoing.packets > 0 else { return nil }
        due = now + Self.interval
        let report = RTCP.SenderReport(
            source: outgoing.source, ntp: clock.time(at: now), timestamp: outgoing.timestamp,
            packets: UInt32(truncatingIfNeeded: outgoing.packets), octets: UInt32(truncatingIfNeeded: outgoing.octets))
        let block = incoming.source.map { source in
            var reception = incoming.takeReceptionReport()
            reception.source = source
            reception.lastReport = lastHeard?.middle ?? 0
            reception.sinceLastReport = lastHeard.map { UInt32((now - $0.at) * 65_536 / 1_000_000_000) } ?? 0
            return reception
        }
        return RTCP.write(report, about: block, to: packet)
    }
}

/// NTP time (RFC 5905) that runs with the monotonic clock, so that no step of the machine's clock shows in it.
struct NTPClock: Sendable {
    /// Seconds from 1900 to 1970.
    private static let era: UInt64 = 2_208_988_800
    /// NTP time in nanoseconds when the monotonic clock was at zero.
    private let base: UInt64

    /// - Parameter wall: nanoseconds since 1970 at the monotonic moment `now`.
    init(wall: UInt64, at now: UInt64) { base = wall + Self.era * 1_000_000_000 - now }

    /// Seconds in the upper half, their fraction in the lower.
    func time(at now: UInt64) -> UInt64 {
        let (seconds, rest) = (base + now).quotientAndRemainder(dividingBy: 1_000_000_000)
        return seconds << 32 | (rest << 32) / 1_000_000_000
    }

    func middle(at now: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: time(at: now) >> 16) }
}
