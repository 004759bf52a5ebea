import CLinux
import Glibc
import Kernel
import WebRTC

/// All legs and rooms, and the sockets under them: what the audio thread owns and nobody else touches.
///
/// Two things happen to it: packets are taken in every 10 ms (`receive`), and every 20 ms a frame goes through all
/// of it (`tick`). Between them it does what it is told (`perform`).
final class Stage {
    static let tickNanoseconds: UInt64 = 20_000_000

    let configuration: VoiceConfiguration
    let instance: String
    let recorder: Recorder
    let identity: DTLSIdentity
    let clock: NTPClock
    var random = SystemRandomNumberGenerator()

    var legs: [LegID: Leg] = [:]
    /// The same, to walk through.
    var legOrder: [Leg] = []
    var rooms: [RoomID: Room] = [:]
    var recordedRooms: [Room] = []
    var events: [VoiceEvent] = []

    // Network.
    var ports: PortRange
    let selector: Int32
    let browserSocket: DatagramSocket
    /// Legs by the number that the selector gives back; nil for those closed.
    var places: [Leg?] = []
    var freePlaces: [Int] = []
    var browsersByAddress: [SocketAddress: Leg] = [:]
    var browsersByName: [String: Leg] = [:]
    let inbox = DatagramBatch(capacity: 32)
    let outbox = DatagramBatch(capacity: 64)
    let ready: UnsafeMutablePointer<epoll_event>
    static let mostReady = 256

    // Scratch of one tick.
    let sum: UnsafeMutablePointer<Int32>
    let mix: UnsafeMutablePointer<Int16>
    let played: UnsafeMutablePointer<Int16>
    var ticks = 0

    init(
        _ configuration: VoiceConfiguration, instance: String, recorder: Recorder, identity: DTLSIdentity,
        clock: NTPClock
    ) throws(VoiceStartRefusal) {
        self.configuration = configuration
        self.instance = instance
        self.recorder = recorder
        self.identity = identity
        self.clock = clock
        ports = PortRange(configuration.rtpPorts, restSeconds: configuration.portRestSeconds)
        guard let address = SocketAddress(configuration.bindHost, port: configuration.webRTCPort) else {
            throw .badAddress(configuration.bindHost)
        }
        do throws(SystemCallFailure) {
            browserSocket = try DatagramSocket(address, receiveBuffer: 4 << 20)
            selector = epoll_create1(Int32(EPOLL_CLOEXEC))
            if selector < 0 { throw SystemCallFailure("epoll_create1") }
        } catch {
            throw .system(error)
        }
        ready = .allocate(capacity: Self.mostReady)
        sum = .allocate(capacity: JitterBuffer.frame)
        mix = .allocate(capacity: JitterBuffer.frame)
        played = .allocate(capacity: JitterBuffer.frame)
        watch(browserSocket.file, as: .max)
    }

    deinit {
        close(selector)
        ready.deallocate()
        sum.deallocate()
        mix.deallocate()
        played.deallocate()
    }

    /// The address that others are told.
    var advertisedHost: String { configuration.advertisedHost ?? configuration.bindHost }

    /// One frame for everyone.
    func tick(at now: UInt64) {
        for leg in legOrder { leg.listen() }
        for leg in legOrder { speak(to: leg) }
        outbox.flush(to: browserSocket.file)
        for room in recordedRooms { record(room, at: now) }
        ticks += 1
        if ticks % 5 == 0 { keepHouse(at: now) }
    }
}
