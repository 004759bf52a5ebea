import Database
import Kernel
import Pages

extension StoryTellers {
    /// Opened, noted, closed, taken over.
    @Sendable static func matter(_ entry: JournalEntry, _ telling: StoryTelling) throws -> StoryLine? {
        if let fact: TicketFact.Opened = try entry.fact() {
            let due = telling.words.time.moment(fact.dueAt)
            return StoryLine(telling.text("tickets.fact.opened", ["due": due]), said: fact.text)
        }
        if let fact: TicketFact.Noted = try entry.fact() {
            return StoryLine(telling.text("tickets.fact.noted"), said: fact.text, isPrivate: fact.isPrivate)
        }
        if let fact: TicketFact.Imported = try entry.fact() {
            let branch = fact.branch.map { telling.text("tickets.fact.imported-branch", ["branch": $0]) }
            return StoryLine(telling.text("tickets.fact.imported", ["origin": fact.origin]), said: branch ?? "")
        }
        guard let fact: TicketFact.Closed = try entry.fact() else { return nil }
        return StoryLine(
            telling.text(fact.isLate ? "tickets.fact.closed-late" : "tickets.fact.closed"), said: fact.text)
    }

    /// Colour, priority, marks.
    @Sendable static func rating(_ entry: JournalEntry, _ telling: StoryTelling) throws -> StoryLine? {
        if let fact: TicketFact.Recoloured = try entry.fact() {
            let names = [
                "from": telling.word("colour", fact.from.rawValue), "to": telling.word("colour", fact.to.rawValue),
            ]
            return StoryLine(telling.text("tickets.fact.recoloured", names), said: fact.reason)
        }
        if let fact: TicketFact.Prioritised = try entry.fact() {
            let names = [
                "from": telling.word("priority", fact.from.rawValue), "to": telling.word("priority", fact.to.rawValue),
            ]
            return StoryLine(telling.text("tickets.fact.prioritised", names), said: fact.reason)
        }
        guard let fact: TicketFact.Marked = try entry.fact() else { return nil }
        let marks = telling.words.marks(Set(fact.marks)) ?? telling.text("tickets.mark.none")
        let blanks = ["marks": marks, "priority": telling.word("priority", fact.priority.rawValue)]
        return StoryLine(telling.text("tickets.fact.marked", blanks))
    }

    /// Clocks stand in the story where somebody acted or had to be told: the rest is their own explanation.
    @Sendable static func clocks(_ entry: JournalEntry, _ telling: StoryTelling) throws -> StoryLine? {
        func clock(_ kind: ClockKind) -> String { telling.word("clock", kind.rawValue) }
        if let fact: TicketFact.ClockPaused = try entry.fact() {
            let blanks = ["clock": clock(fact.clock), "reason": telling.word("pause", fact.reason.rawValue)]
            return StoryLine(telling.text("tickets.fact.clock-paused", blanks), said: fact.text)
        }
        if let fact: TicketFact.ClockResumed = try entry.fact() {
            return StoryLine(telling.text("tickets.fact.clock-resumed", ["clock": clock(fact.clock)]))
        }
        guard let fact: TicketFact.ClockBreached = try entry.fact() else { return nil }
        return StoryLine(telling.text("tickets.fact.clock-breached", ["clock": clock(fact.clock)]))
    }

    @Sendable static func attachments(_ entry: JournalEntry, _ telling: StoryTelling) throws -> StoryLine? {
        guard let fact: TicketFact.Attached = try entry.fact() else { return nil }
        var line = StoryLine(telling.text("tickets.fact.attached", ["name": fact.name]), isPrivate: fact.isPrivate)
        line.attachment = fact.attachment
        return line
    }

    /// Links and mergers.
    @Sendable static func ties(_ entry: JournalEntry, _ telling: StoryTelling) throws -> StoryLine? {
        func place(_ id: TicketID, _ number: TicketNumber) -> (Path, String) { (.ticket(id), "\(number)") }
        if let fact: TicketFact.Linked = try entry.fact() {
            let kind = telling.text(TicketLinkWords.key(fact.of, isFirst: fact.isFirst))
            var line = StoryLine(telling.text("tickets.fact.linked", ["number": "\(fact.number)", "kind": kind]))
            line.place = place(fact.other, fact.number)
            return line
        }
        if let fact: TicketFact.Unlinked = try entry.fact() {
            let blanks = ["number": "\(fact.number)"]
            return StoryLine(telling.text("tickets.fact.unlinked", blanks), said: fact.reason)
        }
        guard let fact: TicketFact.Merged = try entry.fact() else { return nil }
        let isPart = entry.subject == .ticket(fact.ticket)
        var line = StoryLine(
            telling.text(
                isPart ? "tickets.fact.merged-into" : "tickets.fact.merged",
                ["number": isPart ? "\(fact.intoNumber)" : "\(fact.number)"]))
        line.place = isPart ? place(fact.into, fact.intoNumber) : place(fact.ticket, fact.number)
        return line
    }
}

enum TicketLinkWords {
    /// The key of what a link means, seen from one of its ends.
    static func key(_ kind: TicketLinkKind, isFirst: Bool?) -> String {
        isFirst == true ? "tickets.link.followed" : "tickets.link.\(kind.rawValue)"
    }
}
