public import Database
public import Kernel

/// One thing done to many tickets, and taken back.
extension TicketStore {
    /// Does it to each of the tickets that allows it. The same id again gives what became of it.
    ///
    /// - Parameter text: the note, the solution, or the reason of the priority.
    /// - Throws: `TicketBulkRefusal`, and then nothing is done.
    @discardableResult
    public func change(
        _ tickets: [TicketID], _ deed: TicketDeed, _ text: String, as id: TicketBulkID, by author: Author,
        at moment: Timestamp
    ) async throws -> TicketBulk {
        let text = try TicketBulk.sound(text)
        var seen: Set<TicketID> = []
        let chosen = tickets.filter { seen.insert($0).inserted }
        guard !chosen.isEmpty else { throw TicketBulkRefusal.noneChosen }
        guard chosen.count <= TicketBulk.most else { throw TicketBulkRefusal.tooMany }
        return try await database.write { transaction in
            if let there = try transaction.bulk(id) {
                guard there.by == author else { throw TicketBulkRefusal.noSuchBulk }
                return there
            }
            try transaction.execute(
                "INSERT INTO ticket_bulks (id, deed, author, at) VALUES (\(id), \(deed.kind), \(author), \(moment))")
            for (place, ticket) in chosen.enumerated() {
                try transaction.change(ticket, deed, text, in: id, place: place, by: author, at: moment)
            }
            guard let bulk = try transaction.bulk(id) else { throw TicketBulkRefusal.noSuchBulk }
            try transaction.append(
                TicketFact.BulkDone(
                    deed: deed.kind, priority: deed.priority, text: text, done: bulk.done,
                    refused: bulk.refused.map(\.number)),
                about: Subject("ticket-bulk", id), by: author, at: moment)
            return bulk
        }
    }

    /// Takes back exactly what a change did, where nothing else has happened since.
    ///
    /// - Throws: `TicketBulkRefusal`.
    @discardableResult
    public func undo(_ id: TicketBulkID, by author: Author, at moment: Timestamp) async throws -> TicketBulk {
        try await database.write { transaction in
            guard let bulk = try transaction.bulk(id), bulk.by == author else { throw TicketBulkRefusal.noSuchBulk }
            guard bulk.undoableUntil(moment) != nil else { throw TicketBulkRefusal.tooLate }
            let rows = try transaction.query(
                """
                SELECT ticket, priority, is_priority_chosen, due_at, last_fact FROM ticket_bulk_tickets
                WHERE bulk = \(id) AND refusal IS NULL ORDER BY place
                """)
            for row in rows {
                let ticket: TicketID = try row("ticket")
                if try transaction.hasChanged(ticket, since: try row("last_fact")) {
                    try transaction.execute(
                        """
                        UPDATE ticket_bulk_tickets SET kept = \(TicketUndoRefusal.changedSince.rawValue)
                        WHERE bulk = \(id) AND ticket = \(ticket)
                        """)
                } else {
                    let before = StandBefore(
                        priority: try row("priority"), isChosen: try row("is_priority_chosen"),
                        dueAt: try row("due_at"))
                    try transaction.takeBack(bulk, ticket, before, by: author, at: moment)
                }
            }
            try transaction.execute("UPDATE ticket_bulks SET undone_at = \(moment) WHERE id = \(id)")
            guard let undone = try transaction.bulk(id) else { throw TicketBulkRefusal.noSuchBulk }
            try transaction.append(
                TicketFact.BulkUndone(undone: undone.done - undone.kept.count, kept: undone.kept.map(\.number)),
                about: Subject("ticket-bulk", id), by: author, at: moment)
            return undone
        }
    }

    /// What somebody changed last, as long as it can be taken back, and what became of that.
    public func lastBulk(by author: Author, at moment: Timestamp) async throws -> TicketBulk? {
        try await database.read { transaction in
            let id = try transaction.scalar(
                """
                SELECT id FROM ticket_bulks WHERE author = \(author) AND at > \(moment - TicketBulk.undoable)
                ORDER BY at DESC, id DESC LIMIT 1
                """, as: TicketBulkID.self)
            return try id.flatMap { try transaction.bulk($0) }
        }
    }
}

extension TicketDeed {
    fileprivate var priority: TicketPriority? { if case .priority(let priority) = self { priority } else { nil } }
}

extension TicketBulk {
    fileprivate static func sound(_ text: String) throws(TicketBulkRefusal) -> String {
        do { return try Ticket.sound(text) } catch {
            switch error {
            case .textTooLong: throw .textTooLong
            case .textUnreadable: throw .textUnreadable
            default: throw .textMissing
            }
        }
    }
}

/// What a ticket had before a change.
private struct StandBefore {
    let priority: TicketPriority
    let isChosen: Bool
    let dueAt: Timestamp
}

