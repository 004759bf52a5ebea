public import Kernel

/// One value of a member, of whatever kind its field is.
public enum MemberValue: Sendable, Hashable {
    case card(CardNumber)
    case nik(NIK)
    case family(FamilyCardNumber)
    case relation(FamilyRelation)
    case name(String)
    case birthDate(Day)
    case sex(Sex)
    case motherName(String?)
    case careClass(CareClass)
    case segment(Segment)
    case status(MemberStatus)
    case region(Region)
    case address(String?)
    case branch(String)
    case facility(Facility?)
    case phones([PhoneNumber])
    case email(String?)

    public var field: MemberField {
        switch self {
        case .card: .card
        case .nik: .nik
        case .family: .family
        case .relation: .relation
        case .name: .name
        case .birthDate: .birthDate
        case .sex: .sex
        case .motherName: .motherName
        case .careClass: .careClass
        case .segment: .segment
        case .status: .status
        case .region: .region
        case .address: .address
        case .branch: .branch
        case .facility: .facility
        case .phones: .phones
        case .email: .email
        }
    }
}

/// What a source says of a member. A card is part of it only where a member gets another: it is how he is found.
public struct MemberUpdate: Sendable, Hashable {
    public var told: Provenance
    public var values: [MemberValue]
    /// From which day on a new status, segment or class holds.
    public var effective: Day

    public init(_ values: [MemberValue], told: Provenance, effective: Day) {
        (self.values, self.told, self.effective) = (values, told, effective)
    }
}

extension Member {
    public func value(_ field: MemberField) -> MemberValue? {
        switch field {
        case .card: .card(card)
        case .nik: .nik(nik)
        case .family: .family(family)
        case .relation: .relation(relation)
        case .name: .name(name)
        case .birthDate: .birthDate(birthDate)
        case .sex: .sex(sex)
        case .motherName: .motherName(motherName)
        case .careClass: .careClass(careClass)
        case .segment: .segment(segment)
        case .status: .status(status)
        case .region: .region(region)
        case .address: .address(address)
        case .branch: .branch(branch)
        case .facility: .facility(facility)
        case .phones: .phones(phones)
        case .email: .email(email)
        }
    }

    mutating func set(_ value: MemberValue) {
        switch value {
        case .card(let card): self.card = card
        case .nik(let nik): self.nik = nik
        case .family(let family): self.family = family
        case .relation(let relation): self.relation = relation
        case .name(let name): self.name = name
        case .birthDate(let day): birthDate = day
        case .sex(let sex): self.sex = sex
        case .motherName(let name): motherName = name
        case .careClass(let careClass): self.careClass = careClass
        case .segment(let segment): self.segment = segment
        case .status(let status): self.status = status
        case .region(let region): self.region = region
        case .address(let address): self.address = address
        case .branch(let branch): self.branch = branch
        case .facility(let facility): self.facility = facility
        case .phones(let phones): self.phones = phones
        case .email(let email): self.email = email
        }
    }
}

extension MemberValue {
    /// As a journal may keep it for years: what is guarded stays masked there.
    var forJournal: String {
        switch self {
        case .card(let card): card.masked
        case .nik(let nik): nik.masked
        case .family(let family): family.masked
        case .relation(let relation): relation.rawValue
        case .name(let name): name
        case .birthDate(let day): "\(day.year)"
        case .sex(let sex): sex.rawValue
        case .motherName(let name): name == nil ? "" : "xxxx"
        case .careClass(let careClass): "\(careClass.rawValue)"
        case .segment(let segment): segment.rawValue
        case .status(let status): status.rawValue
        case .region(let region): region.code
        case .address(let address): address == nil ? "" : "xxxx"
        case .branch(let branch): branch
        case .facility(let facility): facility?.code ?? ""
        case .phones(let phones): phones.map(\.masked).joined(separator: " ")
        case .email(let email): email.map(maskedEmail) ?? ""
        }
    }

    var state: MemberState? {
        switch self {
        case .status(let status): .status(status)
        case .segment(let segment): .segment(segment)
        case .careClass(let careClass): .careClass(careClass)
        default: nil
        }
    }
}

/// `s…@contoh.id`
func maskedEmail(_ email: String) -> String {
    let parts = email.split(separator: "@", maxSplits: 1)
    guard parts.count == 2, let first = parts[0].first else { return "…" }
    return "\(first)…@\(parts[1])"
}
