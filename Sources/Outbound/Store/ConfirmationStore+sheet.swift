import Database
import Kernel
import Staff
import Tickets

/// One call for a confirmation, as a line of a file.
struct ConfirmationCall: Sendable, Hashable {
    let call: WorkID
    let person: PersonID
    let rungAt: Timestamp
    /// When its outcome was.
    let savedAt: Timestamp
    let ticket: TicketNumber
    /// Where the ticket lies now.
    let branch: BranchCode?
    /// How often the ticket had come back before.
    let round: Int
    let result: TryResult
    let outcome: ConfirmationOutcome.Kind
    let talk: Duration
    let hold: Duration
    let wrapUp: Duration
}

extension ConfirmationStore {
    /// Calls whose outcome was saved from a moment until another, the newest first: so many after one of them.
    func calls(
        since start: Timestamp, until end: Timestamp, after last: ConfirmationCall?, upTo limit: Int = 500
    ) async throws -> [ConfirmationCall] {
        let older: SQL = last.map { "AND (y.saved_at, y.call) < (\($0.savedAt), \($0.call))" } ?? ""
        return try await database.read {
            try $0.all(
                """
                SELECT y.call, y.person, y.rung_at, y.saved_at, t.number, e.branch, y.round, y.result, y.outcome,
                    y.talk, y.hold, y.wrap_up
                FROM outbound_tries y JOIN tickets t ON t.id = y.id LEFT JOIN escalations e ON e.ticket = y.id
                WHERE y.kind = \(OutboundPurpose.Kind.confirmation) AND y.saved_at >= \(start)
                    AND y.saved_at <= \(end) \(older)
                ORDER BY y.saved_at DESC, y.call DESC LIMIT \(limit)
                """)
        }
    }

    func callCount(since start: Timestamp, until end: Timestamp) async throws -> Int {
        try await database.read {
            try $0.scalar(
                """
                SELECT COUNT(*) FROM outbound_tries
                WHERE kind = \(OutboundPurpose.Kind.confirmation) AND saved_at >= \(start) AND saved_at <= \(end)
                """, as: Int.self)
        } ?? 0
    }
}

extension ConfirmationCall: RowDecodable {
    init(row: Row) throws {
        self.init(
            call: try row("call"), person: try row("person"), rungAt: try row("rung_at"),
            savedAt: try row("saved_at"), ticket: try row("number"), branch: try row("branch"),
            round: try row("round"), result: try row("result"), outcome: try row("outcome"), talk: try row("talk"),
            hold: try row("hold"), wrapUp: try row("wrap_up"))
    }
}
