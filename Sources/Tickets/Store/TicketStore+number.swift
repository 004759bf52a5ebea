import Database

extension TicketStore {
    /// A ticket by what people call it, and what its clocks say.
    public func ticket(numbered number: TicketNumber) async throws -> (ticket: Ticket, clocks: TicketClocks)? {
        try await database.read { transaction in
            guard let ticket = try transaction.tickets("number = \(number)").first else { return nil }
            return (ticket, try transaction.clocks(of: ticket.id))
        }
    }
}
