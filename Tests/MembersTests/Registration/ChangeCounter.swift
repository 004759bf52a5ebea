import Kernel
import Members
import Testing

/// The people and records of the stories about registrations and changes. All made up.
struct ChangeCounter {
    /// Monday 23 November 2026, 09:00 in Jakarta.
    static let morning = Timestamp(seconds: 1_795_399_200)
    static let today = theDay("2026-11-23")

    /// Takes the calls.
    let sari = person(1)
    let dewi = person(2)
    /// Of the back office.
    let rini = person(3)
    let joko = person(4)
    let lina = person(5)
    /// Of the branch.
    let tono = person(6)

    var agent: ChangeActor { .person(sari, [.inbound]) }
    var otherAgent: ChangeActor { .person(dewi, [.inbound]) }
    var office: ChangeActor { .person(rini, [.backOffice]) }
    var secondOffice: ChangeActor { .person(joko, [.backOffice]) }
    var thirdOffice: ChangeActor { .person(lina, [.backOffice]) }
    var branch: ChangeActor { .person(tono, [.branch]) }
    let registry = ChangeActor.system("registry")
    let clock = ChangeActor.system("clock")

    // MARK: - A family that nobody has insured yet

    let card = FamilyCardNumber("3374010101010011")!
    let budi = FamilyReading.Person(
        NIK("3374011204850001")!, "Budi Santoso", born: theDay("1985-04-12"), .male, .head)
    let sitti = FamilyReading.Person(
        NIK("3374017009870002")!, "Sitti Rahayu", born: theDay("1987-09-30"), .female, .spouse)
    let raka = FamilyReading.Person(
        NIK("3374012902120003")!, "Raka Santoso", born: theDay("2012-02-29"), .male, .child)
    var family: FamilyReading { .found([budi, sitti, raka]) }

    // MARK: - A family on record

    let ayu = member(1)
    let bayu = member(2)
    let nenek = member(3)
    let ayusCard = FamilyCardNumber("3374010101010022")!

    /// Ayu pays for herself in class 2 and has for years.
    var standing: MemberStanding {
        MemberStanding(
            member: ayu, family: ayusCard, segment: .selfPaying, status: .active, careClass: .second,
            classSince: theDay("2024-01-01"), facility: "0138U020", facilitySince: theDay("2025-03-01"),
            hasPaidFirst: true, owed: Rupiah(0),
            household: [
                .init(ayu, "Ayu Lestari", .head, born: theDay("1990-01-01")),
                .init(bayu, "Bayu Pratama", .spouse, born: theDay("1989-05-05")),
                .init(nenek, "Siti Aminah", .other, born: theDay("1950-07-07")),
            ])
    }

    // MARK: - What drafts are judged against

    static let melati = FacilityChoice(code: "0138U020", name: "Klinik Melati", region: "3374")
    static let anggrek = FacilityChoice(code: "0138U021", name: "Puskesmas Anggrek", region: "3374")
    static let mawar = FacilityChoice(code: "0201U001", name: "Klinik Mawar", region: "3201")

    func ground(
        _ kind: ChangeKind, on today: Day = ChangeCounter.today, standing: MemberStanding? = nil,
        _ adjust: (inout ChangeGround) -> Void = { _ in }
    ) throws -> ChangeGround {
        var ground = ChangeGround(
            form: try #require(ChangeForms.original[kind]), today: today,
            standing: standing ?? (kind.isOfStrangers ? nil : self.standing),
            rates: [.first: Rupiah(150_000), .second: Rupiah(100_000), .third: Rupiah(35_000)],
            facilities: [Self.melati, Self.anggrek, Self.mawar], consentVersion: "2026-1",
            sameName: { $0.uppercased() == $1.uppercased() })
        adjust(&ground)
        return ground
    }

    func origin(_ kind: ChangeKind) -> ChangeOrigin {
        ChangeOrigin(
            agent: sari, contact: contact(1), member: kind.isOfStrangers ? nil : ayu,
            family: kind.isOfStrangers ? nil : ayusCard, region: "3374", branch: "Semarang",
            phone: PhoneNumber("0812-3333-4444"))
    }

