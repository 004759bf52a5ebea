public import Database
public import Kernel

extension Transaction {
    /// Moves a ticket's clocks with what is done to it in this transaction, and leaves their facts.
    ///
    /// - Parameter hours: the branch's own, where it becomes known; else those that its clocks follow already.
    /// - Returns: the clocks as they are now.
    /// - Throws: `TicketRefusal`.
    @discardableResult
    public func moveClocks(
        of id: TicketID, _ move: ClockMove, hours: BusinessHours? = nil, by author: Author, at moment: Timestamp
    ) throws -> TicketClocks {
        guard var ticket = try ticket(id) else { throw TicketRefusal.noSuchTicket }
        var clocks = try self.clocks(of: id)
        let events = try self.events(for: move, of: ticket, clocks, hours: hours, at: moment)
        try keep(events, &clocks, of: &ticket, by: author, at: moment)
        return clocks
    }

    public func clocks(of id: TicketID) throws -> TicketClocks { try TicketClocks(entries(about: .ticket(id))) }

    func events(
        for move: ClockMove, of ticket: Ticket, _ clocks: TicketClocks, hours: BusinessHours? = nil,
        at moment: Timestamp
    ) throws -> [ClockEvent] {
        let ground = ClockGround(
            try policy(ticket.promise.policy).policy, ticket.colour, ticket.priority, hours: hours ?? clocks.hours)
        return try clocks.events(for: move, on: ground, at: moment)
    }

    /// Writes the facts, and what lists and rounds look for.
    func keep(
        _ events: [ClockEvent], _ clocks: inout TicketClocks, of ticket: inout Ticket, by author: Author,
        at moment: Timestamp
    ) throws {
        for event in events {
            try append(event, about: ticket.id, by: author)
            clocks.apply(event)
        }
        ticket.promise.take(clocks, isOpen: ticket.isOpen)
        let promise = ticket.promise
        try execute(
            """
            UPDATE tickets SET due_at = \(promise.dueAt), pressing_clock = \(promise.pressing?.clock),
                pressing_at = \(promise.pressing?.dueAt ?? .distantFuture), soon_at = \(clocks.soonAt ?? .distantFuture)
            WHERE id = \(ticket.id)
            """)
        try execute("DELETE FROM ticket_clocks WHERE ticket = \(ticket.id)")
        for clock in clocks.open {
            try execute(
                """
                INSERT INTO ticket_clocks (ticket, clock, due_at, notice_at)
                VALUES (\(ticket.id), \(clock.kind), \(clock.dueAt), \(clock.noticeAt(after: moment)))
                """)
        }
    }

    /// Says what is due to be said of clocks, of so many tickets at most.
    ///
    /// - Returns: when the next is due.
    func sayWhatIsDue(upTo limit: Int, by author: Author, at moment: Timestamp) throws -> Timestamp? {
        let due = try scalars(
            """
            SELECT ticket FROM ticket_clocks WHERE notice_at <= \(moment)
            GROUP BY ticket ORDER BY MIN(notice_at), ticket LIMIT \(limit)
            """, as: TicketID.self)
        for id in due {
            guard var ticket = try ticket(id) else { continue }
            var clocks = try self.clocks(of: id)
            let events = clocks.notices(ticket.colour, at: moment)
            try keep(events, &clocks, of: &ticket, by: author, at: moment)
        }
        return try nextNotice()
    }

    func nextNotice() throws -> Timestamp? {
        try scalar(
            "SELECT MIN(notice_at) FROM ticket_clocks WHERE notice_at IS NOT NULL", as: Timestamp?.self) ?? nil
    }

    // MARK: The policy

    /// The version in force; 0 is what a centre starts from.
    func policyInForce() throws -> ClockPolicyVersion {
        try first("SELECT * FROM ticket_policies ORDER BY number DESC LIMIT 1") ?? .original
    }

    func policy(_ number: Int) throws -> ClockPolicyVersion {
        if number == 0 { return .original }
        let version: ClockPolicyVersion? = try first("SELECT * FROM ticket_policies WHERE number = \(number)")
        guard let version else {
            throw DatabaseError(kind: .other, code: "ticket-policy", message: "version \(number) is not there")
        }
        return version
    }
}

extension TicketClocks {
    /// The office hours that its clocks follow, the latest first.
    fileprivate var hours: BusinessHours? {
        for clock in all.reversed() { if case .hours(let hours) = clock.terms.calendar { return hours } }
        return nil
    }
}

extension Ticket.Promise {
    /// A ticket from before clocks keeps the one moment that it has.
    mutating func take(_ clocks: TicketClocks, isOpen: Bool) {
        guard let whole = clocks[.whole] else {
            pressing = isOpen ? pressing : nil
            return
        }
        dueAt = whole.dueAt ?? dueAt
        pressing = clocks.pressing.map { Ticket.Pressing(clock: $0.kind, dueAt: $0.dueAt) }
    }
}

extension ClockKind: SQLEncodable, SQLDecodable {}
