import Database
import Kernel
import Testing

@testable import Members

@Suite("Changes are kept through every step")
struct ChangeStoreTests {
    private let counter = ChangeCounter()
    private let id = ChangeID(ChangeCounter.identifier(901))!
    private var now: Timestamp { ChangeCounter.morning }

    private func store(_ database: any Database) -> ChangeStore {
        ChangeStore(
            database, consentVersion: "2026-1", rates: { _ in [.second: Rupiah(100_000)] },
            sameName: { $0.uppercased() == $1.uppercased() })
    }

    private func withStore(_ dialect: Dialect, _ body: (any Database, ChangeStore) async throws -> Void) async throws {
        try await withMembers(dialect) { database, _, _ in
            try await database.migrate(ContributionStore.migrations + ChangeStore.migrations)
            let store = store(database)
            try await store.put([ChangeCounter.melati, ChangeCounter.anggrek])
            try await body(database, store)
        }
    }

    /// Four more like the one there is, two of them a minute later: page follows page, each once.
    private func pagesOfRings(_ store: ChangeStore, from start: Timestamp, until end: Timestamp) async throws {
        let original = id
        let copies = (902...905).map { ChangeCounter.identifier($0) }
        try await store.database.write { transaction in
            for (place, copy) in copies.enumerated() {
                let at = start + .seconds(place < 2 ? 0 : 60)
                try transaction.execute(
                    """
                    INSERT INTO changes (id, kind, stage, agent, channel, opened_at, changed_at, ring_at, document)
                    SELECT \(copy), kind, stage, agent, channel, opened_at, changed_at, \(at),
                        replace(replace(document, \(original.description), \(copy)),
                            \("\"nextAt\":\(start.microseconds)"), \("\"nextAt\":\(at.microseconds)"))
                    FROM changes WHERE id = \(original)
                    """)
            }
        }
        var (last, seen): (RingBackLine?, [ChangeID]) = (nil, [])
        repeat {
            let page = try await store.ringBackPage(until: end, after: last, upTo: 2)
            seen += page.map(\.change.id)
            last = page.last
        } while last != nil && seen.count < 20
        #expect(seen == (try await store.toRing(at: end).map(\.change.id)) && seen.count == 5)
        #expect(try await store.ringBackCount(until: end) == 5)
        try await store.database.write { try $0.execute("DELETE FROM changes WHERE id IN \(list: copies)") }
    }

    /// A family's form, filled in by Sari on the telephone; the registry is down unless told otherwise.
    private func filled(_ store: ChangeStore, registry reading: FamilyReading = .down) async throws {
        _ = try await store.begin(
            id, .familyRegistration, from: counter.origin(.familyRegistration), identity: .none, by: counter.agent,
            at: now)
        for (step, words) in RightAnswers.of(.familyRegistration) {
            if step == "people" { try await people(store, reading) }
            let (_, problems) = try await store.edit(id, step, by: counter.agent, at: now) {
                (draft, ground) throws(ChangeRefusal) in
                try draft.answer(step, words, version: draft.version, at: ChangeCounter.morning, on: ground)
            }
            try #require(problems == [], "\(step.rawValue): \(problems)")
        }
    }

    private func people(_ store: ChangeStore, _ reading: FamilyReading) async throws {
        let counter = counter
        guard reading == .down else {
            _ = try await store.edit(id, by: counter.agent, at: now) { (draft, ground) throws(ChangeRefusal) in
                try draft.take(reading, of: counter.card, at: ChangeCounter.morning, on: ground)
            }
            return
        }
        for person in [counter.budi, counter.sitti, counter.raka] {
            let words = [
                "nik": [person.nik.digits], "name": [person.name], "birthDate": [person.birthDate.description],
                "sex": [person.sex.rawValue], "relation": [person.relation.rawValue],
            ]
            let (_, problems) = try await store.edit(id, by: counter.agent, at: now) {
                (draft, ground) throws(ChangeRefusal) in
                try draft.add(person: words, version: draft.version, at: ChangeCounter.morning, on: ground)
            }
            try #require(problems == [])
        }
    }

