import Database
import Kernel
import Members
import Testing

/// Synthetic members: numbers that no registry gave out.
struct Families {
    static let moment = Timestamp(seconds: 1_763_800_000)

    let budi: Member
    let sitti: Member
    let raka: Member
    let ayu: Member
    var all: [Member] { [raka, ayu, sitti, budi] }

    init() throws {
        var random = SeededRandom(seed: 11)
        func member(
            _ number: Int, _ name: String, _ relation: FamilyRelation, born: String, family: Int, phones: [String]
        ) throws -> Member {
            Member(
                id: MemberID(at: Families.moment, random: &random),
                card: try #require(CardNumber("00012345678\(number + 10)")),
                nik: try #require(NIK("33740112048500\(number + 10)")),
                family: try #require(FamilyCardNumber("33740101010100\(family + 10)")), relation: relation, name: name,
                birthDate: try #require(Day(born)), sex: number.isMultiple(of: 2) ? .male : .female, careClass: .second,
                segment: .selfPaying, status: .active, region: Region(code: "3374", name: "Kota Semarang"),
                branch: "Semarang", phones: try phones.map { try #require(PhoneNumber($0)) })
        }
        budi = try member(
            2, "Budi Santoso", .head, born: "1985-04-12", family: 1, phones: ["0812-1111-2222", "024-7600001"])
        sitti = try member(3, "Sitti Rahayu", .spouse, born: "1987-09-30", family: 1, phones: ["0812-1111-2222"])
        raka = try member(4, "Raka Santoso", .child, born: "2012-02-29", family: 1, phones: [])
        ayu = try member(5, "Ayu Lestari", .head, born: "1990-01-01", family: 2, phones: ["0856-0000-0005"])
    }
}

extension Families {
    /// One of many whom nobody knows by name.
    func stranger(_ number: Int, _ random: inout SeededRandom) throws -> Member {
        let card = String(2_000_000_000_000 + number)
        let nik = String(3_174_000_000_000_000 + number)
        let family = String(3_174_010_000_000_000 + number / 4)
        let phone = String(6_281_300_000_000 + number)
        return Member(
            id: MemberID(at: Families.moment, random: &random), card: try #require(CardNumber(card)),
            nik: try #require(NIK(nik)), family: try #require(FamilyCardNumber(family)), relation: .child,
            name: "Peserta \(number)", birthDate: try #require(Day("2000-01-01")), sex: .male, careClass: .third,
            segment: .employed, status: .arrears, region: Region(code: "3174", name: "Kota Jakarta Selatan"),
            branch: "Jakarta Selatan", phones: [try #require(PhoneNumber(phone))])
    }
}

func withMembers(_ dialect: Dialect, _ body: (any Database, MemberStore, Families) async throws -> Void) async throws {
    let database = try await TestDatabase.open(dialect)
    try await database.migrate(MemberStore.migrations)
    let families = try Families()
    let store = MemberStore(database)
    try await store.enrol(families.all, by: .system("test"), at: Families.moment)
    do { try await body(database, store, families) } catch {
        try await database.close()
        throw error
    }
    try await database.close()
}
