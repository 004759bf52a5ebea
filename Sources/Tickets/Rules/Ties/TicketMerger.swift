public import Kernel

/// Two tickets about one thing become one: the younger ends as a part of the older.
///
/// Only an open ticket takes another in, and what was taken in is closed: no ticket can come to be within itself.
public struct TicketMerger: Sendable, Hashable {
    /// It ends.
    public let younger: Ticket
    /// It goes on.
    public let older: Ticket
    /// The younger is in the hands of a branch and the older of none: the branch goes on with the older.
    public let handsOver: Escalation?

    /// - Throws: `TicketMergerRefusal`.
    public init(
        _ one: Ticket, _ other: Ticket, escalations: [TicketID: Escalation]
    ) throws(TicketMergerRefusal) {
        guard one.id != other.id else { throw .itself }
        let isFirst = (one.openedAt, one.id) < (other.openedAt, other.id)
        (older, younger) = isFirst ? (one, other) : (other, one)
        guard younger.isOpen else { throw .youngerClosed }
        guard older.isOpen else { throw .olderClosed }
        if let member = younger.matter.member, let others = older.matter.member, member != others {
            throw .otherMember
        }
        switch (escalations[younger.id], escalations[older.id]) {
        case (nil, _): handsOver = nil
        case (let away?, let there?):
            guard away.branch == there.branch else { throw .otherBranch }
            handsOver = nil
        case (let away?, nil):
            guard away.stage != .done else { throw .answered }
            handsOver = away
        }
    }
}

/// Why two tickets do not become one.
public enum TicketMergerRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case noSuchTicket = "no-such-ticket"
    case noSuchNumber = "no-such-number"
    case itself
    case youngerClosed = "younger-closed"
    /// A closed ticket takes nothing in: the younger is linked to it instead.
    case olderClosed = "older-closed"
    /// They are about two people.
    case otherMember = "other-member"
    /// Two branches work on them: each answers its own.
    case otherBranch = "other-branch"
    /// The branch has answered the younger: the participant is asked first.
    case answered
}
