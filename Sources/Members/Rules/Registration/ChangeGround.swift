public import Kernel

/// What a draft is judged against: looked up anew for each page, never kept with it.
public struct ChangeGround: Sendable {
    public var form: ChangeForm
    public var today: Day
    public var rules: RegistrationRules
    public var terms: ChangeTerms
    /// What is on record of whom the change is about; nil for a family that nobody has insured yet.
    public var standing: MemberStanding?
    /// Contribution of one person for one month today; empty: not known, so no total is told.
    public var rates: [CareClass: Rupiah]
    /// Among which a facility is chosen.
    public var facilities: [FacilityChoice]
    /// Codes of the banks that debit contributions.
    public var banks: [String]
    /// Codes of regions; nil: every code of two or four digits is taken.
    public var regions: Set<String>?
    /// The text of consent that is read out today; nil: none is set up, so none can be given.
    public var consentVersion: String?
    /// In whose days approvals count and ring-backs wait for the morning.
    public var calendar: CentreCalendar
    /// Whether two ways of writing a name are one name.
    public var sameName: @Sendable (String, String) -> Bool

    public init(
        form: ChangeForm, today: Day, rules: RegistrationRules = .original, terms: ChangeTerms = .original,
        standing: MemberStanding? = nil, rates: [CareClass: Rupiah] = [:], facilities: [FacilityChoice] = [],
        banks: [String] = ChangeGround.originalBanks, regions: Set<String>? = nil, consentVersion: String? = nil,
        calendar: CentreCalendar = .jakarta,
        sameName: @escaping @Sendable (String, String) -> Bool = { $0.lowercased() == $1.lowercased() }
    ) {
        (self.form, self.today, self.rules, self.terms) = (form, today, rules, terms)
        (self.standing, self.rates, self.facilities) = (standing, rates, facilities)
        (self.banks, self.regions, self.consentVersion) = (banks, regions, consentVersion)
        (self.calendar, self.sameName) = (calendar, sameName)
    }

    /// The banks with autodebit of contributions (Tempo, 2024).
    public static let originalBanks = ["bri", "mandiri", "bni", "btn", "bca"]
}

/// What is on record of somebody, as far as the rules of changes ask.
public struct MemberStanding: Sendable, Hashable {
    public var member: MemberID
    public var family: FamilyCardNumber
    public var segment: Segment
    public var status: MemberStatus
    public var careClass: CareClass
    /// nil: not known; the rule is then left to whoever decides.
    public var classSince: Day?
    /// The code of the facility; nil: none, or not known.
    public var facility: String?
    public var facilitySince: Day?
    /// nil: not known.
    public var hasPaidFirst: Bool?
    /// What is to be paid to be active again; nil: not known.
    public var owed: Rupiah?
    /// So many months are in it.
    public var owedMonths: Int
    /// Everybody insured on the family card, the member included.
    public var household: [Insured]

    public struct Insured: Sendable, Hashable, Identifiable {
        public var id: MemberID
        public var name: String
        public var relation: FamilyRelation
        public var birthDate: Day
        public var segment: Segment
        public var status: MemberStatus
        /// The first day of his coverage; nil: nobody told.
        public var coveredFrom: Day?

        public init(
            _ id: MemberID, _ name: String, _ relation: FamilyRelation, born: Day, segment: Segment = .selfPaying,
            status: MemberStatus = .active, coveredFrom: Day? = nil
        ) {
            (self.id, self.name, self.relation) = (id, name, relation)
            (birthDate, self.segment, self.status, self.coveredFrom) = (born, segment, status, coveredFrom)
        }

        public var isInsured: Bool { status.isInsured }
        /// Counted in the family's own contribution.
        public var paysHimself: Bool { isInsured && segment == .selfPaying }
        /// In arrears with the family. Whoever is new waits for his own first payment instead.
        func isSuspended(on day: Day) -> Bool {
            paysHimself && status == .arrears && coveredFrom.map { $0 <= day } ?? true
        }
    }

    public init(
        member: MemberID, family: FamilyCardNumber, segment: Segment, status: MemberStatus, careClass: CareClass,
        classSince: Day? = nil, facility: String? = nil, facilitySince: Day? = nil, hasPaidFirst: Bool? = nil,
        owed: Rupiah? = nil, owedMonths: Int = 0, household: [Insured] = []
    ) {
        (self.member, self.family, self.segment, self.status) = (member, family, segment, status)
        (self.careClass, self.classSince, self.facility) = (careClass, classSince, facility)
        (self.facilitySince, self.hasPaidFirst, self.owed) = (facilitySince, hasPaidFirst, owed)
        (self.owedMonths, self.household) = (owedMonths, household)
    }

    /// In arrears, and not waiting for a first payment: there is nothing to come back from before it.
    func isSuspended(on day: Day) -> Bool {
        let isNew = household.first { $0.id == member }?.coveredFrom.map { $0 > day } ?? false
        return status == .arrears && !isNew && !(hasPaidFirst != true && owed == Rupiah(0))
    }
}

/// A facility of first contact that can be chosen.
public struct FacilityChoice: Sendable, Hashable, Codable, Identifiable {
    public var code: String
    public var name: String
    /// The code of its region.
    public var region: String

    public init(code: String, name: String, region: String) {
        (self.code, self.name, self.region) = (code, name, region)
    }

    public var id: String { code }

    /// Those of the same regency first, then those of the province, then the others; by name within.
    public static func nearest(_ choices: [FacilityChoice], to region: String) -> [FacilityChoice] {
        func distance(_ choice: FacilityChoice) -> Int {
            if choice.region == region { return 0 }
            return choice.region.prefix(2) == region.prefix(2) ? 1 : 2
        }
        return choices.sorted { (distance($0), $0.name, $0.code) < (distance($1), $1.name, $1.code) }
    }
}
