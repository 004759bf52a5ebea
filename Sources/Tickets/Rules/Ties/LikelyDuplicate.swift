import Kernel

/// A ticket that may be about the same thing as another, and why one thinks so.
public struct LikelyDuplicate: Sendable, Hashable {
    public let ticket: Ticket
    public let reason: Reason

    /// Same member, same category, opened so long apart.
    public struct Reason: Sendable, Hashable {
        /// Of both.
        public let category: String
        /// From the ticket that was asked about; negative where the other came first.
        public let apart: Duration
    }

    /// Between the openings of two tickets about one thing, at most.
    public static let window = Duration.seconds(14 * 86_400)

    /// nil when nothing says that the two are about one thing.
    public init?(_ other: Ticket, of ticket: Ticket) {
        let apart = other.openedAt - ticket.openedAt
        guard other.id != ticket.id, let member = ticket.matter.member, other.matter.member == member,
            other.matter.category == ticket.matter.category, (.zero - Self.window)...Self.window ~= apart
        else { return nil }
        self.ticket = other
        reason = Reason(category: ticket.matter.category, apart: apart)
    }
}
