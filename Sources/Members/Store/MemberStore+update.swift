public import Database
public import Kernel

extension MemberStore {
    /// A member with sources and history. Leaves a fact about what the look was for.
    public func record(
        _ id: MemberID, because subject: Subject, by author: Author, at moment: Timestamp
    ) async throws -> MemberRecord? {
        try await database.write { transaction in
            guard let record = try transaction.records(where: "m.id = \(id)", upTo: 1).first else { return nil }
            let fact = MemberFact.Looked(because: subject.text, by: Key.id(id).word)
            try transaction.append(fact, about: .member(id), by: author, at: moment)
            return record
        }
    }

    /// Everybody on a member's family card, himself among them. Leaves a fact about each of the others.
    func family(
        of member: Member, because subject: Subject, by author: Author, at moment: Timestamp
    ) async throws -> [Member] {
        try await database.write { transaction in
            let key = Key.family(member.family)
            let family = try transaction.members(where: key.condition, upTo: Self.mostFound)
            let fact = MemberFact.Looked(because: subject.text, by: key.word)
            for other in family where other.id != member.id {
                try transaction.append(fact, about: .member(other.id), by: author, at: moment)
            }
            return family
        }
    }

    /// Writes down what a source says of a member, where it is newer than what is known.
    ///
    /// - Throws: `MemberRefusal.noSuchMember`, `.nikTaken`, `.cardTaken`.
    @discardableResult
    public func update(
        _ id: MemberID, _ update: MemberUpdate, by author: Author, at moment: Timestamp
    ) async throws -> MemberChanges {
        try await database.write { try $0.updateMember(id, update, by: author, at: moment) }
    }
}

extension Transaction {
    /// As `MemberStore.update`, within a transaction that also does other things.
    @discardableResult
    public func updateMember(
        _ id: MemberID, _ update: MemberUpdate, by author: Author, at moment: Timestamp
    ) throws -> MemberChanges {
        guard let record = try records(where: "m.id = \(id)", upTo: 1).first else {
            throw MemberRefusal.noSuchMember
        }
        return try apply(update, to: record, by: author, at: moment)
    }

    /// Whether a card is somebody's; tells nothing else, so it leaves no fact.
    func hasMember(with card: CardNumber) throws -> Bool {
        try scalar("SELECT 1 FROM members WHERE card = \(card)", as: Int.self) != nil
    }

    /// Saves what changes, and its fact. Nothing new leaves no fact.
    func apply(
        _ update: MemberUpdate, to record: MemberRecord, by author: Author, at moment: Timestamp
    ) throws -> MemberChanges {
        var after = record
        let changes = after.take(update)
        if changes.touches(.nik) {
            let holder = try scalar("SELECT id FROM members WHERE nik = \(after.member.nik)", as: MemberID.self)
            guard holder == nil || holder == record.id else { throw MemberRefusal.nikTaken }
        }
        if changes.touches(.card), try hasMember(with: after.member.card) { throw MemberRefusal.cardTaken }
        if changes.touches(.nik) { try forgetInsurerAnswer(of: record.id) }
        if after != record { try save(after, changes, before: record.member) }
        if !changes.changed.isEmpty {
            try append(MemberFact.Updated(update, changes), about: .member(record.id), by: author, at: moment)
        }
        return changes
    }
}
