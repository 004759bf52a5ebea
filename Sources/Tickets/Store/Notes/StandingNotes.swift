public import Database
import Kernel

extension [JournalEntry] {
    /// All but the notes that were withdrawn with the change of many tickets that they were a part of. The whole story
    /// of a ticket tells both; who reads only what was said must not be told what no longer stands.
    public func withStandingNotes() throws -> [JournalEntry] {
        var withdrawn: [Subject: Set<TicketBulkID>] = [:]
        for entry in self {
            guard let fact: TicketFact.NoteUndone = try entry.fact() else { continue }
            withdrawn[entry.subject, default: []].insert(fact.bulk)
        }
        guard !withdrawn.isEmpty else { return self }
        return try filter { entry in
            guard let bulks = withdrawn[entry.subject], let noted: TicketFact.Noted = try entry.fact(),
                let bulk = noted.bulk
            else { return true }
            return !bulks.contains(bulk)
        }
    }
}