    func begin(_ kind: ChangeKind, on ground: ChangeGround, identity: IdentityLevel = .strong) throws -> ChangeCase {
        try ChangeCase.begin(
            ChangeID(Self.identifier(900))!, from: origin(kind), identity: identity, by: agent, at: Self.morning,
            on: ground
        ).change
    }

    // MARK: - Names

    static func identifier(_ number: Int) -> String {
        let digits = String(number)
        return "01920000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }
    static func person(_ number: Int) -> PersonID { PersonID(identifier(number))! }
    static func member(_ number: Int) -> MemberID { MemberID(identifier(100 + number))! }
    func contact(_ number: Int) -> ContactID { ContactID(Self.identifier(200 + number))! }
}

/// A day that is written rightly.
func theDay(_ text: String) -> Day { Day(text)! }

extension ChangeCase {
    /// An agent answers a step.
    @discardableResult
    mutating func answer(
        _ step: StepName, _ words: [String: [String]], by actor: ChangeActor = ChangeCounter().agent,
        at moment: Timestamp = ChangeCounter.morning, on ground: ChangeGround
    ) throws(ChangeRefusal) -> [FieldProblem] {
        try edit(step, by: actor, at: moment, on: ground) { draft throws(ChangeRefusal) in
            try draft.answer(step, words, version: draft.version, at: moment, on: ground)
        }.outcome
    }

    /// The registry's answer while the caller is on the line.
    mutating func read(
        _ reading: FamilyReading, of card: FamilyCardNumber, participants: [NIK: Participation] = [:],
        on ground: ChangeGround
    ) throws(ChangeRefusal) {
        _ = try edit(by: ChangeCounter().agent, at: ChangeCounter.morning, on: ground) {
            draft throws(ChangeRefusal) in
            try draft.take(reading, of: card, at: ChangeCounter.morning, on: ground)
            draft.take(participants: participants, at: ChangeCounter.morning)
        }
    }
}

/// Right answers to every step of every form.
enum RightAnswers {
    static let consent = ["2026-1", "call-recording"]
    static let payment = ["waitExplained": ["yes"], "ringBackPhone": ["0812-3333-4444"]]
    static let papers = ["document": ["474.3/112"], "documentSent": ["message"]]
    static let ringBack = ["ringBackPhone": ["0812-3333-4444"]]

    /// By step, in order; `{p}` stands for everybody on the family card.
    static func of(_ kind: ChangeKind) -> [(StepName, [String: [String]])] {
        let counter = ChangeCounter()
        let facility: (StepName, [String: [String]]) = ("facility", ["region": ["3374"], "facility": ["0138U021"]])
        let bank: (StepName, [String: [String]]) = ("bank", ["bank": ["bri"], "autodebit": consent])
        switch kind {
        case .familyRegistration:
            return [
                ("card", ["familyCard": [counter.card.digits]]), ("people", ["people": ["1", "2", "3"]]),
                ("class", ["careClass": ["2"]]), facility, bank,
                ("contact", ["phone": ["0812-3333-4444"], "address": ["Jl. Pandanaran 1"]]),
                ("consent", ["consent": consent]), ("payment", payment),
            ]
        case .addMember:
            return [
                ("people", ["people": ["1"]]), facility, ("consent", ["consent": consent]), ("payment", payment),
            ]
        case .newborn:
            let baby = [
                "name": ["Bayi Ayu"], "birthDate": ["2026-11-10"], "sex": ["female"],
                "mother": ["\(counter.ayu)"],
            ]
            return [
                ("baby", baby), facility, ("papers", ["birthLetter": ["SKL/12"], "documentSent": ["message"]]),
                ("consent", ["consent": consent]), ("payment", payment),
            ]
        case .employerToSelfPaying:
            return [
                ("employment", ["employmentEnded": ["2026-11-01"]]),
                ("members", ["members": ["\(counter.ayu)", "\(counter.bayu)"]]), ("class", ["careClass": ["3"]]), bank,
                ("papers", papers), ("consent", ["consent": consent]), ("payment", payment),
            ]
        case .reactivation: return [("arrears", ["waitExplained": ["yes"]])]
        case .classChange:
            return [("class", ["careClass": ["3"]]), ("consent", ["consent": consent]), ("ringBack", ringBack)]
        case .facilityChange:
            let wish = ["region": ["3374"], "facilityReason": ["wish"], "facility": ["0138U021"]]
            return [("facility", wish), ("ringBack", ringBack)]
        case .identityCorrection:
            return [
                ("member", ["member": ["\(counter.ayu)"]]), ("correction", ["name": ["Ayu Lestari Dewi"]]),
                ("papers", papers), ("consent", ["consent": consent]), ("ringBack", ringBack),
            ]
        case .contactChange: return [("contact", ["email": ["ayu@contoh.example"]])]
        case .bankChange: return [bank, ("reason", [:]), ("ringBack", ringBack)]
        case .removal:
            return [
                ("members", ["members": ["\(counter.nenek)"]]), ("reason", ["reason": ["abroad"]]),
                ("papers", papers), ("ringBack", ringBack),
            ]
        case .death:
            let death = [
                "member": ["\(counter.nenek)"], "deathDate": ["2026-11-20"], "reporter": ["Ayu Lestari"],
            ]
            return [("death", death), ("papers", papers), ("ringBack", ringBack)]
        }
    }
}

extension ChangeCounter {
    /// Whose record makes a kind possible.
    func standing(for kind: ChangeKind) -> MemberStanding? {
        var standing = standing
        switch kind {
        case .familyRegistration: return nil
        case .reactivation: standing.status = .arrears
        case .employerToSelfPaying: standing.segment = .employed
        default: break
        }
        return standing
    }

