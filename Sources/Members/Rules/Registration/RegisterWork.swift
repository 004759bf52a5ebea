import Kernel

/// What an approved change writes into the register: who becomes a member, and what becomes of those on record.
struct RegisterWork: Sendable, Hashable {
    /// Somebody who is insured from now on.
    struct Newcomer: Sendable, Hashable {
        let nik: NIK
        let name: String
        let birthDate: Day
        let sex: Sex
        let relation: FamilyRelation
    }

    var newcomers: [Newcomer] = []
    var updates: [MemberID: [MemberValue]] = [:]
    /// Where the newcomers stand and live, as the form says.
    let family: FamilyCardNumber?
    let region: String?
    let address: String?
    let careClass: CareClass
    let facility: Facility?
    let phones: [PhoneNumber]
    let email: String?

    /// - Parameter effective: from which day on the change holds.
    init(_ reading: ChangeReading, effective: Day) {
        family = reading.familyCard
        region = reading[.region].flatMap { if case .region(let code) = $0 { code } else { nil } }
        address = reading.text(.address)
        careClass = reading.careClass ?? .third
        facility = reading[.facility].flatMap {
            if case .facility(let it) = $0 { Facility(code: it.code, name: it.name, since: effective) } else { nil }
        }
        phones = reading[.phone].flatMap { if case .phone(let phone) = $0 { [phone] } else { nil } } ?? []
        email = reading[.email].flatMap { if case .email(let email) = $0 { email } else { nil } }
        settle(reading)
    }

    private mutating func settle(_ reading: ChangeReading) {
        switch reading.draft.kind {
        case .familyRegistration, .addMember:
            newcomers = reading.chosenPeople.compactMap { person in
                person.nik.map {
                    Newcomer(
                        nik: $0, name: person.name, birthDate: person.birthDate, sex: person.sex,
                        relation: person.relation)
                }
            }
        case .newborn: newcomers = newborn(reading)
        case .employerToSelfPaying: write([.segment(.selfPaying), .careClass(careClass)], of: reading.chosenMembers)
        case .reactivation: write([.status(.active)], of: reading.chosenMembers)
        case .classChange:
            let paying = reading.ground.standing?.household.filter(\.paysHimself).map(\.id) ?? []
            write([.careClass(careClass)], of: Set(paying))
        case .facilityChange: write([.facility(facility)], of: reading.chosenMembers)
        case .identityCorrection: write(corrections(reading), of: reading.chosenMembers)
        case .contactChange: write(contacts, of: reading.chosenMembers)
        // Which bank debits is the bank's to know; no account is kept here.
        case .bankChange: break
        case .removal: write([.status(.ended)], of: reading.chosenMembers)
        case .death: write([.status(.deceased)], of: reading.chosenMembers)
        }
    }

    private mutating func write(_ values: [MemberValue], of members: Set<MemberID>) {
        for member in members where !values.isEmpty { updates[member] = values }
    }

    /// A child without a NIK is not in the register yet: it is by the NIK that it will be found.
    private func newborn(_ reading: ChangeReading) -> [Newcomer] {
        guard let nik = reading.nik(.nik), let name = reading.text(.name), let born = reading.day(.birthDate),
            let sex = reading.choice(.sex).flatMap(Sex.init)
        else { return [] }
        return [Newcomer(nik: nik, name: name, birthDate: born, sex: sex, relation: .child)]
    }

    private func corrections(_ reading: ChangeReading) -> [MemberValue] {
        var card: FamilyCardNumber?
        if case .familyCard(let number) = reading[.newFamilyCard] { card = number }
        return [
            reading.text(.name).map(MemberValue.name), reading.day(.birthDate).map(MemberValue.birthDate),
            reading.choice(.sex).flatMap(Sex.init).map(MemberValue.sex), reading.nik(.nik).map(MemberValue.nik),
            card.map(MemberValue.family),
        ].compactMap { $0 }
    }

    private var contacts: [MemberValue] {
        var values: [MemberValue] = phones.isEmpty ? [] : [.phones(phones)]
        if let email { values.append(.email(email)) }
        if let address { values.append(.address(address)) }
        return values
    }
}
