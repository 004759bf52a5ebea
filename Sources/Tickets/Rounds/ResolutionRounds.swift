public import Contacts
import Database
public import Kernel
public import Logging

/// Keeps days that are over counted, so that `/repeats` reads the contacts of two days and not of thirteen weeks: the
/// newest first, one after the other, away from the requests that wait for an answer. A day that somebody wrote a
/// contact of is counted again.
public struct ResolutionRounds: Sendable {
    private static let pause = Duration.seconds(300)

    private let contacts: ContactStore
    private let calendar: CentreCalendar
    private let clock: any WallClock
    private let logger: Logger

    public init(_ contacts: ContactStore, calendar: CentreCalendar, clock: any WallClock, logger: Logger) {
        (self.contacts, self.calendar, self.clock, self.logger) = (contacts, calendar, clock, logger)
    }

    /// Works until it is cancelled.
    public func run() async throws {
        let rounds = Rounds("counts of first contacts", pause: Self.pause, clock: clock, logger: logger)
        try await rounds.run { try await round() ? clock.now() : nil }
    }

    /// Keeps one day.
    ///
    /// - Returns: whether others may be waiting; false too when contacts of all that wait are being written just now.
    @discardableResult
    public func round() async throws -> Bool {
        let now = clock.now()
        let today = calendar.day(of: now)
        let waiting = try await contacts.unkeptDays(
            from: ResolutionWeeks(through: today).first, through: today, at: now, in: calendar)
        for day in waiting.reversed() {
            if try await contacts.keep(contacts.count(day, in: calendar)) { return true }
        }
        return false
    }
}
