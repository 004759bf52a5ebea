import Kernel

/// What an approved change writes into the register: who becomes a member, and what becomes of those on record.
struct RegisterWork: Sendable, Hashable {
    /// Somebody who is insured from now on.
    struct Newcomer: Sendable, Hashable {
        /// nil: a child that has none yet.
        let nik: NIK?
        let name: String
        let birthDate: Day
        let sex: Sex
        let relation: FamilyRelation
    }

    var newcomers: [Newcomer] = []
    var updates: [MemberID: [MemberValue]] = [:]
    /// What becomes of the coverage of those on record.
    var turns: [MemberID: CoverageTurn] = [:]
    /// From which day on a new status, segment or class holds.
    var effective: Day
    /// The newcomers' own coverage: from the first day on which their contribution is taken, or of their birth.
    let newcomersCoverage: CoverageSpan
    /// Of the newcomers: in arrears while care waits for the first payment.
    let newcomersStatus: MemberStatus
    /// Where the newcomers stand and live, as the form says.
    let family: FamilyCardNumber?
    let region: String?
    let address: String?
    let careClass: CareClass
    let facility: Facility?
    let phones: [PhoneNumber]
    let email: String?

    /// - Parameters:
    ///   - promise: what was promised when it was handed in.
    ///   - day: when it was approved, or done at the branch.
    init(_ reading: ChangeReading, _ promise: ChangePromise, approvedOn day: Day) {
        let effective = promise.holdsFrom(approvedOn: day) ?? day
        self.effective = effective
        let firstPayment = promise.firstPayment(approvedOn: day)
        newcomersStatus = firstPayment == nil ? .active : .arrears
        newcomersCoverage = CoverageSpan(
            from: promise.paysFrom ?? firstPayment?.lowerBound ?? effective,
            segment: firstPayment == nil ? reading.ground.standing?.segment ?? .selfPaying : .selfPaying,
            careClass: reading.careClass ?? .third)
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
            newcomers = reading.chosenPeople.map { person in
                Newcomer(
                    nik: person.nik, name: person.name, birthDate: person.birthDate, sex: person.sex,
                    relation: person.relation)
            }
        case .newborn: newcomers = newborn(reading)
        case .employerToSelfPaying:
            for member in reading.touchedMembers {
                write([.segment(.selfPaying), .careClass(careClass)] + waiting(member, in: reading), of: [member])
            }
            let ended = reading.day(.employmentEnded) ?? effective
            turn(.begin(newcomersCoverage, formerUntil: ended), of: reading.touchedMembers)
        // Coverage went on while care was suspended: paying is what ended that.
        case .reactivation: write([.status(.active)], of: reading.touchedMembers)
        case .classChange:
            write([.careClass(careClass)], of: reading.touchedMembers)
            let isUnpaid = reading.ground.standing?.hasPaidFirst == false
            turn(.careClass(careClass, from: effective, nothingPaid: isUnpaid), of: reading.touchedMembers)
        case .facilityChange: write([.facility(facility)], of: reading.touchedMembers)
        case .identityCorrection: write(corrections(reading), of: reading.touchedMembers)
        case .contactChange: write(contacts, of: reading.touchedMembers)
        // Which bank debits is the bank's to know; no account is kept here.
        case .bankChange: break
        case .removal:
            write([.status(.ended)], of: reading.touchedMembers)
            turn(.end(on: effective.adding(days: -1)), of: reading.touchedMembers)
        case .death:
            effective = reading.day(.deathDate) ?? effective
            write([.status(.deceased)], of: reading.touchedMembers)
            turn(.end(on: effective), of: reading.touchedMembers)
        }
    }

    /// Care waits for the payment of whoever was no longer insured, or whose first payment is taken later.
    private func waiting(_ member: MemberID, in reading: ChangeReading) -> [MemberValue] {
        let hadEnded = reading.ground.standing?.household.first { $0.id == member }?.status == .ended
        return hadEnded || newcomersCoverage.from > effective ? [.status(.arrears)] : []
    }

    private mutating func turn(_ turn: CoverageTurn, of members: Set<MemberID>) {
        for member in members { turns[member] = turn }
    }

    private mutating func write(_ values: [MemberValue], of members: Set<MemberID>) {
        for member in members where !values.isEmpty { updates[member] = values }
    }

    private func newborn(_ reading: ChangeReading) -> [Newcomer] {
        guard let name = reading.text(.name), let born = reading.day(.birthDate),
            let sex = reading.choice(.sex).flatMap(Sex.init)
        else { return [] }
        return [Newcomer(nik: reading.nik(.nik), name: name, birthDate: born, sex: sex, relation: .child)]
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
