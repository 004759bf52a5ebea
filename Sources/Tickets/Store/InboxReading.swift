public import Database
public import Kernel
public import Staff

/// What lies in an inbox. Nothing outside the scope is read, counted or found.
extension TicketStore {
    /// One page of a scope: high priority first, then what is due first; closed ones by the newest.
    ///
    /// - Parameter page: from 1.
    public func inbox(
        _ filter: InboxFilter, within scope: EscalationScope, page: Int = 1, at moment: Timestamp
    ) async throws -> InboxPage {
        guard scope != .none else { return InboxPage(items: [], counts: [:], total: 0, number: 1) }
        let look = InboxLook(filter: filter, scope: scope, now: moment)
        return try await database.read { transaction in
            let counts = try look.counts(in: transaction)
            if filter.number != nil {
                let found = try look.found(in: transaction)
                return InboxPage(
                    items: try transaction.inboxItems(found), counts: counts, total: found.count, number: 1)
            }
            let heaps = filter.heap.map { [$0] } ?? InboxHeap.open
            let total = heaps.reduce(0) { $0 + counts[$1, default: 0] }
            let last = max(1, (total + InboxPage.size - 1) / InboxPage.size)
            let number = min(max(1, page), last)
            let rows = try look.page(number, in: transaction)
            return InboxPage(items: try transaction.inboxItems(rows), counts: counts, total: total, number: number)
        }
    }

    /// All that a page of an inbox shows, in its order, as a file has it: so many after one of them.
    func inboxSheetPage(
        _ filter: InboxFilter, within scope: EscalationScope, after last: InboxLine?, at moment: Timestamp,
        upTo limit: Int = 500
    ) async throws -> [InboxLine] {
        guard scope != .none else { return [] }
        let look = InboxLook(filter: filter, scope: scope, now: moment)
        return try await database.read { transaction in
            guard filter.number == nil else {
                return last == nil ? try transaction.inboxLines(try look.found(in: transaction)) : []
            }
            return try transaction.inboxLines(try look.stretch(after: last?.item.ticket, upTo: limit, in: transaction))
        }
    }

    /// All that waits for the centre, in the order of `centreHeap`: so many after one of them.
    func centreSheetPage(
        _ heap: CentreHeap, after last: InboxLine?, upTo limit: Int = 500
    ) async throws -> [InboxLine] {
        try await database.read { transaction in
            let ids = try transaction.scalars(
                """
                SELECT t.id FROM \(heap.rows) \(InboxLook.beyond(last?.item.ticket))
                ORDER BY \(InboxLook.urgency), t.pressing_at, t.id LIMIT \(limit)
                """, as: TicketID.self)
            return try transaction.inboxLines(ids.map { ($0, nil) })
        }
    }

    /// What waits for the centre: red tickets without a branch, or those whose branch asks; the most pressing first.
    public func centreHeap(_ heap: CentreHeap, upTo limit: Int = 200) async throws -> [InboxItem] {
        try await database.read { transaction in
            let ids = try transaction.scalars(
                """
                SELECT t.id FROM \(heap.rows) ORDER BY \(InboxLook.urgency), t.pressing_at, t.id LIMIT \(limit)
                """, as: TicketID.self)
            return try transaction.inboxItems(ids.map { ($0, nil) })
        }
    }

    public func centreCounts() async throws -> [CentreHeap: Int] {
        try await database.read { transaction in
            try CentreHeap.allCases.reduce(into: [:]) { counts, heap in
                counts[heap] = try transaction.scalar("SELECT COUNT(*) FROM \(heap.rows)", as: Int.self) ?? 0
            }
        }
    }

    /// At which branches these tickets lie now.
    public func branches(of tickets: [TicketID]) async throws -> [BranchCode] {
        guard !tickets.isEmpty else { return [] }
        return try await database.read {
            try $0.scalars("SELECT DISTINCT branch FROM escalations WHERE ticket IN \(list: tickets)")
        }
    }
}

