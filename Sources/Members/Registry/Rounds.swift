import Kernel
import Logging

/// Rounds of work, one after the other until they are cancelled.
enum Rounds {
    /// - Parameters:
    ///   - pause: after a round that failed.
    ///   - complaint: is logged when rounds begin to fail, not at each.
    ///   - round: tells when the next makes sense.
    static func run(
        pause: Duration, on clock: any WallClock, _ logger: Logger, complaint: Logger.Message,
        _ round: () async throws -> Timestamp
    ) async throws {
        var trouble: String?
        while true {
            var next = clock.now() + pause
            do {
                next = try await round()
                trouble = nil
            } catch let error as CancellationError {
                throw error
            } catch {
                if trouble != "\(error)" { logger.error(complaint, metadata: ["error": "\(error)"]) }
                trouble = "\(error)"
            }
            try await clock.sleep(until: next)
        }
    }
}
