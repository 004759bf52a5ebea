import Foundation
public import Kernel

extension ChangeDraft {
    /// What the registry says of the draft's family card. People typed before are set against it and keep their
    /// numbers; a registry that is down leaves everything as it is, unverified.
    ///
    /// - Throws: `.familyCardChanged` when another card was typed meanwhile.
    public mutating func take(
        _ reading: FamilyReading, of card: FamilyCardNumber, at moment: Timestamp, on ground: ChangeGround
    ) throws(ChangeRefusal) {
        guard read(on: ground).familyCard == card else { throw .familyCardChanged }
        peopleOf = card
        switch reading {
        case .down: break
        case .notFound: for index in people.indices { people[index].check = .notFound }
        case .found(let known):
            self.known = known
            merge(sameName: ground.sameName)
        }
        touch(at: moment)
    }

    /// Sets everybody in the list against what the registry told, and adds whom only the registry knows.
    private mutating func merge(sameName: (String, String) -> Bool) {
        guard let known else { return }
        for index in people.indices {
            if let match = known.first(where: { $0.nik == people[index].nik }) {
                people[index].compare(with: match, sameName: sameName)
            } else {
                people[index].check = .notFound
            }
        }
        let listed = Set(people.compactMap(\.nik))
        for person in known where !listed.contains(person.nik) {
            lastPerson += 1
            people.append(DraftPerson(lastPerson, person))
        }
    }

    /// The registry's word on the one person whom the change is about.
    public mutating func take(_ check: PersonCheck, at moment: Timestamp) {
        guard check != personCheck else { return }
        personCheck = check
        touch(at: moment)
    }

    /// Who of them is on record already. Everybody of the list who is not named is not.
    public mutating func take(participants: [NIK: Participation], at moment: Timestamp) {
        for index in people.indices { people[index].participation = people[index].nik.flatMap { participants[$0] } }
        touch(at: moment)
    }

    /// What is asked of a person when the registry does not tell.
    public static let personFields: [FormField] = [
        FormField(.nik, .nik, isSecret: true),
        FormField(.name, .text(longest: 100), rules: [.shortest(2), .noLongNumber]),
        FormField(.birthDate, .day, rules: [.notInFuture, .withinYears(130)]),
        FormField(.sex, .choice(Sex.allCases.map(\.rawValue))),
        FormField(.relation, .choice(FamilyRelation.allCases.map(\.rawValue))),
    ]

    /// Adds a person as the caller tells it. What is wrong stays in `typedPerson` until it is right.
    ///
    /// - Throws: `.changedMeanwhile`, `.tooMuch`, `.noFamilyCard` before a card is known.
    @discardableResult
    public mutating func add(
        person words: [String: [String]], version: Int, at moment: Timestamp, on ground: ChangeGround
    ) throws(ChangeRefusal) -> [FieldProblem] {
        guard version == self.version else { throw .changedMeanwhile }
        guard let card = read(on: ground).familyCard else { throw .noFamilyCard }
        guard people.count < Self.mostWords, words.values.joined().allSatisfy({ $0.utf8.count <= Self.longestWord })
        else { throw .tooMuch }
        typedPerson = Dictionary(
            uniqueKeysWithValues: Self.personFields.map { ($0.name, words[$0.name.rawValue] ?? []) })
        let entry = PersonEntry(typedPerson, on: ground)
        var problems = entry.problems
        if let nik = entry.nik, people.contains(where: { $0.nik == nik }) {
            problems.append(FieldProblem(.nik, .personTwice))
        }
        if problems.isEmpty, let person = entry.person(lastPerson + 1) {
            lastPerson += 1
            people.append(person)
            typedPerson = [:]
            merge(sameName: ground.sameName)
        }
        peopleOf = card
        touch(at: moment)
        return problems
    }

    /// Takes out a person whom the caller told; whom the registry told stays, or comes in his place.
    public mutating func remove(
        person id: Int, version: Int, at moment: Timestamp, on ground: ChangeGround
    ) throws(ChangeRefusal) {
        guard version == self.version else { throw .changedMeanwhile }
        guard let index = people.firstIndex(where: { $0.id == id && $0.source == .caller }) else {
            throw .noSuchPerson
        }
        people.remove(at: index)
        typed[.people]?.removeAll { $0 == String(id) }
        merge(sameName: ground.sameName)
        touch(at: moment)
    }
}

/// A person as typed, read.
private struct PersonEntry {
    var problems: [FieldProblem] = []
    private var values: [FieldName: FieldValue] = [:]

    init(_ typed: [FieldName: [String]], on ground: ChangeGround) {
        for field in ChangeDraft.personFields {
            let words = (typed[field.name] ?? []).trimmedWords
            guard !words.isEmpty else {
                problems.append(FieldProblem(field.name, .missing))
                continue
            }
            do throws(FieldComplaint) {
                values[field.name] = try field.read(words, people: [], on: ground)
            } catch {
                problems.append(FieldProblem(field.name, error))
            }
        }
    }

    var nik: NIK? { if case .nik(let nik) = values[.nik] { nik } else { nil } }

    func person(_ id: Int) -> DraftPerson? {
        guard let nik, case .text(let name) = values[.name], case .day(let birthDate) = values[.birthDate],
            case .choice(let sex) = values[.sex], case .choice(let relation) = values[.relation],
            let sex = Sex(rawValue: sex), let relation = FamilyRelation(rawValue: relation)
        else { return nil }
        return DraftPerson(
            id: id, nik: nik, name: name, birthDate: birthDate, sex: sex, relation: relation, source: .caller,
            check: .unverifiedYet, participation: nil)
    }
}

extension [String] {
    /// Without blanks around them, without empty ones.
    var trimmedWords: [String] {
        map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }
    }
}
