/// The keys of a telephone as RFC 4733 §3.2 numbers them.
enum Keypad {
    private static let keys = Array("0123456789*#ABCD")

    static func key(_ event: UInt8) -> Character? { event < 16 ? keys[Int(event)] : nil }

    /// Nil for what is no key; a-d count as A-D.
    static func event(_ key: Character) -> UInt8? {
        keys.firstIndex { String($0) == key.uppercased() }.map { UInt8($0) }
    }
}

/// Hears keys in RFC 4733 packets, each once, at its beginning, whatever is repeated, lost or out of order.
struct DigitListener: Sendable {
    /// Nobody lets go of a key and presses it again within 50 ms: a nearer timestamp is the same pressing.
    private static let samePressing = 400
    /// A pressing too long for 16 bits goes on under a new timestamp (§2.5.1.3).
    private static let longestSegment: UInt32 = 0xFFFF

    private var last: (timestamp: UInt32, event: UInt8, duration: UInt32, ended: Bool)?

    /// Forgets what was pressed: another sender speaks.
    mutating func restart() { last = nil }

    mutating func hear(_ payload: UnsafeRawBufferPointer, timestamp: UInt32, marker: Bool) -> Character? {
        guard payload.count >= 4, let key = Keypad.key(payload[0]) else { return nil }
        let ended = payload[1] & 0x80 != 0
        let duration = UInt32(payload.word16(at: 2))
        guard let before = last else {
            last = (timestamp, payload[0], duration, ended)
            return key
        }
        let step = Int(Int32(bitPattern: timestamp &- before.timestamp))
        if step == 0 {
            last = (timestamp, before.event, max(duration, before.duration), ended || before.ended)
            return nil
        }
        guard step > 0 else { return nil }
        let goesOn =
            payload[0] == before.event && !marker && !before.ended
            && (step <= Self.samePressing || before.duration == Self.longestSegment)
        last = (timestamp, payload[0], duration, ended)
        return goesOn ? nil : key
    }
}

/// Says keys in RFC 4733 packets: one packet a tick while a key sounds (100 ms), its end three times, then a pause.
struct DigitSpeaker: Sendable {
    struct Packet: Equatable, Sendable {
        var event: UInt8
        var isEnd: Bool
        var duration: UInt16
        /// The RTP timestamp of the key's beginning.
        var timestamp: UInt32
        var marker: Bool
    }

    private static let ticksOfTone = 5
    private static let ticksOfRepeats = 2
    private static let ticksOfPause = 3
    static let mostWaiting = 64

    private var waiting: [UInt8] = []
    private var tick = 0
    private var timestamp: UInt32 = 0

    var isIdle: Bool { waiting.isEmpty }

    /// False when there is no room for them, or one is no key; then none is taken.
    mutating func say(_ digits: String) -> Bool {
        let events = digits.compactMap(Keypad.event)
        guard events.count == digits.count, waiting.count + events.count <= Self.mostWaiting else { return false }
        waiting += events
        return true
    }

    /// What to send in this tick instead of sound; nil in pauses and when all is said.
    mutating func next(at now: UInt32) -> Packet? {
        guard let event = waiting.first else { return nil }
        if tick == 0 { timestamp = now }
        defer { advance() }
        let toneTick = min(tick, Self.ticksOfTone - 1)
        guard tick < Self.ticksOfTone + Self.ticksOfRepeats else { return nil }
        return Packet(
            event: event, isEnd: tick >= Self.ticksOfTone - 1, duration: UInt16((toneTick + 1) * JitterBuffer.frame),
            timestamp: timestamp, marker: tick == 0)
    }

    private mutating func advance() {
        tick += 1
        if tick == Self.ticksOfTone + Self.ticksOfRepeats + Self.ticksOfPause {
            waiting.removeFirst()
            tick = 0
        }
    }
}
