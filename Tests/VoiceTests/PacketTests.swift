import Testing
import WebRTC

@testable import Voice

@Suite("RTP values")
struct PacketTests {
    @Test("loss, duplicates and reordering are told apart")
    func reception() {
        var reception = Reception()
        var arrivals: [Reception.Arrival] = []
        for sequence: UInt16 in [65_534, 65_535, 1, 0, 0, 5] {
            arrivals.append(reception.note(sequence: sequence, timestamp: UInt32(sequence) &* 160, arrival: 0))
        }
        #expect(arrivals == [.newest, .newest, .newest, .reordered, .duplicate, .newest])
        #expect(reception.lost == 3)
        #expect(reception.duplicates == 1)
        let shares = [reception.takeFractionLost(), reception.takeFractionLost()]
        #expect(shares == [96, 0])
    }

    @Test("jitter settles at the mean deviation of transit times")
    func jitter() {
        var reception = Reception()
        for number in 0..<1_000 {
            let late: Int64 = number % 2 == 0 ? 0 : 80
            _ = reception.note(
                sequence: UInt16(number), timestamp: UInt32(number * 160), arrival: Int64(number * 160) + late)
        }
        #expect((75...80).contains(reception.jitter))
    }

    /// Holds the value, so that expectations may change it.
    private final class Listening {
        var listener = DigitListener()
    }

    private func event(_ digit: UInt8, end: Bool, duration: UInt16) -> [UInt8] {
        [digit, end ? 0x8A : 0x0A, UInt8(duration >> 8), UInt8(duration & 255)]
    }

    private func hear(_ ears: Listening, _ payload: [UInt8], _ timestamp: UInt32, _ marker: Bool) -> Character? {
        payload.withUnsafeBytes { ears.listener.hear($0, timestamp: timestamp, marker: marker) }
    }

    @Test("a digit counts once, with its end packets lost, repeated or late")
    func digitsOnce() {
        let ears = Listening()
        var heard: [Character] = []
        func press(_ digit: UInt8, at timestamp: UInt32, ends: Int) {
            for step in 0..<5 {
                let payload = event(digit, end: false, duration: UInt16(160 * (step + 1)))
                if let key = hear(ears, payload, timestamp, step == 0) { heard.append(key) }
            }
            for _ in 0..<ends {
                if let key = hear(ears, event(digit, end: true, duration: 800), timestamp, false) { heard.append(key) }
            }
        }
        press(1, at: 1_000, ends: 0)
        press(1, at: 3_000, ends: 3)
        press(11, at: 5_000, ends: 1)
        // An end of the first one, late.
        #expect(hear(ears, event(1, end: true, duration: 800), 1_000, false) == nil)
        press(1, at: 7_000, ends: 7)
        #expect(heard == ["1", "1", "#", "1"])
    }

    @Test("the first packet of a digit may be lost")
    func digitWithoutBeginning() {
        let ears = Listening()
        #expect(hear(ears, event(5, end: true, duration: 800), 1_000, false) == "5")
        #expect(hear(ears, event(5, end: true, duration: 800), 1_000, false) == nil)
    }

    @Test("a key held beyond sixteen bits, or given a new timestamp in each packet, is one pressing")
    func longDigit() {
        let ears = Listening()
        #expect(hear(ears, event(3, end: false, duration: 160), 0, true) == "3")
        #expect(hear(ears, event(3, end: false, duration: 0xFFFF), 0, false) == nil)
        #expect(hear(ears, event(3, end: false, duration: 160), 0xFFFF, false) == nil)
        let others = Listening()
        #expect(hear(others, event(3, end: false, duration: 160), 0, true) == "3")
        #expect(hear(others, event(3, end: false, duration: 160), 160, false) == nil)
        #expect(hear(others, event(3, end: false, duration: 160), 320, false) == nil)
    }

    @Test("keys that do not exist are no digits")
    func noKeys() {
        let ears = Listening()
        #expect(hear(ears, event(16, end: false, duration: 160), 0, true) == nil)
        #expect(hear(ears, [1, 2], 0, true) == nil)
        var speaker = DigitSpeaker()
        let saysWords = speaker.say("12x")
        #expect(!saysWords)
        #expect(speaker.isIdle)
    }

