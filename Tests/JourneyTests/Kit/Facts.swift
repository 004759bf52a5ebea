import Database
import Foundation
import Kernel

/// The centre's journal, read beside the running centre.
struct Facts: Sendable {
    let place: DatabaseLocation

    func all(_ kinds: String..., after mark: Int64 = 0) async throws -> [JournalEntry] {
        try await with { try await Journal($0).entries(after: mark, upTo: 100_000, kinds: kinds) }
    }

    func count(_ kind: String, after mark: Int64 = 0) async throws -> Int { try await all(kind, after: mark).count }

    /// Where the journal ends now: what the demo has behind it stands before.
    func mark() async throws -> Int64 { try await with { try await Journal($0).lastSequence() } }

    /// What happened to something, oldest first.
    func story(of subject: Subject) async throws -> [JournalEntry] {
        try await with { try await Journal($0).entries(about: subject) }
    }

    /// How many rows a table has.
    func rows(of table: String) async throws -> Int {
        try await with { try await $0.read { try $0.scalar("SELECT COUNT(*) FROM \(name: table)") ?? 0 } }
    }

    /// A member's id, birth date and health centre, by the card.
    func member(with card: String) async throws -> (id: String, born: String, facility: String) {
        try await with {
            try await $0.read { rows in
                func value(_ column: String) throws -> String {
                    try rows.scalar("SELECT \(name: column) FROM members WHERE card = \(card)", as: String.self) ?? ""
                }
                let place = try value("facility")
                let name = try rows.scalar("SELECT name FROM facilities WHERE code = \(place)", as: String.self)
                return (try value("id"), try value("birth_date"), name ?? place)
            }
        }
    }

    private func with<R>(_ look: (any Database) async throws -> R) async throws -> R {
        let open = try place.open()
        let result: Result<R, any Error>
        do { result = .success(try await look(open)) } catch { result = .failure(error) }
        try await open.close()
        return try result.get()
    }

    /// Waits until so many facts of a kind stand in the journal, and returns them.
    @discardableResult
    func until(
        _ count: Int = 1, _ kind: String, after mark: Int64 = 0, within limit: Duration = .seconds(15)
    ) async throws -> [JournalEntry] {
        try await Patience.until("\(count) facts \(kind)", within: limit) {
            let entries = try await all(kind, after: mark)
            return entries.count >= count ? entries : nil
        }
    }

    /// Waits until so many facts of a kind stand in the journal of one change.
    func until(
        _ count: Int = 1, _ kind: String, of change: String, within limit: Duration = .seconds(15)
    ) async throws {
        try await until(count, kind, of: Subject("change", change), within: limit)
    }

    /// Waits until so many facts of a kind stand in the story of one thing.
    func until(
        _ count: Int = 1, _ kind: String, of subject: Subject, within limit: Duration = .seconds(15)
    ) async throws {
        try await Patience.until("\(count) facts \(kind) of \(subject.text)", within: limit) {
            try await story(of: subject).count { $0.kind == kind } >= count
        }
    }

    /// On a disk that is full, writes until the database has used up what it had set aside (SQLite goes on in its log
    /// from the beginning once all of it is in the file).
    func useUpSpareRoom() async throws {
        try await with { open in
            for size in [1 << 16, 1] {
                do {
                    while true {
                        try await open.write {
                            try $0.script("CREATE TABLE IF NOT EXISTS spare_room (bytes BLOB)")
                            try $0.execute("INSERT INTO spare_room VALUES (\([UInt8](repeating: 0, count: size)))")
                        }
                    }
                } catch let error as DatabaseError where error.kind == .full { continue }
            }
        }
    }
}

/// The parts of facts that journeys look at.
struct CallEnded: Decodable {
    let cause: String
    let queue: String?
    let agent: String?
    let talkSeconds: Double
    let holdSeconds: Double
}

struct CallRecorded: Decodable {
    let path: String
    let seconds: Double
    let whole: Bool
}

struct ChangeBegan: Decodable {
    let contact: String?
}

struct OfferEnded: Decodable {
    let agent: String
    let reason: String
}

extension JournalEntry {
    func read<P: Decodable>(_ type: P.Type) throws -> P { try JSONDecoder().decode(P.self, from: Data(payload.utf8)) }
}
