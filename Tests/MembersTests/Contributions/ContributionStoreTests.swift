import Database
import Kernel
import Members
import Testing

@Suite struct ContributionStoreTests {
    private func withStore(
        _ dialect: Dialect, _ body: (ContributionStore, Families) async throws -> Void
    ) async throws {
        try await withMembers(dialect) { database, _, families in
            try await database.migrate(MemberStore.migrations + ContributionStore.migrations)
            try await body(ContributionStore(database), families)
        }
    }

    @Test("the same file of payments twice changes nothing", arguments: Dialect.allCases)
    func twice(dialect: Dialect) async throws {
        try await withStore(dialect) { store, families in
            let from = try #require(Day("2026-11-01"))
            let today = try #require(Day("2026-11-15"))
            try await store.keep(
                [CoverageSpan(from: from, segment: .selfPaying, careClass: .second)], of: families.ayu.id)
            let lines = ["A-1", "A-2"].map {
                PaymentLine(
                    channel: "bri", reference: $0, family: families.ayu.family,
                    payment: ContributionPayment(paidOn: today, amount: Rupiah(100_000)))
            }
            #expect(try await store.take(lines, by: .system("test"), at: Families.moment) == 2)
            #expect(try await store.take(lines, by: .system("test"), at: Families.moment) == 0)
            let (account, payments) = try await store.account(
                of: families.ayu.family, members: [families.ayu.id], by: .original, on: today)
            #expect(payments.count == 2)
            #expect(account.credit == Rupiah(100_000))
            #expect(account.standing(of: families.ayu.id) == .active)
        }
    }

    @Test("spans are replaced as a whole, and a member without any owes nothing", arguments: Dialect.allCases)
    func spans(dialect: Dialect) async throws {
        try await withStore(dialect) { store, families in
            let (from, today) = (try #require(Day("2026-01-01")), try #require(Day("2026-11-15")))
            let ids = [families.budi.id, families.sitti.id]
            for segment in [Segment.selfPaying, .employed] {
                try await store.keep([CoverageSpan(from: from, segment: segment, careClass: .first)], of: ids[0])
            }
            let (account, _) = try await store.account(
                of: families.budi.family, members: ids, by: .original, on: today)
            #expect(account.demand.toPay == Rupiah(0))
            #expect(account.standing(of: ids[0]) == .active)
            #expect(account.standing(of: ids[1]) == .notYetActive(from: nil))
        }
    }
}
