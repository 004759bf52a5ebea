import Foundation
import Synchronization

/// Keeps `voice`, `serve` and whatever else the demo needs alive: whoever ends without being asked is started again
/// at once, and after a quick second end with a growing pause. Installations have a service manager for this; the
/// demo has this.
final class Supervisor: Sendable {
    private let arguments: [String]
    private let others: [[String]]
    private let configuration: SahutConfiguration
    private let children = Mutex<[String: Process]>([:])
    private let stopping = Mutex(false)

    /// - Parameters:
    ///   - arguments: for all of them, after the command and its own.
    ///   - others: commands besides voice and serve, each with its own arguments.
    init(arguments: [String], others: [[String]] = [], configuration: SahutConfiguration) {
        self.arguments = arguments
        self.others = others
        self.configuration = configuration
    }

    func run() async throws {
        let signals = stopSignals()
        defer { for source in signals { source.cancel() } }
        await withTaskGroup(of: Void.self) { group in
            for command in [["voice"], ["serve"]] + self.others { group.addTask { await self.keep(command) } }
            group.addTask { await self.announce() }
        }
    }

    private func keep(_ command: [String]) async {
        let name = command.prefix(2).joined(separator: " ")
        var pause = Duration.milliseconds(100)
        while !stopping.withLock({ $0 }) {
            let started = ContinuousClock.now
            let status = await live(command, name)
            if stopping.withLock({ $0 }) { return }
            let lived = ContinuousClock.now - started
            pause = lived > .seconds(10) ? .milliseconds(100) : min(pause * 2, .seconds(5))
            say("\(name) ended (\(status)) after \(lived.components.seconds) s; it is started again")
            do { try await Task.sleep(for: pause) } catch { return }
        }
    }

    /// Runs a child to its end.
    private func live(_ command: [String], _ name: String) async -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.executablePath)
        process.arguments = command + arguments
        return await withCheckedContinuation { (ended: CheckedContinuation<String, Never>) in
            process.terminationHandler = { process in
                let how = process.terminationReason == .uncaughtSignal ? "signal" : "exit"
                ended.resume(returning: "\(how) \(process.terminationStatus)")
            }
            do {
                try process.run()
                children.withLock { $0[name] = process }
            } catch {
                process.terminationHandler = nil
                ended.resume(returning: "\(error)")
            }
        }
    }

    private func stopSignals() -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [self] in
                stopping.withLock { $0 = true }
                for child in children.withLock({ Array($0.values) }) where child.isRunning { child.terminate() }
            }
            source.activate()
            return source
        }
    }

    /// Tells addresses and log-ins once pages are served.
    private func announce() async {
        let address = DemoCentre.address(configuration)
        for _ in 0..<600 {
            if stopping.withLock({ $0 }) { return }
            if Self.answers(configuration.web.host, configuration.web.port) {
                return say(DemoCentre.welcome(configuration, at: address))
            }
            do { try await Task.sleep(for: .milliseconds(100)) } catch { return }
        }
        say("The pages do not answer at \(address). What serve says above tells why; `sahut doctor` helps.")
    }

    /// Whether something listens there.
    private static func answers(_ host: String, _ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return false }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
