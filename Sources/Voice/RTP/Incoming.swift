/// One leg's received packets, from header to frame: codec, order, digits, loss.
final class Incoming {
    /// What one packet told beyond its sound.
    enum Heard: Equatable {
        /// Nothing that this leg agreed to take.
        case foreign
        case sound
        case digit(Character)
    }

    /// Comfort noise (RFC 3389): silence that says so.
    private static let comfortNoise: Set<UInt8> = [13, 19]

    private let law: G711
    private let payloadType: UInt8
    private(set) var telephoneEventPayload: UInt8?
    private var buffer = JitterBuffer()
    private(set) var reception = Reception()
    private var digits = DigitListener()
    private let concealer = Concealer()
    private(set) var source: UInt32?
    /// Another sender that has spoken once; when it speaks again before the known one does, it takes over.
    private var candidate: UInt32?
    private(set) var late: UInt64 = 0
    /// Of all senders before the present one.
    private var earlier: (received: UInt64, lost: Int64, duplicates: UInt64) = (0, 0, 0)

    init(codec: AudioCodec, payloadType: UInt8? = nil, telephoneEventPayload: UInt8?) {
        law = .law(of: codec)
        self.payloadType = payloadType ?? codec.payloadType
        self.telephoneEventPayload = telephoneEventPayload
    }

    var packetsReceived: UInt64 { earlier.received + reception.received }
    var packetsLost: Int64 { earlier.lost + reception.lost }
    var packetsDuplicate: UInt64 { earlier.duplicates + reception.duplicates }
    var framesConcealed: UInt64 { concealer.framesConcealed }
    var bufferMilliseconds: Int { buffer.waiting / 8 }

    func agree(on telephoneEventPayload: UInt8?) { self.telephoneEventPayload = telephoneEventPayload }

    /// True for payload types that may come on this leg. Both laws are understood, whichever was agreed on.
    func isKnown(_ header: RTPHeader) -> Bool {
        header.payloadType == telephoneEventPayload || law(of: header.payloadType) != nil
            || Self.comfortNoise.contains(header.payloadType)
    }

    private func law(of payloadType: UInt8) -> G711? {
        if payloadType == self.payloadType { return law }
        return switch payloadType {
        case 0: .muLaw
        case 8: .aLaw
        default: nil
        }
    }

    /// - Parameter untilPull: samples from now until the next `pull`.
    func accept(_ header: RTPHeader, _ packet: UnsafeRawBufferPointer, at now: UInt64, untilPull: Int) -> Heard {
        guard isKnown(header) else { return .foreign }
        guard isFromSender(header.source) else { return .sound }
        let arrival = reception.note(
            sequence: header.sequence, timestamp: header.timestamp, arrival: Int64(now / 125_000))
        if arrival == .duplicate { return .sound }
        let payload = UnsafeRawBufferPointer(rebasing: packet[header.payload])
        if header.payloadType == telephoneEventPayload {
            let key = digits.hear(payload, timestamp: header.timestamp, marker: header.marker)
            return key.map(Heard.digit) ?? .sound
        }
        guard let law = law(of: header.payloadType) else { return .sound }
        let insertion = buffer.insert(
            payload.bindMemory(to: UInt8.self), by: law, at: header.timestamp, untilPull: untilPull,
            isNewest: arrival == .newest)
        if insertion == .late { late += 1 }
        return .sound
    }

    /// What a report says of the present sender; begins a new interval.
    func takeReceptionReport() -> RTCP.ReceptionBlock {
        RTCP.ReceptionBlock(
            source: source ?? 0, fractionLost: reception.takeFractionLost(), lost: Int32(clamping: reception.lost),
            extendedHighest: reception.extendedHighest, jitter: UInt32(clamping: reception.jitter), lastReport: 0,
            sinceLastReport: 0)
    }

    /// Plays one frame, mended; false when nobody speaks.
    func pull(into target: UnsafeMutablePointer<Int16>) -> Bool {
        guard case .audio(let holes) = buffer.pull(into: target) else { return false }
        concealer.mend(target, count: JitterBuffer.frame, holes: holes)
        return true
    }

    private func isFromSender(_ source: UInt32) -> Bool {
        if source == self.source {
            candidate = nil
            return true
        }
        guard self.source == nil || candidate == source else {
            candidate = source
            return false
        }
        self.source = source
        candidate = nil
        earlier = (packetsReceived, packetsLost, packetsDuplicate)
        reception = Reception()
        buffer = JitterBuffer()
        digits.restart()
        return true
    }
}
