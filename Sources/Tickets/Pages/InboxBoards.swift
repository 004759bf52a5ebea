import Database
import Kernel
import Logging
import Pages
import Staff
import Synchronization

/// The live lists of the inbox: each is drawn once for all who have it open, at most once a second, when something of
/// it has changed or time has passed, and not at all once nobody watches.
final class InboxBoards: Sendable {
    private struct State {
        var boards: [InboxKey: LiveBoard] = [:]
        /// To be drawn anew.
        var stale: Set<InboxKey> = []
        var isFollowed = false
    }

    private let listing: InboxListing
    private let journal: Journal
    private let clock: any WallClock
    private let logger = Logger(label: "inbox-pages")
    private let state = Mutex(State())
    private let beats: AsyncStream<Void>
    private let beat: AsyncStream<Void>.Continuation

    /// After these facts a list may look different.
    static let kinds = [
        TicketFact.Opened.kind, TicketFact.Escalated.kind, TicketFact.Passed.kind, TicketFact.Taken.kind,
        TicketFact.Asked.kind, TicketFact.Replied.kind, TicketFact.BranchAnswered.kind, TicketFact.Reopened.kind,
        TicketFact.Closed.kind, TicketFact.Recoloured.kind, TicketFact.Prioritised.kind, TicketFact.Marked.kind,
        TicketFact.ClockPaused.kind, TicketFact.ClockResumed.kind, TicketFact.Merged.kind,
        TicketFact.ClosingUndone.kind, TicketFact.PriorityUndone.kind,
    ]

    init(_ listing: InboxListing, _ journal: Journal, clock: any WallClock) {
        (self.listing, self.journal, self.clock) = (listing, journal, clock)
        (beats, beat) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    deinit { beat.finish() }

    /// The list as it is now, then each change of it, until the page is gone.
    func events(_ key: InboxKey) async throws -> AsyncStream<LiveEvent> {
        let last = try await journal.lastSequence()
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
                // Due turns into overdue without anything happening.
                while !Task.isCancelled, await Self.pause(.seconds(20)) { self.mark { _ in true } }
            }
            for await _ in beats {
                for (key, board) in taken() { await draw(key, on: board) }
                guard await Self.pause(.seconds(1)) else { break }
            }
            group.cancelAll()
        }
    }

    private func listen(after sequence: Int64) async {
        do {
            for try await entries in journal.follow(after: sequence, kinds: Self.kinds) {
                try await mark(entries)
            }
        } catch {
            logger.error("inboxes are no longer live", metadata: ["error": "\(error)"])
        }
        beat.finish()
    }

    /// A branch's own lists only when something of it has changed, also what left it.
    private func mark(_ entries: [JournalEntry]) async throws {
        let ids = Set(entries.compactMap { $0.subject.kind == "ticket" ? TicketID($0.subject.id) : nil })
        let left = try entries.compactMap { try $0.fact(TicketFact.Passed.self)?.from }
        let touched = Set(try await listing.tickets.branches(of: Array(ids)).map(\.text) + left)
        mark { key in key.onlyBranch.map { touched.contains($0.text) } ?? true }
    }

    private func mark(_ isTouched: (InboxKey) -> Bool) {
        state.withLock { $0.stale.formUnion($0.boards.keys.filter(isTouched)) }
        beat.yield()
    }

    /// What is to be drawn; boards that nobody watches are let go of.
    private func taken() -> [(InboxKey, LiveBoard)] {
        state.withLock { state in
            state.boards = state.boards.filter { $0.value.pages > 0 }
            defer { state.stale = [] }
            return state.stale.compactMap { key in state.boards[key].map { (key, $0) } }
        }
    }

    private func draw(_ key: InboxKey, on board: LiveBoard) async {
        do {
            let fragments = try await listing.fragments(key, at: clock.now())
            for part in InboxPart.allCases { board.show(part.rawValue, fragments[part] ?? "") }
        } catch {
            logger.error("an inbox was not drawn", metadata: ["error": "\(error)"])
        }
    }

    /// False when the task was cancelled meanwhile.
    private static func pause(_ duration: Duration) async -> Bool {
        do { try await Task.sleep(for: duration) } catch { return false }
        return true
    }
}
