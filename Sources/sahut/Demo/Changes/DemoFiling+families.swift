import Kernel
import Members

extension DemoFiling {
    /// A change of an insured family.
    init?(
        _ id: ChangeID, _ kind: ChangeKind, of family: DemoFamilies.Family, agent: ChangeActor, _ channel: String,
        _ number: Int, today: Day, papersBy: String, isDown: Bool
    ) {
        guard let person = agent.person else { return nil }
        let head = family.head
        let answers = DemoAnswers(family: family, today: today, papersBy: papersBy, number: number)
        self.init(
            id: id, kind: kind,
            origin: ChangeOrigin(
                agent: person, channel: channel, member: head.id, family: head.family, region: head.region.code,
                branch: head.branch, phone: family.members.lazy.flatMap(\.phones).first),
            identity: .strong, household: family.members.map(\.id), answers: answers.steps(of: kind))
        if kind == .addMember {
            guard let card = answers.cardWithNewcomer() else { return nil }
            reading = card
        }
        if kind == .identityCorrection, !isDown { check = .verified }
    }

    /// A family of which nobody is insured.
    init?(
        _ id: ChangeID, strangers: [StandInPerson], agent: ChangeActor, _ channel: String, _ number: Int, isDown: Bool
    ) {
        guard let person = agent.person, let first = strangers.first,
            let region = DemoMembers.regions.first(where: { first.family.digits.hasPrefix($0.code) })
        else { return nil }
        let phone = DemoMembers.padded(9_000 + number, to: 8)
        self.init(
            id: id, kind: .familyRegistration,
            origin: ChangeOrigin(
                agent: person, channel: channel, region: region.code,
                branch: DemoMembers.branches[region.code], phone: PhoneNumber("0810" + phone)),
            identity: .none, household: [])
        people = strangers.map {
            FamilyReading.Person($0.nik, $0.name, born: $0.birthDate, $0.sex, $0.relation)
        }
        reading = isDown ? .down : .found(people)
        answers = [
            ("card", ["familyCard": [first.family.digits]]),
            ("people", ["people": people.indices.map { "\($0 + 1)" }]),
            ("class", ["careClass": ["\(number % 3 + 1)"]]),
            ("facility", DemoAnswers.facility(region.code, number)), DemoAnswers.bank(number),
            ("contact", ["phone": ["0810" + phone], "address": ["Jl. Melati No. \(number + 1), RT 003 RW 004"]]),
            DemoAnswers.consent, DemoAnswers.payment("0810" + phone),
        ]
    }

    /// What the registry says of the family once it answers.
    var answer: FamilyReading { .found(people) }
}
