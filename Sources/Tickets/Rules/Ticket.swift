public import Contacts
public import Kernel

/// Work that outlives its contact.
public struct Ticket: Sendable, Hashable, Identifiable {
    public let id: TicketID
    public let number: TicketNumber
    public internal(set) var rating: Rating
    public internal(set) var matter: Matter
    public let openedAt: Timestamp
    public let openedBy: Author
    public internal(set) var promise: Promise
    public internal(set) var closing: Closing?

    /// How urgent it is, and whose.
    public struct Rating: Sendable, Hashable {
        public var colour: TicketColour
        public var priority: TicketPriority
        /// A person chose the priority: marks no longer move it.
        public var isChosen: Bool

        public init(_ colour: TicketColour, _ priority: TicketPriority = .low, isChosen: Bool = false) {
            (self.colour, self.priority, self.isChosen) = (colour, priority, isChosen)
        }
    }

    /// What its clocks say, kept for lists: `TicketClocks` of its facts tells the same.
    public struct Promise: Sendable, Hashable {
        /// The version of the policy that it was opened under.
        public let policy: Int
        /// By when it must be closed. While that clock stands still with time left: when it was to be, before.
        public internal(set) var dueAt: Timestamp
        /// The clock that is due first; nil when it is closed, or when all stand still with time left.
        public internal(set) var pressing: Pressing?
    }

    public struct Pressing: Sendable, Hashable {
        public let clock: ClockKind
        public let dueAt: Timestamp

        public init(clock: ClockKind, dueAt: Timestamp) { (self.clock, self.dueAt) = (clock, dueAt) }
    }

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
        public var marks: Set<UrgentMark>

        public init(
            category: String, kind: ContactKind, text: String, region: String? = nil, member: MemberID? = nil,
            contact: ContactID? = nil, phone: PhoneNumber? = nil, marks: Set<UrgentMark> = []
        ) {
            (self.category, self.kind, self.text, self.region) = (category, kind, text, region)
            (self.member, self.contact, self.phone, self.marks) = (member, contact, phone, marks)
        }
    }

    public struct Closing: Sendable, Hashable {
        public let at: Timestamp
        public let by: Author
        public let text: String
    }

    public var isOpen: Bool { closing == nil }
    public var colour: TicketColour { rating.colour }
    public var priority: TicketPriority { rating.priority }
    public var dueAt: Timestamp { promise.dueAt }

    /// Open with a clock beyond its time, or closed after its own.
    public func isLate(at moment: Timestamp) -> Bool {
        if let closing { return closing.at > dueAt }
        return promise.pressing.map { moment > $0.dueAt } ?? false
    }
}

/// How urgent, and whose: the centre's own colours.
public enum TicketColour: String, Sendable, Codable, CaseIterable, Hashable {
    /// Goes to a branch.
    case red
    /// The centre solves it, later.
    case yellow
    /// Solved in the contact, or soon after it.
    case green
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
    /// It has that colour, that priority or those marks already.
    case unchanged
    /// No clock runs that could be stopped.
    case nothingRuns = "nothing-runs"
    case notPaused = "not-paused"
}

extension Ticket {
    /// Characters of a text.
    public static let longestText = 4_000

    static func open(
        _ id: TicketID, _ number: TicketNumber, _ rating: Rating, _ matter: Matter, _ promise: Promise,
        by author: Author, at moment: Timestamp
    ) throws(TicketRefusal) -> Ticket {
        var matter = matter
        matter.text = try sound(matter.text)
        return Ticket(
            id: id, number: number, rating: rating, matter: matter, openedAt: moment, openedBy: author,
            promise: promise, closing: nil)
    }

    /// A note, or the reason of a change: both are taken while the ticket is open.
    func note(_ text: String) throws(TicketRefusal) -> String {
        guard isOpen else { throw .closed }
        return try Ticket.sound(text)
    }

    mutating func close(_ text: String, by author: Author, at moment: Timestamp) throws(TicketRefusal) {
        guard isOpen else { throw .closed }
        closing = Closing(at: moment, by: author, text: try Ticket.sound(text))
    }

    mutating func recolour(_ colour: TicketColour) throws(TicketRefusal) {
        guard colour != rating.colour else { throw .unchanged }
        rating.colour = colour
    }

    /// A person chooses the priority; choosing the one that the rules gave keeps it from then on.
    mutating func prioritise(_ priority: TicketPriority) throws(TicketRefusal) {
        guard priority != rating.priority || !rating.isChosen else { throw .unchanged }
        (rating.priority, rating.isChosen) = (priority, true)
    }

    /// The rules set the priority again, unless a person has chosen it.
    mutating func mark(_ marks: Set<UrgentMark>) throws(TicketRefusal) {
        guard isOpen else { throw .closed }
        guard marks != matter.marks else { throw .unchanged }
        matter.marks = marks
        if !rating.isChosen { rating.priority = TicketPriority(for: marks) }
    }

    /// A text as it is kept.
    static func sound(_ text: String) throws(TicketRefusal) -> String {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        let trimmed = lines.drop { $0.allSatisfy(\.isWhitespace) }
        guard !trimmed.isEmpty else { throw .textMissing }
        guard text.count <= longestText else { throw .textTooLong }
        guard !text.unicodeScalars.contains("\0") else { throw .textUnreadable }
        return text
    }
}
