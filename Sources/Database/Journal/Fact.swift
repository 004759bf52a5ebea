import Foundation
public import Kernel

/// Something that happened, in the past tense, and is never taken back: a later fact corrects it.
///
/// The payload is kept for years: add optional fields, never rename or retype one.
public protocol Fact: Codable, Sendable {
    /// Like `call.offered`: the subject's kind and the verb.
    static var kind: String { get }
}

extension Transaction {
    /// Writes a fact beside the change that it tells: both are saved, or neither. Answers its sequence number.
    @discardableResult
    public func append(
        _ fact: some Fact, about subject: Subject, by author: Author, at moment: Timestamp
    ) throws -> Int64 {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let payload = String(decoding: try encoder.encode(fact), as: UTF8.self)
        let sequence = try scalar(
            """
            INSERT INTO journal (at, author, subject, kind, payload)
            VALUES (\(moment), \(author), \(subject), \(type(of: fact).kind), \(payload)) RETURNING seq
            """, as: Int64.self)
        try notify(Journal.channel, "")
        guard let sequence else {
            throw DatabaseError(kind: .other, code: "journal", message: "no sequence number came back")
        }
        return sequence
    }
}

/// One fact as the journal keeps it.
public struct JournalEntry: Sendable, RowDecodable {
    /// Grows in the order of commits; numbers may be missing where a transaction was undone.
    public let seq: Int64
    public let at: Timestamp
    public let author: Author
    public let subject: Subject
    public let kind: String
    /// JSON.
    public let payload: String

    public init(row: Row) throws {
        seq = try row("seq")
        at = try row("at")
        author = try row("author")
        subject = try row("subject")
        kind = try row("kind")
        payload = try row("payload")
    }

    /// The fact itself; nil when it is of another kind.
    public func fact<F: Fact>(_ type: F.Type = F.self) throws -> F? {
        guard kind == F.kind else { return nil }
        return try JSONDecoder().decode(F.self, from: Data(payload.utf8))
    }
}
