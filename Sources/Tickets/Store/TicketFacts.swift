public import Contacts
public import Database
public import Kernel

public enum TicketFact {
    public struct Opened: Fact {
        public static let kind = "ticket.opened"
        public let number: TicketNumber
        public let colour: TicketColour
        public let category: String
        /// What kind of contact it came from.
        public let of: ContactKind
        public let region: String?
        public let text: String
        public let member: MemberID?
        public let contact: ContactID?
        public let dueAt: Timestamp
        public let priority: TicketPriority?
        public let marks: [UrgentMark]?
        /// The version of the clocks' policy that it keeps.
        public let policy: Int?
    }

    public struct Noted: Fact {
        public static let kind = "ticket.noted"
        public let text: String
        /// For the centre's people only; notes from before this was asked are for all.
        public let isPrivate: Bool
        /// Whom it calls.
        public let mentions: [PersonID]
        /// The change of many tickets that it was a part of; so too below.
        public private(set) var bulk: TicketBulkID?

        init(
            text: String, isPrivate: Bool = false, mentions: [PersonID] = [], in bulk: TicketBulkID? = nil
        ) {
            (self.text, self.isPrivate, self.mentions, self.bulk) = (text, isPrivate, mentions, bulk)
        }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            text = try container.decode(String.self, forKey: .text)
            isPrivate = try container.decodeIfPresent(Bool.self, forKey: .isPrivate) ?? false
            mentions = try container.decodeIfPresent([PersonID].self, forKey: .mentions) ?? []
            bulk = try container.decodeIfPresent(TicketBulkID.self, forKey: .bulk)
        }
    }

    /// Somebody whom a note calls has opened the ticket.
    public struct MentionRead: Fact {
        public static let kind = "ticket.mention-read"
    }

    public struct Closed: Fact {
        public static let kind = "ticket.closed"
        public let text: String
        /// After its time.
        public let isLate: Bool
        public private(set) var bulk: TicketBulkID?
    }

    public struct Recoloured: Fact {
        public static let kind = "ticket.recoloured"
        public let from: TicketColour
        public let to: TicketColour
        public let reason: String
    }

    /// A person chose the priority.
    public struct Prioritised: Fact {
        public static let kind = "ticket.prioritised"
        public let from: TicketPriority
        public let to: TicketPriority
        public let reason: String
        public private(set) var bulk: TicketBulkID?
    }

    /// What makes it urgent is known better.
    public struct Marked: Fact {
        public static let kind = "ticket.marked"
        public let marks: [UrgentMark]
        /// As it is now.
        public let priority: TicketPriority
    }

    /// The clocks of tickets follow another policy from now on.
    public struct PolicySet: Fact {
        public static let kind = "ticket-policy.set"
        public let number: Int
        public let policy: ClockPolicy
        public let reason: String
    }
}