extension Transaction {
    func bulk(_ id: TicketBulkID) throws -> TicketBulk? {
        guard let row = try query("SELECT * FROM ticket_bulks WHERE id = \(id)").first else { return nil }
        let lines = try query(
            """
            SELECT b.ticket, t.number, b.refusal, b.kept FROM ticket_bulk_tickets b
            JOIN tickets t ON t.id = b.ticket WHERE b.bulk = \(id) ORDER BY b.place
            """)
        func left<Reason>(_ column: String) throws -> [TicketBulk.Left<Reason>]
        where Reason: RawRepresentable<String> & Sendable & Hashable {
            try lines.compactMap { line in
                guard let reason = try line(column, as: String?.self).flatMap({ Reason(rawValue: $0) }) else {
                    return nil
                }
                return TicketBulk.Left(number: try line("number"), ticket: try line("ticket"), reason: reason)
            }
        }
        let refused: [TicketBulk.Left<TicketRefusal>] = try left("refusal")
        return TicketBulk(
            id: id, deed: try row("deed"), by: try row("author"), at: try row("at"), undoneAt: try row("undone_at"),
            done: lines.count - refused.count, refused: refused, kept: try left("kept"))
    }

    /// One ticket's part. A refusal comes before anything is written, so it spoils nothing. One that is not there has
    /// no number to be told of, and is passed over.
    fileprivate func change(
        _ id: TicketID, _ deed: TicketDeed, _ text: String, in bulk: TicketBulkID, place: Int, by author: Author,
        at moment: Timestamp
    ) throws {
        guard let before = try ticket(id) else { return }
        var refusal: TicketRefusal?
        do {
            switch deed {
            case .priority(let priority):
                try prioritiseTicket(id, priority, reason: text, in: bulk, by: author, at: moment)
            case .note: try noteTicket(id, text, in: bulk, by: author, at: moment)
            case .close: try closeTicket(id, text, in: bulk, by: author, at: moment)
            }
        } catch let error as TicketRefusal { refusal = error }
        let last = refusal == nil ? try lastFact(about: id) : nil
        try execute(
            """
            INSERT INTO ticket_bulk_tickets
                (bulk, ticket, place, refusal, priority, is_priority_chosen, due_at, last_fact)
            VALUES (\(bulk), \(id), \(place), \(refusal?.rawValue), \(before.priority), \(before.rating.isChosen),
                \(before.dueAt), \(last))
            """)
    }

    private func lastFact(about id: TicketID) throws -> Int64? {
        try scalar("SELECT MAX(seq) FROM journal WHERE subject = \(Subject.ticket(id))", as: Int64?.self) ?? nil
    }

    /// What clocks say of themselves changes nothing, nor does a reader, nor an agent who rang nobody for it.
    fileprivate func hasChanged(_ id: TicketID, since fact: Int64) throws -> Bool {
        let silent = [
            TicketFact.ClockWarned.kind, TicketFact.ClockBreached.kind, TicketFact.MentionRead.kind,
            TicketFact.AttachmentRead.kind, TicketFact.PhoneShown.kind, TicketFact.LinkOpened.kind,
            "outbound.released",
        ]
        return try scalar(
            """
            SELECT 1 FROM journal WHERE subject = \(Subject.ticket(id)) AND seq > \(fact)
                AND kind NOT IN \(list: silent) LIMIT 1
            """, as: Int.self) != nil
    }

    fileprivate func takeBack(
        _ bulk: TicketBulk, _ id: TicketID, _ before: StandBefore, by author: Author, at moment: Timestamp
    ) throws {
        switch bulk.deed {
        case .priority:
            try moveClocks(of: id, .takenBack(.rated, at: bulk.at), by: author, at: moment)
            try rateTicket(id, by: author, at: moment) { ticket in
                let from = ticket.priority
                ticket.rating.priority = before.priority
                ticket.rating.isChosen = before.isChosen
                return TicketFact.PriorityUndone(bulk: bulk.id, from: from, to: before.priority)
            }
        case .note:
            try append(TicketFact.NoteUndone(bulk: bulk.id), about: .ticket(id), by: author, at: moment)
            try moveClocks(of: id, .takenBack(.responded, at: bulk.at), by: author, at: moment)
        case .close:
            // What a ticket from before clocks pressed with is its one moment.
            try execute(
                """
                UPDATE tickets SET closed_at = NULL, closed_by = NULL, closing_text = NULL, due_at = \(before.dueAt),
                    pressing_clock = 'whole', pressing_at = \(before.dueAt)
                WHERE id = \(id)
                """)
            try append(TicketFact.ClosingUndone(bulk: bulk.id), about: .ticket(id), by: author, at: moment)
            try moveClocks(of: id, .takenBack(.closed, at: bulk.at), by: author, at: moment)
        }
    }
}

extension TicketFact {
    /// A note of a change of many is withdrawn; it stays in the story.
    public struct NoteUndone: Fact {
        public static let kind = "ticket.note-undone"
        public let bulk: TicketBulkID
    }

    /// It is open again, and was so all the while: its clocks have gone on.
    public struct ClosingUndone: Fact {
        public static let kind = "ticket.closing-undone"
        public let bulk: TicketBulkID
    }

    public struct PriorityUndone: Fact {
        public static let kind = "ticket.priority-undone"
        public let bulk: TicketBulkID
        public let from: TicketPriority
        public let to: TicketPriority
    }

    /// Something was done to many tickets at once; each has its own fact.
    public struct BulkDone: Fact {
        public static let kind = "ticket-bulk.done"
        public let deed: TicketDeed.Kind
        public let priority: TicketPriority?
        public let text: String
        public let done: Int
        public let refused: [TicketNumber]
    }

    public struct BulkUndone: Fact {
        public static let kind = "ticket-bulk.undone"
        public let undone: Int
        public let kept: [TicketNumber]
    }
}

extension TicketDeed.Kind: SQLEncodable, SQLDecodable {}
