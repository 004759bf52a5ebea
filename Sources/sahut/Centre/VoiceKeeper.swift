import Foundation
import Logging
import Synchronization
import Voice

/// Sees to it that a voice engine runs: when none has answered for a while, it starts one that outlives this process.
///
/// Under a service manager or the demo's supervisor the engine is started by them, and this never has to.
final class VoiceKeeper: Sendable {
    private let client: VoiceClient
    private let configuration: SahutConfiguration
    private let logger: Logger
    private let patience = Duration.seconds(2)

    init(client: VoiceClient, configuration: SahutConfiguration, logger: Logger) {
        self.client = client
        self.configuration = configuration
        self.logger = logger
    }

    /// What the engine has, as soon as it answers; nil when it does not in time.
    func firstListing(within limit: Duration) async -> VoiceListing? {
        let end = ContinuousClock.now + limit
        repeat {
            do { return try await client.list() } catch {
                do { try await Task.sleep(for: .milliseconds(50)) } catch { return nil }
            }
        } while ContinuousClock.now < end
        return nil
    }

    func run() async throws {
        var silentSince: ContinuousClock.Instant? = ContinuousClock.now
        while !Task.isCancelled {
            try await Task.sleep(for: .milliseconds(250))
            guard client.engineInstance == nil else {
                silentSince = nil
                continue
            }
            let since = silentSince ?? ContinuousClock.now
            silentSince = since
            if ContinuousClock.now - since > patience {
                start()
                silentSince = ContinuousClock.now
            }
        }
    }

    private func start() {
        logger.warning("no voice engine answers; one is started")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.executablePath)
        process.arguments = ["voice"] + Array(CommandLine.arguments.dropFirst(2))
        do { try process.run() } catch {
            logger.critical("the voice engine could not be started", metadata: ["error": "\(error)"])
        }
    }
}

extension CommandLine {
    /// This program's own file, however it was called.
    static var executablePath: String {
        do { return try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") } catch {
            return arguments[0]
        }
    }
}