    @Test("a draft outlives the server: what was typed, right or wrong, is there again", arguments: Dialect.allCases)
    func restart(_ dialect: Dialect) async throws {
        try await withStore(dialect) { database, store in
            _ = try await store.begin(
                id, .familyRegistration, from: counter.origin(.familyRegistration), identity: .none,
                by: counter.agent, at: now)
            let (_, problems) = try await store.edit(id, "card", by: counter.agent, at: now) {
                (draft, ground) throws(ChangeRefusal) in
                try draft.answer("card", ["familyCard": ["3374 12"]], version: 1, at: ChangeCounter.morning, on: ground)
            }
            #expect(problems.map(\.complaint) == [.notAFamilyCard])
            let again = try #require(
                try await self.store(database).seen(id, by: counter.agent, at: now + .seconds(60)))
            #expect(again.change.draft.typed["familyCard"] == ["3374 12"])
            #expect(again.reading.nextStep == "card")
            #expect(try await store.list(ChangeFilter(.drafts, agent: counter.sari)).map(\.id) == [id])
            #expect(try await store.list(ChangeFilter(.drafts, agent: counter.dewi)) == [])
            #expect(try await store.story(id).map(\.kind) == ["change.began", "change.edited"])
        }
    }

    @Test("a button pressed twice opens one form", arguments: Dialect.allCases)
    func beganTwice(_ dialect: Dialect) async throws {
        try await withStore(dialect) { _, store in
            for _ in 1...2 {
                _ = try await store.begin(
                    id, .familyRegistration, from: counter.origin(.familyRegistration), identity: .none,
                    by: counter.agent, at: now)
            }
            #expect(try await store.story(id).count == 1)
        }
    }

    @Test("who typed on an old page is told so, and nothing of the newer one is lost", arguments: Dialect.allCases)
    func staleVersion(_ dialect: Dialect) async throws {
        try await withStore(dialect) { _, store in
            _ = try await store.begin(
                id, .familyRegistration, from: counter.origin(.familyRegistration), identity: .none,
                by: counter.agent, at: now)
            let card = counter.card.digits
            _ = try await store.edit(id, "card", by: counter.agent, at: now) {
                (draft, ground) throws(ChangeRefusal) in
                try draft.answer("card", ["familyCard": [card]], version: 1, at: ChangeCounter.morning, on: ground)
            }
            await #expect(throws: ChangeRefusal.changedMeanwhile) {
                _ = try await store.edit(id, "card", by: counter.otherAgent, at: now) {
                    (draft, ground) throws(ChangeRefusal) in
                    try draft.answer("card", ["familyCard": ["x"]], version: 1, at: ChangeCounter.morning, on: ground)
                }
            }
            let seen = try #require(try await store.seen(id, by: counter.agent, at: now))
            #expect(seen.change.draft.typed["familyCard"] == [card])
        }
    }

    @Test(
        "with the registry down it waits, is asked when due, and the caller is rung when it answers",
        arguments: Dialect.allCases)
    func registryDown(_ dialect: Dialect) async throws {
        try await withStore(dialect) { _, store in
            try await filled(store)
            try await store.handle(.submit, id, by: counter.agent, at: now)
            #expect(try await store.waitingForRegistry() == 1)
            #expect(try await store.toAsk(at: now + .seconds(59), upTo: 10) == [])
            #expect(try await store.toAsk(at: now + .seconds(60), upTo: 10) == [id])
            #expect(try await store.nextAsking() == now + .seconds(60))

            let later = now + .seconds(600)
            try await store.handle(
                .familyRead(counter.family, participants: [:], spread: 0), id, by: counter.registry, at: later)
            #expect(try await store.waitingForRegistry() == 0)
            #expect(try await store.nextAsking() == nil)
            let rings = try await store.toRing(at: later + .seconds(3_600))
            #expect(rings.map(\.ringBack.reason) == [.registryYes])
            try await pagesOfRings(store, from: rings[0].ringBack.nextAt, until: later + .seconds(3_600))
            try await store.handle(.ringBack(rings[0].ringBack.id, .told), id, by: counter.agent, at: later)
            #expect(try await store.toRing(at: later + .seconds(90_000)).isEmpty)
            #expect(
                try await store.story(id).suffix(6).map(\.kind) == [
                    "change.submitted", "change.registry-heard", "change.approved", "change.ring-back-planned",
                    "change.accounts-issued", "change.rung-back",
                ])
        }
    }

    @Test("what may not be done is refused, and neither row nor facts change", arguments: Dialect.allCases)
    func refused(_ dialect: Dialect) async throws {
        try await withStore(dialect) { _, store in
            try await filled(store, registry: counter.family)
            let before = try await store.story(id).count
            await #expect(throws: ChangeRefusal.notAllowed(.approve)) {
                try await store.handle(.approve, id, by: counter.agent, at: now)
            }
            await #expect(throws: ChangeRefusal.noSuchChange) {
                try await store.handle(.submit, ChangeID(ChangeCounter.identifier(902))!, by: counter.agent, at: now)
            }
            #expect(try await store.story(id).count == before)
            try await store.handle(.submit, id, by: counter.agent, at: now)
            let line = try #require(try await store.list(ChangeFilter(.ended)).first)
            #expect(line.stage == "approved")
            let counts = try await store.counts(at: now)
            #expect(counts[.ended]?.open == 1 && counts[.drafts] == nil)
            #expect(try await store.submissions(from: ChangeCounter.today, until: ChangeCounter.today).count == 1)
        }
    }

    @Test("a draft that nobody goes on with lapses after its clock, not before", arguments: Dialect.allCases)
    func lapse(_ dialect: Dialect) async throws {
        try await withStore(dialect) { _, store in
            let seen = try await store.begin(
                id, .familyRegistration, from: counter.origin(.familyRegistration), identity: .none,
                by: counter.agent, at: now)
            let due = try #require(seen.change.dueAt)
            #expect(try await store.toLapse(at: due - .seconds(1), upTo: 10) == [])
            #expect(try await store.toLapse(at: due, upTo: 10) == [id])
            try await store.handle(.lapse, id, by: counter.clock, at: due)
            #expect(try await store.list(ChangeFilter(.ended)).map(\.stage) == ["lapsed"])
        }
    }
}
