import Glibc
import Synchronization
public import WebRTC

/// A tiny telephone for tests, demos and measurements: says a sound as G.711 with RFC 4733 digits to one address, and
/// keeps what it hears. It speaks plain RTP (`call`), or WebRTC as a browser does (`offer`, `accept`). A
/// thread of its own beats every packet time.
///
/// Unchecked: what the thread and its owner share is in `state`, behind a lock; the rest is the thread's.
public final class RTPPeer: @unchecked Sendable {
    /// How it behaves on the line.
    public struct Manners: Sendable {
        public var codec: AudioCodec = .pcma
        public var telephoneEventPayload: UInt8 = 101
        /// 10 to 60; packets of that length are sent.
        public var packetMilliseconds = 20
        /// Says this packet not at all: for losses.
        public var drops: @Sendable (Int) -> Bool = { _ in false }
        /// How many of the last packets of each digit are left out.
        public var digitEndsDropped = 0

        public init() {}
    }

    /// A digit that came.
    public struct HeardDigit: Sendable, Equatable {
        public var digit: Character
        public var packets: Int
        public var ended: Bool
    }

    private struct State {
        var remote: SocketAddress?
        var answer: String?
        var isConnected = false
        var sound: [Int16] = []
        var loops = true
        var digits = ""
        var heard: [Int16] = []
        var heardDigits: [HeardDigit] = []
        var packetsHeard = 0
        var packetsSaid = 0
        var isMute = false
        var isClosed = false
    }

    public let manners: Manners
    /// For a browser's leg; nil for plain RTP.
    public let offer: String?
    public let localPort: UInt16
    private let socket: DatagramSocket
    private let state = Mutex(State())

    // The thread's own.
    private let browser: WebRTCClient?
    private var outgoing: PeerVoice
    private var jitter = JitterBuffer()
    private var listener = DigitListener()
    private var reception = Reception()
    /// Samples of time that have passed and are not yet in `heard`.
    private var unkept = 0

    /// Binds `host`; `port` 0 takes a free one.
    public convenience init(
        host: String = "127.0.0.1", port: UInt16 = 0, manners: Manners = Manners()
    ) throws(SystemCallFailure) {
        try self.init(host: host, port: port, manners: manners, browser: nil)
    }

    /// A simulated browser.
    public convenience init(browser identity: DTLSIdentity) throws(SystemCallFailure) {
        var manners = Manners()
        manners.telephoneEventPayload = 126
        var random = SystemRandomNumberGenerator()
        let browser = WebRTCClient(identity: identity, at: monotonicNanoseconds(), random: &random)
        try self.init(host: "127.0.0.1", port: 0, manners: manners, browser: browser)
    }

    private init(
        host: String, port: UInt16, manners: Manners, browser: sending WebRTCClient?
    ) throws(SystemCallFailure) {
        guard let address = SocketAddress(host, port: port) else { throw SystemCallFailure("bind", EINVAL) }
        socket = try DatagramSocket(address)
        localPort = socket.port
        self.manners = manners
        offer = browser?.offer
        self.browser = browser
        outgoing = PeerVoice(manners)
        OwnThread("rtp-peer") { [weak self] in RTPPeer.beat { self } }.detach()
    }

    // MARK: - What its owner does

    /// Where to speak to; it begins at once.
    public func call(_ remote: MediaAddress) {
        state.withLock { $0.remote = SocketAddress(remote.host, port: remote.port) }
    }

    /// The engine's answer to `offer`.
    public func accept(_ answer: String) { state.withLock { $0.answer = answer } }

    /// A browser's handshake is through.
    public var isConnected: Bool { state.withLock { $0.isConnected } }

    /// Says a sound of 8 kHz from now on.
    public func say(_ samples: [Int16], loop: Bool = true) {
        state.withLock { ($0.sound, $0.loops) = (samples, loop) }
    }

    /// Says a tone that fits into whole seconds.
    public func say(tone frequency: Double, level: Double = 8_000) {
        say((0..<8_000).map { Int16(level * sin(2 * .pi * frequency * Double($0) / 8_000)) })
    }

    /// Says a WAV file of any kind, once or for ever.
    public func say(wav path: String, loop: Bool = false) throws {
        say(try WAVFile(WholeFile.read(path, limit: 1 << 30)).samples, loop: loop)
    }

    public func press(_ digits: String) { state.withLock { $0.digits += digits } }

    /// Sends nothing at all while true.
    public func mute(_ isMute: Bool) { state.withLock { $0.isMute = isMute } }

