import Calls
import Database
import Kernel
import Logging
import Pages
import Synchronization
import Tickets

/// The live parts of ringing: each page is drawn once for all who see the same of it, at most once a second, when
/// something has happened or time has passed, and not at all once nobody watches.
final class RingingBoards: Sendable {
    private struct State {
        var boards: [RingingKey: LiveBoard] = [:]
        /// To be drawn anew.
        var stale: Set<RingingKey> = []
        var isFollowed = false
    }

    private let listing: RingingListing
    private let clock: any WallClock
    private let logger = Logger(label: "outbound-pages")
    private let state = Mutex(State())
    private let beats: AsyncStream<Void>
    private let beat: AsyncStream<Void>.Continuation

    /// After these facts what waits, who holds it or how far it is may be another.
    static let kinds = [
        TicketFact.Escalated.kind, TicketFact.Passed.kind, TicketFact.BranchAnswered.kind, TicketFact.Reopened.kind,
        TicketFact.Closed.kind, TicketFact.ClosingUndone.kind, TicketFact.Merged.kind, TicketFact.Prioritised.kind,
        TicketFact.PriorityUndone.kind, TicketFact.ClockPaused.kind, TicketFact.ClockResumed.kind,
        OutboundFact.Taken.kind, OutboundFact.Released.kind, OutboundFact.Tried.kind, OutboundFact.NumberGiven.kind,
        OutboundFact.NeverCalled.kind, OutboundFact.CalledAgain.kind, OutboundFact.PlanSet.kind,
        CallFact.Dialled.kind, ReminderFact.Opened.kind, ReminderFact.TakenOver.kind, ReminderFact.Planned.kind,
        ReminderFact.Turned.kind, ReminderFact.Recorded.kind, ReminderFact.TakenOff.kind,
    ]

    init(_ listing: RingingListing, clock: any WallClock) {
        (self.listing, self.clock) = (listing, clock)
        (beats, beat) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    deinit { beat.finish() }

    /// The page's parts as they are now, then each change of them, until the page is gone.
    func events(_ key: RingingKey) async throws -> AsyncStream<LiveEvent> {
        let last = try await listing.journal.lastSequence()
        let (events, isFirst) = state.withLock { state in
            let board = state.boards[key] ?? LiveBoard()
            state.boards[key] = board
            state.stale.insert(key)
            defer { state.isFollowed = true }
            // Within the lock: a board that somebody watches is not let go of.
            return (board.events(), !state.isFollowed)
        }
        if isFirst { Task { [weak self] in await self?.follow(after: last) } }
        beat.yield()
        return events
    }

    private func follow(after sequence: Int64) async {
        await withTaskGroup { group in
            group.addTask { await self.listen(after: sequence) }
            group.addTask {
                // What was asked for comes due, and a lock ends, without anything happening.
                while !Task.isCancelled, await Self.pause(.seconds(20)) { self.mark { _ in true } }
            }
            for await _ in beats {
                await draw(taken())
                guard await Self.pause(.seconds(1)) else { break }
            }
            group.cancelAll()
        }
    }

    private func listen(after sequence: Int64) async {
        do {
            for try await entries in listing.journal.follow(after: sequence, kinds: Self.kinds) {
                let isOfReminders = entries.contains { $0.subject.kind.hasPrefix("reminder") }
                mark { isOfReminders || !$0.page.isOfCampaigns }
            }
        } catch {
            logger.error("ringing is no longer live", metadata: ["error": "\(error)"])
        }
        beat.finish()
    }

    private func mark(_ isTouched: (RingingKey) -> Bool) {
        state.withLock { $0.stale.formUnion($0.boards.keys.filter(isTouched)) }
        beat.yield()
    }

    /// What is to be drawn; boards that nobody watches are let go of.
    private func taken() -> [(RingingKey, LiveBoard)] {
        state.withLock { state in
            state.boards = state.boards.filter { $0.value.pages > 0 }
            defer { state.stale = [] }
            return state.stale.compactMap { key in state.boards[key].map { (key, $0) } }
        }
    }

    /// One reading for all of them.
    private func draw(_ stale: [(RingingKey, LiveBoard)]) async {
        var round = RingingRound(listing, at: clock.now())
        for (key, board) in stale {
            do {
                let parts = try await round.parts(of: key)
                for part in RingingPart.allCases { if let html = parts[part] { board.show(part.rawValue, html) } }
            } catch {
                logger.error("a page of ringing was not drawn", metadata: ["error": "\(error)"])
            }
        }
    }

    /// False when the task was cancelled meanwhile.
    private static func pause(_ duration: Duration) async -> Bool {
        do { try await Task.sleep(for: duration) } catch { return false }
        return true
    }
}
