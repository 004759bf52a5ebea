public import Kernel

/// What of a member is hidden from those who do not need it.
public enum MemberField: Sendable, CaseIterable, Hashable {
    case card, nik, family, birthDate, phones
}

extension Role {
    /// Hidden unless it is written here. Agents ask a caller for what proves who speaks, so they see what they compare
    /// with: the card number and the birth date, not the numbers of the population registry.
    public var clearMemberFields: Set<MemberField> {
        switch self {
        case .inbound, .outbound, .social, .supervisor: [.card, .birthDate]
        case .backOffice: Set(MemberField.allCases)
        case .doctor: [.birthDate]
        case .quality, .branch, .headOffice, .finance, .admin: []
        }
    }
}

/// A member as one person may see him: numbers are written out, hidden ones with their middle masked.
public struct MemberSummary: Sendable, Hashable, Codable, Identifiable {
    public let id: MemberID
    public let name: String
    public let relation: FamilyRelation
    public let card: String
    public let nik: String
    public let family: String
    /// nil when it is hidden.
    public let birthDate: Day?
    public let sex: Sex
    public let careClass: CareClass
    public let segment: Segment
    public let status: MemberStatus
    public let region: Region
    public let branch: String
    public let phones: [String]
}

extension Member {
    /// The member as somebody with these roles may see him.
    public func summary(for roles: Set<Role>) -> MemberSummary {
        let clear = roles.reduce(into: Set<MemberField>()) { $0.formUnion($1.clearMemberFields) }
        return MemberSummary(
            id: id, name: name, relation: relation,
            card: clear.contains(.card) ? card.digits : card.masked,
            nik: clear.contains(.nik) ? nik.digits : nik.masked,
            family: clear.contains(.family) ? family.digits : family.masked,
            birthDate: clear.contains(.birthDate) ? birthDate : nil,
            sex: sex, careClass: careClass, segment: segment, status: status, region: region, branch: branch,
            phones: phones.map { clear.contains(.phones) ? $0.local : $0.masked })
    }
}
