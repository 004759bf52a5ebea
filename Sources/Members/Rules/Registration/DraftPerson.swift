public import Kernel

/// Somebody on the family card whom a draft may register.
public struct DraftPerson: Sendable, Hashable, Codable, Identifiable {
    /// Within the draft, never given twice.
    public let id: Int
    /// nil: a child that has none yet.
    public var nik: NIK?
    public var name: String
    public var birthDate: Day
    public var sex: Sex
    public var relation: FamilyRelation
    public var source: PersonSource
    public var check: PersonCheck
    /// nil: nobody of that NIK is on record, or it was not looked up yet.
    public var participation: Participation?

    public var isInsured: Bool { participation?.isInsured ?? false }
}

public enum PersonSource: String, Sendable, Codable, Hashable { case registry, caller }

/// What the population registry says of somebody.
public enum PersonCheck: Sendable, Hashable, Codable {
    /// It has not answered: it is down, or was not asked. Work goes on.
    case unverifiedYet
    case verified
    case notFound
    /// There is such a NIK, but these do not agree.
    case differs([FieldName])

    /// What holds of several people together: one who differs must be corrected before anything else, one who is not
    /// found sends all of them to the branch.
    static func together(_ checks: [PersonCheck]) -> PersonCheck {
        let differing = checks.flatMap { if case .differs(let fields) = $0 { fields } else { [FieldName]() } }
        if !differing.isEmpty { return .differs(Array(Set(differing)).sorted { $0.rawValue < $1.rawValue }) }
        if checks.contains(.notFound) { return .notFound }
        return checks.isEmpty || checks.contains(.unverifiedYet) ? .unverifiedYet : .verified
    }
}

/// How somebody is insured already.
public struct Participation: Sendable, Hashable, Codable {
    public var member: MemberID
    public var segment: Segment
    public var status: MemberStatus
    public var careClass: CareClass

    public init(member: MemberID, segment: Segment, status: MemberStatus, careClass: CareClass) {
        (self.member, self.segment, self.status, self.careClass) = (member, segment, status, careClass)
    }

    public var isInsured: Bool { status.isInsured }
    /// Pays for himself, so his class binds the family.
    public var bindsClass: Bool { isInsured && segment == .selfPaying }
}

/// What the registry says of a family card.
public enum FamilyReading: Sendable, Hashable, Codable {
    case found([Person])
    case notFound
    /// No answer. What was typed stays, unverified.
    case down

    public struct Person: Sendable, Hashable, Codable {
        public var nik: NIK
        public var name: String
        public var birthDate: Day
        public var sex: Sex
        public var relation: FamilyRelation

        public init(_ nik: NIK, _ name: String, born: Day, _ sex: Sex, _ relation: FamilyRelation) {
            (self.nik, self.name, birthDate, self.sex, self.relation) = (nik, name, born, sex, relation)
        }
    }
}

/// What the registry is to be asked for a draft.
public enum RegistryQuestion: Sendable, Hashable {
    case family(FamilyCardNumber)
    /// What the caller says; what is nil was not corrected and is taken from the record.
    case person(nik: NIK?, name: String?, birthDate: Day?, sex: Sex?, family: FamilyCardNumber?)
}

extension DraftPerson {
    /// Sets what was typed against the registry's person of that NIK. The registry's writing of a name that agrees
    /// counts from then on.
    mutating func compare(with known: FamilyReading.Person, sameName: (String, String) -> Bool) {
        var differing: [FieldName] = []
        if !sameName(name, known.name) { differing.append(.name) }
        if birthDate != known.birthDate { differing.append(.birthDate) }
        if sex != known.sex { differing.append(.sex) }
        guard differing.isEmpty else {
            check = .differs(differing)
            return
        }
        (name, relation, check) = (known.name, known.relation, .verified)
    }

    init(_ id: Int, _ known: FamilyReading.Person) {
        self.init(
            id: id, nik: known.nik, name: known.name, birthDate: known.birthDate, sex: known.sex,
            relation: known.relation, source: .registry, check: .verified, participation: nil)
    }
}