extension EscalationScope {
    /// Of the table `escalations e`.
    var condition: SQL {
        switch self {
        case .none: "FALSE"
        case .branch(let code): "e.branch = \(code)"
        case .region(let region): "e.branch IN (SELECT code FROM branches WHERE region = \(region.number))"
        case .all: "TRUE"
        }
    }
}

extension CentreHeap {
    fileprivate var rows: SQL {
        switch self {
        case .unrouted:
            """
            tickets t WHERE t.closed_at IS NULL AND t.colour = 'red'
                AND NOT EXISTS (SELECT 1 FROM escalations e WHERE e.ticket = t.id)
            """
        case .questions:
            """
            escalations e CROSS JOIN tickets t WHERE e.question IS NOT NULL AND t.id = e.ticket AND t.closed_at IS NULL
            """
        }
    }
}

/// One look into an inbox.
private struct InboxLook: Sendable {
    let filter: InboxFilter
    let scope: EscalationScope
    let now: Timestamp

    /// As the index `tickets_urgent` has it.
    static let urgency: SQL = "(CASE t.priority WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END)"

    /// A branch's own are few: they are found by the branch. Those of many branches are walked in the order in which
    /// they are shown, or only the open ones are counted.
    private var rows: SQL {
        let isOne =
            switch scope {
            case .branch: true
            default: filter.branch != nil
            }
        return isOne
            ? "escalations e CROSS JOIN tickets t WHERE t.id = e.ticket AND \(sight)"
            : "tickets t CROSS JOIN escalations e WHERE e.ticket = t.id AND \(sight)"
    }

    private var sight: SQL {
        var conditions = [scope.condition]
        if let branch = filter.branch { conditions.append("e.branch = \(branch)") }
        return SQL.all(conditions)
    }

    /// `InboxHeap` in the order in which its cases are asked.
    private var heap: SQL {
        """
        CASE WHEN t.closed_at IS NOT NULL THEN 'closed' WHEN e.stage = 'done' THEN 'done'
            WHEN t.pressing_at < \(now) THEN 'overdue' WHEN t.soon_at <= \(now) THEN 'soon'
            WHEN e.question IS NOT NULL THEN 'asked' WHEN e.stage = 'new' THEN 'new' ELSE 'working' END
        """
    }

    private var lately: SQL { "t.closed_at >= \(now - InboxHeap.closedLately)" }

    func counts(in transaction: any Transaction) throws -> [InboxHeap: Int] {
        let found = try transaction.query(
            """
            SELECT heap, COUNT(*) AS lot FROM (SELECT \(heap) AS heap FROM \(rows) AND t.closed_at IS NULL) AS heaps
            GROUP BY heap
            """)
        var counts: [InboxHeap: Int] = try Dictionary(
            uniqueKeysWithValues: found.map { (try $0("heap"), try $0("lot")) })
        counts[.closed] = try transaction.scalar("SELECT COUNT(*) FROM \(rows) AND \(lately)", as: Int.self) ?? 0
        return counts
    }

    func page(_ number: Int, in transaction: any Transaction) throws -> [(TicketID, InboxHeap?)] {
        let start = (number - 1) * InboxPage.size
        if filter.heap == .closed {
            return try ids(
                """
                SELECT t.id, 'closed' AS heap FROM \(rows) AND \(lately) ORDER BY t.closed_at DESC, t.id
                LIMIT \(InboxPage.size) OFFSET \(start)
                """, in: transaction)
        }
        let heaps = filter.heap.map { [$0] } ?? InboxHeap.open
        return try ids(
            """
            SELECT t.id, \(heap) AS heap FROM \(rows) AND t.closed_at IS NULL AND (\(heap)) IN \(list: heaps)
            ORDER BY \(InboxLook.urgency), t.pressing_at, t.id LIMIT \(InboxPage.size) OFFSET \(start)
            """, in: transaction)
    }

