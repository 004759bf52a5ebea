import Database
public import Kernel
public import Logging
import Pages

/// Writes to branches, and to those above them, of what happened to tickets: it queues mails, which `Mail` sends. How
/// far it came is in the database, so a restart loses nothing, and two processes write once.
public struct NoticeRounds: Sendable {
    public static let author = Author.system("notices")
    /// Facts of one transaction at most: writers wait for it.
    private static let batch = 100
    private static let pause = Duration.seconds(5)

    private let notices: NoticeStore
    private let words: NoticeWords
    private let clock: any WallClock
    private let logger: Logger

    public init(_ notices: NoticeStore, words: NoticeWords, clock: any WallClock, logger: Logger) {
        (self.notices, self.words, self.clock, self.logger) = (notices, words, clock, logger)
    }

    /// Works until it is cancelled.
    public func run() async throws {
        try await Rounds("notices of tickets", pause: Self.pause, clock: clock, logger: logger).run {
            try await round()
            return nil
        }
    }

    /// Writes of all that happened since the last round.
    public func round() async throws {
        let words = words
        while try await notices.tell(
            upTo: Self.batch, { words.letter($0) }, by: Self.author, at: clock.now())
        {}
    }
}
