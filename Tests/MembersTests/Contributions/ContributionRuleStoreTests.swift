import Database
import Kernel
import Members
import Testing

@Suite("Changing the rules of contributions takes two people")
struct ContributionRuleStoreTests {
    private func withStore(
        _ dialect: Dialect, _ body: (any Database, ContributionRuleStore, [Author], RuleProposalID) async throws -> Void
    ) async throws {
        try await withMembers(dialect) { database, _, _ in
            try await database.migrate(MemberStore.migrations + ContributionStore.migrations)
            var random = SeededRandom(seed: 4)
            let people = (0..<2).map { _ in Author.person(PersonID(at: Families.moment, random: &random)) }
            try await body(
                database, ContributionRuleStore(database), people, RuleProposalID(at: Families.moment, random: &random))
        }
    }

    private func rates() throws -> RuleChange {
        .begins(
            .rates,
            RuleChange.NewRow(
                from: try #require(Day("2027-01-01")), regulation: "Perpres 1/2027", .unverified,
                numbers: ["first": 160_000, "second": 110_000, "third": 42_000, "third-state": 7_000]))
    }

    @Test("a second person's approval makes a version; the row before ends", arguments: Dialect.allCases)
    func approval(_ dialect: Dialect) async throws {
        try await withStore(dialect) { database, store, people, id in
            try await store.propose(id, try rates(), reason: "Peraturan baru", by: people[0], at: Families.moment)
            #expect(try await store.inForce().version == 0)
            #expect(try await store.open().map(\.reason) == ["Peraturan baru"])
            await #expect(throws: RuleRefusal.ownProposal) {
                try await store.approve(id, by: people[0], at: Families.moment)
            }
            #expect(try await store.approve(id, by: people[1], at: Families.moment) == 1)
            let rules = try await store.inForce().rules
            #expect(rules.rate(.third, for: try #require(Month("2026-12"))) == Rupiah(35_000))
            #expect(rules.rate(.third, for: try #require(Month("2027-01"))) == Rupiah(42_000))
            #expect(rules.changes(since: .original).count == 2 && rules.problems().isEmpty)
            await #expect(throws: RuleRefusal.decidedAlready) {
                try await store.reject(id, reason: "Terlambat", by: people[1], at: Families.moment)
            }
            let kinds = try await Journal(database).entries(about: .contributionRules).map(\.kind)
            #expect(kinds == ["contributions.rule-proposed", "contributions.rule-approved"])
        }
    }

    @Test("what was rejected changes nothing, and says why", arguments: Dialect.allCases)
    func rejection(_ dialect: Dialect) async throws {
        try await withStore(dialect) { database, store, people, id in
            try await store.propose(id, try rates(), reason: "Kabar", by: people[0], at: Families.moment)
            await #expect(throws: RuleRefusal.reasonMissing) {
                try await store.reject(id, reason: " ", by: people[1], at: Families.moment)
            }
            try await store.reject(id, reason: "Belum terbit", by: people[1], at: Families.moment)
            #expect(try await store.open().isEmpty)
            #expect(try await store.inForce().rules == .original)
            let facts = try await Journal(database).entries(about: .contributionRules)
                .compactMap { try $0.fact(ContributionFact.RuleRejected.self) }
            #expect(facts.map(\.reason) == ["Belum terbit"])
        }
    }

    @Test("what would leave a gap, lacks a number or a row is not proposed", arguments: Dialect.allCases)
    func refusals(_ dialect: Dialect) async throws {
        try await withStore(dialect) { _, store, people, id in
            let (from, day) = (try #require(Day("2021-01-01")), try #require(Day("2027-06-30")))
            let bad: [(RuleChange, RuleRefusal)] = [
                (.ends(.rates, from: from, on: day), .problems([.openEnd(.rates, after: day)])),
                (.ends(.rates, from: day, on: day), .noSuchRow),
                (
                    .begins(.arrearsCaps, RuleChange.NewRow(from: day, regulation: "P", .verified, numbers: [:])),
                    .numbers
                ),
                (
                    .begins(
                        .arrearsCaps,
                        RuleChange.NewRow(from: day, regulation: " ", .verified, numbers: ["months": 36])),
                    .problems([.noRegulation(.arrearsCaps, from: day)])
                ),
            ]
            for (change, refusal) in bad {
                await #expect(throws: refusal) {
                    try await store.propose(id, change, reason: "Coba", by: people[0], at: Families.moment)
                }
            }
            #expect(try await store.open().isEmpty)
            try await store.propose(
                id, .ends(.penalties, from: from, on: day), reason: "Dihapus", by: people[0], at: Families.moment)
            try await store.approve(id, by: people[1], at: Families.moment)
            let rules = try await store.inForce().rules
            #expect(rules.penalty(on: day) != nil && rules.penalty(on: day.adding(days: 1)) == nil)
        }
    }
}
