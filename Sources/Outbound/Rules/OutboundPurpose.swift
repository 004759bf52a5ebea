public import Kernel

public enum ReminderItemTag {}
/// One participant of one campaign who is reminded.
public typealias ReminderItemID = Identifier<ReminderItemTag>

/// What somebody is rung for. Hours, tries, locks and numbers that are never rung are the same for all of it.
public enum OutboundPurpose: Hashable, Sendable {
    /// To ask whether a branch's answer helped.
    case confirmation(TicketID)
    /// To remind of unpaid contributions.
    case reminder(ReminderItemID)

    public enum Kind: String, Sendable, Codable, CaseIterable, Hashable { case confirmation, reminder }

    public var kind: Kind {
        switch self {
        case .confirmation: .confirmation
        case .reminder: .reminder
        }
    }

    public var id: String {
        switch self {
        case .confirmation(let ticket): ticket.description
        case .reminder(let item): item.description
        }
    }

    public init?(_ kind: Kind, _ id: String) {
        switch kind {
        case .confirmation:
            guard let ticket = TicketID(id) else { return nil }
            self = .confirmation(ticket)
        case .reminder:
            guard let item = ReminderItemID(id) else { return nil }
            self = .reminder(item)
        }
    }

    /// Whose story its facts belong to.
    public var subject: Subject {
        switch self {
        case .confirmation(let ticket): .ticket(ticket)
        case .reminder(let item): Subject("reminder", item)
        }
    }
}

/// A purpose in one of its rounds: a ticket that came back from its branch is rung for anew, with no try made yet.
public struct OutboundItem: Hashable, Sendable {
    public let purpose: OutboundPurpose
    /// 0, and one more each time that it begins anew.
    public let round: Int

    public init(_ purpose: OutboundPurpose, round: Int = 0) { (self.purpose, self.round) = (purpose, round) }
}
