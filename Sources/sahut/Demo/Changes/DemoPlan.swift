import Kernel
import Members

/// What happened to each change of the demo, and when. From one seed always the same, counted back from the first
/// start; everybody decides by day.
struct DemoPlan {
    /// What became of a change.
    enum Fate: CaseIterable {
        /// Decided, and the caller told where somebody had to ring him.
        case decided
        /// Decided at the third ring nobody had answered.
        case unreached
        /// Came back, was mended and decided.
        case mended
        /// Came back, and nobody went on with it.
        case lapsed
        /// Handed to the branch, which closed it.
        case closed
        case withdrawn
    }

    private(set) var filings: [DemoFiling] = []
    private(set) var deeds: [DemoChanges.Deed] = []
    let people: DemoCrew
    private var families: DemoFamilies
    let now: Timestamp
    private var random = SeededRandom(seed: DemoMembers.seed &+ 3)
    private let calendar = CentreCalendar.jakarta

    init(people: DemoCrew, families: DemoFamilies, at now: Timestamp) {
        (self.people, self.families, self.now) = (people, families, now)
    }

    /// More of the kinds that more people ask for.
    private static let kinds: [ChangeKind] = [
        .familyRegistration, .newborn, .facilityChange, .familyRegistration, .newborn, .reactivation,
        .employerToSelfPaying, .familyRegistration, .classChange, .newborn, .familyRegistration, .identityCorrection,
        .contactChange, .familyRegistration, .addMember, .death, .newborn, .facilityChange, .bankChange,
        .familyRegistration, .removal, .reactivation,
    ]
    /// From ten weeks ago on: more each week, as word gets round.
    private static let aWeek = [3, 4, 4, 5, 4, 5, 5, 6, 6, 7]
    private static let fates: [Fate] = [
        .decided, .decided, .mended, .decided, .unreached, .decided, .closed, .decided, .decided, .withdrawn, .decided,
        .lapsed, .decided,
    ]

    mutating func everything() {
        past()
        present()
    }

    private mutating func past() {
        var number = 0
        for (week, count) in Self.aWeek.enumerated() {
            for place in 0..<count {
                let daysAgo = 7 * (Self.aWeek.count - week) - place * 7 / count + 3
                let kind = Self.kinds[number % Self.kinds.count]
                let fate = Self.fates[number % Self.fates.count]
                past(kind, fate, at: moment(daysAgo, hour: 8 + number * 3 % 5), number)
                number += 1
            }
        }
    }

    /// In the morning or at noon, so that whatever follows within hours is done by day.
    private mutating func moment(_ daysAgo: Int, hour: Int) -> Timestamp {
        let day = calendar.day(of: now).adding(days: -daysAgo)
        return calendar.start(of: day) + .seconds(hour * 3_600 + Int.random(in: 0..<3_600, using: &random))
    }

    private mutating func past(_ kind: ChangeKind, _ fate: Fate, at moment: Timestamp, _ number: Int) {
        let isDown = kind == .familyRegistration && number.isMultiple(of: 3)
        let papers = fate == .closed ? "branch" : "message"
        guard let change = file(kind, at: moment, number, registryIsDown: isDown, papersBy: papers) else { return }
        let agent = agent(number)
        if fate == .withdrawn {
            return add(.event(.withdraw(reason: "Penelepon membatalkan.")), change, agent, moment + .minutes(9))
        }
        submit(change, agent, at: moment + .minutes(8))
        if isDown { return registryAnswers(change, at: moment + .minutes(20), isTold: true) }
        guard needsOffice(kind) else { return }
        let isAtBranch = papers == "branch" && kind != .classChange && kind != .bankChange
        if isAtBranch {
            return add(
                .event(.closeAtBranch(number.isMultiple(of: 2) ? .done : .notCome, note: "Berkas asli diperiksa.")),
                change, people.branch, moment + .hours(26))
        }
        office(fate, change, agent, at: moment + .hours(2), number)
    }

