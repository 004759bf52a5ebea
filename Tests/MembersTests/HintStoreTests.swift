import Database
import Kernel
import Members
import Testing

@Suite("What there is to mention to a caller, and what became of it")
struct HintStoreTests {
    private let counter = ChangeCounter()
    private var now: Timestamp { ChangeCounter.morning }
    private static let calm = FloorPressure(waiting: 0, longestWaitSeconds: 0, readyAgents: 4)

    private struct Office {
        let database: any Database
        let hints: HintStore
        let changes: ChangeStore
        let contributions: ContributionStore
        let families: Families
    }

    private func withOffice(_ dialect: Dialect, _ body: (Office) async throws -> Void) async throws {
        try await withMembers(dialect) { database, _, families in
            try await database.migrate(
                ContributionStore.migrations + ChangeStore.migrations + HintStore.migrations)
            try await body(
                Office(
                    database: database, hints: HintStore(database),
                    changes: ChangeStore.house(database, calendar: .jakarta),
                    contributions: ContributionStore(database), families: families))
        }
    }

    private func ground(_ office: Office, of member: Member, _ contact: Int = 1) async throws -> HintGround {
        try #require(
            try await office.hints.ground(
                of: member.id, known: .basic, in: counter.contact(contact), by: .person(counter.sari), at: now))
    }

    private func cover(_ office: Office, _ member: Member, from day: String) async throws {
        try await office.contributions.keep(
            [CoverageSpan(from: theDay(day), segment: .selfPaying, careClass: .second)], of: member.id)
    }

    private func pay(_ office: Office, _ member: Member, from: String, until: String) async throws {
        let (first, last) = (Month(of: theDay(from)), Month(of: theDay(until)))
        let lines = (0...(last.index - first.index)).map { place in
            let month = first.adding(place)
            return PaymentLine(
                channel: "bri", reference: "\(member.card)-\(month.index)", family: member.family,
                payment: ContributionPayment(paidOn: month.day(5), amount: Rupiah(100_000)))
        }
        try await office.contributions.take(lines, by: .system("test"), at: now)
    }

    @Test("what nobody told of a family is no hint", arguments: Dialect.allCases)
    func nothing(_ dialect: Dialect) async throws {
        try await withOffice(dialect) { office in
            let ground = try await ground(office, of: office.families.ayu)
            #expect(ground == HintGround(today: ChangeCounter.today, identity: .basic))
        }
    }

    @Test("arrears with their months; paid up, the class may be changed after a year", arguments: Dialect.allCases)
    func money(_ dialect: Dialect) async throws {
        try await withOffice(dialect) { office in
            let ayu = office.families.ayu
            try await cover(office, ayu, from: "2025-01-01")
            try await pay(office, ayu, from: "2025-01-01", until: "2026-08-01")
            let owing = try await ground(office, of: ayu)
            #expect(owing.arrears == Rupiah(300_000) && owing.arrearsMonths == 3, "September to November")
            #expect(!owing.mayChangeClass)
            try await pay(office, ayu, from: "2026-09-01", until: "2026-11-01")
            let paid = try await ground(office, of: ayu)
            #expect(paid.arrears == Rupiah(0) && paid.mayChangeClass)
            try await cover(office, ayu, from: "2026-03-01")
            #expect(try await !ground(office, of: ayu).mayChangeClass, "not a year in the class")
        }
    }

    @Test("the look at the family's records leaves its facts, for the contact", arguments: Dialect.allCases)
    func looks(_ dialect: Dialect) async throws {
        try await withOffice(dialect) { office in
            _ = try await ground(office, of: office.families.budi)
            for member in [office.families.budi, office.families.sitti, office.families.raka] {
                let looks = try await Journal(office.database).entries(about: .member(member.id))
                    .compactMap { try $0.fact(MemberFact.Looked.self) }
                #expect(looks.last?.because == Subject.contact(counter.contact(1)).text, "\(member.name)")
            }
        }
    }

    @Test("a newborn and people of the family who were named and never registered", arguments: Dialect.allCases)
    func uninsured(_ dialect: Dialect) async throws {
        try await withOffice(dialect) { office in
            let budi = office.families.budi
            let origin = ChangeOrigin(
                agent: counter.sari, contact: counter.contact(1), member: budi.id, family: budi.family, region: "3374",
                branch: "Semarang")
            let baby = ChangeID(ChangeCounter.identifier(931))!
            _ = try await office.changes.begin(
                baby, .newborn, from: origin, identity: .strong, by: counter.agent, at: now)
            _ = try await office.changes.edit(baby, "baby", by: counter.agent, at: now) {
                (draft, ground) throws(ChangeRefusal) in
                try draft.answer(
                    "baby", ["name": ["Bayi"], "birthDate": ["2026-11-10"], "sex": ["female"]],
                    version: draft.version, at: ChangeCounter.morning, on: ground)
            }
            let adding = ChangeID(ChangeCounter.identifier(932))!
            _ = try await office.changes.begin(
                adding, .addMember, from: origin, identity: .strong, by: counter.agent, at: now)
            let people = [
                FamilyReading.Person(budi.nik, budi.name, born: budi.birthDate, .male, .head),
                FamilyReading.Person(
                    NIK("3374010107050077")!, "Dimas Santoso", born: theDay("2005-07-01"), .male, .child),
            ]
            _ = try await office.changes.edit(adding, by: counter.agent, at: now) {
                (draft, ground) throws(ChangeRefusal) in
                try draft.take(.found(people), of: budi.family, at: ChangeCounter.morning, on: ground)
            }
            let ground = try await ground(office, of: office.families.sitti, 2)
            #expect(ground.uninsuredBirths == [theDay("2026-11-10")])
            #expect(ground.unregistered == 1, "Dimas; Budi is insured")
            _ = try await office.changes.handle(.withdraw(reason: "Salah pilih"), baby, by: counter.agent, at: now)
            #expect(try await self.ground(office, of: office.families.sitti, 2).uninsuredBirths == [])
        }
    }

    @Test(
        "a hint is shown once a contact, and told to a family by whichever of them rings", arguments: Dialect.allCases)
    func uses(_ dialect: Dialect) async throws {
        try await withOffice(dialect) { office in
            let (budi, contact) = (office.families.budi, counter.contact(1))
            let hint = try #require(
                HintRules.original.hints(
                    HintGround(
                        today: ChangeCounter.today, arrears: Rupiah(100_000), arrearsMonths: 1, identity: .basic),
                    pressure: Self.calm, contactSeconds: 10
                ).first)
            func use(_ use: HintUse, by person: PersonID) async throws -> Bool {
                try await office.hints.use(use, .arrears, in: contact, by: person, pressure: Self.calm, at: now)
            }
            #expect(try await !use(.told, by: counter.sari), "it was never shown")
            for _ in 0..<2 {
                try await office.hints.show(
                    hint, of: budi.id, in: contact, to: counter.sari, pressure: Self.calm, at: now)
            }
            #expect(try await !use(.told, by: counter.dewi), "shown to somebody else")
            for _ in 0..<2 { #expect(try await use(.told, by: counter.sari)) }
            #expect(try await office.hints.uses(in: contact) == [.arrears: [.shown, .told]])
            let facts = try await Journal(office.database).entries(about: .contact(contact))
                .compactMap { try $0.fact(HintUse.Used.self) }
            #expect(facts.map(\.use) == [.shown, .told])
            #expect(facts.allSatisfy { $0.member == budi.id && $0.reason == .floorCalm && $0.pressure == Self.calm })
            let wife = try await ground(office, of: office.families.sitti, 2)
            #expect(wife.lastTold == [.arrears: ChangeCounter.today])
            #expect(try await ground(office, of: office.families.ayu, 3).lastTold == [:])
            #expect(
                try await office.hints.counts(since: ChangeCounter.today) == [.arrears: [.shown: 1, .told: 1]])
            #expect(try await office.hints.counts(since: ChangeCounter.today.adding(days: 1)) == [:])
        }
    }

    @Test("rules hold at once; what cannot be used or was made from old ones is refused", arguments: Dialect.allCases)
    func rules(_ dialect: Dialect) async throws {
        try await withOffice(dialect) { office in
            let (hints, author) = (office.hints, Author.person(counter.lina))
            #expect(try await hints.rules().rules == .original)
            var rules = HintRules.original
            rules.mostShown = 1
            try await hints.set(rules, after: 0, by: author, at: now)
            #expect(try await hints.rules().rules == rules)
            #expect(try await hints.rules().version == 1)
            rules.mostShown = 3
            await #expect(throws: HintRuleRefusal.changedMeanwhile) {
                try await hints.set(rules, after: 0, by: author, at: now)
            }
            rules.mostShown = 0
            await #expect(throws: HintRuleRefusal.unusable([.nothingShown])) {
                try await hints.set(rules, after: 1, by: author, at: now)
            }
            #expect(try await hints.rules().rules.mostShown == 1)
            let facts = try await Journal(office.database).entries(about: Subject("hint-rules", "centre"))
            #expect(facts.map(\.kind) == [HintStore.RulesSet.kind] && facts.map(\.author) == [author])
        }
    }
}
