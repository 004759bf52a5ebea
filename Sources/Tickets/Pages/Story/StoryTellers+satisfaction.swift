import Database
import Kernel
import Pages

extension StoryTellers {
    /// That somebody was asked how satisfied they are, and what they said.
    @Sendable static func satisfaction(_ entry: JournalEntry, _ telling: StoryTelling) throws -> StoryLine? {
        if try entry.fact(TicketFact.SatisfactionAsked.self) != nil {
            return StoryLine(telling.text("satisfaction.fact.asked"))
        }
        guard let fact: TicketFact.Rated = try entry.fact() else { return nil }
        let score = fact.score.rawValue
        let blanks = ["score": "\(score)", "word": telling.text("satisfaction.score.\(score)").lowercased()]
        var line = StoryLine(telling.text("satisfaction.fact.rated", blanks), said: fact.remark ?? "")
        line.who = telling.text("satisfaction.by-link")
        return line
    }
}
