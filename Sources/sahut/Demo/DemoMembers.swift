import Kernel
import Members

/// Synthetic members with families. No number of theirs can be anybody's: district 99 does not exist, cards begin
/// with 000999, and no network gives out numbers that begin with 0810. However many there are, no number is given out
/// twice.
enum DemoMembers {
    /// The number that the demo caller rings from: the first family's.
    static let callerNumber = "081000000001"

    /// Which branch serves which regency, as the demo has it; the register of members spells names in capitals.
    static let branches: [String: String] = [
        "1271": "MEDAN", "3171": "JAKARTA PUSAT", "3172": "JAKARTA UTARA", "3173": "JAKARTA BARAT",
        "3174": "JAKARTA SELATAN", "3175": "JAKARTA TIMUR", "3201": "CIBINONG", "3204": "SOREANG", "3271": "BOGOR",
        "3273": "BANDUNG", "3275": "BEKASI", "3276": "DEPOK", "3322": "UNGARAN", "3372": "SURAKARTA",
        "3374": "SEMARANG", "3471": "YOGYAKARTA", "3573": "MALANG", "3578": "SURABAYA", "5171": "DENPASAR",
        "7371": "MAKASSAR",
    ]

    /// What the demo's members are made from, here and in the servers that stand in for its partners.
    static let seed: UInt64 = 1_650

    /// Where the guest works who signs in as a branch's officer.
    static let guestsBranch = "SEMARANG"

    /// Where they live.
    static let regions = Region.original.filter { branches[$0.code] != nil }

    /// The demo's members; from one seed always the same people.
    static func everybody(seed: UInt64 = seed, at now: Timestamp) -> [Member] {
        var random = SeededRandom(seed: seed)
        return families(1_200, at: now, &random)
    }

    /// - Parameters:
    ///   - numberedFrom: families get numbers from here, for card and telephone.
    ///   - peopleFrom: people get numbers from here, for NIK and card.
    static func families(
        _ count: Int, numberedFrom first: Int = 1, peopleFrom: Int = 0, at now: Timestamp,
        _ random: inout SeededRandom
    ) -> [Member] {
        var members: [Member] = []
        for number in first..<first + count {
            let region = regions.randomElement(using: &random) ?? regions[0]
            members += family(number, in: region, from: peopleFrom + members.count, at: now, &random)
        }
        return members
    }

    /// - Parameters:
    ///   - number: of the family, from 1.
    ///   - first: how many members there are before it.
    static func family(
        _ number: Int, in region: Region, from first: Int, at now: Timestamp, _ random: inout SeededRandom
    ) -> [Member] {
        let branch = branches[region.code] ?? "JAKARTA PUSAT"
        let drawn = Segment.allCases.randomElement(using: &random) ?? .selfPaying
        // The demo's caller pays for himself: there is something to tell.
        let segment = number == 1 ? .selfPaying : drawn
        let care = CareClass.allCases.randomElement(using: &random) ?? .third
        // Those whom guides speak of stay as they are; of the others enough are behind to be reminded.
        let isActive = Int.random(in: 0..<10, using: &random) < (number > 200 ? 7 : 8)
        let owesNothing = !segment.paysForItself || number == 1
        let status: MemberStatus = isActive || owesNothing ? .active : .arrears
        let relations: [FamilyRelation] = [.head, .spouse, .child, .child].prefix(.random(in: 1...4, using: &random))
            .map(\.self)
        let surname = DemoNames.families.randomElement(using: &random) ?? "Santoso"
        let phone = PhoneNumber("0810" + padded(number, to: 8))
        return relations.enumerated().compactMap { index, relation in
            let isWoman = relation == .spouse || (relation == .child && Bool.random(using: &random))
            let given = DemoNames.given(isWoman, &random)
            guard let born = birthDate(first + index, isChild: relation == .child),
                let nik = nik(region, born, isWoman, first + index), let family = family(number, in: region),
                let card = CardNumber("000999" + padded(first + index + 1, to: 7))
            else { return nil }
            return Member(
                id: MemberID(at: now, random: &random), card: card, nik: nik, family: family, relation: relation,
                name: "\(given) \(surname)", birthDate: born, sex: isWoman ? .female : .male,
                motherName: DemoNames.given(true, &random), careClass: care, segment: segment, status: status,
                region: region, branch: branch, facility: facility(region, &random),
                phones: index < 2 ? [phone].compactMap(\.self) : [],
                // Two of three heads of families have one; no mail leads there (RFC 2606).
                email: index == 0 && number % 3 != 0 ? "keluarga\(number)@contoh.example" : nil)
        }
    }

    /// Invented health centres, three a region.
    static var facilities: [FacilityChoice] {
        regions.flatMap { region in
            (1...3).map { number in
                FacilityChoice(
                    code: region.code + "99P\(number)", name: "Puskesmas Contoh \(number) \(region.name)",
                    region: region.code)
            }
        }
    }

    private static func facility(_ region: Region, _ random: inout SeededRandom) -> Facility {
        let number = Int.random(in: 1...3, using: &random)
        return Facility(
            code: region.code + "99P\(number)", name: "Puskesmas Contoh \(number) \(region.name)",
            since: Day(year: .random(in: 2_015...2_025, using: &random), month: 1, day: 1))
    }

    /// 9,999 cards a day, from the first of 2016 on.
    private static func family(_ number: Int, in region: Region) -> FamilyCardNumber? {
        let day = Day(sinceEpoch: 16_801 + (number - 1) / 9_999)
        let date = padded(day.day, to: 2) + padded(day.month, to: 2) + padded(day.year % 100, to: 2)
        return FamilyCardNumber(region.code + "99" + date + padded((number - 1) % 9_999 + 1, to: 4))
    }

    /// Members whose serials are the same are born on different days: the first day is one of chance for each serial,
    /// and every 9,999 members it moves on by a number of days that has no factor in common with those there are.
    private static func birthDate(_ member: Int, isChild: Bool) -> Day? {
        let years = isChild ? 19 : 36
        let days = years * 12 * 28
        var ofSerial = SeededRandom(seed: UInt64(member % 9_999) &+ 1)
        let day = (Int.random(in: 0..<days, using: &ofSerial) + member / 9_999 * 2_741) % days
        return Day(
            year: (isChild ? 2_005 : 1_960) + day / (12 * 28), month: day / 28 % 12 + 1, day: day % 28 + 1)
    }

    static func nik(_ region: Region, _ born: Day, _ isWoman: Bool, _ member: Int) -> NIK? {
        let day = padded(born.day + (isWoman ? 40 : 0), to: 2)
        return NIK(
            region.code + "99" + day + padded(born.month, to: 2) + padded(born.year % 100, to: 2)
                + padded(member % 9_999 + 1, to: 4))
    }

    static func padded(_ number: Int, to length: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, length - digits.count)) + digits
    }
}
