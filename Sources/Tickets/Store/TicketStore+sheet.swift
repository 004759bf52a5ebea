import Database
public import Kernel

/// A ticket of a list, and where the list goes on after it.
struct ListedTicket: Sendable {
    let ticket: Ticket
    let cursor: TicketCursor
}

extension TicketStore {
    /// All that a list shows, in its order: so many after one of them.
    func sheetPage(
        _ filter: TicketFilter, after last: ListedTicket?, for reader: Author, at moment: Timestamp,
        upTo limit: Int = 500
    ) async throws -> [ListedTicket] {
        let reading = TicketReading(filter: filter, reader: reader, at: moment, calendar: calendar)
        return try await database.read { try $0.listed(reading, after: last?.cursor, upTo: limit) }
    }

    /// How many tickets were opened with each leaf of the category tree since a moment.
    public func categoryUses(since moment: Timestamp) async throws -> [String: Int] {
        try await database.read { transaction in
            let rows = try transaction.query(
                "SELECT category, COUNT(*) AS uses FROM tickets WHERE opened_at >= \(moment) GROUP BY category")
            var uses: [String: Int] = [:]
            for row in rows { uses[try row("category")] = try row("uses", as: Int.self) }
            return uses
        }
    }

    /// How many a file of a list will have; those found by words are counted as far as a search looks.
    func count(_ filter: TicketFilter, for reader: Author, at moment: Timestamp) async throws -> Int {
        let reading = TicketReading(filter: filter, reader: reader, at: moment, calendar: calendar)
        return try await database.read { transaction in
            guard filter.order == .found else {
                return try transaction.scalar(
                    "SELECT COUNT(*) FROM tickets WHERE \(reading.condition)", as: Int.self) ?? 0
            }
            return try transaction.listed(reading, after: nil, upTo: 10_000).count
        }
    }
}
