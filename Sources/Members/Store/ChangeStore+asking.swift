import Database
import Kernel

/// What the registry is to be asked for one change that waits for it.
enum ChangeInquiry: Sendable, Hashable {
    /// Who stands on this card. The registry finds a card by somebody on it; the people as typed are compared where
    /// it may not be read.
    case family(FamilyCardNumber, by: NIK, typed: [RegistryClaim])
    case person(RegistryClaim)
    /// Nobody gave a number that the registry could be asked by.
    case unaskable(isFamily: Bool)
}

extension ChangeStore {
    /// nil when the change no longer waits for the registry. The look at the people in it leaves its facts.
    func inquiry(_ id: ChangeID, by actor: ChangeActor, at moment: Timestamp) async throws -> ChangeInquiry? {
        guard let seen = try await seen(id, by: actor, at: moment), case .awaitingRegistry = seen.change.stage,
            let question = seen.reading.registryQuestion
        else { return nil }
        let about = seen.reading[.member].flatMap { value -> MemberID? in
            if case .member(let id) = value { id } else { nil }
        }
        let known = seen.change.kind == .identityCorrection ? about : seen.change.draft.origin.member
        // The look at it has left its fact just now.
        let record = try await known.asyncFlatMap { id in
            try await database.read { try $0.members(where: MemberStore.Key.id(id).condition, upTo: 1).first }
        }
        switch question {
        case .family(let card):
            let people = seen.change.draft.people
            guard let nik = people.lazy.compactMap(\.nik).first ?? record?.trueNIK else {
                return .unaskable(isFamily: true)
            }
            return .family(card, by: nik, typed: people.compactMap { RegistryClaim($0, on: card) })
        case .person(let nik, let name, let birthDate, let sex, let family):
            let record = seen.change.kind == .identityCorrection ? record : nil
            guard let nik = nik ?? record?.trueNIK else { return .unaskable(isFamily: false) }
            return .person(
                RegistryClaim(
                    nik: nik, family: family, name: name ?? record?.name, birthDate: birthDate ?? record?.birthDate,
                    sex: sex ?? record?.sex))
        }
    }
}

extension RegistryClaim {
    /// nil for a child that has no number yet.
    init?(_ person: DraftPerson, on card: FamilyCardNumber) {
        guard let nik = person.nik else { return nil }
        self.init(nik: nik, family: card, name: person.name, birthDate: person.birthDate, sex: person.sex)
    }
}

extension Optional where Wrapped: Sendable {
    fileprivate func asyncFlatMap<Value>(
        _ body: (Wrapped) async throws -> Value?
    ) async rethrows -> Value? {
        guard let self else { return nil }
        return try await body(self)
    }
}
