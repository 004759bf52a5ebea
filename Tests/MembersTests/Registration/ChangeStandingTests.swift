import Database
import Kernel
import Members
import Testing

@Suite("Changes know what the family owes, and since when its class holds")
struct ChangeStandingTests {
    private let counter = ChangeCounter()
    private let id = ChangeID(ChangeCounter.identifier(921))!
    private var now: Timestamp { ChangeCounter.morning }

    private struct Office {
        let changes: ChangeStore
        let contributions: ContributionStore
        let members: MemberStore
        let ayu: Member
    }

    private func withOffice(_ dialect: Dialect, _ body: (Office) async throws -> Void) async throws {
        try await withMembers(dialect) { database, members, families in
            try await database.migrate(ContributionStore.migrations + ChangeStore.migrations)
            try await body(
                Office(
                    changes: ChangeStore.house(database, calendar: .jakarta),
                    contributions: ContributionStore(database), members: members, ayu: families.ayu))
        }
    }

    /// Ayu pays 100.000 for a month in class 2, each on its 5th, the last one for `until`.
    private func pay(_ office: Office, from: String, until: String) async throws {
        let (first, last) = (Month(of: theDay(from)), Month(of: theDay(until)))
        let lines = (0...(last.index - first.index)).map { place in
            let month = first.adding(place)
            return PaymentLine(
                channel: "bri", reference: "A-\(month.index)", family: office.ayu.family,
                payment: ContributionPayment(paidOn: month.day(5), amount: Rupiah(100_000)))
        }
        try await office.contributions.take(lines, by: .system("test"), at: now)
    }

    private func cover(_ office: Office, _ spans: [CoverageSpan]) async throws {
        try await office.contributions.keep(spans, of: office.ayu.id)
    }

    private func begin(_ kind: ChangeKind, _ office: Office) async throws -> ChangeStore.Seen {
        let origin = ChangeOrigin(
            agent: counter.sari, contact: counter.contact(1), member: office.ayu.id, family: office.ayu.family,
            region: "3374", branch: "Semarang", phone: PhoneNumber("0812-3333-4444"))
        return try await office.changes.begin(
            id, kind, from: origin, identity: .strong, by: counter.agent, at: now)
    }

    private func answer(
        _ step: StepName, _ words: [String: [String]], _ office: Office
    ) async throws -> [FieldProblem] {
        try await office.changes.edit(id, step, by: counter.agent, at: now) { (draft, ground) throws(ChangeRefusal) in
            try draft.answer(step, words, version: draft.version, at: ChangeCounter.morning, on: ground)
        }.outcome
    }

    @Test("what nobody told stays unknown, and stops the change", arguments: Dialect.allCases)
    func unknown(_ dialect: Dialect) async throws {
        try await withOffice(dialect) { office in
            let standing = try #require(try await begin(.classChange, office).ground.standing)
            #expect(standing.owed == nil && standing.classSince == nil && standing.hasPaidFirst == nil)
            #expect(try await answer("class", ["careClass": ["1"]], office).map(\.complaint) == [.arrearsUnknown])
        }
    }

    @Test("after twelve months in a class, with everything paid, it may be changed", arguments: Dialect.allCases)
    func classChange(_ dialect: Dialect) async throws {
        try await withOffice(dialect) { office in
            try await cover(
                office, [CoverageSpan(from: theDay("2025-01-01"), segment: .selfPaying, careClass: .second)])
            try await pay(office, from: "2025-01-01", until: "2026-11-01")
            let ground = try await begin(.classChange, office).ground
            let standing = try #require(ground.standing)
            #expect(standing.owed == Rupiah(0) && standing.classSince == theDay("2025-01-01"))
            #expect(standing.hasPaidFirst == true)
            #expect(ground.rates[.first] == Rupiah(150_000), "the rules in force")
            #expect(try await answer("class", ["careClass": ["1"]], office) == [])
        }
    }

