import Database
import Kernel
import Members
import Staff

/// Ten weeks of registrations and changes of data, done one after the other in the order of time by the people of the
/// demo, through the same store as the pages: most are decided, some wait, some came back, some callers are to be rung.
struct DemoChanges {
    /// Something that somebody does to a change.
    struct Deed: Sendable {
        enum What: Sendable {
            case begin
            /// Types the answers; nil: all of them.
            case fill(steps: Int?)
            case event(ChangeEvent)
            /// Rings the caller about whatever he is to be told.
            case ring(RingBack.Outcome)
            /// The caller's bank tells that everything owed was paid.
            case pay
        }

        let at: Timestamp
        let change: Int
        let by: ChangeActor
        let what: What
    }

    let changes: ChangeStore
    let contributions: ContributionStore
    let rules: ContributionRules

    /// How long before the demo's first moment its register was taken over: before all of these changes, and before
    /// the oldest ticket.
    static let registerAge = Duration.seconds(200 * 86_400)

    /// - Returns: how many were filed.
    static func keep(
        _ members: [Member], _ staff: StaffStore, in database: any Database, at now: Timestamp
    ) async throws -> Int {
        let people = DemoCrew(
            agents: try await staff.people(with: .inbound), social: try await staff.people(with: .social),
            office: try await staff.people(with: .backOffice), branch: try await staff.people(with: .branch))
        guard let people else { return 0 }
        var plan = DemoPlan(people: people, families: DemoFamilies(members, at: now), at: now)
        plan.everything()
        let demo = DemoChanges(
            changes: ChangeStore.house(database, calendar: .jakarta), contributions: ContributionStore(database),
            rules: try await ContributionRuleStore(database).inForce().rules)
        var toRing: [Int: RingBack] = [:]
        for deed in plan.deeds.sorted(by: { ($0.at, $0.change) < ($1.at, $1.change) }) {
            let after = try await demo.play(deed, plan.filings[deed.change], toRing[deed.change])
            if let after { toRing[deed.change] = after.change.openRingBacks.first }
        }
        return plan.filings.count
    }

    /// - Returns: the change afterwards; nil when nothing was done to it.
    private func play(_ deed: Deed, _ filing: DemoFiling, _ toRing: RingBack?) async throws -> ChangeStore.Seen? {
        let (id, by, at) = (filing.id, deed.by, deed.at)
        switch deed.what {
        case .begin:
            return try await changes.begin(
                id, filing.kind, from: filing.origin, identity: filing.identity, by: by, at: at)
        case .fill(let steps):
            try await fill(filing, steps, by: by, at: at)
            return nil
        case .event(let event): return try await changes.handle(event, id, by: by, at: at)
        case .ring(let outcome):
            guard let toRing, toRing.nextAt <= at else { return nil }
            return try await changes.handle(.ringBack(toRing.id, outcome), id, by: by, at: at)
        case .pay:
            try await pay(filing, at: at)
            return nil
        }
    }

    private func fill(_ filing: DemoFiling, _ steps: Int?, by actor: ChangeActor, at moment: Timestamp) async throws {
        var known: [NIK: Participation] = [:]
        if case .found(let people) = filing.reading, filing.kind == .addMember {
            known = try await changes.participants(
                people.map(\.nik), because: filing.id, by: actor.author, at: moment)
        }
        let participants = known
        _ = try await changes.edit(filing.id, by: actor, at: moment) { (draft, ground) throws(ChangeRefusal) in
            for (step, words) in filing.answers.prefix(steps ?? filing.answers.count) {
                if step == "people" { try filing.tellPeople(&draft, participants, at: moment, on: ground) }
                try draft.answer(step, words, version: draft.version, at: moment, on: ground)
            }
            if let check = filing.check { draft.take(check, at: moment) }
        }
    }

    private func pay(_ filing: DemoFiling, at moment: Timestamp) async throws {
        guard let family = filing.origin.family else { return }
        let day = CentreCalendar.jakarta.day(of: moment)
        let account = try await contributions.account(
            of: family, members: filing.household, by: rules, on: day
        ).account
        // And the months until today.
        let month = MonthBill(Month(of: day), of: account.family, by: rules)?.total ?? Rupiah(0)
        let payment = ContributionPayment(paidOn: day, amount: account.demand.toPay + month * 3)
        let line = PaymentLine(
            channel: PayingBank.allCases[0].rawValue, reference: "DEMO-\(filing.id)", family: family, payment: payment)
        try await contributions.take([line], by: .system("demo"), at: moment)
    }
}

/// Who works on the demo's changes.
struct DemoCrew: Sendable {
    let agents: [ChangeActor]
    let social: [ChangeActor]
    /// The first is the guest of the back office.
    let office: [ChangeActor]
    let branch: ChangeActor

    /// nil when there is nobody of a kind.
    init?(agents: [Person], social: [Person], office: [Person], branch: [Person]) {
        func guestsFirst(_ people: [Person], _ role: Role) -> [ChangeActor] {
            let guests = Set(DemoCentre.guests.map(\.userName))
            return people.sorted {
                (guests.contains($0.userName.text) ? 0 : 1, $0.userName.text)
                    < (guests.contains($1.userName.text) ? 0 : 1, $1.userName.text)
            }.map { .person($0.id, [role]) }
        }
        self.agents = guestsFirst(agents, .inbound)
        self.social = guestsFirst(social, .social)
        self.office = guestsFirst(office, .backOffice)
        guard let closer = guestsFirst(branch, .branch).first, self.agents.count > 3, !self.social.isEmpty,
            self.office.count > 2
        else { return nil }
        self.branch = closer
    }
}
