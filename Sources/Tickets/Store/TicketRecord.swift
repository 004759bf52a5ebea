public import Database
public import Kernel

/// A ticket with all that its page tells.
public struct TicketRecord: Sendable {
    public let ticket: Ticket
    public let clocks: TicketClocks
    /// Of the ticket and of its parts, in the order in which they happened.
    public let facts: [JournalEntry]
    /// Tickets that were merged into it, and into those, the oldest first.
    public let parts: [Ticket]
    /// The ticket that it became part of.
    public let mergedInto: Ticket?
    public let links: [TicketLink]
    public let duplicates: [LikelyDuplicate]
    /// nil while no branch has it.
    public let escalation: Escalation?

    /// Itself and its parts.
    public var tickets: [Ticket] { [ticket] + parts }
}

extension TicketStore {
    public func record(_ id: TicketID) async throws -> TicketRecord? {
        try await database.read { transaction in
            guard let ticket = try transaction.ticket(id) else { return nil }
            let own = try transaction.entries(about: .ticket(id))
            let parts = try transaction.parts(of: id)
            let others = try parts.flatMap { try transaction.entries(about: .ticket($0.id)) }
            let standing = try transaction.standing(of: id)
            return TicketRecord(
                ticket: ticket, clocks: try TicketClocks(own),
                facts: (own + others).sorted { $0.seq < $1.seq }, parts: parts,
                mergedInto: standing == id ? nil : try transaction.ticket(standing),
                links: try transaction.links(of: id), duplicates: try transaction.duplicates(of: ticket),
                escalation: try transaction.escalation(of: id))
        }
    }
}
