import Kernel

/// What the registry said to a change's question.
enum RegistryWord: Sendable, Hashable {
    case family(FamilyReading)
    case person(PersonCheck)
    /// It was not asked: it rests, is busy, or the day's questions are used up.
    case notAsked
}

extension PopulationRegistry {
    /// Asks. What fails, is unreadable or is refused counts as no answer, so that it is asked again.
    func answer(_ inquiry: ChangeInquiry, transaction: String) async -> RegistryWord {
        switch inquiry {
        case .unaskable(let isFamily): return isFamily ? .family(.down) : .person(.unverifiedYet)
        case .person(let claim): return await word(on: claim, transaction)
        case .family(let card, let nik, let typed):
            guard mayRead else { return await family(card, typed, transaction) }
            do throws(RegistryRefusal) {
                return .family(FamilyReading(try await family(of: nik), of: card))
            } catch {
                if error.wasNotAsked { return .notAsked }
                return .family(error.isUnknown ? .notFound : .down)
            }
        }
    }

    private func word(on claim: RegistryClaim, _ transaction: String) async -> RegistryWord {
        do throws(RegistryRefusal) {
            return .person(PersonCheck(try await compare(claim, transaction: transaction), of: claim))
        } catch {
            if error.wasNotAsked { return .notAsked }
            return .person(error.isUnknown ? .notFound : .unverifiedYet)
        }
    }

    /// Where families may not be read, those who were typed are compared one by one. Whoever does not match counts as
    /// not found: the registry does not tell what is right, so the branch looks at the papers.
    private func family(
        _ card: FamilyCardNumber, _ typed: [RegistryClaim], _ transaction: String
    ) async -> RegistryWord {
        var found: [FamilyReading.Person] = []
        for claim in typed {
            switch await word(on: claim, transaction) {
            case .notAsked: return .notAsked
            case .person(.verified): if let person = FamilyReading.Person(claim) { found.append(person) }
            case .person(.unverifiedYet): return .family(.down)
            case .person, .family: break
            }
        }
        return .family(found.isEmpty ? .notFound : .found(found))
    }
}

extension RegistryRefusal {
    /// The question did not go out: nothing is known of the partner by it.
    fileprivate var wasNotAsked: Bool {
        switch self {
        case .unanswered(.resting), .unanswered(.busy), .unanswered(.quotaUsedUp), .unanswered(.cancelled): true
        default: false
        }
    }

    /// Nobody such is in force: the papers have to be looked at.
    fileprivate var isUnknown: Bool {
        switch self {
        case .notFound, .inactive: true
        default: false
        }
    }
}

extension FamilyReading {
    /// Those of the card who can be read as people. Somebody who stands on another card is not found on this one.
    init(_ people: [RegistryPerson], of card: FamilyCardNumber) {
        let known = people.filter { $0.family == nil || $0.family == card }.compactMap { Person($0) }
        self = known.isEmpty ? .notFound : .found(known)
    }
}

extension FamilyReading.Person {
    init?(_ person: RegistryPerson) {
        guard let name = person.name, let birthDate = person.birthDate, let sex = person.sex else { return nil }
        self.init(person.nik, name, born: birthDate, sex, person.relation ?? .other)
    }

    /// What was typed, when the registry says that it matches.
    init?(_ claim: RegistryClaim) {
        guard let name = claim.name, let birthDate = claim.birthDate, let sex = claim.sex else { return nil }
        self.init(claim.nik, name, born: birthDate, sex, .other)
    }
}

extension PersonCheck {
    /// What the registry left out of its answer agrees with nothing, and differs from nothing.
    init(_ comparison: RegistryComparison, of claim: RegistryClaim) {
        let fields: [(RegistryElement, FieldName, Bool)] = [
            (.nik, .nik, true), (.family, .newFamilyCard, claim.family != nil), (.name, .name, claim.name != nil),
            (.birthDate, .birthDate, claim.birthDate != nil), (.sex, .sex, claim.sex != nil),
        ]
        let asked = fields.filter(\.2)
        let differing = asked.filter { comparison.differing.contains($0.0) }.map(\.1)
        if !differing.isEmpty {
            self = .differs(differing)
        } else {
            self = comparison.agrees(on: Set(asked.map(\.0))) ? .verified : .unverifiedYet
        }
    }
}
