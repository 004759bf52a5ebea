public import Logging

/// The voice engine: rooms and legs, and nothing of agents or tickets. `sahut voice` is a process around one of it.
public final class VoiceEngine: Sendable {
    public let configuration: VoiceConfiguration
    private let logger: Logger

    /// Binds the control socket and the browsers' port, and starts the threads. Refuses when either is taken.
    public init(_ configuration: VoiceConfiguration, logger: Logger) throws(SystemCallFailure) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Serves until SIGTERM, SIGINT, the `shutdown` command or `stop`; blocks its thread.
    public func run() {}

    /// Ends all legs, closes recordings, joins the threads. Returns when the sockets are closed.
    public func stop() {}
}
