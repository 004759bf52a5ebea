public import Kernel

extension Role {
    /// Of the guarded fields, hidden unless it is written here. Agents ask a caller for the numbers that prove who
    /// speaks, and the answers are compared without being shown; the last digits of the card tell namesakes apart.
    public var clearMemberFields: Set<MemberField> {
        switch self {
        case .inbound, .outbound, .social, .supervisor: [.birthDate]
        case .backOffice: Set(MemberField.allCases)
        case .doctor: [.birthDate]
        case .quality, .branch, .region, .headOffice, .finance, .admin: []
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
    /// nil when there is none, or when it is hidden.
    public let address: String?
    public let email: String?
    public let facility: Facility?
    /// The guarded fields that are shown in the clear.
    public let clear: Set<MemberField>
}

extension Member {
    /// The member as somebody with these roles may see him.
    ///
    /// - Parameter unmasked: what is shown besides, for a reason that was given.
    public func summary(for roles: Set<Role>, unmasked: Set<MemberField> = []) -> MemberSummary {
        let clear = roles.reduce(into: unmasked) { $0.formUnion($1.clearMemberFields) }
        return MemberSummary(
            id: id, name: name, relation: relation,
            card: clear.contains(.card) ? card.digits : card.masked,
            nik: clear.contains(.nik) ? nik.digits : nik.masked,
            family: clear.contains(.family) ? family.digits : family.masked,
            birthDate: clear.contains(.birthDate) ? birthDate : nil,
            sex: sex, careClass: careClass, segment: segment, status: status, region: region, branch: branch,
            phones: phones.map { clear.contains(.phones) ? $0.local : $0.masked },
            address: clear.contains(.address) ? address : nil,
            email: clear.contains(.email) ? email : email.map(maskedEmail), facility: facility,
            clear: clear.intersection(MemberField.guarded))
    }
}