    private mutating func office(
        _ fate: Fate, _ change: Int, _ agent: ChangeActor, at moment: Timestamp, _ number: Int
    ) {
        var moment = moment
        if fate == .mended || fate == .lapsed {
            let person = officer(number)
            add(.event(.take), change, person, moment)
            add(
                .event(.sendBack(reason: Self.reasons[number % Self.reasons.count])), change, person,
                moment + .minutes(6))
            guard fate == .mended else {
                return add(.event(.lapse), change, .system("clock"), moment + .hours(73))
            }
            add(.ring(.told), change, ringer(number), moment + .minutes(40))
            add(.event(.submit), change, agent, moment + .minutes(47))
            moment += .minutes(90)
        }
        for approval in 0..<(isForTwo(change) ? 2 : 1) {
            let person = officer(number + approval)
            add(.event(.take), change, person, moment + .minutes(approval * 30))
            add(.event(.approve), change, person, moment + .minutes(approval * 30 + 7))
        }
        let rings: [RingBack.Outcome] = fate == .unreached ? [.notReached, .notReached, .notReached] : [.told]
        for (place, outcome) in rings.enumerated() {
            // Three hours apart: in the night nobody is rung, so the last of them falls on the next day.
            add(.ring(outcome), change, ringer(number), moment + (place == 2 ? .hours(21) : .minutes(60 + place * 130)))
        }
    }

    static let reasons = [
        "Foto surat lahir tidak terbaca; mohon dikirim ulang.",
        "Nomor surat tidak sesuai dengan berkas; mohon dibacakan kembali.",
        "Puskesmas yang dipilih sudah penuh; mohon memilih yang lain.",
    ]

    // MARK: - Parts of a story, also for those that are still open

    /// Begins and types a change; nil when no family is left for it.
    mutating func file(
        _ kind: ChangeKind, at moment: Timestamp, _ number: Int, registryIsDown: Bool = false,
        papersBy: String = "message", steps: Int? = nil, of branch: String? = nil
    ) -> Int? {
        let agent = agent(number)
        let channel = isSocial(number) ? ["facebook", "x", "email", "chat"][number / 6 % 4] : "call"
        let id = ChangeID(at: moment, random: &random)
        let filing: DemoFiling? =
            kind == .familyRegistration
            ? families.nextStrangers().flatMap {
                DemoFiling(id, strangers: $0, agent: agent, channel, number, isDown: registryIsDown)
            }
            : families.next { $0.suits(kind) && (branch == nil || $0.head.branch == branch) }.flatMap {
                DemoFiling(
                    id, kind, of: $0, agent: agent, channel, number, today: calendar.day(of: moment),
                    papersBy: papersBy, isDown: registryIsDown)
            }
        guard let filing else { return nil }
        filings.append(filing)
        let change = filings.count - 1
        if kind == .reactivation { add(.pay, change, agent, moment + .seconds(-7_200)) }
        add(.begin, change, agent, moment)
        add(.fill(steps: steps), change, agent, moment + .minutes(6))
        return change
    }

    mutating func submit(_ change: Int, _ agent: ChangeActor, at moment: Timestamp) {
        add(.event(.submit), change, agent, moment)
    }

    /// A registry that was down while the family was typed, and says yes a little later.
    mutating func registryAnswers(_ change: Int, at moment: Timestamp, isTold: Bool) {
        let reading = filings[change].answer
        add(.event(.familyRead(.down, participants: [:], spread: 0.5)), change, .system("registry"), moment)
        add(
            .event(.familyRead(reading, participants: [:], spread: 0.5)), change, .system("registry"),
            moment + .minutes(9))
        if isTold { add(.ring(.told), change, people.agents[0], moment + .minutes(25)) }
    }

    mutating func add(_ what: DemoChanges.Deed.What, _ change: Int, _ by: ChangeActor, _ moment: Timestamp) {
        deeds.append(DemoChanges.Deed(at: min(moment, now), change: change, by: by, what: what))
    }

    func needsOffice(_ kind: ChangeKind) -> Bool {
        ![.familyRegistration, .addMember, .reactivation, .contactChange].contains(kind)
    }

    private func isForTwo(_ change: Int) -> Bool {
        [.identityCorrection, .bankChange].contains(filings[change].kind)
    }

    private func isSocial(_ number: Int) -> Bool { number % 6 == 4 }

    /// Every third is the guest's, so that each guest has something of his own.
    func agent(_ number: Int) -> ChangeActor {
        let crew = isSocial(number) ? people.social : people.agents
        return number.isMultiple(of: 3) ? crew[0] : crew[number % min(crew.count, 12)]
    }

    /// Who rings callers back: social media's agents do not.
    private func ringer(_ number: Int) -> ChangeActor { people.agents[number % min(people.agents.count, 6)] }

    func officer(_ number: Int) -> ChangeActor { people.office[number % people.office.count] }
}

extension Duration {
    static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
    static func hours(_ count: Int) -> Duration { .seconds(count * 3_600) }
}
