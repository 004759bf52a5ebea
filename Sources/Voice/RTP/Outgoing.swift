/// One leg's sent packets: a packet each 20 ms, sound or digit, on a clock that never stops.
struct Outgoing: Sendable {
    /// Header and 20 ms of G.711; an SRTP tag may follow.
    static let packetLength = RTPHeader.length + JitterBuffer.frame

    private var law: G711
    private var payloadType: UInt8
    private(set) var telephoneEventPayload: UInt8?
    let source: UInt32
    private var sequence: UInt16
    private(set) var timestamp: UInt32
    private var marksNext = true
    private var digits = DigitSpeaker()
    private(set) var packets: UInt64 = 0
    private(set) var octets: UInt64 = 0

    init(
        codec: AudioCodec, payloadType: UInt8? = nil, telephoneEventPayload: UInt8?,
        random: inout some RandomNumberGenerator
    ) {
        law = .law(of: codec)
        self.payloadType = payloadType ?? codec.payloadType
        self.telephoneEventPayload = telephoneEventPayload
        source = random.next()
        sequence = random.next()
        timestamp = random.next()
    }

    mutating func agree(on codec: AudioCodec, telephoneEventPayload: UInt8?) {
        law = .law(of: codec)
        payloadType = codec.payloadType
        self.telephoneEventPayload = telephoneEventPayload
    }

    mutating func say(_ digits: String) -> Bool { self.digits.say(digits) }
    var isSayingDigits: Bool { !digits.isIdle }

    /// Lets 20 ms pass without a packet.
    mutating func pause() {
        timestamp &+= UInt32(JitterBuffer.frame)
        marksNext = true
    }

    /// Writes the packet of this tick; nil samples are silence. Returns its length.
    mutating func write(_ samples: UnsafePointer<Int16>?, to packet: UnsafeMutableRawBufferPointer) -> Int {
        defer { timestamp &+= UInt32(JitterBuffer.frame) }
        if let telephoneEventPayload, let digit = digits.next(at: timestamp) {
            header(telephoneEventPayload, marker: digit.marker, timestamp: digit.timestamp).write(to: packet)
            packet[12] = digit.event
            // Volume -10 dBm0.
            packet[13] = (digit.isEnd ? 0x80 : 0) | 10
            packet.put(digit.duration, at: 14)
            count(4)
            return RTPHeader.length + 4
        }
        header(payloadType, marker: marksNext, timestamp: timestamp).write(to: packet)
        marksNext = false
        let sound = (packet.baseAddress! + RTPHeader.length).assumingMemoryBound(to: UInt8.self)
        if let samples {
            law.encode(samples, count: JitterBuffer.frame, into: sound)
        } else {
            sound.update(repeating: law.silence, count: JitterBuffer.frame)
        }
        count(JitterBuffer.frame)
        return Self.packetLength
    }

    private func header(_ payloadType: UInt8, marker: Bool, timestamp: UInt32) -> RTPHeader {
        RTPHeader(
            payloadType: payloadType, marker: marker, sequence: sequence, timestamp: timestamp, source: source)
    }

    private mutating func count(_ length: Int) {
        sequence &+= 1
        packets += 1
        octets += UInt64(length)
    }
}
