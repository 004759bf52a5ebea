import Kernel
import Members

/// Synthetic members with families. No number of theirs can be anybody's: district 99 does not exist, cards begin
/// with 0009990, and no network gives out numbers that begin with 0810.
enum DemoMembers {
    /// The number that the demo caller rings from: the first family's.
    static let callerNumber = "081000000001"

    static let branches: [String: [String]] = [
        "31": ["JAKARTA PUSAT", "JAKARTA SELATAN", "JAKARTA TIMUR"], "32": ["BANDUNG", "BOGOR", "BEKASI"],
        "33": ["SEMARANG", "SURAKARTA", "UNGARAN"], "34": ["YOGYAKARTA"], "35": ["SURABAYA", "MALANG"],
        "12": ["MEDAN"], "73": ["MAKASSAR"], "51": ["DENPASAR"],
    ]

    /// What the demo's members are made from, here and in the servers that stand in for its partners.
    static let seed: UInt64 = 1_650

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
        let regions = Region.original.filter { $0.code.count == 4 && branches[$0.province] != nil }
        var members: [Member] = []
        for number in first..<first + count {
            let region = regions.randomElement(using: &random) ?? regions[0]
            members += family(number, in: region, from: peopleFrom + members.count, at: now, &random)
        }
        return members
    }

    private static func family(
        _ number: Int, in region: Region, from first: Int, at now: Timestamp, _ random: inout SeededRandom
    ) -> [Member] {
        let branch = branches[region.province]?.randomElement(using: &random) ?? "JAKARTA PUSAT"
        let segment = Segment.allCases.randomElement(using: &random) ?? .selfPaying
        let care = CareClass.allCases.randomElement(using: &random) ?? .third
        let status: MemberStatus = Int.random(in: 0..<10, using: &random) < 8 ? .active : .arrears
        let relations: [FamilyRelation] = [.head, .spouse, .child, .child].prefix(.random(in: 1...4, using: &random))
            .map(\.self)
        let surname = DemoNames.families.randomElement(using: &random) ?? "Santoso"
        let phone = PhoneNumber("0810" + padded(number, to: 8))
        let card = FamilyCardNumber(region.code + "99" + "010116" + padded(number % 10_000, to: 4))
        return relations.enumerated().compactMap { index, relation in
            let isWoman = relation == .spouse || (relation == .child && Bool.random(using: &random))
            let given = (isWoman ? DemoNames.women : DemoNames.men).randomElement(using: &random) ?? "Sari"
            let year =
                relation == .child
                ? 2_005 + .random(in: 0...18, using: &random) : 1_960 + .random(in: 0...35, using: &random)
            guard
                let born = Day(
                    year: year, month: .random(in: 1...12, using: &random), day: .random(in: 1...28, using: &random)),
                let nik = nik(region, born, isWoman, first + index), let card,
                let number = CardNumber("0009990" + padded(first + index + 1, to: 6))
            else { return nil }
            return Member(
                id: MemberID(at: now, random: &random), card: number, nik: nik, family: card, relation: relation,
                name: "\(given) \(surname)", birthDate: born, sex: isWoman ? .female : .male, careClass: care,
                segment: segment, status: status, region: region, branch: branch,
                phones: index < 2 ? [phone].compactMap(\.self) : [])
        }
    }

    private static func nik(_ region: Region, _ born: Day, _ isWoman: Bool, _ serial: Int) -> NIK? {
        let day = padded(born.day + (isWoman ? 40 : 0), to: 2)
        return NIK(
            region.code + "99" + day + padded(born.month, to: 2) + padded(born.year % 100, to: 2)
                + padded(serial % 9_999 + 1, to: 4))
    }

    static func padded(_ number: Int, to length: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, length - digits.count)) + digits
    }
}
