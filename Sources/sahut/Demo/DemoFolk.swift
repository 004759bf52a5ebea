import Kernel
import Members

/// Everybody whom the stand-ins know: the demo's members, newborns in some of their families whom nobody registered
/// yet, and families that are no participants, so that a registration can be shown: the insurer has their cards ready.
enum DemoFolk {
    /// Families that are no participants. Their numbers begin after those of all members.
    static let strangers = 60

    static func everybody(seed: UInt64, at now: Timestamp) -> [StandInPerson] {
        let members = DemoMembers.everybody(seed: seed, at: now)
        var random = SeededRandom(seed: seed &+ 1)
        let families = Dictionary(grouping: members, by: \.family)
        let participants = members.map { person($0, in: families[$0.family] ?? []) }
        let newborns = participants.filter { $0.relation == .spouse && $0.sex == .female }.enumerated()
            .filter { $0.offset.isMultiple(of: 12) }
            .compactMap { newborn(of: $0.element, number: $0.offset, at: now, &random) }
        return participants + newborns + strangers(seed: seed, at: now).joined()
    }

    /// Families that are no participants, each with its people.
    static func strangers(seed: UInt64, at now: Timestamp) -> [[StandInPerson]] {
        var random = SeededRandom(seed: seed &+ 2)
        let others = DemoMembers.families(
            strangers, numberedFrom: 5_001, peopleFrom: 5_000, at: now, &random)
        var index = 0
        return others.chunkedByFamily.map { family in
            family.map { member in
                var person = person(member, in: family)
                (person.membershipToCome, person.membership) = (person.membership, nil)
                // Some whom the registry knows and keeps no longer in force.
                person.isInForce = index % 40 != 39
                index += 1
                return person
            }
        }
    }

    private static func person(_ member: Member, in family: [Member]) -> StandInPerson {
        var random = SeededRandom(seed: UInt64(member.nik.digits) ?? 0)
        let head = family.first { $0.relation == .head }
        let spouse = family.first { $0.relation == .spouse }
        let isChild = member.relation == .child
        let mother = isChild ? spouse?.name : nil
        let father = isChild ? head?.name : nil
        return StandInPerson(
            nik: member.nik, family: member.family, relation: member.relation, name: member.name,
            birthPlace: town(member.region), birthDate: member.birthDate, sex: member.sex,
            mother: mother ?? DemoNames.person(true, &random), father: father ?? DemoNames.person(false, &random),
            address: address(member), membership: membership(member))
    }

    private static func membership(_ member: Member) -> StandInPerson.Membership {
        let isActive = member.status == .active
        // Three months of the class's contribution since 2021 (Presidential Regulation 64 of 2020).
        let monthly: Int64 = member.careClass == .first ? 150_000 : member.careClass == .second ? 100_000 : 35_000
        return StandInPerson.Membership(
            card: member.card, careClass: member.careClass, segment: member.segment, isActive: isActive,
            arrears: isActive ? 0 : monthly * 3,
            facility: facility(member),
            phone: member.phones.first)
    }

    /// The register's, but for some of whom the insurer knows another.
    private static func facility(_ member: Member) -> InsurerRecord.Coded {
        let isMoved = (Int(member.nik.digits.suffix(4)) ?? 0).isMultiple(of: 9)
        guard !isMoved, let facility = member.facility else {
            return InsurerRecord.Coded(
                code: member.region.code + "U001", text: "PUSKESMAS " + town(member.region).uppercased())
        }
        return InsurerRecord.Coded(code: facility.code, text: facility.name.uppercased())
    }

    private static func address(_ member: Member) -> RegistryAddress {
        let number = Int(member.family.digits.suffix(4)) ?? 1
        var address = RegistryAddress()
        address.street = "Jl. Melati No. \(number)"
        (address.rt, address.rw) = ("00\(number % 9 + 1)", "00\(number % 5 + 1)")
        address.regency = RegistryAddress.Area(
            code: String(member.region.code.suffix(2)), name: member.region.name)
        let province = Region.original.first { $0.code == member.region.province }
        address.province = RegistryAddress.Area(code: member.region.province, name: province?.name)
        return address
    }

    private static func town(_ region: Region) -> String {
        region.name.split(separator: " ").dropFirst().joined(separator: " ")
    }

    /// Ten days old, on the mother's family card.
    private static func newborn(
        of mother: StandInPerson, number: Int, at now: Timestamp, _ random: inout SeededRandom
    ) -> StandInPerson? {
        let born = CentreCalendar.jakarta.day(of: now).adding(days: -10)
        let isGirl = Bool.random(using: &random)
        let given = (isGirl ? DemoNames.women : DemoNames.men).randomElement(using: &random) ?? "Sari"
        let day = DemoMembers.padded(born.day + (isGirl ? 40 : 0), to: 2)
        let region = mother.nik.digits.prefix(6)
        let date = day + DemoMembers.padded(born.month, to: 2) + DemoMembers.padded(born.year % 100, to: 2)
        guard let nik = NIK(region + date + DemoMembers.padded(9_000 + number % 999, to: 4)) else { return nil }
        var newborn = mother
        (newborn.nik, newborn.relation, newborn.birthDate) = (nik, .child, born)
        newborn.sex = isGirl ? .female : .male
        newborn.name = "\(given) \(mother.name.split(separator: " ").last ?? "Santoso")"
        (newborn.mother, newborn.membership) = (mother.name, nil)
        newborn.membershipToCome = mother.membership
        if let card = CardNumber("000999" + DemoMembers.padded(8_000 + number, to: 7)) {
            newborn.membershipToCome?.card = card
        }
        return newborn
    }
}
