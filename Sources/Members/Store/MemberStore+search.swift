import Database
public import Kernel

extension MemberStore {
    /// Whom a search means. Leaves a fact about each who is shown.
    public func search(_ search: TypedSearch, by author: Author, at moment: Timestamp) async throws -> MemberFinds {
        let finds = try await database.read { try MemberFinds(search, in: $0) }
        guard !finds.members.isEmpty else { return finds }
        let fact = MemberFact.Looked(because: Subject("search", "members").text, by: finds.by.rawValue)
        try await database.write { transaction in
            for member in finds.members {
                try transaction.append(fact, about: .member(member.id), by: author, at: moment)
            }
        }
        return finds
    }

    /// Whether a card is on the register; tells nothing else, so it leaves no fact.
    public func has(_ card: CardNumber) async throws -> Bool {
        try await database.read { try $0.scalar("SELECT 1 FROM members WHERE card = \(card)", as: Int.self) != nil }
    }

    /// Writes names into the index that came before it was there; at once when there are none.
    public func indexNames() async throws {
        while try await database.write({ try $0.indexNames(upTo: 2_000) }) > 0 {}
    }
}
