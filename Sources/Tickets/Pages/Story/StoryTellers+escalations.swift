import Database
import Kernel
import Members
import Pages

extension StoryTellers {
    /// To a branch and back.
    @Sendable static func escalations(_ entry: JournalEntry, _ telling: StoryTelling) throws -> StoryLine? {
        func line(_ key: String, _ blanks: [String: String] = [:], _ text: String = "") -> StoryLine {
            var line = StoryLine(telling.text("tickets.fact.\(key)", blanks), said: text)
            // A branch without people of its own here answers by a link.
            if entry.author == .outsider { line.who = telling.text("tickets.escalation.by-link") }
            return line
        }
        if let fact: TicketFact.Escalated = try entry.fact() {
            let cause = telling.word("escalation.cause", fact.because.rawValue)
            return line("escalated", ["branch": telling.branch(fact.branch), "cause": cause], fact.reason)
        }
        if let fact: TicketFact.Passed = try entry.fact() {
            let blanks = ["from": telling.branch(fact.from), "to": telling.branch(fact.to)]
            return line("passed", blanks, fact.reason)
        }
        if let fact: TicketFact.Taken = try entry.fact() {
            return line("taken", ["branch": telling.branch(fact.branch)])
        }
        if let fact: TicketFact.Asked = try entry.fact() {
            return line("asked", ["branch": telling.branch(fact.branch)], fact.text)
        }
        if let fact: TicketFact.Replied = try entry.fact() { return line("replied", [:], fact.text) }
        if let fact: TicketFact.BranchAnswered = try entry.fact() {
            let status = telling.word("escalation.status", fact.status.rawValue)
            return line("branch-answered", ["branch": telling.branch(fact.branch), "status": status], fact.text)
        }
        if let fact: TicketFact.Reopened = try entry.fact() {
            return line("reopened", ["branch": telling.branch(fact.branch), "n": "\(fact.loop)"], fact.reason)
        }
        if let fact: TicketFact.LinkOpened = try entry.fact() {
            return line("link-opened", ["branch": telling.branch(fact.branch)])
        }
        guard let fact: TicketFact.PhoneShown = try entry.fact() else { return nil }
        let blanks = ["branch": telling.branch(fact.branch), "reason": telling.text("members.reason.\(fact.reason)")]
        return line("phone-shown", blanks, fact.words ?? "")
    }
}
