import Glibc
import Kernel
import Synchronization
import WebRTC

/// Callers and agents of many calls, on one thread: each call has a trunk's leg, whose far ends share one socket, and a
/// simulated browser with its own.
///
/// Unchecked: after `start` only the thread touches `browsers`, `trunk` and `sent`; the rest is in `state`.
final class BenchFarm: @unchecked Sendable {
    struct Measured {
        var gaps: [Double] = []
        var delays: [Double] = []
    }

    private struct State {
        var isMeasuring = false
        var isStopping = false
        var connected = 0
        var measured = Measured()
    }

    let rooms: [RoomID]
    private let count: Int
    private let trunk: StampedSocket
    private var trunkTargets: [SocketTarget] = []
    private var trunkVoices: [BenchVoice] = []
    private var placeOfPort: [UInt16: Int] = [:]
    private var lastArrival: [UInt64]
    private var browsers: [BenchBrowser] = []
    private var clickSent: UInt64?
    private var ticks = 0
    private let batch = DatagramBatch(capacity: 128)
    private let state = Mutex(State())
    private let isDone = Mutex(false)

    init(calls: Int) throws {
        count = calls
        rooms = (0..<calls).map { _ in .forBench() }
        lastArrival = [UInt64](repeating: 0, count: calls)
        trunk = try StampedSocket()
        let identity = try DTLSIdentity()
        for call in 0..<calls {
            browsers.append(try BenchBrowser(identity, voice: BenchVoice(phase: call * 1_600, isFirst: false)))
            trunkVoices.append(BenchVoice(phase: call * 1_600, isFirst: true))
        }
    }

    /// Opens, joins and records every call.
    func connect(to client: VoiceClient) async throws {
        for call in 0..<count {
            let (caller, agent) = (LegID.forBench(), LegID.forBench())
            let terms = RTPTerms(
                remote: MediaAddress(host: "127.0.0.1", port: trunk.port), telephoneEventPayload: 101)
            let local = try await client.openRTPLeg(caller, terms: terms)
            guard let address = SocketAddress(local.host, port: local.port) else {
                throw BenchEngine.Refusal(reason: "no address")
            }
            trunkTargets.append(SocketTarget(address))
            placeOfPort[local.port] = call
            try browsers[call].accept(try await client.openWebRTCLeg(agent, offer: browsers[call].offer))
            for leg in [caller, agent] {
                try await client.send(.place(leg: leg, room: rooms[call], hears: nil, heardBy: nil))
            }
            try await client.send(
                .startRecording(room: rooms[call], path: "\(call).opus", left: caller, right: nil))
        }
    }

    func start() {
        OwnThread("bench-farm") { [self] in
            var next = monotonicNanoseconds()
            while !state.withLock({ $0.isStopping }) {
                beat()
                next += 10_000_000
                Beat.sleep(until: next)
            }
            isDone.withLock { $0 = true }
        }.detach()
    }

    func waitUntilConnected() async throws {
        for _ in 0..<2_000 {
            if state.withLock({ $0.connected }) == count { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw BenchEngine.Refusal(reason: "only \(state.withLock { $0.connected }) browsers connected")
    }

    func beginMeasuring() {
        state.withLock {
            $0.measured = Measured()
            $0.isMeasuring = true
        }
    }

    func endMeasuring() -> Measured {
        state.withLock {
            $0.isMeasuring = false
            return $0.measured
        }
    }

    func stop() {
        state.withLock { $0.isStopping = true }
        while !isDone.withLock({ $0 }) { usleep(1_000) }
    }

    // MARK: - The thread

    private func beat() {
        hear()
        ticks += 1
        if ticks % 2 == 0 { speak() }
        var connected = 0
        for browser in browsers {
            browser.keepUp(at: monotonicNanoseconds())
            if browser.isConnected { connected += 1 }
        }
        state.withLock { $0.connected = connected }
    }

    private func speak() {
        for call in 0..<count {
            if batch.isFull { batch.flush(to: trunk.file) }
            let length = trunkVoices[call].write(to: batch.nextSlot, click: nil)
            batch.add(length: length, to: trunkTargets[call])
        }
        batch.flush(to: trunk.file)
        for call in 0..<count {
            // The first call's browser is silent but for a click every half second: its delay is measured.
            let clicks = call == 0 ? ticks % 50 == 0 : nil
            if clicks == true { clickSent = wallNanoseconds() }
            browsers[call].speak(click: clicks)
        }
    }

    private func hear() {
        let isMeasuring = state.withLock { $0.isMeasuring }
        var heard = Measured()
        trunk.receive { packet, port, stamp in
            guard let call = placeOfPort[port], let header = RTPHeader(packet) else { return }
            if isMeasuring, lastArrival[call] > 0 {
                heard.gaps.append(Double(stamp - min(stamp, lastArrival[call])) / 1e6)
            }
            lastArrival[call] = stamp
            guard call == 0, let sent = clickSent, stamp > sent else { return }
            let loud = packet[header.payload].firstIndex { abs(Int(G711.aLaw.linear[Int($0)])) > 8_000 }
            guard let loud else { return }
            clickSent = nil
            if isMeasuring {
                heard.delays.append(Double(stamp - sent) / 1e6 + Double(loud - header.payload.lowerBound) / 8)
            }
        }
        if isMeasuring {
            state.withLock {
                $0.measured.gaps += heard.gaps
                $0.measured.delays += heard.delays
            }
        }
    }
}

func wallNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
