import Database
import Kernel
import Testing

@testable import Members

@Suite("Changes that wait for the registry are gone on with")
struct ChangeRoundsTests {
    private let counter = ChangeCounter()
    private let id = ChangeID(ChangeCounter.identifier(911))!

    private func withStore(_ dialect: Dialect, _ body: (any Database, ChangeStore) async throws -> Void) async throws {
        try await withMembers(dialect) { database, _, _ in
            try await database.migrate(ContributionStore.migrations + ChangeStore.migrations)
            let store = store(database)
            try await store.put([ChangeCounter.melati, ChangeCounter.anggrek])
            try await body(database, store)
        }
    }

    private func store(_ database: any Database) -> ChangeStore {
        ChangeStore(
            database, consentVersion: "2026-1", rates: { _ in [.second: Rupiah(100_000)] },
            sameName: { $0.uppercased() == $1.uppercased() })
    }

    private func file(_ store: ChangeStore, at now: Timestamp) async throws {
        let counter = counter
        _ = try await store.begin(
            id, .familyRegistration, from: counter.origin(.familyRegistration), identity: .none, by: counter.agent,
            at: now)
        for (step, words) in RightAnswers.of(.familyRegistration) {
            if step == "people" {
                for person in [counter.budi, counter.sitti, counter.raka] {
                    let words = [
                        "nik": [person.nik.digits], "name": [person.name],
                        "birthDate": [person.birthDate.description], "sex": [person.sex.rawValue],
                        "relation": [person.relation.rawValue],
                    ]
                    _ = try await store.edit(id, by: counter.agent, at: now) { (draft, ground) throws(ChangeRefusal) in
                        try draft.add(person: words, version: draft.version, at: now, on: ground)
                    }
                }
            }
            let (_, problems) = try await store.edit(id, step, by: counter.agent, at: now) {
                (draft, ground) throws(ChangeRefusal) in
                try draft.answer(step, words, version: draft.version, at: now, on: ground)
            }
            try #require(problems == [], "\(step.rawValue): \(problems)")
        }
        try await store.handle(.submit, id, by: counter.agent, at: now)
    }

    @Test("down, a restart, up again: the change ends and its caller is to be rung", arguments: Dialect.allCases)
    func downAndUp(_ dialect: Dialect) async throws {
        let stage = PartnerStage()
        let clock = ManualClock(ChangeCounter.morning)
        try await withStore(dialect) { database, changes in
            try await file(changes, at: clock.now())
            let server = counter.registryServer(.errors, clock)
            try await server.during { port in
                try await stage.withRegistry(at: port) { registry in
                    let rounds = ChangeRounds(
                        changes, registry: registry, clock: clock, logger: quietLogger, spread: { 0.5 })
                    try await rounds.round()
                    #expect(server.faults.report.asked == 0, "nothing is asked before its time")
                    clock.advance(by: .seconds(61))
                    let next = try await rounds.round()
                    #expect(server.faults.report.asked == 1)
                    #expect(next > clock.now())
                    #expect(try await changes.waitingForRegistry() == 1)

                    // Another process goes on with what stands in the database.
                    server.faults.set(StandInFaults.Order(.none))
                    let again = ChangeRounds(
                        store(database), registry: registry, clock: clock, logger: quietLogger, spread: { 0.5 })
                    clock.advance(by: .seconds(300))
                    try await again.round()
                    #expect(try await changes.waitingForRegistry() == 0)
                    #expect(try await changes.list(ChangeFilter(.ended)).map(\.stage) == ["approved"])
                    let rings = try await changes.toRing(at: clock.now() + .seconds(60))
                    #expect(rings.map(\.ringBack.reason) == [.registryYes])
                }
            }
        }
    }

    @Test("while the breaker rests nobody asks, and no try is counted", arguments: [Dialect.sqlite])
    func resting(_ dialect: Dialect) async throws {
        let stage = PartnerStage()
        let clock = ManualClock(ChangeCounter.morning)
        try await withStore(dialect) { _, changes in
            try await file(changes, at: clock.now())
            let server = counter.registryServer(.errors, clock)
            try await server.during { port in
                try await stage.withRegistry(at: port) { registry in
                    // Agents' questions have opened it.
                    for _ in 1...3 {
                        await #expect(throws: RegistryRefusal.self) { try await registry.family(of: counter.budi.nik) }
                    }
                    let asked = server.faults.report.asked
                    clock.advance(by: .seconds(61))
                    let rounds = ChangeRounds(
                        changes, registry: registry, clock: clock, logger: quietLogger, spread: { 0.5 })
                    try await rounds.round()
                    #expect(server.faults.report.asked == asked)
                    let kinds = try await changes.story(id).map(\.kind)
                    #expect(!kinds.contains("change.registry-heard"))
                }
            }
        }
    }

    @Test("a draft that nobody goes on with is ended, once", arguments: Dialect.allCases)
    func lapse(_ dialect: Dialect) async throws {
        let clock = ManualClock(ChangeCounter.morning)
        try await withStore(dialect) { _, changes in
            let seen = try await changes.begin(
                id, .familyRegistration, from: counter.origin(.familyRegistration), identity: .none,
                by: counter.agent, at: clock.now())
            let rounds = ChangeRounds(changes, registry: nil, clock: clock, logger: quietLogger, spread: { 0 })
            try await rounds.round()
            #expect(try await changes.list(ChangeFilter(.drafts)).count == 1)
            clock.advance(by: try #require(seen.change.dueAt) - clock.now())
            try await rounds.round()
            try await rounds.round()
            #expect(try await changes.list(ChangeFilter(.ended)).map(\.stage) == ["lapsed"])
            #expect(try await changes.story(id).map(\.kind) == ["change.began", "change.lapsed"])
        }
    }
}
