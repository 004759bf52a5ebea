import Hummingbird
import Kernel
import NIOCore
import Synchronization
import Testing

@testable import Members

@Suite("The population registry, over the network", .timeLimit(.minutes(1)))
struct PopulationRegistryTests {
    private let stage = PartnerStage()

    private var claim: RegistryClaim {
        RegistryClaim(nik: Kampung.siti.nik, name: "Siti Aminah", birthDate: Kampung.siti.birthDate, sex: .female)
    }

    @Test("a claim is compared: small slips in writing pass the threshold, a wrong date does not")
    func compares() async throws {
        let comparison = try await stage.registry().during { port in
            try await stage.withRegistry(at: port) { registry in
                var claim = claim
                (claim.name, claim.mother, claim.birthDate) = ("Siti Aminnah", "Sutinah", Day("1985-12-04"))
                return try await registry.compare(claim, transaction: "t-1")
            }
        }
        #expect(comparison.verdicts[.nik] == .matches(score: nil))
        #expect(comparison.verdicts[.name] == .matches(score: 91))
        #expect(comparison.verdicts[.sex] == .matches(score: nil))
        #expect(comparison.differing == [.birthDate, .mother])
    }

    @Test("people and families are read", arguments: RegistryDialect.FieldNames.allCases, [false, true])
    func reads(_ names: RegistryDialect.FieldNames, _ namesUser: Bool) async throws {
        let (person, family) = try await stage.registry().during { port in
            try await stage.withRegistry(at: port, dialect: { ($0.fieldNames, $0.namesUser) = (names, namesUser) }) {
                registry in
                (
                    try await registry.person(Kampung.budi.nik), try await registry.family(of: Kampung.budi.nik)
                )
            }
        }
        #expect(person.name == "BUDI SANTOSO")
        #expect(person.mother == "RATNA DEWI")
        #expect(person.address.province.name == "DKI JAKARTA")
        #expect(family.map(\.nik) == [Kampung.budi, Kampung.siti, Kampung.dimas, Kampung.ratna].map(\.nik))
        #expect(family.map(\.relation) == [.head, .spouse, .child, .other])
    }

    @Test("who is not there, not in force, or not to be read is refused as such")
    func refuses() async throws {
        let stranger = try #require(NIK("3171990101900009"))
        try await stage.registry().during { port in
            try await stage.withRegistry(at: port) { registry in
                await #expect(throws: RegistryRefusal.notFound) { try await registry.person(stranger) }
                let words = "Data Ditemukan, Status Tidak Aktif silakan hubungi Dinas Dukcapil"
                await #expect(throws: RegistryRefusal.inactive(message: words)) {
                    try await registry.person(Kampung.ratna.nik)
                }
                #expect(registry.line.health.condition == .up, "a refusal is an answer")
            }
            try await stage.withRegistry(at: port, dialect: { $0.mayRead = false }) { registry in
                await #expect(throws: RegistryRefusal.readingNotPermitted) {
                    try await registry.family(of: Kampung.budi.nik)
                }
                let comparison = try await registry.compare(claim, transaction: "t")
                #expect(comparison.agrees(on: [.name, .birthDate]))
            }
        }
    }

    @Test("a wrong password and a wrong address show as a line that refuses us, until they are mended")
    func accessRefused() async throws {
        try await stage.registry().during { port in
            var keys = PartnerStage.registryKeys
            keys.password = Secret("salah")
            try await stage.withRegistry(at: port, keys: keys) { registry in
                await #expect(throws: RegistryRefusal.accessRefused(message: "Login Gagal")) {
                    try await registry.compare(claim, transaction: "t")
                }
                #expect(registry.line.health.condition == .refusingUs(since: stage.clock.now()))
            }
            keys = PartnerStage.registryKeys
            keys.address = "192.0.2.99"
            try await stage.withRegistry(at: port, keys: keys) { registry in
                await #expect(throws: RegistryRefusal.accessRefused(message: "IP Address Tidak Sesuai")) {
                    try await registry.compare(claim, transaction: "t")
                }
            }
        }
    }

    @Test("the day's quota is told with each answer, and when it is used up nobody asks until the next day")
    func quota() async throws {
        let server = stage.registry(quota: 3)
        try await server.during { port in
            try await stage.withRegistry(at: port) { registry in
                #expect(registry.line.health.quotaLeft == nil)
                _ = try await registry.compare(claim, transaction: "t-1")
                #expect(registry.line.health.quotaLeft == 2)
                _ = try await registry.person(Kampung.budi.nik)
                _ = try await registry.compare(claim, transaction: "t-2")
                for _ in 0..<3 {
                    await #expect(throws: RegistryRefusal.unanswered(.quotaUsedUp)) {
                        try await registry.compare(claim, transaction: "t-3")
                    }
                }
                #expect(registry.line.health.condition == .usedUp)
                #expect(server.faults.report.asked == 3, "it was known to be used up")
                stage.clock.advance(by: .seconds(86_400))
                _ = try await registry.compare(claim, transaction: "t-4")
                #expect(registry.line.health.condition == .up)
            }
        }
    }

    @Test("a registry that says its quota is used up, though nobody counted so, is believed")
    func quotaTold() async throws {
        let server = stage.registry(fault: .quota)
        try await server.during { port in
            try await stage.withRegistry(at: port) { registry in
                for _ in 0..<2 {
                    await #expect(throws: RegistryRefusal.unanswered(.quotaUsedUp)) {
                        try await registry.compare(claim, transaction: "t")
                    }
                }
                #expect(server.faults.report.asked == 1)
                #expect(registry.line.health.condition == .usedUp)
            }
        }
    }

    @Test("somebody else than who was asked for is never taken for him")
    func otherPerson() async throws {
        let answer = "{\"content\":[{\"NIK\":\"\(Kampung.budi.nik.digits)\",\"NAMA_LGKP\":\"BUDI\"}]}"
        try await serving { _ in
            Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: answer)))
        } _: { port in
            try await stage.withRegistry(at: port) { registry in
                await #expect(throws: RegistryRefusal.garbage(.otherPerson)) {
                    try await registry.person(Kampung.siti.nik)
                }
                await #expect(throws: RegistryRefusal.garbage(.otherPerson)) {
                    try await registry.family(of: Kampung.siti.nik)
                }
                let budi = try await registry.person(Kampung.budi.nik)
                #expect(budi.name == "BUDI")
            }
        }
    }
}
