import Database
import Foundation
import Kernel

extension ChangeStore {
    /// A change as whoever decides sees it, beside what is on record now.
    struct Opened: Sendable {
        let seen: Seen
        /// Everybody on the family card of whom it is about; none for a family that nobody has insured yet.
        let records: [Member]

        var change: ChangeCase { seen.change }
    }

    /// The look at the people in it leaves its facts. nil: there is none.
    func opened(_ id: ChangeID, by actor: ChangeActor, at moment: Timestamp) async throws -> Opened? {
        guard let seen = try await seen(id, by: actor, at: moment) else { return nil }
        guard let family = seen.ground.standing?.family else { return Opened(seen: seen, records: []) }
        // Looked at just now, by `seen`.
        let records = try await database.read {
            try $0.members(where: MemberStore.Key.family(family).condition, upTo: MemberStore.mostFound)
        }
        return Opened(seen: seen, records: records)
    }

    /// Which of these have been approved by the first of two.
    func approvedOnce(among ids: [ChangeID]) async throws -> Set<ChangeID> {
        guard !ids.isEmpty else { return [] }
        let documents = try await database.read {
            try $0.scalars("SELECT document FROM changes WHERE id IN \(list: ids)", as: String.self)
        }
        let cases = try documents.map { try JSONDecoder().decode(ChangeCase.self, from: Data($0.utf8)) }
        return Set(cases.filter { !$0.approvals.isEmpty }.map(\.id))
    }

    /// Shows the number at which a caller is rung back, and leaves the fact of it.
    ///
    /// - Throws: `ChangeRefusal`.
    func revealNumber(
        _ ringBack: Int, of id: ChangeID, by actor: ChangeActor, at moment: Timestamp
    ) async throws -> PhoneNumber {
        guard actor.may(.ringBack) else { throw ChangeRefusal.notAllowed(.ringBack) }
        return try await database.write { transaction in
            guard let change = try transaction.change(id) else { throw ChangeRefusal.noSuchChange }
            guard let found = change.ringBacks.first(where: { $0.id == ringBack }) else {
                throw ChangeRefusal.noSuchRingBack
            }
            guard found.state == .open else { throw ChangeRefusal.ringBackOver }
            try transaction.append(
                NumberShown(ringBack: ringBack), about: change.subject, by: actor.author, at: moment)
            return found.phone
        }
    }
}

/// Somebody had the number of a ring-back shown in the clear.
struct NumberShown: Fact {
    static let kind = "change.number-shown"
    let ringBack: Int
}
