import Database
public import Kernel

extension TicketStore {
    /// One page of a list: open ones by the clock that is due first, others and those found by words by the newest.
    ///
    /// - Parameters:
    ///   - cursor: where the page begins; the first page when there is none, or when nothing is there any more.
    ///   - reader: who "mine" is.
    public func list(
        _ filter: TicketFilter, from cursor: TicketCursor? = nil, for reader: Author? = nil, at moment: Timestamp
    ) async throws -> TicketPage {
        let reading = TicketReading(filter: filter, reader: reader, at: moment, calendar: calendar)
        return try await database.read { try $0.page(of: reading, from: cursor) }
    }

    /// How many there are of each list, for the names of views.
    public func counts(
        of filters: [TicketFilter], for reader: Author? = nil, at moment: Timestamp
    ) async throws -> [TicketCount] {
        try await database.read { transaction in
            try filters.map { filter in
                let reading = TicketReading(filter: filter, reader: reader, at: moment, calendar: calendar)
                return try transaction.count(of: reading, upTo: 999)
            }
        }
    }

    public func id(of number: TicketNumber) async throws -> TicketID? {
        try await database.read { try $0.scalar("SELECT id FROM tickets WHERE number = \(number)") }
    }

    /// The newest ticket of those that a number is rung back for.
    public func latest(ofCaller phone: PhoneNumber) async throws -> TicketID? {
        try await database.read {
            try $0.scalar("SELECT id FROM tickets WHERE phone = \(phone) ORDER BY opened_at DESC, id DESC LIMIT 1")
        }
    }
}

extension TicketFilter {
    /// So far a list is counted: open ones stand in an index of their own.
    fileprivate var mostCounted: Int { state.isOfOpen ? 10_000 : 1_000 }
}

extension Transaction {
    func page(of reading: TicketReading, from cursor: TicketCursor?) throws -> TicketPage {
        let size = TicketPage.size
        var cursor = cursor
        var stretch = try self.stretch(of: reading, from: cursor, upTo: size + 1)
        // Nothing is left there, or less than a page before it: the first page.
        if let side = cursor?.side, stretch.rows.isEmpty || (side == .before && stretch.rows.count <= size) {
            cursor = nil
            stretch = try self.stretch(of: reading, from: nil, upTo: size + 1)
        }
        let isMore = stretch.rows.count > size
        var rows = Array(stretch.rows.prefix(size))
        if cursor?.side == .before { rows.reverse() }
        let (first, last) = (rows.first?.cursor(.before), rows.last?.cursor(.after))
        let isBackwards = cursor?.side == .before
        return TicketPage(
            tickets: rows.map(\.ticket), count: try length(of: reading, cursor, shown: rows.count, isMore: isMore),
            previous: isBackwards ? (isMore ? first : nil) : (cursor == nil ? nil : first),
            next: isBackwards || isMore ? last : nil, isCut: stretch.isCut)
    }

    /// A search by words is not counted beyond its page: every hit would have to be looked at.
    private func length(
        of reading: TicketReading, _ cursor: TicketCursor?, shown: Int, isMore: Bool
    ) throws -> TicketCount {
        if cursor == nil, !isMore { return .exactly(shown) }
        if reading.filter.order == .found { return .moreThan(TicketPage.size) }
        return try counted(reading, upTo: reading.filter.mostCounted)
    }

    func count(of reading: TicketReading, upTo most: Int) throws -> TicketCount {
        guard reading.filter.order == .found else { return try counted(reading, upTo: most) }
        let rows = try stretch(of: reading, from: nil, upTo: TicketPage.size + 1).rows
        return TicketCount(rows.count, most: TicketPage.size)
    }

    /// Of a list, from a place on.
    func listed(_ reading: TicketReading, after cursor: TicketCursor?, upTo limit: Int) throws -> [ListedTicket] {
        try stretch(of: reading, from: cursor, upTo: limit).rows.map {
            ListedTicket(ticket: $0.ticket, cursor: $0.cursor(.after))
        }
    }

