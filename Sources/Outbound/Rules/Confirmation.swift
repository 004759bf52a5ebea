public import Kernel
public import Staff
public import Tickets

/// A ticket of which the branch says that it is done: its participant is asked whether that is so.
public struct Confirmation: Sendable, Hashable {
    public let ticket: TicketID
    public let number: TicketNumber
    public let priority: TicketPriority
    public let branch: BranchCode
    /// Where the participant lives, as far as the clock goes: the branch's.
    public let zone: IndonesianZone
    /// How often the participant had it sent back.
    public let round: Int
    public let answeredAt: Timestamp
    public let due: Due
    public let standing: Standing

    /// What was promised.
    public struct Due: Sendable, Hashable {
        /// By when the participant is asked; nil when nothing was promised, or while that clock stands still.
        public let confirmation: Timestamp?
        /// By when the ticket is closed.
        public let whole: Timestamp

        public init(confirmation: Timestamp?, whole: Timestamp) {
            (self.confirmation, self.whole) = (confirmation, whole)
        }
    }

    /// How far ringing is.
    public struct Standing: Sendable, Hashable {
        /// Not to be rung before; nil at once.
        public let nextAt: Timestamp?
        /// The participant asked for that time.
        public let isAsked: Bool
        public let calls: Int

        public init(nextAt: Timestamp? = nil, isAsked: Bool = false, calls: Int = 0) {
            (self.nextAt, self.isAsked, self.calls) = (nextAt, isAsked, calls)
        }
    }

    public init(
        _ ticket: TicketID, _ number: TicketNumber, _ priority: TicketPriority, at branch: BranchCode,
        in zone: IndonesianZone, round: Int, answeredAt: Timestamp, due: Due, standing: Standing = Standing()
    ) {
        (self.ticket, self.number, self.priority, self.branch, self.zone) = (ticket, number, priority, branch, zone)
        (self.round, self.answeredAt, self.due, self.standing) = (round, answeredAt, due, standing)
    }

    public var item: OutboundItem { OutboundItem(.confirmation(ticket), round: round) }

    public func isDue(at moment: Timestamp) -> Bool { standing.nextAt.map { $0 <= moment } ?? true }
}

extension Confirmation {
    /// Whom to ring first: who asked for a time that has come, then high priority, then the oldest promise.
    public static func order(at moment: Timestamp) -> @Sendable (Confirmation, Confirmation) -> Bool {
        { $0.rank(at: moment) < $1.rank(at: moment) }
    }

    private func rank(at moment: Timestamp) -> Rank {
        let asked = standing.isAsked && isDue(at: moment) ? standing.nextAt : nil
        return Rank(
            asked: asked ?? .distantFuture, priority: priority, due: due.confirmation ?? due.whole, whole: due.whole,
            next: standing.nextAt ?? .distantPast, ticket: ticket)
    }
}

/// Compared from top to bottom.
private struct Rank: Comparable {
    let asked: Timestamp
    let priority: TicketPriority
    let due: Timestamp
    let whole: Timestamp
    let next: Timestamp
    let ticket: TicketID

    static func < (one: Rank, other: Rank) -> Bool {
        if one.asked != other.asked { return one.asked < other.asked }
        if one.priority != other.priority { return one.priority > other.priority }
        return (one.due, one.whole, one.next, one.ticket) < (other.due, other.whole, other.next, other.ticket)
    }
}
