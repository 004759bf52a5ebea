import Database
import Kernel
import Testing

@testable import Members

/// The insurer that stands in, and people of `Kampung` on record with what they are known by.
struct InsurerStage: Sendable {
    let partner = PartnerStage()
    var clock: ManualClock { partner.clock }
    static let agent = Author.person(ChangeCounter().sari)

    /// When the registrations were.
    var before: Timestamp { PartnerStage().clock.now() - .seconds(86_400) }

    /// Somebody of `Kampung` as the register has him, whose card is the house's own.
    static func newcomer(_ person: StandInPerson, _ number: Int) throws -> Member {
        try member(person, card: try #require(CardNumber(String(9_900_000_000_000 + number))))
    }

    static func member(_ person: StandInPerson, card: CardNumber) throws -> Member {
        var random = SeededRandom(seed: UInt64(person.nik.digits) ?? 1)
        return Member(
            id: MemberID(at: Families.moment, random: &random), card: card, nik: person.nik, family: person.family,
            relation: person.relation, name: person.name, birthDate: person.birthDate, sex: person.sex,
            careClass: .third, segment: .selfPaying, status: .active,
            region: Region(code: "3171", name: "Kota Jakarta Pusat"), branch: "Jakarta Pusat", phones: [])
    }

    struct Play {
        let database: any Database
        let members: MemberStore
        let insurer: RememberedInsurer
        let server: StandInServer

        func record(_ id: MemberID) async throws -> MemberRecord {
            try #require(try await database.read { try $0.records(where: "m.id = \(id)", upTo: 1).first })
        }

        func facts<F: Fact>(_ id: MemberID, _ type: F.Type) async throws -> [F] {
            try await Journal(database).entries(about: .member(id)).compactMap { try $0.fact(type) }
        }

        func asked(_ id: MemberID) async throws -> [String] {
            try await facts(id, MemberFact.InsurerAsked.self).map(\.outcome)
        }
    }

    /// - Parameter people: whom the insurer knows.
    func play(
        _ dialect: Dialect, _ enrolled: [Member], knowing people: [StandInPerson]? = nil, quota: Int? = nil,
        _ body: @Sendable (Play) async throws -> Void
    ) async throws {
        try await withMembers(dialect) { database, members, _ in
            try await members.enrol(enrolled, from: .caller, by: .system("test"), at: before)
            let server = StandInServer.insurer(
                people.map(StandInPeople.init) ?? Kampung.people, keys: PartnerStage.insurerKeys, dailyQuota: quota,
                clock: clock, logger: quietLogger)
            try await server.during { port in
                try await partner.withInsurer(at: port, .pcare) { insurer in
                    let remembered = RememberedInsurer(
                        insurer, in: database, fresh: .seconds(900), calendar: .jakarta, clock: clock)
                    try await body(
                        Play(database: database, members: members, insurer: remembered, server: server))
                }
            }
        }
    }
}
