import Database
public import Kernel
public import Logging
import Pages

/// Asks people how satisfied they are with tickets that were closed: it queues mails, which `Mail` sends, once a
/// closing can no longer be taken back.
public struct SatisfactionRounds: Sendable {
    public static let author = Author.system("satisfaction")
    /// Closings of one transaction at most: writers wait for it.
    private static let batch = 100
    private static let pause = Duration.seconds(30)

    private let store: SatisfactionStore
    private let words: SatisfactionWords
    private let clock: any WallClock
    private let logger: Logger

    public init(_ store: SatisfactionStore, words: SatisfactionWords, clock: any WallClock, logger: Logger) {
        (self.store, self.words, self.clock, self.logger) = (store, words, clock, logger)
    }

    /// Works until it is cancelled.
    public func run() async throws {
        try await Rounds("questions of satisfaction", pause: Self.pause, clock: clock, logger: logger).run {
            try await round()
            return nil
        }
    }

    /// Asks of all that was closed since the last round.
    public func round() async throws {
        let words = words
        while try await store.ask(upTo: Self.batch, { words.letter($0) }, by: Self.author, at: clock.now()) {}
    }
}