    @Test("a digit is said with a marker, growing durations, one timestamp and three ends")
    func speaking() {
        var speaker = DigitSpeaker()
        let says = speaker.say("7#")
        #expect(says)
        var packets: [DigitSpeaker.Packet] = []
        for tick in 0..<30 {
            if let packet = speaker.next(at: UInt32(tick * 160)) { packets.append(packet) }
        }
        #expect(packets.map(\.event) == Array(repeating: 7, count: 7) + Array(repeating: 11, count: 7))
        #expect(packets.prefix(7).map(\.duration) == [160, 320, 480, 640, 800, 800, 800])
        #expect(packets.prefix(7).map(\.isEnd) == [false, false, false, false, true, true, true])
        #expect(packets.prefix(7).allSatisfy { $0.timestamp == 0 })
        #expect(packets.dropFirst(7).allSatisfy { $0.timestamp == 1_600 })
        #expect(packets.map(\.marker).count { $0 } == 2)
        #expect(speaker.isIdle)
    }

    private final class Far {
        var end: RemoteEnd
        init(_ told: SocketAddress) { end = RemoteEnd(told) }
        func admits(_ address: SocketAddress, source: UInt32, at now: UInt64) -> Bool {
            end.admits(address, source: source, at: now)
        }
    }

    @Test("the far end is learnt from the first packet, kept, and learnt again only after silence")
    func symmetric() throws {
        let told = try #require(SocketAddress("192.0.2.1", port: 4_000))
        let nat = try #require(SocketAddress("192.0.2.9", port: 5_000))
        let moved = try #require(SocketAddress("192.0.2.9", port: 6_000))
        let stranger = try #require(SocketAddress("198.51.100.1", port: 7_000))
        let second: UInt64 = 1_000_000_000
        let remote = Far(told)
        #expect(remote.end.target?.address == told)
        #expect(remote.admits(nat, source: 1, at: second))
        #expect(remote.end.target?.address == nat)
        #expect(!remote.admits(stranger, source: 2, at: second + second / 10))
        #expect(!remote.admits(moved, source: 1, at: second + second / 10))
        #expect(remote.admits(moved, source: 1, at: second + second / 2))
        #expect(remote.end.target?.address == moved)
        #expect(!remote.admits(stranger, source: 2, at: 2 * second))
        #expect(remote.admits(told, source: 3, at: 2 * second))
        #expect(remote.admits(stranger, source: 2, at: 4 * second))
    }

    @Test("a freed port rests, and ports are handed out in turn")
    func ports() {
        var ports = PortRange(30_001...30_006, restSeconds: 5)
        let second: UInt64 = 1_000_000_000
        let first = ports.take(at: 0)
        #expect(first == 30_002)
        ports.free(30_002, at: second)
        let next = [ports.take(at: second), ports.take(at: second)]
        #expect(next == [30_004, nil])
        let early = ports.take(at: 5 * second)
        #expect(early == nil)
        let rested = ports.take(at: 6 * second)
        #expect(rested == 30_002)
        let asked = [ports.take(30_002), ports.take(30_003)]
        #expect(asked == [false, false])
    }

    @Test("reports are written as they are read")
    func reports() {
        let report = RTCP.SenderReport(source: 7, ntp: 0x0102_0304_0506_0708, timestamp: 9, packets: 10, octets: 1_600)
        let block = RTCP.ReceptionBlock(
            source: 8, fractionLost: 64, lost: -3, extendedHighest: 65_540, jitter: 40, lastReport: 1,
            sinceLastReport: 2)
        var packet = [UInt8](repeating: 0, count: RTCP.longest)
        let length = packet.withUnsafeMutableBytes { RTCP.write(report, about: block, to: $0) }
        let heard = packet.prefix(length).withUnsafeBytes { RTCP.read($0) }
        #expect(heard?.sender == report)
        #expect(heard?.blocks == [block])
        for cut in 1..<length {
            _ = packet.prefix(cut).withUnsafeBytes { RTCP.read($0) }
        }
    }

    @Test("RTP that says more than it has is refused")
    func headers() {
        func header(_ bytes: [UInt8]) -> RTPHeader? { bytes.withUnsafeBytes { RTPHeader($0) } }
        let plain: [UInt8] = [0x80, 0x88, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3]
        #expect(header(plain + [1, 2])?.payload == 12..<14)
        #expect(header(plain)?.marker == true)
        #expect(header(Array(plain.dropLast())) == nil)
        #expect(header([0x40] + plain.dropFirst()) == nil)
        #expect(header([0x8F] + plain.dropFirst()) == nil)
        #expect(header([0x90] + plain.dropFirst() + [0, 0, 0xFF, 0xFF]) == nil)
        #expect(header([0x90] + plain.dropFirst() + [0, 0, 0, 1, 9, 9, 9, 9, 5])?.payload == 20..<21)
        #expect(header([0xA0] + plain.dropFirst() + [1, 0, 2])?.payload == 12..<13)
        #expect(header([0xA0] + plain.dropFirst() + [1, 200]) == nil)
    }
}
