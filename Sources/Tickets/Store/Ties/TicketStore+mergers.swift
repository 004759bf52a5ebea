import Database
public import Kernel

/// Tickets about one thing.
extension TicketStore {
    /// Open or closed tickets that may be about the same thing as this one, the nearest first; those that were linked
    /// to it or became part of it are known, and left out.
    public func duplicates(of id: TicketID) async throws -> [LikelyDuplicate] {
        try await database.read { transaction in
            guard let ticket = try transaction.ticket(id) else { return [] }
            return try transaction.duplicates(of: ticket)
        }
    }

    /// Makes one of two tickets: the younger is closed as a part of the older.
    ///
    /// - Returns: the one that goes on.
    /// - Throws: `TicketMergerRefusal`, `EscalationRefusal` when the branch cannot go on with the older.
    @discardableResult
    public func merge(
        _ id: TicketID, with number: TicketNumber, by author: Author, at moment: Timestamp
    ) async throws -> Ticket {
        try await database.write { transaction in
            guard let one = try transaction.ticket(id) else { throw TicketMergerRefusal.noSuchTicket }
            guard let other = try transaction.tickets("number = \(number)").first else {
                throw TicketMergerRefusal.noSuchNumber
            }
            var escalations: [TicketID: Escalation] = [:]
            for id in [one.id, other.id] { escalations[id] = try transaction.escalation(of: id) }
            let merger = try TicketMerger(one, other, escalations: escalations)
            return try transaction.merge(merger, by: author, at: moment)
        }
    }
}

extension Transaction {
    func duplicates(of ticket: Ticket) throws -> [LikelyDuplicate] {
        guard let member = ticket.matter.member, ticket.isOpen else { return [] }
        let (from, until) = (ticket.openedAt - LikelyDuplicate.window, ticket.openedAt + LikelyDuplicate.window)
        let found = try tickets(
            """
            member = \(member) AND category = \(ticket.matter.category) AND opened_at BETWEEN \(from) AND \(until)
                AND id NOT IN (SELECT ticket FROM ticket_mergers) ORDER BY opened_at DESC, id DESC LIMIT 20
            """)
        let known = Set(try links(of: ticket.id).map(\.other.id))
        return found.filter { !known.contains($0.id) }.compactMap { LikelyDuplicate($0, of: ticket) }
            .sorted { abs($0.reason.apart.microseconds) < abs($1.reason.apart.microseconds) }
    }

    fileprivate func merge(_ merger: TicketMerger, by author: Author, at moment: Timestamp) throws -> Ticket {
        var younger = merger.younger
        try younger.close("→ \(merger.older.number)", by: author, at: moment)
        var clocks = try self.clocks(of: younger.id)
        let events = try self.events(for: .merged, of: younger, clocks, at: moment)
        try execute(
            """
            UPDATE tickets SET closed_at = \(moment), closed_by = \(author),
                closing_text = \(younger.closing?.text ?? "") WHERE id = \(younger.id)
            """)
        try execute(
            """
            INSERT INTO ticket_mergers (ticket, merged_into, author, at)
            VALUES (\(younger.id), \(merger.older.id), \(author), \(moment))
            """)
        try keep(events, &clocks, of: &younger, by: author, at: moment)
        try moveDrafts(from: younger.id, to: merger.older.id)
        let fact = TicketFact.Merged(
            ticket: younger.id, number: younger.number, into: merger.older.id, intoNumber: merger.older.number)
        for id in [younger.id, merger.older.id] { try append(fact, about: .ticket(id), by: author, at: moment) }
        if let away = merger.handsOver {
            _ = try escalate(
                merger.older.id, to: away.branch, reason: "→ \(younger.number)", by: author, at: moment)
        }
        return try ticket(merger.older.id) ?? merger.older
    }

    /// The ticket that this one became part of, at the end of the chain; itself when it is part of none.
    func standing(of id: TicketID) throws -> TicketID {
        var id = id
        while let next = try scalar("SELECT merged_into FROM ticket_mergers WHERE ticket = \(id)", as: TicketID.self) {
            id = next
        }
        return id
    }

    /// The tickets that became part of this one, and theirs, the oldest first.
    func parts(of id: TicketID) throws -> [Ticket] {
        try tickets(
            """
            id IN (WITH RECURSIVE parts (ticket) AS (
                SELECT ticket FROM ticket_mergers WHERE merged_into = \(id)
                UNION SELECT m.ticket FROM ticket_mergers m JOIN parts ON m.merged_into = parts.ticket)
                SELECT ticket FROM parts) ORDER BY opened_at, id
            """)
    }
}
