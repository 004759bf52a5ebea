import Kernel

/// One value of the register that a change would put in the place of another.
public struct RecordDifference: Sendable, Hashable {
    public enum Content: Sendable, Hashable {
        case value(MemberValue)
        /// The code of a bank: the register of members has none.
        case bank(String)
    }

    /// Whose.
    public let name: String
    /// nil: nothing is on record.
    public let before: Content?
    public let after: Content
}

extension ChangeReading {
    /// What this would change on record, by the records as they are now. People who are registered anew are not on
    /// record: they stand in the draft.
    public func differences(from records: [Member]) -> [RecordDifference] {
        switch draft.kind {
        case .familyRegistration, .addMember, .newborn: []
        case .employerToSelfPaying:
            all(of: touchedMembers, in: records) { _ in
                [.segment(.selfPaying)] + (careClass.map { [.careClass($0)] } ?? [])
            }
        case .classChange:
            all(of: touchedMembers, in: records) { _ in careClass.map { [.careClass($0)] } ?? [] }
        case .removal: all(of: touchedMembers, in: records) { _ in [.status(.ended)] }
        case .death: all(of: touchedMembers, in: records) { _ in [.status(.deceased)] }
        case .reactivation: all(of: touchedMembers, in: records) { _ in [.status(.active)] }
        case .facilityChange: all(of: touchedMembers, in: records) { _ in facilityValue }
        case .identityCorrection: all(of: touchedMembers, in: records) { _ in identityValues }
        case .contactChange: all(of: touchedMembers, in: records, contactValues)
        case .bankChange: bankDifference(records)
        }
    }

    private func all(
        of members: Set<MemberID>, in records: [Member], _ values: (Member) -> [MemberValue]
    ) -> [RecordDifference] {
        records.filter { members.contains($0.id) }.flatMap { member in
            values(member).compactMap { after in
                let before = member.value(after.field)
                guard before != after else { return nil }
                return RecordDifference(
                    name: member.name, before: before.map(RecordDifference.Content.value), after: .value(after))
            }
        }
    }

    private var facilityValue: [MemberValue] {
        guard case .facility(let chosen) = values[.facility] else { return [] }
        return [.facility(Facility(code: chosen.code, name: chosen.name))]
    }

    private var identityValues: [MemberValue] {
        var values: [MemberValue] = []
        if let name = text(.name) { values.append(.name(name)) }
        if let born = day(.birthDate) { values.append(.birthDate(born)) }
        if let sex = choice(.sex).flatMap(Sex.init(rawValue:)) { values.append(.sex(sex)) }
        if let nik = nik(.nik) { values.append(.nik(nik)) }
        if case .familyCard(let card) = self.values[.newFamilyCard] { values.append(.family(card)) }
        return values
    }

    private func contactValues(_ member: Member) -> [MemberValue] {
        var values: [MemberValue] = []
        if case .phone(let phone) = self.values[.phone] {
            values.append(.phones([phone] + member.phones.filter { $0 != phone }))
        }
        if case .email(let email) = self.values[.email] { values.append(.email(email)) }
        if let address = text(.address) { values.append(.address(address)) }
        return values
    }

    private func bankDifference(_ records: [Member]) -> [RecordDifference] {
        guard case .bank(let code) = values[.bank] else { return [] }
        return records.filter { touchedMembers.contains($0.id) }.map {
            RecordDifference(name: $0.name, before: nil, after: .bank(code))
        }
    }
}
