public import Contacts
public import Kernel

/// Work that outlives its contact.
public struct Ticket: Sendable, Hashable, Identifiable {
    public let id: TicketID
    public let number: TicketNumber
    public let colour: TicketColour
    public let matter: Matter
    public let openedAt: Timestamp
    public let openedBy: Author
    /// By when it must be closed.
    public let dueAt: Timestamp
    public internal(set) var closing: Closing?

    /// What a ticket is about.
    public struct Matter: Sendable, Hashable {
        public var category: String
        public var kind: ContactKind
        public var region: String?
        /// What is to be done, in the words of whoever opened it.
        public var text: String
        public var member: MemberID?
        public var contact: ContactID?
        /// Where the answer is rung to.
        public var phone: PhoneNumber?

        public init(
            category: String, kind: ContactKind, text: String, region: String? = nil, member: MemberID? = nil,
            contact: ContactID? = nil, phone: PhoneNumber? = nil
        ) {
            (self.category, self.kind, self.text, self.region) = (category, kind, text, region)
            (self.member, self.contact, self.phone) = (member, contact, phone)
        }
    }

    public struct Closing: Sendable, Hashable {
        public let at: Timestamp
        public let by: Author
        public let text: String
    }

    public var isOpen: Bool { closing == nil }

    /// Open beyond its time, or closed after it.
    public func isLate(at moment: Timestamp) -> Bool { (closing?.at ?? moment) > dueAt }
}

/// How urgent, and whose: the centre's own colours.
public enum TicketColour: String, Sendable, Codable, CaseIterable, Hashable {
    /// Goes to a branch.
    case red
    /// The centre solves it, later.
    case yellow
    /// Solved in the contact, or soon after it.
    case green

    /// Time from opening to closing.
    public var limit: Duration {
        switch self {
        case .red: .seconds(5 * 24 * 3_600)
        case .yellow, .green: .seconds(24 * 3_600)
        }
    }
}

/// Why nothing is done to a ticket.
public enum TicketRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case noSuchTicket = "no-such-ticket"
    case unknownRegion = "unknown-region"
    case textMissing = "text-missing"
    case textTooLong = "text-too-long"
    /// Control characters that no keyboard types.
    case textUnreadable = "text-unreadable"
    /// It is closed.
    case closed
}

extension Ticket {
    /// Characters of a text.
    public static let longestText = 4_000

    static func open(
        _ id: TicketID, _ number: TicketNumber, _ colour: TicketColour, _ matter: Matter, by author: Author,
        at moment: Timestamp
    ) throws(TicketRefusal) -> Ticket {
        var matter = matter
        matter.text = try sound(matter.text)
        return Ticket(
            id: id, number: number, colour: colour, matter: matter, openedAt: moment, openedBy: author,
            dueAt: moment + colour.limit, closing: nil)
    }

    /// A note is taken while the ticket is open.
    func note(_ text: String) throws(TicketRefusal) -> String {
        guard isOpen else { throw .closed }
        return try Ticket.sound(text)
    }

    mutating func close(_ text: String, by author: Author, at moment: Timestamp) throws(TicketRefusal) {
        guard isOpen else { throw .closed }
        closing = Closing(at: moment, by: author, text: try Ticket.sound(text))
    }

    private static func sound(_ text: String) throws(TicketRefusal) -> String {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        let trimmed = lines.drop { $0.allSatisfy(\.isWhitespace) }
        guard !trimmed.isEmpty else { throw .textMissing }
        guard text.count <= longestText else { throw .textTooLong }
        guard !text.unicodeScalars.contains("\0") else { throw .textUnreadable }
        return text
    }
}
