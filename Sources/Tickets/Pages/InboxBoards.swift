import Database
import Kernel
import Logging
import Pages
import Staff

/// The live lists of the inbox.
struct InboxBoards: Sendable {
    private let boards: LiveBoards<InboxKey>

    /// After these facts a list may look different.
    static let kinds = [
        TicketFact.Opened.kind, TicketFact.Escalated.kind, TicketFact.Passed.kind, TicketFact.Taken.kind,
        TicketFact.Asked.kind, TicketFact.Replied.kind, TicketFact.BranchAnswered.kind, TicketFact.Reopened.kind,
        TicketFact.Closed.kind, TicketFact.Recoloured.kind, TicketFact.Prioritised.kind, TicketFact.Marked.kind,
        TicketFact.ClockPaused.kind, TicketFact.ClockResumed.kind, TicketFact.Merged.kind,
        TicketFact.ClosingUndone.kind, TicketFact.PriorityUndone.kind,
    ]

    init(_ listing: InboxListing, _ journal: Journal, clock: any WallClock) {
        let logger = Logger(label: "inbox-pages")
        boards = LiveBoards(journal, after: Self.kinds, logger: logger) { entries in
            // A branch's own lists only when something of it has changed, also what left it.
            let ids = Set(entries.compactMap { $0.subject.kind == "ticket" ? TicketID($0.subject.id) : nil })
            let left = try entries.compactMap { try $0.fact(TicketFact.Passed.self)?.from }
            let touched = Set(try await listing.tickets.branches(of: Array(ids)).map(\.text) + left)
            return { key in key.onlyBranch.map { touched.contains($0.text) } ?? true }
        } draw: { stale in
            for (key, board) in stale {
                do {
                    let fragments = try await listing.fragments(key, at: clock.now())
                    for part in InboxPart.allCases { board.show(part.rawValue, fragments[part] ?? "") }
                } catch {
                    logger.error("an inbox was not drawn", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    /// The list as it is now, then each change of it, until the page is gone.
    func events(_ key: InboxKey) async throws -> AsyncStream<LiveEvent> { try await boards.events(key) }
}
