import Database
import Kernel
import Pages
import Staff

/// One line of a ticket's story: what happened, small, and what people said of it, large.
struct StoryLine {
    var what: String
    /// In place of the name of whoever did it.
    var who: String?
    var said: [String] = []
    /// Nobody but the centre's people sees it.
    var isPrivate = false
    /// Where the whole of it is, for those who may read it, and the words of the way there.
    var place: (path: Path, words: String)?
    var attachment: AttachmentID?

    init(_ what: String, said text: String = "", isPrivate: Bool = false) {
        (self.what, said, self.isPrivate) = (what, paragraphs(text), isPrivate)
    }
}

/// What tellers tell with.
struct StoryTelling {
    let words: TicketWords
    let names: AuthorNames
    /// Names of branches by their codes.
    let branches: [String: String]
    let context: PageContext

    func text(_ key: String, _ blanks: [String: String] = [:]) -> String { context.text(key, blanks) }

    /// A word of a small list: `tickets.colour.red`.
    func word(_ kind: String, _ value: String) -> String { context.text("tickets.\(kind).\(value)") }

    func branch(_ code: String) -> String { branches[code] ?? code }
}

/// Tells the facts of one matter; nil for all others.
typealias StoryTeller = @Sendable (JournalEntry, StoryTelling) throws -> StoryLine?

/// Everybody who tells a part of a ticket's story: a slice with facts of its own adds its teller here. A fact that
/// nobody tells is not in the story.
enum StoryTellers {
    static let all: [StoryTeller] = [matter, rating, clocks, escalations, attachments, ties, undoing, satisfaction]

    static func line(_ entry: JournalEntry, _ telling: StoryTelling) throws -> StoryLine? {
        for tell in all { if let line = try tell(entry, telling) { return line } }
        return nil
    }
}
