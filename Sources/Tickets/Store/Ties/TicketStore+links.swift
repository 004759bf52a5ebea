public import Database
public import Kernel

/// Tickets that have to do with each other.
extension TicketStore {
    /// Links a ticket to the one of a number.
    ///
    /// - Throws: `TicketLinkRefusal`.
    public func link(
        _ id: TicketID, to number: TicketNumber, as kind: TicketLinkKind, by author: Author, at moment: Timestamp
    ) async throws {
        try await database.write { transaction in
            guard let ticket = try transaction.ticket(id) else { throw TicketLinkRefusal.noSuchTicket }
            guard let other = try transaction.tickets("number = \(number)").first else {
                throw TicketLinkRefusal.noSuchNumber
            }
            guard ticket.id != other.id else { throw TicketLinkRefusal.itself }
            guard try !transaction.isLinked(id, other.id) else { throw TicketLinkRefusal.linked }
            try transaction.execute(
                """
                INSERT INTO ticket_links (ticket, other, kind, author, at)
                VALUES (\(id), \(other.id), \(kind), \(author), \(moment))
                """)
            for (one, another) in [(ticket, other), (other, ticket)] {
                let fact = TicketFact.Linked(
                    of: kind, other: another.id, number: another.number,
                    isFirst: kind == .follows ? one.id == other.id : nil)
                try transaction.append(fact, about: .ticket(one.id), by: author, at: moment)
            }
        }
    }

    /// Takes a link away, from whichever side, for a reason.
    ///
    /// - Throws: `TicketLinkRefusal`, `TicketRefusal` of the reason.
    public func unlink(
        _ id: TicketID, from other: TicketID, reason: String, by author: Author, at moment: Timestamp
    ) async throws {
        try await database.write { transaction in
            guard let ticket = try transaction.ticket(id), let other = try transaction.ticket(other) else {
                throw TicketLinkRefusal.noSuchTicket
            }
            let reason = try Ticket.sound(reason)
            let gone = try transaction.execute("DELETE FROM ticket_links WHERE \(between(id, other.id))")
            guard gone > 0 else { throw TicketLinkRefusal.notLinked }
            for (one, another) in [(ticket, other), (other, ticket)] {
                let fact = TicketFact.Unlinked(other: another.id, number: another.number, reason: reason)
                try transaction.append(fact, about: .ticket(one.id), by: author, at: moment)
            }
        }
    }
}

private func between(_ one: TicketID, _ other: TicketID) -> SQL {
    "((ticket = \(one) AND other = \(other)) OR (ticket = \(other) AND other = \(one)))"
}

extension Transaction {
    func isLinked(_ one: TicketID, _ other: TicketID) throws -> Bool {
        try scalar("SELECT 1 FROM ticket_links WHERE \(between(one, other))", as: Int.self) != nil
    }

    /// Both ways, the oldest link first.
    func links(of id: TicketID) throws -> [TicketLink] {
        let rows = try query("SELECT * FROM ticket_links WHERE ticket = \(id) OR other = \(id) ORDER BY at, ticket")
        let ends: [(TicketID, TicketID)] = try rows.map { (try $0("ticket"), try $0("other")) }
        let others = try tickets("id IN \(list: ends.map { $0.0 == id ? $0.1 : $0.0 })")
        let byID = Dictionary(uniqueKeysWithValues: others.map { ($0.id, $0) })
        return try zip(rows, ends).compactMap { row, ends in
            guard let other = byID[ends.0 == id ? ends.1 : ends.0] else { return nil }
            let kind: TicketLinkKind = try row("kind")
            return TicketLink(
                kind: kind, other: other, isFirst: kind == .follows ? ends.1 == id : nil, by: try row("author"),
                at: try row("at"))
        }
    }
}

extension TicketLinkKind: SQLEncodable, SQLDecodable {}
