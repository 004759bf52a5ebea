import Database
public import Kernel
public import Logging

/// Says when tickets' clocks have used so much of their time that somebody must know: once each, by whichever process
/// comes first. What is to be said, and when, is in the database, so a restart loses nothing.
public struct ClockRounds: Sendable {
    /// Tickets of one transaction at most: writers wait for it.
    static let batch = 100
    public static let author = Author.system("clocks")

    private let tickets: TicketStore
    private let clock: any WallClock
    private let logger: Logger

    public init(_ tickets: TicketStore, clock: any WallClock, logger: Logger) {
        (self.tickets, self.clock, self.logger) = (tickets, clock, logger)
    }

    /// Works until it is cancelled.
    public func run() async throws {
        try await Rounds("clocks of tickets", clock: clock, logger: logger).run { try await round() }
    }

    /// Says what is due now.
    ///
    /// - Returns: when the next is due; nil when nothing is to be said.
    @discardableResult
    public func round() async throws -> Timestamp? {
        try await tickets.sayWhatIsDue(upTo: Self.batch, by: Self.author, at: clock.now())
    }
}