    /// A newcomer on Ayu's card.
    var citra: FamilyReading.Person {
        FamilyReading.Person(NIK("3374015503200004")!, "Citra Pratama", born: theDay("2020-03-15"), .female, .child)
    }

    /// A form with every right answer, not handed in. `isUp`: the registry answers while the caller is on the line.
    func filled(
        _ kind: ChangeKind, isUp: Bool = true, answers: [(StepName, [String: [String]])]? = nil,
        on given: ChangeGround? = nil
    ) throws -> ChangeCase {
        let ground = try given ?? ground(kind, standing: standing(for: kind))
        var change = try begin(kind, on: ground)
        for (step, words) in answers ?? RightAnswers.of(kind) {
            if step == "people" { try hear(&change, isUp: isUp, on: ground) }
            let problems = try change.answer(step, words, on: ground)
            try #require(problems.isEmpty, "\(kind) \(step.rawValue): \(problems)")
        }
        if kind == .identityCorrection, isUp {
            _ = try change.edit(by: agent, at: Self.morning, on: ground) { draft throws(ChangeRefusal) in
                draft.take(.verified, at: Self.morning)
            }
        }
        return change
    }

    /// The family card is read, or the registry is down and the agent types who is on it.
    private func hear(_ change: inout ChangeCase, isUp: Bool, on ground: ChangeGround) throws {
        let isNew = change.kind == .familyRegistration
        let people = isNew ? [budi, sitti, raka] : [citra]
        let card = isNew ? card : ayusCard
        if isUp { return try change.read(.found(people), of: card, on: ground) }
        try change.read(.down, of: card, on: ground)
        for person in people { try type(person, into: &change, on: ground) }
    }

    func type(_ person: FamilyReading.Person, into change: inout ChangeCase, on ground: ChangeGround) throws {
        let words = [
            "nik": [person.nik.digits], "name": [person.name], "birthDate": [person.birthDate.description],
            "sex": [person.sex.rawValue], "relation": [person.relation.rawValue],
        ]
        let (problems, _) = try change.edit(by: agent, at: Self.morning, on: ground) {
            draft throws(ChangeRefusal) in
            try draft.add(person: words, version: draft.version, at: Self.morning, on: ground)
        }
        try #require(problems.isEmpty, "\(person.name): \(problems)")
    }
}

extension ChangeCounter {
    /// Handed in this morning, and what it stands on.
    func submitted(_ kind: ChangeKind, isUp: Bool = true) throws -> (ChangeCase, ChangeGround) {
        let ground = try ground(kind, standing: standing(for: kind))
        var change = try filled(kind, isUp: isUp)
        _ = try change.handle(.submit, by: agent, at: Self.morning, on: ground)
        return (change, ground)
    }
}
