public import Database
public import Foundation
public import Kernel

/// The shelf of prompts with its book: whoever changes what callers hear leaves a fact of it.
///
/// The file is exchanged as the last thing before the commit, so that a fact never stands for a recording that was not
/// taken. Should the commit itself fail, the person is told so and does it again; the same file is then in its place
/// already.
public struct PromptRegister: Sendable {
    public let shelf: PromptShelf
    private let database: any Database

    public init(_ shelf: PromptShelf, _ database: any Database) {
        self.shelf = shelf
        self.database = database
    }

    /// The last change of a prompt.
    public struct Change: Sendable, Equatable {
        public enum Kind: Sendable, Equatable { case replaced, restored }

        public let kind: Kind
        public let by: Author
        public let at: Timestamp
    }

    /// - Throws: `PromptRefusal`, as `PromptShelf.replace` does.
    public func replace(_ name: PromptName, with bytes: Data, by author: Author, at moment: Timestamp) async throws {
        let sound = try WaveSound(upload: bytes)
        try await database.write { [shelf] transaction in
            try transaction.append(
                PromptFact.Replaced(seconds: sound.seconds, bytes: bytes.count), about: .prompt(name), by: author,
                at: moment)
            try shelf.replace(name, with: bytes)
        }
    }

    /// Nothing happens when the generated voice is in use already.
    ///
    /// - Throws: `PromptRefusal.unknown` when there is no such prompt.
    public func restore(_ name: PromptName, by author: Author, at moment: Timestamp) async throws {
        guard try shelf.isReplaced(name) else { return }
        try await database.write { [shelf] transaction in
            try transaction.append(PromptFact.Restored(), about: .prompt(name), by: author, at: moment)
            try shelf.restore(name)
        }
    }

    /// The last change of each prompt that was ever changed.
    public func changes() async throws -> [PromptName: Change] {
        let kinds = [PromptFact.Replaced.kind, PromptFact.Restored.kind]
        let rows = try await database.read { transaction in
            try transaction.query(
                """
                SELECT subject, kind, author, at FROM journal
                WHERE seq IN (SELECT MAX(seq) FROM journal WHERE kind IN \(list: kinds) GROUP BY subject)
                """)
        }
        var changes: [PromptName: Change] = [:]
        for row in rows {
            let (subject, kind): (Subject, String) = (try row("subject"), try row("kind"))
            changes[PromptName(subject.id)] = Change(
                kind: kind == PromptFact.Replaced.kind ? .replaced : .restored, by: try row("author"),
                at: try row("at"))
        }
        return changes
    }
}

enum PromptFact {
    /// A recording took the place of the generated voice, or of another recording.
    struct Replaced: Fact {
        static let kind = "prompt.replaced"
        var seconds: Double
        var bytes: Int
    }

    /// The generated voice is heard again.
    struct Restored: Fact {
        static let kind = "prompt.restored"
    }
}

extension Subject {
    static func prompt(_ name: PromptName) -> Subject { Subject("prompt", name.text) }
}
