import Calls
import Database
import Kernel
import Logging
import Pages
import Tickets

/// The live parts of ringing.
struct RingingBoards: Sendable {
    private let boards: LiveBoards<RingingKey>

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
        let logger = Logger(label: "outbound-pages")
        boards = LiveBoards(listing.journal, after: Self.kinds, logger: logger) { entries in
            let isOfReminders = entries.contains { $0.subject.kind.hasPrefix("reminder") }
            return { isOfReminders || !$0.page.isOfCampaigns }
        } draw: { stale in
            // One reading for all of them.
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
    }

    /// The page's parts as they are now, then each change of them, until the page is gone.
    func events(_ key: RingingKey) async throws -> AsyncStream<LiveEvent> { try await boards.events(key) }
}
