import Database
public import Kernel

/// For other programs: every ticket in the order of names.
extension TicketStore {
    /// Those after a name, oldest first; what is opened meanwhile comes at the end.
    public func walk(
        after id: TicketID?, isOpen: Bool? = nil, colour: TicketColour? = nil, upTo limit: Int
    ) async throws -> [Ticket] {
        var conditions: [SQL] = []
        if let id { conditions.append("id > \(id)") }
        if let isOpen { conditions.append(isOpen ? "closed_at IS NULL" : "closed_at IS NOT NULL") }
        if let colour { conditions.append("colour = \(colour)") }
        let condition = SQL.all(conditions)
        return try await database.read { try $0.tickets("\(condition) ORDER BY id LIMIT \(limit)") }
    }

    public func escalation(of id: TicketID) async throws -> Escalation? {
        try await database.read { try $0.escalation(of: id) }
    }
}
