public import Database
import Kernel
import Members
import Staff
import Tickets

/// The confirmation list is no table: it is what lies at stage done in branches' hands, so it cannot drift from it.
extension Transaction {
    /// So many at most are ranked, those with the oldest promise.
    static var mostConfirmations: Int { 5_000 }

    /// Every ticket that a branch marked done and that is not closed, the oldest promise first.
    func confirmations() throws -> [Confirmation] {
        try all(confirmationList)
    }

    /// From the open tickets to their escalations, never the other way round: every escalation that was ever done stays
    /// at that stage. `CROSS JOIN` is the order in which SQLite reads.
    var confirmationList: SQL {
        """
        SELECT e.ticket, t.number, t.priority, e.branch, b.zone, e.loops, e.answered_at, c.due_at AS confirm_by,
            t.due_at, i.next_at, COALESCE(i.is_asked, FALSE) AS is_asked,
            (SELECT COUNT(*) FROM outbound_tries y
                WHERE y.kind = \(OutboundPurpose.Kind.confirmation) AND y.id = e.ticket AND y.round = e.loops)
                AS calls
        FROM tickets t
        CROSS JOIN escalations e
        JOIN branches b ON b.code = e.branch
        LEFT JOIN ticket_clocks c ON c.ticket = e.ticket AND c.clock = \(ClockKind.confirmation)
        LEFT JOIN outbound_items i
            ON i.kind = \(OutboundPurpose.Kind.confirmation) AND i.id = e.ticket AND i.round = e.loops
        WHERE t.closed_at IS NULL AND e.ticket = t.id AND e.stage = \(EscalationStage.done)
        ORDER BY COALESCE(c.due_at, t.due_at), e.ticket LIMIT \(Self.mostConfirmations)
        """
    }

    /// The numbers of confirmations' participants: one that was given, then the ticket's own, then the member's.
    func numbers(of list: [Confirmation], at moment: Timestamp) throws -> [TicketID: RingableNumbers] {
        guard !list.isEmpty else { return [:] }
        let ids = list.map(\.ticket)
        let rows = try query(
            """
            SELECT t.id, t.phone, t.member, i.given_phone
            FROM tickets t JOIN escalations e ON e.ticket = t.id
            LEFT JOIN outbound_items i
                ON i.kind = \(OutboundPurpose.Kind.confirmation) AND i.id = t.id AND i.round = e.loops
            WHERE t.id IN \(list: ids)
            """)
        let members = try memberPhones(rows.compactMap { try $0("member", as: MemberID?.self) })
        let wrong = try wrongNumbers(of: .confirmation, ids.map(\.description))
        var found: [TicketID: [PhoneNumber]] = [:]
        for row in rows {
            let own = try [row("given_phone", as: PhoneNumber?.self), row("phone", as: PhoneNumber?.self)]
            let others = try row("member", as: MemberID?.self).map { members[$0] ?? [] } ?? []
            var seen: Set<PhoneNumber> = []
            found[try row("id")] = (own.compactMap(\.self) + others).filter { seen.insert($0).inserted }
        }
        let unwanted = try self.unwanted(among: Array(Set(found.values.joined())), at: moment)
        return found.reduce(into: [:]) { all, one in
            all[one.key] = RingableNumbers(one.value, wrong: wrong[one.key.description] ?? [], unwanted: unwanted)
        }
    }
}

extension Confirmation: RowDecodable {
    public init(row: Row) throws {
        self.init(
            try row("ticket"), try row("number"), try row("priority"), at: try row("branch"), in: try row("zone"),
            round: try row("loops"), answeredAt: try row("answered_at"),
            due: Due(confirmation: try row("confirm_by"), whole: try row("due_at")),
            standing: Standing(nextAt: try row("next_at"), isAsked: try row("is_asked"), calls: try row("calls")))
    }
}

extension ConfirmationTry: RowDecodable {
    public init(row: Row) throws {
        let handling = try row("talk", as: Duration.self) + row("hold") + row("wrap_up")
        self.init(
            by: try row("person"), at: try row("saved_at"), try row("result"), try row("outcome"), handling: handling)
    }
}

extension ConfirmationOutcome.Kind: SQLEncodable, SQLDecodable {}
