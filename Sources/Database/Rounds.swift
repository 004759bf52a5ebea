public import Kernel
public import Logging

/// Work that waits in the database until its moment, gone on with round by round. What waits is in the tables, so a
/// restart loses nothing.
public struct Rounds: Sendable {
    /// Between two rounds at most, so that what comes in meanwhile, also by other processes, is seen.
    public static let longestPause = Duration.seconds(20)
    public static let shortestPause = Duration.seconds(1)

    private let work: String
    private let pause: Duration
    private let clock: any WallClock
    private let logger: Logger

    /// - Parameters:
    ///   - work: what is gone on with, in words for the log.
    ///   - pause: between two rounds at most.
    public init(_ work: String, pause: Duration = Rounds.longestPause, clock: any WallClock, logger: Logger) {
        (self.work, self.pause, self.clock, self.logger) = (work, pause, clock, logger)
    }

    /// Works until it is cancelled. What goes wrong is logged when it begins, not at each round.
    ///
    /// - Parameter round: does what is due, and says when the next makes sense; nil when nothing waits.
    public func run(_ round: () async throws -> Timestamp?) async throws {
        var trouble: String?
        while true {
            var next: Timestamp?
            do {
                next = try await round()
                trouble = nil
            } catch let error as CancellationError {
                throw error
            } catch {
                if trouble != "\(error)" {
                    logger.error("\(work) could not be gone on with", metadata: ["error": "\(error)"])
                }
                trouble = "\(error)"
            }
            try await clock.sleep(until: Self.pause(until: next, from: clock.now(), atMost: pause))
        }
    }

    /// A moment, neither at once nor too late.
    public static func pause(
        until next: Timestamp?, from now: Timestamp, atMost pause: Duration = longestPause
    ) -> Timestamp {
        let latest = now + pause
        return next.map { min(max($0, now + shortestPause), latest) } ?? latest
    }
}
