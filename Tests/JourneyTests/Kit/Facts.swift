import Database
import Foundation
import Kernel

/// The centre's journal, read beside the running centre.
struct Facts: Sendable {
    /// The path of the SQLite file.
    let database: String

    func all(_ kinds: String...) async throws -> [JournalEntry] {
        let open = try DatabaseLocation.sqlite(path: database).open()
        do {
            let entries = try await Journal(open).entries(after: 0, upTo: 100_000, kinds: kinds)
            try await open.close()
            return entries
        } catch {
            try await open.close()
            throw error
        }
    }

    func count(_ kind: String) async throws -> Int { try await all(kind).count }

    /// Waits until so many facts of a kind stand in the journal, and returns them.
    @discardableResult
    func until(
        _ count: Int = 1, _ kind: String, within limit: Duration = .seconds(15)
    ) async throws -> [JournalEntry] {
        try await Patience.until("\(count) facts \(kind)", within: limit) {
            let entries = try await all(kind)
            return entries.count >= count ? entries : nil
        }
    }
}

/// The parts of facts that journeys look at.
struct CallEnded: Decodable {
    let cause: String
    let queue: String?
    let talkSeconds: Double
    let holdSeconds: Double
}

struct CallRecorded: Decodable {
    let path: String
    let seconds: Double
    let whole: Bool
}

struct OfferEnded: Decodable {
    let agent: String
    let reason: String
}

extension JournalEntry {
    func read<P: Decodable>(_ type: P.Type) throws -> P { try JSONDecoder().decode(P.self, from: Data(payload.utf8)) }
}
