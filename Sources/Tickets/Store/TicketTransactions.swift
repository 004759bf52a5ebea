import Contacts
public import Database
public import Kernel
import Members

extension Transaction {
    /// As `TicketStore.open`, within a transaction that also does other things.
    public func openTicket(
        _ id: TicketID, _ colour: TicketColour, _ matter: Ticket.Matter, by author: Author, at moment: Timestamp,
        in calendar: CentreCalendar
    ) throws -> Ticket {
        if let there = try ticket(id) { return there }
        let day = calendar.day(of: moment)
        let count = try scalar(
            """
            INSERT INTO ticket_counters (month, last) VALUES (\(TicketNumber.month(of: day)), 1)
            ON CONFLICT (month) DO UPDATE SET last = ticket_counters.last + 1 RETURNING last
            """, as: Int.self)
        guard let count else { throw DatabaseError(kind: .other, code: "ticket", message: "no number came back") }
        let number = TicketNumber(count, on: day)
        if let region = matter.region, try keepRegion(region) == nil { throw TicketRefusal.unknownRegion }
        let rating = Ticket.Rating(colour, TicketPriority(for: matter.marks))
        let version = try policyInForce()
        let starts = try TicketClocks().events(
            for: .opened, on: ClockGround(version.policy, colour, rating.priority), at: moment)
        var promise = Ticket.Promise(policy: version.number, dueAt: moment, pressing: nil)
        promise.take(TicketClocks(starts), isOpen: true)
        var ticket = try Ticket.open(id, number, rating, matter, promise, by: author, at: moment)
        try insert(ticket)
        let fact = TicketFact.Opened(
            number: ticket.number, colour: colour, category: matter.category, of: matter.kind, region: matter.region,
            text: matter.text, member: matter.member, contact: matter.contact, dueAt: ticket.dueAt,
            priority: rating.priority, marks: matter.marks.inOrder, policy: version.number)
        try append(fact, about: .ticket(id), by: author, at: moment)
        try indexWords(of: id, matter.text)
        var clocks = TicketClocks()
        try keep(starts, &clocks, of: &ticket, by: author, at: moment)
        guard ticket.colour == .red, try routeEscalation(ticket, by: author, at: moment) != nil else { return ticket }
        return try self.ticket(id) ?? ticket
    }

    /// - Throws: `TicketRefusal`.
    @discardableResult
    public func closeTicket(
        _ id: TicketID, _ text: String, in bulk: TicketBulkID? = nil, by author: Author, at moment: Timestamp
    ) throws -> Ticket {
        guard var ticket = try ticket(id) else { throw TicketRefusal.noSuchTicket }
        try ticket.close(text, by: author, at: moment)
        var clocks = try self.clocks(of: id)
        let events = try self.events(for: .closed, of: ticket, clocks, at: moment)
        try execute(
            """
            UPDATE tickets SET closed_at = \(moment), closed_by = \(author), closing_text = \(text) WHERE id = \(id)
            """)
        try keep(events, &clocks, of: &ticket, by: author, at: moment)
        let fact = TicketFact.Closed(text: text, isLate: ticket.isLate(at: moment), bulk: bulk)
        try append(fact, about: .ticket(id), by: author, at: moment)
        try indexWords(of: id, text)
        return ticket
    }

    func prioritiseTicket(
        _ id: TicketID, _ priority: TicketPriority, reason: String, in bulk: TicketBulkID? = nil, by author: Author,
        at moment: Timestamp
    ) throws {
        try rateTicket(id, by: author, at: moment) { ticket in
            let (from, why) = (ticket.priority, try ticket.note(reason))
            try ticket.prioritise(priority)
            return TicketFact.Prioritised(from: from, to: priority, reason: why, bulk: bulk)
        }
    }

    /// Another colour, priority or marks, as a closure makes them of the ticket.
    func rateTicket(
        _ id: TicketID, by author: Author, at moment: Timestamp, _ change: (inout Ticket) throws -> any Fact
    ) throws {
        guard var ticket = try ticket(id) else { throw TicketRefusal.noSuchTicket }
        let fact = try change(&ticket)
        try execute(
            """
            UPDATE tickets SET colour = \(ticket.colour), priority = \(ticket.priority),
                is_priority_chosen = \(ticket.rating.isChosen), marks = \(ticket.matter.marks.written)
            WHERE id = \(id)
            """)
        try append(fact, about: .ticket(id), by: author, at: moment)
        try moveClocks(of: id, .rated, by: author, at: moment)
    }

    public func ticket(_ id: TicketID) throws -> Ticket? { try tickets("id = \(id)").first }

    func tickets(_ condition: SQL) throws -> [Ticket] { try all("SELECT * FROM tickets WHERE \(condition)") }

    private func insert(_ ticket: Ticket) throws {
        let matter = ticket.matter
        try execute(
            """
            INSERT INTO tickets (id, number, colour, category, kind, region, text, member, contact, phone, opened_at,
                opened_by, due_at, priority, marks, policy)
            VALUES (\(ticket.id), \(ticket.number), \(ticket.colour), \(matter.category), \(matter.kind),
                \(matter.region), \(matter.text), \(matter.member), \(matter.contact), \(matter.phone),
                \(ticket.openedAt), \(ticket.openedBy), \(ticket.dueAt), \(ticket.priority),
                \(matter.marks.written), \(ticket.promise.policy))
            """)
    }
}

extension Ticket: RowDecodable {
    public init(row: Row) throws {
        var closing: Closing?
        if let at = try row("closed_at", as: Timestamp?.self) {
            closing = Closing(at: at, by: try row("closed_by"), text: try row("closing_text"))
        }
        var pressing: Pressing?
        if let clock = try row("pressing_clock", as: ClockKind?.self) {
            pressing = Pressing(clock: clock, dueAt: try row("pressing_at"))
        }
        self.init(
            id: try row("id"), number: try row("number"),
            rating: Rating(try row("colour"), try row("priority"), isChosen: try row("is_priority_chosen")),
            matter: Matter(
                category: try row("category"), kind: try row("kind"), text: try row("text"), region: try row("region"),
                member: try row("member"), contact: try row("contact"), phone: try row("phone"),
                marks: Set(written: try row("marks"))),
            openedAt: try row("opened_at"), openedBy: try row("opened_by"),
            promise: Promise(policy: try row("policy"), dueAt: try row("due_at"), pressing: pressing),
            closing: closing)
    }
}

extension TicketPriority: SQLEncodable, SQLDecodable {}
extension TicketColour: SQLEncodable, SQLDecodable {}

/// TEXT, `TKT-2611-00042`.
extension TicketNumber: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .text(description) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) {
        guard case .text(let text) = sqlValue, let number = TicketNumber(text) else {
            throw SQLDecodingError(sqlValue, TicketNumber.self)
        }
        self = number
    }
}
