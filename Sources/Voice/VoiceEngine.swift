import Glibc
public import Logging
import Synchronization
import WebRTC

/// Why the engine does not start.
public enum VoiceStartRefusal: Error, Sendable {
    /// Not a literal address, or one that cannot be told to others.
    case badAddress(String)
    case badPorts(ClosedRange<UInt16>)
    /// The control socket (somebody answers on it), the browsers' port or the recordings folder.
    case system(SystemCallFailure)
    /// No certificate could be made.
    case noIdentity(reason: String)
}

/// The voice engine: rooms and legs, and nothing of agents or tickets. `sahut voice` is a process around one of it.
public final class VoiceEngine: Sendable {
    public let configuration: VoiceConfiguration
    /// A new name at each start.
    public let instance: String

    private let recorder: Recorder
    private let library: ClipLibrary
    private let audio: AudioThread
    private let control: ControlServer
    private let end: Bell
    private let threads = Mutex<[OwnThread]>([])

    /// Binds the control socket and the browsers' port. Nothing runs before `start` or `run`.
    public init(
        _ configuration: VoiceConfiguration, logger: Logger = Logger(label: "sahut.voice")
    ) throws(VoiceStartRefusal) {
        try Self.check(configuration)
        self.configuration = configuration
        var random = SystemRandomNumberGenerator()
        instance = String(UInt64.random(in: .min ... .max, using: &random), radix: 36)
        let identity = try Self.identity()
        do throws(SystemCallFailure) {
            let exchange = try Exchange()
            let end = try Bell()
            self.end = end
            library = try ClipLibrary(folder: configuration.promptsFolder) { exchange.tell(.alarm($0)) }
            recorder = try Recorder(
                folder: configuration.recordingsFolder, bitrate: configuration.recordingBitrate, logger: logger
            ) { exchange.tell($0) }
            let stage: Stage
            do throws(VoiceStartRefusal) {
                stage = try Stage(
                    configuration, instance: instance, recorder: recorder, identity: identity, clock: Self.ntpClock())
            } catch {
                guard case .system(let failure) = error else { throw SystemCallFailure("bind", EINVAL) }
                throw failure
            }
            audio = AudioThread(stage: stage, exchange: exchange, logger: logger)
            control = ControlServer(
                listener: try LocalSocket.listen(configuration.socketPath), instance: instance, exchange: exchange,
                library: library, recorder: recorder, logger: logger
            ) { end.ring() }
        } catch {
            throw .system(error)
        }
    }

    deinit { close(end.file) }

    /// Starts the threads and returns.
    public func start() {
        threads.withLock { threads in
            precondition(threads.isEmpty, "started once")
            threads = [
                OwnThread("voice-audio") { [audio] in audio.run() },
                OwnThread("voice-control") { [control] in control.run() },
                OwnThread("voice-clips") { [library] in library.run() },
                OwnThread("voice-writer") { [recorder] in recorder.runWriter() },
                OwnThread("voice-encoder") { [recorder] in recorder.runEncoder() },
            ]
        }
    }

    /// A parent may hand its blocked signals down; those that end the engine must arrive (sigprocmask(2)).
    private func unblockSignals() {
        var ours = sigset_t()
        sigemptyset(&ours)
        sigaddset(&ours, SIGTERM)
        sigaddset(&ours, SIGINT)
        pthread_sigmask(SIG_UNBLOCK, &ours, nil)
    }

    /// Serves until SIGTERM, SIGINT, the `shutdown` command or `stop` from another thread; blocks its thread.
    public func run() {
        unblockSignals()
        SignalBell.ring(end, on: [SIGTERM, SIGINT])
        start()
        var wake = pollfd(file: end.file, events: POLLIN)
        while poll(&wake, 1, -1) < 1 {}
        stop()
    }

    /// Ends all legs, closes recordings (what is not yet encoded is finished after the next start), joins the threads.
    /// Returns when all of it is closed; the second time, at once.
    public func stop() {
        end.ring()
        let running = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        guard !running.isEmpty else { return }
        audio.stop()
        running[0].join()
        recorder.stop()
        library.stop()
        for thread in running[2...] { thread.join() }
        control.stop()
        running[1].join()
        unlink(configuration.socketPath)
    }

    private static func check(_ configuration: VoiceConfiguration) throws(VoiceStartRefusal) {
        let told = configuration.advertisedHost ?? configuration.bindHost
        for host in [configuration.bindHost, told] where SocketAddress(host, port: 1) == nil {
            throw .badAddress(host)
        }
        // An address to listen on everywhere is none to send to.
        guard told != "0.0.0.0", told != "::" else { throw .badAddress(told) }
        guard configuration.rtpPorts.lowerBound >= 1_024, configuration.rtpPorts.count >= 3 else {
            throw .badPorts(configuration.rtpPorts)
        }
    }

    private static func identity() throws(VoiceStartRefusal) -> DTLSIdentity {
        do {
            return try DTLSIdentity()
        } catch {
            throw .noIdentity(reason: "\(error)")
        }
    }

    private static func ntpClock() -> NTPClock {
        var wall = timespec()
        clock_gettime(CLOCK_REALTIME, &wall)
        let nanoseconds = UInt64(wall.tv_sec) * 1_000_000_000 + UInt64(wall.tv_nsec)
        return NTPClock(wall: nanoseconds, at: monotonicNanoseconds())
    }
}

/// Turns signals of the process into rings of a bell.
private enum SignalBell {
    /// The one file that the handler writes to; a handler may do no more than that.
    private static let file = Atomic<Int32>(-1)

    static func ring(_ bell: Bell, on signals: [Int32]) {
        file.store(bell.file, ordering: .releasing)
        for number in signals {
            signal(number) { _ in
                Bell(file: SignalBell.file.load(ordering: .acquiring)).ring()
            }
        }
    }
}
