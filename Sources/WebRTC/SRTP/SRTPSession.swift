/// One direction of protected media under one master key (RFC 3711), over OpenSSL's ciphers.
///
/// Not libsrtp: Debian's computes by NSS, whose cost for a packet grows with the number of sessions in the process
/// (3 us alone, 19 us among a thousand agents), and which it loads and unloads with the first and last session.
final class SRTPSession {
    enum Direction { case inbound, outbound }

    /// An authenticated but mad browser could otherwise have a replay window for every SSRC there is.
    private static let mostInboundSources = 32
    private static let rtcpHeader = 8
    private static let encrypted: UInt32 = 1 << 31

    private struct Source {
        let name: UInt32
        var packets = ReplayWindow()
        var reports = ReplayWindow()
        var lastReport: UInt64 = 0
    }

    private let profile: SRTPProfile
    private let rtp: any SRTPTransform
    private let rtcp: any SRTPTransform
    private let mostSources: Int
    private var sources: [Source] = []

    /// Nil for a key or salt of the wrong length, or when OpenSSL has no memory.
    init?(_ profile: SRTPProfile, _ master: SRTPMasterKey, _ direction: Direction) {
        guard master.salt.count == profile.saltLength, let derivation = SRTPKeyDerivation(master),
            let rtp = Self.transform(profile, derivation, .rtpKey, .rtpSalt, .rtpAuthentication, direction),
            let rtcp = Self.transform(profile, derivation, .rtcpKey, .rtcpSalt, .rtcpAuthentication, direction)
        else { return nil }
        (self.profile, self.rtp, self.rtcp) = (profile, rtp, rtcp)
        mostSources = direction == .inbound ? Self.mostInboundSources : .max
    }

    private static func transform(
        _ profile: SRTPProfile, _ derivation: SRTPKeyDerivation, _ key: SRTPKeyDerivation.Label,
        _ salt: SRTPKeyDerivation.Label, _ authentication: SRTPKeyDerivation.Label, _ direction: Direction
    ) -> (any SRTPTransform)? {
        guard let key = derivation.bytes(key, count: SRTPProfile.keyLength),
            let salt = derivation.bytes(salt, count: profile.saltLength)
        else { return nil }
        switch profile {
        case .aes128GCM: return GCMTransform(key: key, salt: salt, direction == .inbound ? .decrypt : .encrypt)
        case .aes128CMSHA180:
            guard let authentication = derivation.bytes(authentication, count: 20) else { return nil }
            return CounterModeTransform(key: key, salt: salt, authenticationKey: authentication)
        }
    }

    /// The length after protection, in place. Nil for what is no RTP packet, would not fit with its tag, or has a
    /// sequence number that was protected before: the same key stream twice would give both packets away.
    func protect(_ packet: UnsafeMutableRawBufferPointer, length: Int) -> Int? {
        guard length + rtp.tagLength <= packet.count, let header = RTPHeaderLength.of(packet, length: length),
            let (place, source) = locate(UnsafeRawBufferPointer(packet).word32(8)),
            let index = source.packets.index(of: UnsafeRawBufferPointer(packet).word16(2)),
            source.packets.isFresh(index),
            rtp.seal(packet, framing(source.name, index, header: header, length: length))
        else { return nil }
        keep(source, at: place) { $0.packets.take(index) }
        return length + rtp.tagLength
    }

    /// As `protect`, for RTCP, which grows by an index of four bytes more.
    func protectRTCP(_ packet: UnsafeMutableRawBufferPointer, length: Int) -> Int? {
        guard length >= Self.rtcpHeader, length + rtcp.tagLength + 4 <= packet.count,
            let (place, source) = locate(UnsafeRawBufferPointer(packet).word32(4)),
            source.lastReport + 1 < UInt64(Self.encrypted),
            rtcp.seal(packet, reportFraming(source.name, source.lastReport + 1, length: length))
        else { return nil }
        keep(source, at: place) { $0.lastReport += 1 }
        return length + rtcp.tagLength + 4
    }

    /// The length after decryption, in place; nil for a packet that is forged, repeated, or from one source too many.
    func unprotect(_ packet: UnsafeMutableRawBufferPointer) -> Int? {
        let length = packet.count - rtp.tagLength
        guard let header = RTPHeaderLength.of(packet, length: length),
            let (place, source) = locate(UnsafeRawBufferPointer(packet).word32(8)),
            let index = source.packets.index(of: UnsafeRawBufferPointer(packet).word16(2)),
            source.packets.isFresh(index),
            rtp.open(packet, framing(source.name, index, header: header, length: length))
        else { return nil }
        keep(source, at: place) { $0.packets.take(index) }
        return length
    }

    /// As `unprotect`, for RTCP. Reports that are not encrypted are refused: no browser sends them.
    func unprotectRTCP(_ packet: UnsafeMutableRawBufferPointer) -> Int? {
        let length = packet.count - rtcp.tagLength - 4
        guard length >= Self.rtcpHeader, let (place, source) = locate(UnsafeRawBufferPointer(packet).word32(4)) else {
            return nil
        }
        // The index stands before counter mode's tag and behind GCM's.
        let word = UnsafeRawBufferPointer(packet).word32(profile == .aes128GCM ? packet.count - 4 : length)
        let index = UInt64(word & ~Self.encrypted)
        guard word & Self.encrypted != 0, source.reports.isFresh(index),
            rtcp.open(packet, reportFraming(source.name, index, length: length))
        else { return nil }
        keep(source, at: place) { $0.reports.take(index) }
        return length
    }

    private func framing(_ source: UInt32, _ index: UInt64, header: Int, length: Int) -> SRTPFraming {
        let rollOver = UInt32(truncatingIfNeeded: index >> 16)
        return SRTPFraming(
            source: source, index: index, clear: header, length: length, word: rollOver, carriesWord: false)
    }

    private func reportFraming(_ source: UInt32, _ index: UInt64, length: Int) -> SRTPFraming {
        let word = Self.encrypted | UInt32(truncatingIfNeeded: index)
        return SRTPFraming(
            source: source, index: index, clear: Self.rtcpHeader, length: length, word: word, carriesWord: true)
    }

    /// Where a source stands, or would stand; nil when there are too many.
    private func locate(_ name: UInt32) -> (Int, Source)? {
        if let place = sources.firstIndex(where: { $0.name == name }) { return (place, sources[place]) }
        return sources.count < mostSources ? (sources.count, Source(name: name)) : nil
    }

    /// A source is remembered once its first packet has proved to be the peer's.
    private func keep(_ source: Source, at place: Int, _ change: (inout Source) -> Void) {
        if place == sources.count { sources.append(source) }
        change(&sources[place])
    }
}

/// How far the readable part of an RTP packet reaches (RFC 3550 section 5.1): contributing sources and extension too.
enum RTPHeaderLength {
    static func of(_ packet: UnsafeMutableRawBufferPointer, length: Int) -> Int? {
        let bytes = UnsafeRawBufferPointer(packet)
        guard length >= 12, bytes[0] >> 6 == 2 else { return nil }
        var header = 12 + 4 * Int(bytes[0] & 15)
        if bytes[0] & 16 != 0 {
            guard header + 4 <= length else { return nil }
            header += 4 + 4 * Int(bytes.word16(header + 2))
        }
        return header <= length ? header : nil
    }
}