    /// Everything heard since the last `forget`, silence of the line left out.
    public var heard: [Int16] { state.withLock { $0.heard } }
    public var heardDigits: [HeardDigit] { state.withLock { $0.heardDigits } }
    public var packetsHeard: Int { state.withLock { $0.packetsHeard } }
    public var packetsSaid: Int { state.withLock { $0.packetsSaid } }

    /// True when a sound was given to be said once, and it has been.
    public var hasSaidAll: Bool { state.withLock { !$0.loops && $0.sound.isEmpty } }

    public func forget() { state.withLock { $0.heard = [] } }

    public func close() { state.withLock { $0.isClosed = true } }

    // MARK: - The thread

    private static func beat(_ peer: () -> RTPPeer?) {
        guard let milliseconds = peer()?.manners.packetMilliseconds else { return }
        let period = UInt64(milliseconds) * 1_000_000
        var next = monotonicNanoseconds()
        // Gone when nobody holds it any more.
        while let peer = peer(), !peer.state.withLock({ $0.isClosed }) {
            peer.beat()
            next += period
            Beat.sleep(until: next)
        }
    }

    private func beat() {
        hear()
        if let browser { keepUp(browser) }
        unkept += manners.packetMilliseconds * 8
        while unkept >= JitterBuffer.frame { keep() }
        let (remote, samples, digits) = state.withLock { state in
            defer { state.digits = "" }
            let sound = state.isMute ? nil : Self.take(manners.packetMilliseconds * 8, from: &state)
            return (state.remote, sound, state.digits)
        }
        guard let remote, let samples else { return }
        outgoing.press(digits)
        if let packet = outgoing.packet(samples) {
            send(packet, to: remote)
            state.withLock { $0.packetsSaid += 1 }
        }
    }

    private func send(_ packet: [UInt8], to remote: SocketAddress) {
        var packet = packet
        var length = packet.count
        if let browser {
            packet += [UInt8](repeating: 0, count: 16)
            guard let sealed = packet.withUnsafeMutableBytes({ browser.protect($0, length: length) }) else { return }
            length = sealed
        }
        packet.withUnsafeBytes {
            socket.send(UnsafeRawBufferPointer(rebasing: $0[..<length]), to: SocketTarget(remote))
        }
    }

    /// Checks, handshake and state of a browser's leg.
    private func keepUp(_ browser: WebRTCClient) {
        let now = monotonicNanoseconds()
        let answer = state.withLock { state in
            defer { state.answer = nil }
            return state.answer
        }
        if let answer {
            do {
                try browser.accept(answer, at: now)
            } catch {
                preconditionFailure("our own answers can be read: \(error)")
            }
        }
        browser.tick(at: now) { [socket] in socket.send($0, to: SocketTarget($1)) }
        let isConnected = browser.state == .connected
        state.withLock { state in
            state.isConnected = isConnected
            state.remote = isConnected ? browser.remote : nil
        }
    }

    private static func take(_ count: Int, from state: inout State) -> [Int16] {
        guard !state.sound.isEmpty else { return [Int16](repeating: 0, count: count) }
        var taken = Array(state.sound.prefix(count))
        state.sound.removeFirst(taken.count)
        if state.loops { state.sound += taken }
        taken += [Int16](repeating: 0, count: count - taken.count)
        return taken
    }

