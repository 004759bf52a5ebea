import Database
public import Kernel

/// What moves a ticket's clocks, and its rating.
extension TicketStore {
    public func clocks(of id: TicketID) async throws -> TicketClocks {
        try await database.read { try $0.clocks(of: id) }
    }

    /// Stops the clocks that run, for a reason.
    ///
    /// - Throws: `TicketRefusal`.
    public func pause(
        _ id: TicketID, _ reason: PauseReason, _ text: String, by author: Author, at moment: Timestamp
    ) async throws {
        try await database.write { transaction in
            guard let ticket = try transaction.ticket(id) else { throw TicketRefusal.noSuchTicket }
            try transaction.moveClocks(of: id, .paused(reason, ticket.note(text)), by: author, at: moment)
        }
    }

    public func resume(_ id: TicketID, by author: Author, at moment: Timestamp) async throws {
        try await database.write { transaction in
            guard let ticket = try transaction.ticket(id) else { throw TicketRefusal.noSuchTicket }
            guard ticket.isOpen else { throw TicketRefusal.closed }
            try transaction.moveClocks(of: id, .resumed, by: author, at: moment)
        }
    }

    /// Another colour, with the limits of its own; what clocks have used stays used.
    public func recolour(
        _ id: TicketID, _ colour: TicketColour, reason: String, by author: Author, at moment: Timestamp
    ) async throws {
        try await rate(id, by: author, at: moment) { ticket in
            let (from, why) = (ticket.colour, try ticket.note(reason))
            try ticket.recolour(colour)
            return TicketFact.Recoloured(from: from, to: colour, reason: why)
        }
    }

    public func prioritise(
        _ id: TicketID, _ priority: TicketPriority, reason: String, by author: Author, at moment: Timestamp
    ) async throws {
        try await database.write {
            try $0.prioritiseTicket(id, priority, reason: reason, by: author, at: moment)
        }
    }

    public func mark(
        _ id: TicketID, _ marks: Set<UrgentMark>, by author: Author, at moment: Timestamp
    ) async throws {
        try await rate(id, by: author, at: moment) { ticket in
            try ticket.mark(marks)
            return TicketFact.Marked(marks: marks.inOrder, priority: ticket.priority)
        }
    }

    private func rate(
        _ id: TicketID, by author: Author, at moment: Timestamp,
        _ change: @escaping @Sendable (inout Ticket) throws -> any Fact
    ) async throws {
        try await database.write { try $0.rateTicket(id, by: author, at: moment, change) }
    }

    // MARK: Rounds

    /// Says what is due to be said of clocks, once each, whichever process does it.
    ///
    /// - Returns: when the next is due; nil when nothing is to be said.
    func sayWhatIsDue(upTo limit: Int, by author: Author, at moment: Timestamp) async throws -> Timestamp? {
        // Nobody else is held up while there is nothing to write.
        guard let next = try await database.read({ try $0.nextNotice() }) else { return nil }
        guard next <= moment else { return next }
        return try await database.write { try $0.sayWhatIsDue(upTo: limit, by: author, at: moment) }
    }
}

extension Set<UrgentMark> {
    var inOrder: [UrgentMark] { UrgentMark.allCases.filter(contains) }

    /// As the column keeps them.
    var written: String { inOrder.map(\.rawValue).joined(separator: ",") }

    init(written text: String) {
        self.init(text.split(separator: ",").compactMap { UrgentMark(rawValue: String($0)) })
    }
}
