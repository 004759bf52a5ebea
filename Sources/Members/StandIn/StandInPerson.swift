public import Kernel

/// A synthetic person whom the stand-in servers know.
public struct StandInPerson: Sendable, Hashable, Codable {
    public var nik: NIK
    public var family: FamilyCardNumber
    public var relation: FamilyRelation
    public var name: String
    public var birthPlace: String
    public var birthDate: Day
    public var sex: Sex
    public var mother: String
    public var father: String
    public var address: RegistryAddress
    /// Whether the registry keeps the person in force.
    public var isInForce: Bool
    /// nil for those who are not participants yet.
    public var membership: Membership?
    /// Of somebody who is no participant yet: what the insurer makes of a registration. It is asked for him by NIK only
    /// once he is registered, so it has it ready.
    public var membershipToCome: Membership?

    /// What the insurer knows more.
    public struct Membership: Sendable, Hashable, Codable {
        public var card: CardNumber
        public var careClass: CareClass
        public var segment: Segment
        public var isActive: Bool
        /// In rupiah.
        public var arrears: Int64
        public var facility: InsurerRecord.Coded
        public var phone: PhoneNumber?

        public init(
            card: CardNumber, careClass: CareClass, segment: Segment, isActive: Bool, arrears: Int64 = 0,
            facility: InsurerRecord.Coded, phone: PhoneNumber? = nil
        ) {
            (self.card, self.careClass, self.segment, self.isActive) = (card, careClass, segment, isActive)
            (self.arrears, self.facility, self.phone) = (arrears, facility, phone)
        }
    }

    public init(
        nik: NIK, family: FamilyCardNumber, relation: FamilyRelation, name: String, birthPlace: String, birthDate: Day,
        sex: Sex, mother: String, father: String, address: RegistryAddress = RegistryAddress(),
        isInForce: Bool = true, membership: Membership? = nil, membershipToCome: Membership? = nil
    ) {
        (self.nik, self.family, self.relation, self.name) = (nik, family, relation, name)
        (self.birthPlace, self.birthDate, self.sex) = (birthPlace, birthDate, sex)
        (self.mother, self.father, self.address) = (mother, father, address)
        (self.isInForce, self.membership, self.membershipToCome) = (isInForce, membership, membershipToCome)
    }
}

/// Everybody whom the stand-ins know, found by each number.
public struct StandInPeople: Sendable {
    private let byNIK: [NIK: StandInPerson]
    private let byCard: [CardNumber: NIK]
    private let byFamily: [FamilyCardNumber: [NIK]]

    public init(_ people: [StandInPerson]) {
        byNIK = Dictionary(people.map { ($0.nik, $0) }, uniquingKeysWith: { first, _ in first })
        byCard = Dictionary(
            people.compactMap { person in person.membership.map { ($0.card, person.nik) } },
            uniquingKeysWith: { first, _ in first })
        byFamily = Dictionary(grouping: people, by: \.family).mapValues { $0.map(\.nik) }
    }

    /// Families of which nobody is a participant first, each together.
    func strangers(most count: Int) -> [StandInPerson] {
        let families = byFamily.sorted { $0.key.digits < $1.key.digits }.map { $0.value.compactMap { byNIK[$0] } }
        let whole = families.filter { family in family.allSatisfy { $0.membership == nil } }
        let parts = families.filter { family in family.contains { $0.membership != nil } }
        return Array((whole + parts).joined().filter { $0.membership == nil }.prefix(count))
    }

    subscript(nik: NIK) -> StandInPerson? { byNIK[nik] }
    subscript(card: CardNumber) -> StandInPerson? { byCard[card].flatMap { byNIK[$0] } }
    func family(of nik: NIK) -> [StandInPerson] {
        (byNIK[nik].flatMap { byFamily[$0.family] } ?? []).compactMap { byNIK[$0] }
    }
}