    @Test("sooner it is refused with the day from which it may be changed", arguments: Dialect.allCases)
    func tooSoon(_ dialect: Dialect) async throws {
        try await withOffice(dialect) { office in
            try await cover(
                office,
                [
                    CoverageSpan(
                        from: theDay("2025-01-01"), until: theDay("2026-02-28"), segment: .employed, careClass: .first),
                    CoverageSpan(from: theDay("2026-03-01"), segment: .selfPaying, careClass: .second),
                ])
            try await pay(office, from: "2026-03-01", until: "2026-11-01")
            _ = try await begin(.classChange, office)
            let problem = try #require(try await answer("class", ["careClass": ["1"]], office).first)
            #expect(problem.complaint == .classTooSoon)
            #expect(problem.blanks["day"] == .day(theDay("2027-03-01")))
        }
    }

    @Test("the register's own word on the class comes before coverage's", arguments: Dialect.allCases)
    func register(_ dialect: Dialect) async throws {
        try await withOffice(dialect) { office in
            for (careClass, day) in [(CareClass.third, "2026-06-01"), (.second, "2026-09-01")] {
                let told = Provenance(.registry, at: CentreCalendar.jakarta.start(of: theDay(day)))
                try await office.members.update(
                    office.ayu.id, MemberUpdate([.careClass(careClass)], told: told, effective: theDay(day)),
                    by: .system("test"), at: now)
            }
            let facility = Facility(code: "0138U020", name: "Klinik Melati", since: theDay("2026-10-01"))
            try await office.members.update(
                office.ayu.id,
                MemberUpdate(
                    [.facility(facility)], told: Provenance(.registry, at: now), effective: theDay("2026-10-01")),
                by: .system("test"), at: now)
            try await cover(
                office, [CoverageSpan(from: theDay("2025-01-01"), segment: .selfPaying, careClass: .second)])
            let standing = try #require(try await begin(.classChange, office).ground.standing)
            #expect(standing.classSince == theDay("2026-09-01"))
            #expect(standing.facility == "0138U020" && standing.facilitySince == theDay("2026-10-01"))
        }
    }

    @Test(
        "to be active again a family is told what it owes, and is active once it is paid", arguments: Dialect.allCases)
    func reactivation(_ dialect: Dialect) async throws {
        try await withOffice(dialect) { office in
            try await office.members.update(
                office.ayu.id,
                MemberUpdate(
                    [.status(.arrears)], told: Provenance(.insurer, at: now - .seconds(60)),
                    effective: theDay("2026-08-01")),
                by: .system("test"), at: now)
            try await cover(
                office, [CoverageSpan(from: theDay("2025-01-01"), segment: .selfPaying, careClass: .second)])
            try await pay(office, from: "2025-01-01", until: "2026-06-01")
            let seen = try await begin(.reactivation, office)
            #expect(seen.reading.notices.contains(.owed(Rupiah(500_000))))
            let problem = try #require(try await answer("arrears", ["waitExplained": ["yes"]], office).first)
            #expect(problem.complaint == .arrearsUnpaid && problem.blanks["amount"] == .money(Rupiah(500_000)))

            let payment = PaymentLine(
                channel: "bri", reference: "B-1", family: office.ayu.family,
                payment: ContributionPayment(paidOn: ChangeCounter.today, amount: Rupiah(500_000)))
            try await office.contributions.take([payment], by: .system("test"), at: now)
            #expect(try await answer("arrears", ["waitExplained": ["yes"]], office) == [])
            try await office.changes.handle(.submit, id, by: counter.agent, at: now)
            let member = try await office.members.find(
                .id(office.ayu.id), because: Subject("change", id), by: .system("test"), at: now
            ).first
            #expect(member?.status == .active)
        }
    }

    @Test("this month's bill is late only after its 10th day")
    func dueDay() {
        let covered = CoveredMember(
            id: counter.ayu,
            spans: [CoverageSpan(from: theDay("2026-10-01"), segment: .selfPaying, careClass: .second)])
        let paid = ContributionPayment(paidOn: theDay("2026-10-05"), amount: Rupiah(100_000))
        for (day, owed) in [("2026-11-10", 0), ("2026-11-11", 100_000), ("2026-12-01", 200_000)] {
            let account = FamilyAccount([covered], payments: [paid], by: .original, on: theDay(day))
            #expect(account.overdue == Rupiah(Int64(owed)), "\(day)")
        }
    }
}