    private func counted(_ reading: TicketReading, upTo most: Int) throws -> TicketCount {
        let count = try scalar(
            """
            SELECT COUNT(*) FROM (
                SELECT 1 AS one FROM tickets WHERE \(reading.condition) LIMIT \(most + 1)) AS counted
            """, as: Int.self)
        return TicketCount(count ?? 0, most: most)
    }

    private func stretch(
        of reading: TicketReading, from cursor: TicketCursor?, upTo limit: Int
    ) throws -> ListStretch {
        switch reading.filter.order {
        case .pressing: try ordered(reading, by: "pressing_at", isFalling: false, from: cursor, upTo: limit)
        case .newest: try ordered(reading, by: "opened_at", isFalling: true, from: cursor, upTo: limit)
        case .found: try found(reading, from: cursor, upTo: limit)
        }
    }

    private func ordered(
        _ reading: TicketReading, by column: String, isFalling: Bool, from cursor: TicketCursor?, upTo limit: Int
    ) throws -> ListStretch {
        let isBackwards = cursor?.side == .before
        let order: SQL = isFalling != isBackwards ? "DESC" : "ASC"
        var beyond: SQL = "TRUE"
        if let cursor {
            let sign: SQL = isFalling != isBackwards ? "<" : ">"
            beyond = "(\(name: column), id) \(sign) (\(cursor.key), \(cursor.ticket))"
        }
        let tickets = try tickets(
            """
            \(reading.condition) AND \(beyond)
            ORDER BY \(name: column) \(order), id \(order) LIMIT \(limit)
            """)
        return ListStretch(
            rows: tickets.map { ListStretch.Row(ticket: $0, key: $0.key(of: reading.filter.order)) }, isCut: false)
    }

    /// Hits are taken in growing steps until enough of them are what the list is of.
    private func found(_ reading: TicketReading, from cursor: TicketCursor?, upTo limit: Int) throws -> ListStretch {
        guard let query = reading.filter.words.flatMap({ WordQuery($0) }) else { return ListStretch() }
        let isBackwards = cursor?.side == .before
        var place = cursor?.key
        var stretch = ListStretch()
        for step in ListStretch.steps {
            let direction: WordIndex.Direction =
                if isBackwards, let place { .up(from: place) } else { .down(from: place) }
            let hits = try hits(query, in: .tickets, direction, upTo: step)
            guard let first = hits.first else { return stretch }
            // As many names as hits were asked for, so that the statement is the same each time.
            let ids = hits.map(\.owner) + Array(repeating: first.owner, count: step - hits.count)
            let tickets = try tickets("id IN \(list: ids) AND \(reading.condition)")
            let byID = Dictionary(uniqueKeysWithValues: tickets.map { ($0.id.description, $0) })
            stretch.rows += hits.compactMap { hit in
                byID[hit.owner].map { ListStretch.Row(ticket: $0, key: hit.place) }
            }
            if stretch.rows.count >= limit {
                stretch.rows.removeLast(stretch.rows.count - limit)
                return stretch
            }
            if hits.count < step { return stretch }
            place = hits.last?.place
        }
        stretch.isCut = true
        return stretch
    }
}

/// Tickets of a list from a cursor on, in its direction.
private struct ListStretch {
    struct Row {
        let ticket: Ticket
        let key: Int64

        func cursor(_ side: TicketCursor.Side) -> TicketCursor { TicketCursor(side, key: key, ticket: ticket.id) }
    }

    var rows: [Row] = []
    /// The search ended before its hits did.
    var isCut = false

    /// Hits that are looked at in one go.
    static let steps = [64, 512, 4_096, 8_192]
}

extension Ticket {
    fileprivate func key(of order: TicketOrder) -> Int64 {
        switch order {
        case .pressing: (promise.pressing?.dueAt ?? .distantFuture).microseconds
        case .newest, .found: openedAt.microseconds
        }
    }
}
