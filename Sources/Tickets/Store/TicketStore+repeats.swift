import Contacts
import Database
import Kernel
import Members

extension TicketStore {
    /// The open tickets that callers' contacts left, or that are about them, by caller; with the members among them,
    /// where they are asked for. Each look at one leaves its fact.
    ///
    /// - Parameter viewer: who looks at the members, and for what; nil: nobody.
    func callers(
        _ callers: [RepeatCaller], lookedAtBy viewer: (author: Author, because: Subject)?, at moment: Timestamp
    ) async throws -> (tickets: [[Ticket]], members: [MemberID: Member]) {
        let contacts = callers.flatMap { $0.contacts.map(\.id) }
        let ids = callers.compactMap(\.member)
        let open = try await database.read {
            try $0.tickets(
                """
                closed_at IS NULL AND (contact IN \(list: contacts) OR member IN \(list: ids)) ORDER BY opened_at, id
                """)
        }
        let tickets = callers.map { caller in
            let own = Set(caller.contacts.map(\.id))
            return open.filter { ticket in
                ticket.matter.contact.map(own.contains) ?? false
                    || (caller.member != nil && ticket.matter.member == caller.member)
            }
        }
        guard let viewer, !ids.isEmpty else { return (tickets, [:]) }
        let members = try await database.write { transaction in
            try Set(ids).sorted().flatMap {
                try transaction.findMembers(.id($0), because: viewer.because, by: viewer.author, at: moment)
            }
        }
        return (tickets, Dictionary(members.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }))
    }
}
