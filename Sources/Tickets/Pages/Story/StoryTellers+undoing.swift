import Database
import Kernel
import Pages

extension StoryTellers {
    /// What was taken back of a change of many tickets.
    @Sendable static func undoing(_ entry: JournalEntry, _ telling: StoryTelling) throws -> StoryLine? {
        if try entry.fact(TicketFact.NoteUndone.self) != nil {
            return StoryLine(telling.text("tickets.fact.note-undone"))
        }
        if try entry.fact(TicketFact.ClosingUndone.self) != nil {
            return StoryLine(telling.text("tickets.fact.closing-undone"))
        }
        guard let fact: TicketFact.PriorityUndone = try entry.fact() else { return nil }
        let priority = telling.word("priority", fact.to.rawValue)
        return StoryLine(telling.text("tickets.fact.priority-undone", ["priority": priority]))
    }
}
