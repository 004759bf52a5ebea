import Kernel
import Testing

@testable import Voice

/// A line with packets of known content: every sample of packet n is the byte of n.
private final class Line {
    var buffer = JitterBuffer()
    var played: [Int16] = []
    let law = G711.aLaw

    /// The value that packet n carries: never silence.
    func value(_ packet: Int) -> Int16 { law.linear[packet % 100 + 0x80] }

    @discardableResult
    func packet(
        _ number: Int, samples: Int = 160, timestamp: UInt32? = nil, untilPull: Int = 160, isNewest: Bool = true
    ) -> JitterBuffer.Insertion {
        let bytes = [UInt8](repeating: UInt8(number % 100 + 0x80), count: samples)
        return bytes.withUnsafeBufferPointer {
            buffer.insert(
                $0, by: law, at: timestamp ?? UInt32(number * samples), untilPull: untilPull, isNewest: isNewest)
        }
    }

    @discardableResult
    func pull() -> JitterBuffer.Frame {
        var frame = [Int16](repeating: 0, count: JitterBuffer.frame)
        let result = frame.withUnsafeMutableBufferPointer { buffer.pull(into: $0.baseAddress!) }
        if result != .idle { played += frame }
        return result
    }

    /// The packets whose samples were played, in order, without holes.
    func order() -> [Int16] {
        played.reduce(into: []) { if $1 != JitterBuffer.hole, $0.last != $1 { $0.append($1) } }
    }
    var holes: Int { played.count { $0 == JitterBuffer.hole } }
}

@Suite("Jitter buffer")
struct JitterBufferTests {
    @Test("an even line is played whole, one frame behind")
    func even() {
        let line = Line()
        for number in 0..<50 {
            line.packet(number)
            line.pull()
        }
        #expect(line.order() == (0..<49).map(line.value))
        #expect(line.holes == JitterBuffer.frame)
    }

    @Test("packets of 10, 30, 40 and 60 ms are played whole", arguments: [10, 30, 40, 60])
    func anyLength(milliseconds: Int) {
        let line = Line()
        let samples = milliseconds * 8
        var number = 0
        for tick in 0..<90 {
            while number * milliseconds <= tick * 20 {
                line.packet(number, samples: samples, untilPull: 160 - (number * milliseconds * 8) % 160)
                number += 1
            }
            line.pull()
        }
        #expect(line.order() == (0..<line.order().count).map(line.value))
        #expect(line.order().count >= 90 * 20 / milliseconds - 6)
        #expect(line.holes <= 3 * JitterBuffer.frame)
    }

    @Test("two packets out of order are played in order")
    func reordered() {
        let line = Line()
        line.packet(0)
        line.pull()
        line.packet(2)
        line.packet(1, isNewest: false)
        line.pull()
        for number in 3..<6 {
            line.pull()
            line.packet(number)
        }
        line.pull()
        line.pull()
        #expect(line.order() == (0..<6).map(line.value))
    }

    @Test("a lost packet leaves a hole of its length and nothing else")
    func lost() {
        let line = Line()
        for number in 0..<20 {
            if number != 10 { line.packet(number) }
            line.pull()
        }
        #expect(line.order() == (0..<19).filter { $0 != 10 }.map(line.value))
        #expect(line.holes == 2 * JitterBuffer.frame)
    }

    @Test("a packet older than what was played after it is late")
    func late() {
        let line = Line()
        for number in [0, 1, 3, 4] {
            line.packet(number)
            line.pull()
        }
        line.pull()
        #expect(line.packet(2, isNewest: false) == .late)
    }

    @Test("a delay that comes and stays costs one gap, not the rest of the call")
    func delayed() {
        let line = Line()
        for number in 0..<10 {
            line.packet(number)
            line.pull()
        }
        // 80 ms of nothing; from then on everything is 80 ms later.
        for _ in 0..<4 { line.pull() }
        for number in 10..<40 {
            line.packet(number)
            line.pull()
        }
        #expect(line.order() == (0..<40).map(line.value))
    }

    @Test("a burst after a long stall does not leave its delay behind")
    func burst() {
        let line = Line()
        for number in 0..<10 {
            line.packet(number)
            line.pull()
        }
        for number in 10..<35 { line.packet(number) }
        for number in 35..<700 {
            line.packet(number)
            line.pull()
        }
        #expect(line.buffer.waiting <= 4 * JitterBuffer.frame)
        #expect(line.order().last == line.value(699 - line.buffer.waiting / JitterBuffer.frame))
    }

    @Test("jitter of 60 ms soon loses nothing")
    func jitter() {
        let line = Line()
        var random = SeededRandom(seed: 7)
        // Packet n arrives at 20 n + 0...60 ms.
        var arrivals = (0..<500).map { number in (at: number * 20 + Int(random.next() % 61), number: number) }
        arrivals.sort { $0.at < $1.at }
        var newest = -1
        for tick in 0..<500 {
            while let arrival = arrivals.first, arrival.at <= tick * 20 {
                arrivals.removeFirst()
                line.packet(
                    arrival.number, untilPull: (tick * 20 - arrival.at) * 8, isNewest: arrival.number > newest)
                newest = max(newest, arrival.number)
            }
            line.pull()
        }
        let holesInEnd = line.played.suffix(300 * JitterBuffer.frame).count { $0 == JitterBuffer.hole }
        #expect(holesInEnd <= 6 * JitterBuffer.frame)
        #expect(line.buffer.waiting <= 6 * JitterBuffer.frame)
    }

    @Test("a sender that falls silent and speaks again is heard at once", arguments: [true, false])
    func silence(clockGoesOn: Bool) {
        let line = Line()
        for number in 0..<10 {
            line.packet(number)
            line.pull()
        }
        for _ in 0..<100 { line.pull() }
        #expect(line.pull() == .idle)
        let offset = clockGoesOn ? 100 * 160 : 0
        for number in 10..<20 {
            line.packet(number, timestamp: UInt32(number * 160 + offset))
            line.pull()
        }
        #expect(line.order() == (0..<19).map(line.value))
    }

    @Test("a jump of the sender's clock begins a new line", arguments: [UInt32(5_000_000), 4_000_000_000])
    func jump(to start: UInt32) {
        let line = Line()
        for number in 0..<10 {
            line.packet(number)
            line.pull()
        }
        #expect(line.packet(10, timestamp: start) == .restarted)
        for number in 11..<20 {
            line.packet(number, timestamp: start &+ UInt32((number - 10) * 160))
            line.pull()
        }
        #expect(line.order().suffix(8) == (10..<18).map(line.value)[...])
    }

    @Test("timestamps wrap round without a gap")
    func wrap() {
        let line = Line()
        for number in 0..<40 {
            line.packet(number, timestamp: UInt32.max &- 3_199 &+ UInt32(number * 160))
            line.pull()
        }
        #expect(line.order() == (0..<39).map(line.value))
        #expect(line.holes == JitterBuffer.frame)
    }

    @Test("hostile packets do no harm")
    func hostile() {
        let line = Line()
        var random = SeededRandom(seed: 99)
        for number in 0..<20_000 {
            line.packet(
                number, samples: Int(random.next() % 2_100), timestamp: UInt32(truncatingIfNeeded: random.next()),
                untilPull: Int(random.next() % 161), isNewest: random.next() % 2 == 0)
            if random.next() % 3 == 0 { line.pull() }
            #expect(line.buffer.waiting <= 4_096 + 2_100)
            line.played = []
        }
    }
}
