import Database
import Kernel
import Testing

@testable import Members

@Suite("The day's count of questions is kept over a restart", .timeLimit(.minutes(1)))
struct PartnerCountTests {
    private let stage = PartnerStage()
    private let claim = RegistryClaim(nik: Kampung.siti.nik, name: "Siti Aminah")

    private func ask(_ count: Int, _ registry: PopulationRegistry) async -> [RegistryRefusal] {
        var refusals: [RegistryRefusal] = []
        for _ in 0..<count {
            do throws(RegistryRefusal) {
                _ = try await registry.compare(claim, transaction: "t")
            } catch { refusals.append(error) }
        }
        return refusals
    }

    private func withStore(
        _ dialect: Dialect, _ body: (any Database, PartnerCountStore) async throws -> Void
    ) async throws {
        let database = try await TestDatabase.open(dialect)
        try await database.migrate(PartnerCountStore.migrations)
        do { try await body(database, PartnerCountStore(database)) } catch {
            try await database.close()
            throw error
        }
        try await database.close()
    }

    /// A process that is connected to the registry, three questions a day.
    private func process(
        at port: Int, _ store: PartnerCountStore, _ body: (PopulationRegistry, PartnerCounts) async throws -> Void
    ) async throws {
        try await stage.withRegistry(at: port, settings: { $0.watch.dailyQuota = 3 }) { registry in
            let counts = PartnerCounts([registry.line], store: store, logger: quietLogger)
            try await counts.takeUp()
            try await body(registry, counts)
        }
    }

    @Test("a killed process has written what it asked; the next one goes on", arguments: Dialect.allCases)
    func killed(_ dialect: Dialect) async throws {
        try await withStore(dialect) { _, store in
            try await stage.registry().during { port in
                try await process(at: port, store) { registry, counts in
                    let writing = Task { try await counts.run() }
                    #expect(await ask(2, registry) == [])
                    while try await store.count(of: "registry")?.used != 2 {
                        try await Task.sleep(for: .milliseconds(5))
                    }
                    writing.cancel()
                    await #expect(throws: CancellationError.self) { try await writing.value }
                }
                try await process(at: port, store) { registry, _ in
                    #expect(registry.line.health.quotaLeft == 1)
                    #expect(await ask(2, registry) == [.unanswered(.quotaUsedUp)])
                }
            }
        }
    }

    @Test("a process that stops writes what is left; the next day begins anew", arguments: Dialect.allCases)
    func stopped(_ dialect: Dialect) async throws {
        try await withStore(dialect) { _, store in
            try await stage.registry().during { port in
                try await process(at: port, store) { registry, counts in
                    #expect(await ask(3, registry) == [])
                    try await counts.finish()
                }
                #expect(try await store.count(of: "registry")?.used == 3)
                #expect(try await store.count(of: "insurer") == nil)
                stage.clock.advance(by: .seconds(86_400))
                try await process(at: port, store) { registry, counts in
                    #expect(registry.line.health.quotaLeft == 3)
                    #expect(await ask(1, registry) == [])
                    try await counts.finish()
                }
                #expect(try await store.count(of: "registry")?.used == 1)
            }
        }
    }

    @Test("what the partner says is left is kept with it", arguments: Dialect.allCases)
    func told(_ dialect: Dialect) async throws {
        try await withStore(dialect) { _, store in
            var quota = DailyQuota(limit: nil, on: try #require(Day("2026-11-23")))
            quota.told(left: 40, on: quota.count.day)
            let isTaken = quota.take(on: quota.count.day)
            #expect(isTaken)
            try await store.keep(quota.count, of: "registry")
            #expect(try await store.count(of: "registry") == quota.count)
            try await store.keep(DailyQuota.Count(day: quota.count.day, used: 2), of: "registry")
            #expect(try await store.count(of: "registry")?.told == nil)
        }
    }
}