    private func hear() {
        withUnsafeTemporaryAllocation(byteCount: 2_048, alignment: 8) { space in
            while true {
                var (source, size) = (sockaddr_storage(), socklen_t(MemoryLayout<sockaddr_storage>.size))
                let count = withUnsafeMutablePointer(to: &source) {
                    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        recvfrom(socket.file, space.baseAddress, space.count, 0, $0, &size)
                    }
                }
                guard count > 0 else { return }
                let datagram = UnsafeMutableRawBufferPointer(rebasing: space[..<count])
                let packet = UnsafeRawBufferPointer(rebasing: space[..<opened(datagram, from: source)])
                if let header = RTPHeader(packet) { hear(header, packet) }
            }
        }
    }

    /// How much of the datagram is RTP in the clear.
    private func opened(_ datagram: UnsafeMutableRawBufferPointer, from source: sockaddr_storage) -> Int {
        guard let browser else { return datagram.count }
        guard let address = SocketAddress(source) else { return 0 }
        let inbound = browser.receive(datagram, from: address, at: monotonicNanoseconds()) { [socket] in
            socket.send($0, to: SocketTarget($1))
        }
        if case .rtp(let length) = inbound { return length }
        return 0
    }

    private func hear(_ header: RTPHeader, _ packet: UnsafeRawBufferPointer) {
        state.withLock { $0.packetsHeard += 1 }
        let payload = UnsafeRawBufferPointer(rebasing: packet[header.payload])
        let arrival = reception.note(sequence: header.sequence, timestamp: header.timestamp, arrival: 0)
        if header.payloadType == manners.telephoneEventPayload {
            hearDigit(payload, header)
        } else if let law = [0: G711.muLaw, 8: .aLaw][header.payloadType], arrival != .duplicate {
            _ = jitter.insert(
                payload.bindMemory(to: UInt8.self), by: law, at: header.timestamp, untilPull: 0,
                isNewest: arrival == .newest)
        }
    }

    private func hearDigit(_ payload: UnsafeRawBufferPointer, _ header: RTPHeader) {
        let key = listener.hear(payload, timestamp: header.timestamp, marker: header.marker)
        let ended = payload.count > 1 && payload[1] & 0x80 != 0
        state.withLock { state in
            if let key {
                state.heardDigits.append(HeardDigit(digit: key, packets: 1, ended: ended))
            } else if !state.heardDigits.isEmpty {
                state.heardDigits[state.heardDigits.count - 1].packets += 1
                state.heardDigits[state.heardDigits.count - 1].ended = ended
            }
        }
    }

    /// Keeps a frame of what was heard.
    private func keep() {
        unkept -= JitterBuffer.frame
        withUnsafeTemporaryAllocation(of: Int16.self, capacity: JitterBuffer.frame) { frame in
            guard case .audio = jitter.pull(into: frame.baseAddress!) else { return }
            state.withLock { $0.heard += frame.map { $0 == JitterBuffer.hole ? 0 : $0 } }
        }
    }
}

/// Absolute sleeping on the monotonic clock.
enum Beat {
    static func sleep(until moment: UInt64) {
        let now = monotonicNanoseconds()
        guard moment > now else { return }
        usleep(UInt32((moment - now) / 1_000))
    }
}

/// What an `RTPPeer` sends, packet by packet.
struct PeerVoice {
    private let manners: RTPPeer.Manners
    private let law: G711
    private let source = UInt32.random(in: 1 ... .max)
    private var sequence = UInt16.random(in: 0 ... .max)
    private var timestamp = UInt32.random(in: 0 ... .max)
    private var digits: [UInt8] = []
    private var digitStep = 0
    private var digitTimestamp: UInt32 = 0
    private var count = 0

    private static let packetsOfTone = 5
    private static let packetsOfEnd = 3
    private static let packetsOfPause = 3

    init(_ manners: RTPPeer.Manners) {
        self.manners = manners
        law = .law(of: manners.codec)
    }

    mutating func press(_ keys: String) { digits += keys.compactMap(Keypad.event) }

    /// Nil when this packet is one that gets lost.
    mutating func packet(_ samples: [Int16]) -> [UInt8]? {
        defer {
            timestamp &+= UInt32(samples.count)
            count += 1
        }
        guard let digit = digits.first else { return sound(samples) }
        if digitStep == 0 { digitTimestamp = timestamp }
        let step = digitStep
        advance()
        let end = step - Self.packetsOfTone
        guard end < Self.packetsOfEnd else { return sound(samples) }
        sequence &+= 1
        if end >= Self.packetsOfEnd - manners.digitEndsDropped { return nil }
        let duration = UInt16((min(step, Self.packetsOfTone - 1) + 1) * samples.count)
        let payload = [digit, end >= 0 ? 0x8A : 0x0A, UInt8(duration >> 8), UInt8(duration & 255)]
        return packet(manners.telephoneEventPayload, marker: step == 0, at: digitTimestamp, payload)
    }

    private mutating func advance() {
        digitStep += 1
        guard digitStep == Self.packetsOfTone + Self.packetsOfEnd + Self.packetsOfPause else { return }
        digits.removeFirst()
        digitStep = 0
    }

    private mutating func sound(_ samples: [Int16]) -> [UInt8]? {
        sequence &+= 1
        if manners.drops(count) { return nil }
        return packet(manners.codec.payloadType, marker: count == 0, at: timestamp, samples.map(law.byte))
    }

    private func packet(_ payloadType: UInt8, marker: Bool, at timestamp: UInt32, _ payload: [UInt8]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: RTPHeader.length)
        let header = RTPHeader(
            payloadType: payloadType, marker: marker, sequence: sequence, timestamp: timestamp, source: source)
        bytes.withUnsafeMutableBytes { header.write(to: $0) }
        return bytes + payload
    }
}
