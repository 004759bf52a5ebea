import Database
import Kernel
import Pages
import Staff

/// A contact's facts as lines of its story.
struct ContactStory {
    let time: WrittenTime
    let names: AuthorNames
    let choices: ContactChoices
    let context: PageContext

    func lines(_ facts: [JournalEntry]) throws -> [[String: Any]] {
        try facts.compactMap { entry in
            guard var line = try line(entry) else { return nil }
            line["when"] = time.moment(entry.at)
            line["who"] = names[entry.author]
            return line
        }
    }

    /// nil for a fact that has no words here.
    private func line(_ entry: JournalEntry) throws -> [String: Any]? {
        if let opened: ContactFact.Opened = try entry.fact() {
            let channel = choices.channel(opened.channel, opened.direction ?? .incoming)
            return ["what": context.text("contacts.fact.opened", ["channel": channel])]
        }
        if let ended: ContactFact.Ended = try entry.fact() {
            return ["what": context.text(ended.isCut ? "contacts.fact.cut" : "contacts.fact.ended")]
        }
        if let logged: ContactFact.Logged = try entry.fact() { return told("contacts.fact.logged", logged.log) }
        if let corrected: ContactFact.Corrected = try entry.fact() {
            return told("contacts.fact.corrected", corrected.log)
        }
        return nil
    }

    private func told(_ key: String, _ log: ContactLog) -> [String: Any] {
        let about = [choices.category(log.category), choices.kind(log.kind), choices.outcome(log.outcome)]
        return present([
            "what": context.text(key, ["about": about.joined(separator: " · ")]), "said": paragraphs(log.note),
        ])
    }
}
