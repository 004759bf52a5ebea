import Database
import Kernel
import Testing

@testable import Members

/// Ayu's family on record and covered, and an office that brings changes to their end.
struct RegisterStage {
    let database: any Database
    let changes: ChangeStore
    let members: MemberStore
    let contributions: ContributionStore
    let counter = ChangeCounter()
    private(set) var now = ChangeCounter.morning

    /// The same office some time after.
    func later(_ span: Duration) -> RegisterStage {
        var stage = self
        stage.now += span
        return stage
    }

    init(_ database: any Database) {
        self.database = database
        changes = ChangeStore(
            database, consentVersion: "2026-1", sameName: { $0.uppercased() == $1.uppercased() })
        members = MemberStore(database)
        contributions = ContributionStore(database)
    }

    static func play(_ dialect: Dialect, _ body: (RegisterStage) async throws -> Void) async throws {
        let database = try await TestDatabase.open(dialect)
        try await database.migrate(MemberStore.migrations + ContributionStore.migrations + ChangeStore.migrations)
        do { try await body(RegisterStage(database)) } catch {
            try await database.close()
            throw error
        }
        try await database.close()
    }

    /// Ayu, Bayu and Siti have been in class 2 since 2024, and what is due is paid.
    func enrol(for kind: ChangeKind, covered: Bool = true) async throws {
        let segment: Segment = kind == .employerToSelfPaying ? .employed : .selfPaying
        let status: MemberStatus = kind == .reactivation ? .arrears : .active
        let people = [
            (counter.ayu, "Ayu Lestari", FamilyRelation.head, "1990-01-01"),
            (counter.bayu, "Bayu Pratama", .spouse, "1989-05-05"), (counter.nenek, "Siti Aminah", .other, "1950-07-07"),
        ]
        let family = try people.enumerated().map { place, person in
            Member(
                id: person.0, card: try #require(CardNumber("000123456781\(place)")),
                nik: try #require(NIK("337401410190002\(place)")), family: counter.ayusCard, relation: person.2,
                name: person.1, birthDate: theDay(person.3), sex: .female, careClass: .second, segment: segment,
                status: status, region: Region(code: "3374", name: "Kota Semarang"), branch: "Semarang",
                facility: Facility(code: "0138U020", name: "Klinik Melati", since: theDay("2025-03-01")), phones: [])
        }
        try await members.enrol(family, by: .system("test"), at: now - .seconds(86_400))
        try await changes.put([ChangeCounter.melati, ChangeCounter.anggrek])
        guard covered else { return }
        let span = CoverageSpan(from: theDay("2024-01-01"), segment: segment, careClass: .second)
        try await contributions.keep(people.map { CoveredMember(id: $0.0, spans: [span]) })
        guard segment == .selfPaying else { return }
        let first = Month(of: span.from)
        let lines = (0...(Month(of: ChangeCounter.today).index - first.index)).map { place in
            PaymentLine(
                channel: "bri", reference: "A-\(place)", family: counter.ayusCard,
                payment: ContributionPayment(paidOn: first.adding(place).day(5), amount: Rupiah(300_000)))
        }
        try await contributions.take(lines, by: .system("test"), at: now)
    }

    // MARK: - The office

    /// Fills in the right answers and hands them in.
    @discardableResult
    func file(
        _ kind: ChangeKind, number: Int = 940, answers: [(StepName, [String: [String]])]? = nil
    ) async throws -> ChangeID {
        let id = ChangeID(ChangeCounter.identifier(number))!
        _ = try await changes.begin(
            id, kind, from: counter.origin(kind), identity: .strong, by: counter.agent, at: now)
        for (step, words) in answers ?? RightAnswers.of(kind) {
            if step == "people" { try await read(id, kind) }
            try await answer(id, step, words)
        }
        if kind == .identityCorrection {
            _ = try await changes.edit(id, by: counter.agent, at: now) { (draft, _) throws(ChangeRefusal) in
                draft.take(.verified, at: ChangeCounter.morning)
            }
        }
        try await changes.handle(.submit, id, by: counter.agent, at: now)
        return id
    }

    func answer(_ id: ChangeID, _ step: StepName, _ words: [String: [String]]) async throws {
        let (_, problems) = try await changes.edit(id, step, by: counter.agent, at: now) {
            (draft, ground) throws(ChangeRefusal) in
            try draft.answer(step, words, version: draft.version, at: ChangeCounter.morning, on: ground)
        }
        try #require(problems.isEmpty, "\(step.rawValue): \(problems)")
    }

    private func read(_ id: ChangeID, _ kind: ChangeKind) async throws {
        let isNew = kind == .familyRegistration
        let card = isNew ? counter.card : counter.ayusCard
        let reading = isNew ? counter.family : .found([counter.citra])
        _ = try await changes.edit(id, by: counter.agent, at: now) { (draft, ground) throws(ChangeRefusal) in
            try draft.take(reading, of: card, at: ChangeCounter.morning, on: ground)
        }
    }

    /// Whoever has to approve does so.
    @discardableResult
    func approve(_ id: ChangeID) async throws -> ChangeStore.Seen {
        for office in [counter.office, counter.secondOffice] {
            let seen = try #require(try await changes.seen(id, by: office, at: now))
            guard seen.change.isOpen else { return seen }
            try await changes.handle(.take, id, by: office, at: now)
            try await changes.handle(.approve, id, by: office, at: now)
        }
        return try #require(try await changes.seen(id, by: counter.office, at: now))
    }

    // MARK: - What is on record

    /// `Ayu Lestari: active pbpu 2 0138U020; 2024-01-01.. pbpu 2`, families in their order.
    func register() async throws -> [String] {
        try await database.read { transaction in
            let members = try transaction.members(where: "TRUE", upTo: 100)
            let coverage = try transaction.coverage(of: members.map(\.id))
            return members.map { member in
                let values = [
                    member.status.rawValue, member.segment.rawValue, "\(member.careClass.rawValue)",
                    member.facility?.code, member.email,
                ]
                let spans = coverage[member.id, default: []].map {
                    "\($0.from)..\($0.until.map { "\($0)" } ?? "") \($0.segment.rawValue) \($0.careClass.rawValue)"
                }
                return "\(member.name): \(values.compactMap(\.self).joined(separator: " "))"
                    + (spans.isEmpty ? "" : "; " + spans.joined(separator: ", "))
            }
        }
    }

    func turned(_ member: MemberID) async throws -> Int {
        try await Journal(database).entries(about: .member(member)).count {
            $0.kind == ContributionFact.CoverageTurned.kind
        }
    }

    func owed(on day: String) async throws -> Rupiah {
        let family = [counter.ayu, counter.bayu, counter.nenek]
        let others = try await database.read {
            try $0.scalars("SELECT id FROM members WHERE family = \(ChangeCounter().ayusCard)", as: MemberID.self)
        }
        return try await contributions.account(
            of: counter.ayusCard, members: Array(Set(family + others)), by: .original, on: theDay(day)
        ).account.demand.toPay
    }
}