    /// So many after a ticket, in the order of `page`.
    func stretch(
        after last: Ticket?, upTo limit: Int, in transaction: any Transaction
    ) throws -> [(TicketID, InboxHeap?)] {
        if filter.heap == .closed {
            let end = last.map { ($0.id, $0.closing?.at ?? .distantPast) }
            let older: SQL =
                end.map { "AND (t.closed_at < \($0.1) OR (t.closed_at = \($0.1) AND t.id > \($0.0)))" } ?? ""
            return try ids(
                """
                SELECT t.id, 'closed' AS heap FROM \(rows) AND \(lately) \(older)
                ORDER BY t.closed_at DESC, t.id LIMIT \(limit)
                """, in: transaction)
        }
        let heaps = filter.heap.map { [$0] } ?? InboxHeap.open
        return try ids(
            """
            SELECT t.id, \(heap) AS heap FROM \(rows) AND t.closed_at IS NULL AND (\(heap)) IN \(list: heaps)
                \(Self.beyond(last))
            ORDER BY \(Self.urgency), t.pressing_at, t.id LIMIT \(limit)
            """, in: transaction)
    }

    /// Open tickets that come after one in the order of urgency.
    static func beyond(_ last: Ticket?) -> SQL {
        guard let last else { return "" }
        let urgency =
            switch last.priority {
            case .high: 0
            case .medium: 1
            case .low: 2
            }
        let pressingAt = last.promise.pressing?.dueAt ?? .distantFuture
        return "AND (\(Self.urgency), t.pressing_at, t.id) > (\(urgency), \(pressingAt), \(last.id))"
    }

    /// By number, in whatever heap; the newest months first.
    func found(in transaction: any Transaction) throws -> [(TicketID, InboxHeap?)] {
        guard let number = filter.number else { return [] }
        return try ids(
            """
            SELECT t.id, \(heap) AS heap FROM tickets t CROSS JOIN escalations e
            WHERE t.number IN \(list: number.possible(at: now)) AND e.ticket = t.id AND \(sight)
            ORDER BY t.opened_at DESC, t.id LIMIT \(InboxPage.size)
            """, in: transaction)
    }

    private func ids(_ sql: SQL, in transaction: any Transaction) throws -> [(TicketID, InboxHeap?)] {
        try transaction.query(sql).map { (try $0("id"), try $0("heap", as: InboxHeap.self)) }
    }
}

extension TypedTicketNumber {
    /// A count alone is looked for in the months of the last two years.
    fileprivate func possible(at moment: Timestamp) -> [TicketNumber] {
        switch self {
        case .whole(let number): return [number]
        case .count(let count):
            let today = CentreCalendar.jakarta.day(of: moment)
            return (0..<24).compactMap { back in
                let month = today.year * 12 + today.month - 1 - back
                return Day(year: month / 12, month: month % 12 + 1, day: 1).map { TicketNumber(count, on: $0) }
            }
        }
    }
}

extension Transaction {
    /// The rows of these tickets, in their order.
    fileprivate func inboxItems(_ found: [(TicketID, InboxHeap?)]) throws -> [InboxItem] {
        guard !found.isEmpty else { return [] }
        let ids = found.map(\.0)
        let tickets = Dictionary(
            uniqueKeysWithValues: try self.tickets("id IN \(list: ids)").map { ($0.id, $0) })
        let escalations: [Escalation] = try all("SELECT * FROM escalations WHERE ticket IN \(list: ids)")
        let byTicket = Dictionary(uniqueKeysWithValues: escalations.map { ($0.ticket, $0) })
        return found.compactMap { id, heap in
            tickets[id].map { InboxItem(ticket: $0, escalation: byTicket[id], heap: heap) }
        }
    }

    fileprivate func inboxLines(_ found: [(TicketID, InboxHeap?)]) throws -> [InboxLine] {
        let items = try inboxItems(found)
        guard !items.isEmpty else { return [] }
        let rows = try query("SELECT id, soon_at FROM tickets WHERE id IN \(list: items.map(\.ticket.id))")
        let soon: [TicketID: Timestamp] = try Dictionary(
            uniqueKeysWithValues: rows.map { (try $0("id"), try $0("soon_at")) })
        return items.map { InboxLine(item: $0, soonAt: soon[$0.ticket.id] ?? .distantFuture) }
    }
}

extension InboxHeap: SQLEncodable, SQLDecodable {}
