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
    /// Asked for when it must be known who speaks; never shown to an agent.
    public var motherName: String?
    public var careClass: CareClass
    public var segment: Segment
    public var status: MemberStatus
    /// Where the person lives: as fine as it is known, from the province down to the village.
    public var region: Region
    /// Street and number.
    public var address: String?
    /// The branch office that serves the person, by name.
    public var branch: String
    /// Where the person goes first when ill.
    public var facility: Facility?
    /// None, one or several; a family often shares one.
    public var phones: [PhoneNumber]
    public var email: String?

    public init(
        id: MemberID, card: CardNumber, nik: NIK, family: FamilyCardNumber, relation: FamilyRelation, name: String,
        birthDate: Day, sex: Sex, motherName: String? = nil, careClass: CareClass, segment: Segment,
        status: MemberStatus, region: Region, address: String? = nil, branch: String, facility: Facility? = nil,
        phones: [PhoneNumber], email: String? = nil
    ) {
        (self.id, self.card, self.nik, self.family, self.relation) = (id, card, nik, family, relation)
        (self.name, self.birthDate, self.sex, self.motherName) = (name, birthDate, sex, motherName)
        (self.careClass, self.segment, self.status) = (careClass, segment, status)
        (self.region, self.address, self.branch, self.facility) = (region, address, branch, facility)
        (self.phones, self.email) = (phones, email)
    }

    /// Full years on a day.
    public func age(on day: Day) -> Int {
        let birthdayIsToCome = (day.month, day.day) < (birthDate.month, birthDate.day)
        return day.year - birthDate.year - (birthdayIsToCome ? 1 : 0)
    }
}

/// A health centre, clinic or doctor of the first level, by the insurer's code.
public struct Facility: Sendable, Hashable, Codable {
    public var code: String
    public var name: String
    /// Since when the person is registered there; nil when nobody said.
    public var since: Day?

    public init(code: String, name: String, since: Day? = nil) {
        (self.code, self.name, self.since) = (code, name, since)
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

    /// On the family's account, with care or without for the time being.
    public var isInsured: Bool { self == .active || self == .arrears }
}
