public import Contacts
public import Database
public import Kernel

/// The tickets of the centre. Every change leaves its fact; the story of a ticket is its facts.
public struct TicketStore: Sendable {
    let database: any Database
    /// The centre's days: a ticket's number tells its month.
    let calendar: CentreCalendar

    public init(_ database: any Database, calendar: CentreCalendar = .jakarta) {
        self.database = database
        self.calendar = calendar
    }

    /// Opens a ticket; the same name again gives the ticket that is there.
    ///
    /// - Throws: `TicketRefusal`.
    public func open(
        _ id: TicketID, _ colour: TicketColour, _ matter: Ticket.Matter, by author: Author, at moment: Timestamp
    ) async throws -> Ticket {
        try await database.write {
            try $0.openTicket(id, colour, matter, by: author, at: moment, in: calendar)
        }
    }

    /// What the wrap-up form saves: the contact's log and, with a colour, its ticket, both or neither. Saved again, the
    /// log is corrected and the ticket stays.
    ///
    /// A green ticket of a contact that is solved is closed at once.
    /// - Throws: `ContactRefusal`, `TicketRefusal`.
    @discardableResult
    public func log(
        _ contact: ContactID, _ log: ContactLog, ticket colour: TicketColour?, marks: Set<UrgentMark> = [],
        by person: PersonID, at moment: Timestamp
    ) async throws -> (contact: Contact, ticket: Ticket?) {
        try await database.write { transaction in
            let contact = try transaction.logContact(contact, log, by: person, at: moment)
            guard let colour else { return (contact, nil) }
            // The contact's ticket shares its name, so that a form sent twice opens one.
            let id = contact.id.named(TicketID.self)
            let matter = Ticket.Matter(
                category: log.category, kind: log.kind, text: log.note, region: log.region, member: log.member,
                contact: contact.id, phone: contact.phone, marks: marks)
            var ticket = try transaction.openTicket(
                id, colour, matter, by: .person(person), at: moment, in: calendar)
            if ticket.isOpen, ticket.openedAt == moment, colour == .green, log.outcome == .solved {
                ticket = try transaction.closeTicket(id, log.note, by: .person(person), at: moment)
            }
            return (contact, ticket)
        }
    }

    @discardableResult
    public func close(_ id: TicketID, _ text: String, by author: Author, at moment: Timestamp) async throws -> Ticket {
        try await database.write { try $0.closeTicket(id, text, by: author, at: moment) }
    }

    public func ticket(_ id: TicketID) async throws -> Ticket? { try await database.read { try $0.ticket(id) } }

    /// A ticket and its facts, oldest first.
    public func story(_ id: TicketID) async throws -> (ticket: Ticket, facts: [JournalEntry])? {
        try await database.read { transaction in
            guard let ticket = try transaction.ticket(id) else { return nil }
            return (ticket, try transaction.entries(about: .ticket(id)))
        }
    }

    /// The tickets that these contacts left.
    public func tickets(of contacts: [ContactID]) async throws -> [ContactID: [Ticket]] {
        guard !contacts.isEmpty else { return [:] }
        let tickets = try await database.read {
            try $0.tickets("contact IN \(list: contacts) ORDER BY opened_at, id")
        }
        return Dictionary(grouping: tickets.filter { $0.matter.contact != nil }) {
            $0.matter.contact ?? $0.id.named(ContactID.self)
        }
    }
}
