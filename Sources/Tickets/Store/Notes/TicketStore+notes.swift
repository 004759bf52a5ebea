public import Database
public import Kernel
import Staff

/// Notes, from the first letter to whom they call.
extension TicketStore {
    /// Adds a note, and the author's draft is done with. To a ticket that became part of another it is added there.
    ///
    /// - Parameter isPrivate: for the centre's people only.
    /// - Returns: the ticket that has it.
    /// - Throws: `TicketRefusal`.
    @discardableResult
    public func note(
        _ id: TicketID, _ text: String, isPrivate: Bool = false, by author: Author, at moment: Timestamp
    ) async throws -> TicketID {
        try await database.write { transaction in
            let standing = try transaction.standing(of: id)
            try transaction.noteTicket(standing, text, isPrivate: isPrivate, by: author, at: moment)
            if case .person(let person) = author { try transaction.dropDraft(of: person, on: [id, standing]) }
            return standing
        }
    }

    // MARK: Drafts

    /// Keeps what somebody is typing; a blank text takes the draft away. It is no fact: nobody has said it yet.
    ///
    /// - Returns: every draft on the ticket, as it is now.
    /// - Throws: `TicketRefusal`.
    @discardableResult
    public func draft(
        _ id: TicketID, _ text: String, isPrivate: Bool, by person: PersonID, at moment: Timestamp
    ) async throws -> [NoteDraft] {
        try await database.write { transaction in
            guard let ticket = try transaction.ticket(id) else { throw TicketRefusal.noSuchTicket }
            if text.allSatisfy(\.isWhitespace) {
                try transaction.dropDraft(of: person, on: [id])
            } else {
                let text = try ticket.note(text)
                try transaction.execute(
                    """
                    INSERT INTO ticket_drafts (ticket, person, text, is_private, at)
                    VALUES (\(id), \(person), \(text), \(isPrivate), \(moment))
                    ON CONFLICT (ticket, person) DO UPDATE SET text = excluded.text,
                        is_private = excluded.is_private, at = excluded.at
                    """)
            }
            return try transaction.drafts(on: id)
        }
    }

    public func drafts(on id: TicketID) async throws -> [NoteDraft] {
        try await database.read { try $0.drafts(on: id) }
    }

    // MARK: Mentions

    /// The notes that call somebody, the newest first.
    public func mentions(of person: PersonID, upTo limit: Int = 100) async throws -> [Mention] {
        try await database.read { transaction in
            let rows = try transaction.query(
                """
                SELECT note, ticket, read_at FROM ticket_mentions WHERE person = \(person)
                ORDER BY at DESC, note DESC LIMIT \(limit)
                """)
            let notes: [Int64] = try rows.map { try $0("note") }
            let entries = Dictionary(
                uniqueKeysWithValues: try transaction.all(
                    "SELECT * FROM journal WHERE seq IN \(list: notes)", as: JournalEntry.self
                ).map { ($0.seq, $0) })
            let tickets = Dictionary(
                uniqueKeysWithValues: try transaction.tickets(
                    "id IN \(list: try rows.map { try $0("ticket", as: TicketID.self) })"
                ).map { ($0.id, $0) })
            return try rows.compactMap { row in
                guard let entry = entries[try row("note")], let ticket = tickets[try row("ticket")],
                    let noted: TicketFact.Noted = try entry.fact()
                else { return nil }
                return Mention(
                    ticket: ticket, text: noted.text, by: entry.author, at: entry.at, readAt: try row("read_at"))
            }
        }
    }

    /// How many notes call somebody who has not opened their tickets since.
    public func unreadMentions(of person: PersonID) async throws -> Int {
        try await database.read {
            try $0.scalar(
                "SELECT COUNT(*) FROM ticket_mentions WHERE person = \(person) AND read_at IS NULL", as: Int.self) ?? 0
        }
    }

    /// Somebody opened the tickets: what called him there is read.
    func readMentions(on tickets: [TicketID], by person: PersonID, at moment: Timestamp) async throws {
        let unread: SQL = "person = \(person) AND read_at IS NULL AND ticket IN \(list: tickets)"
        // Nobody else is held up while there is nothing to write.
        let waiting = try await database.read {
            try $0.scalars("SELECT DISTINCT ticket FROM ticket_mentions WHERE \(unread)", as: TicketID.self)
        }
        guard !waiting.isEmpty else { return }
        try await database.write { transaction in
            guard try transaction.execute("UPDATE ticket_mentions SET read_at = \(moment) WHERE \(unread)") > 0 else {
                return
            }
            for id in waiting {
                try transaction.append(
                    TicketFact.MentionRead(), about: .ticket(id), by: .person(person), at: moment)
            }
        }
    }
}

extension Transaction {
    /// - Throws: `TicketRefusal`.
    public func noteTicket(
        _ id: TicketID, _ text: String, isPrivate: Bool = false, in bulk: TicketBulkID? = nil, by author: Author,
        at moment: Timestamp
    ) throws {
        guard let ticket = try ticket(id) else { throw TicketRefusal.noSuchTicket }
        let text = try ticket.note(text)
        let called = try StaffStore.people(NoteMentions.names(in: text), in: self)
            .filter { $0.may(.ticketsRead) && .person($0.id) != author }
        let fact = TicketFact.Noted(text: text, isPrivate: isPrivate, mentions: called.map(\.id), in: bulk)
        let note = try append(fact, about: .ticket(id), by: author, at: moment)
        try indexWords(of: id, text)
        for person in called {
            try execute(
                """
                INSERT INTO ticket_mentions (note, person, ticket, at) VALUES (\(note), \(person.id), \(id), \(moment))
                """)
        }
        if case .person = author { try moveClocks(of: id, .responded, by: author, at: moment) }
    }

    fileprivate func drafts(on id: TicketID) throws -> [NoteDraft] {
        try all("SELECT * FROM ticket_drafts WHERE ticket = \(id) ORDER BY at, person")
    }

    fileprivate func dropDraft(of person: PersonID, on tickets: [TicketID]) throws {
        try execute("DELETE FROM ticket_drafts WHERE person = \(person) AND ticket IN \(list: tickets)")
    }

    /// Nothing that was typed is lost when the ticket becomes part of another.
    func moveDrafts(from id: TicketID, to other: TicketID) throws {
        try execute(
            """
            INSERT INTO ticket_drafts (ticket, person, text, is_private, at)
            SELECT \(other), person, text, is_private, at FROM ticket_drafts WHERE ticket = \(id)
            ON CONFLICT (ticket, person) DO UPDATE SET text = ticket_drafts.text || '\n' || excluded.text,
                is_private = (ticket_drafts.is_private OR excluded.is_private)
            """)
        try execute("DELETE FROM ticket_drafts WHERE ticket = \(id)")
    }
}

extension NoteDraft: RowDecodable {
    public init(row: Row) throws {
        self.init(
            ticket: try row("ticket"), person: try row("person"), text: try row("text"),
            isPrivate: try row("is_private"), at: try row("at"))
    }
}
