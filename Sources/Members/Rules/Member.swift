public import Kernel

/// An insured person, as the registry last told it.
public struct Member: Sendable, Hashable, Identifiable {
    public let id: MemberID
    public var card: CardNumber
    public var nik: NIK
    /// The family card that the person stands on.
    public var family: FamilyCardNumber
    public var relation: FamilyRelation
    public var name: String
    public var birthDate: Day
    public var sex: Sex
    public var careClass: CareClass
    public var segment: Segment
    public var status: MemberStatus
    /// Where the person lives.
    public var region: Region
    /// The branch office that serves the person, by name.
    public var branch: String
    /// None, one or several; a family often shares one.
    public var phones: [PhoneNumber]

    public init(
        id: MemberID, card: CardNumber, nik: NIK, family: FamilyCardNumber, relation: FamilyRelation, name: String,
        birthDate: Day, sex: Sex, careClass: CareClass, segment: Segment, status: MemberStatus, region: Region,
        branch: String, phones: [PhoneNumber]
    ) {
        (self.id, self.card, self.nik, self.family, self.relation) = (id, card, nik, family, relation)
        (self.name, self.birthDate, self.sex) = (name, birthDate, sex)
        (self.careClass, self.segment, self.status) = (careClass, segment, status)
        (self.region, self.branch, self.phones) = (region, branch, phones)
    }

    /// Full years on a day.
    public func age(on day: Day) -> Int {
        let birthdayIsToCome = (day.month, day.day) < (birthDate.month, birthDate.day)
        return day.year - birthDate.year - (birthdayIsToCome ? 1 : 0)
    }
}

/// The place on the family card, in the order in which families are listed.
public enum FamilyRelation: String, Sendable, Codable, CaseIterable, Hashable { case head, spouse, child, other }

/// The class of inpatient care.
public enum CareClass: Int, Sendable, Codable, CaseIterable, Hashable { case first = 1, second, third }

/// Who pays the contribution, and for whom (Presidential Regulation 82 of 2018, article 2 and following).
public enum Segment: String, Sendable, Codable, CaseIterable, Hashable {
    /// The poor, paid by the state budget.
    case stateAssisted = "pbi-apbn"
    /// Paid by a regional budget.
    case regionAssisted = "pbi-apbd"
    /// Wage earners of the state.
    case stateEmployed = "ppu-pn"
    /// Wage earners of businesses.
    case employed = "ppu-bu"
    /// Those who pay for themselves.
    case selfPaying = "pbpu"
    /// Not working: pensioners, investors.
    case notWorking = "bp"
}

public enum MemberStatus: String, Sendable, Codable, CaseIterable, Hashable {
    case active
    /// Care is suspended until the arrears are paid.
    case arrears
    /// No longer insured: moved to another segment, left the country.
    case ended
    case deceased
}
