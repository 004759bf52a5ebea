import Kernel
import Members

/// One change as it is filed: who asks for what, and what is typed.
struct DemoFiling: Sendable {
    let id: ChangeID
    let kind: ChangeKind
    let origin: ChangeOrigin
    let identity: IdentityLevel
    /// Everybody insured on the family card.
    let household: [MemberID]
    var answers: [(StepName, [String: [String]])] = []
    /// What the registry tells of the card while the caller is on the line.
    var reading = FamilyReading.down
    /// Whom the caller tells while it does not.
    var people: [FamilyReading.Person] = []
    /// What the registry tells of the one person whom the change is about.
    var check: PersonCheck?

    /// The people of the card come into the draft as they do on the page.
    func tellPeople(
        _ draft: inout ChangeDraft, _ participants: [NIK: Participation], at moment: Timestamp,
        on ground: ChangeGround
    ) throws(ChangeRefusal) {
        guard let card = draft.read(on: ground).familyCard else { throw .noFamilyCard }
        try draft.take(reading, of: card, at: moment, on: ground)
        guard reading == .down else { return draft.take(participants: participants, at: moment) }
        for person in people {
            try draft.add(
                person: [
                    "nik": [person.nik.digits], "name": [person.name], "birthDate": [person.birthDate.description],
                    "sex": [person.sex.rawValue], "relation": [person.relation.rawValue],
                ], version: draft.version, at: moment, on: ground)
        }
    }
}

/// The families of the demo, one for each change, and people whom nobody has insured.
struct DemoFamilies {
    struct Family {
        let place: Int
        let members: [Member]
        var head: Member { members[0] }
    }

    /// Left alone: the callers of the demo's button and of its guides.
    private static let leftAlone = 40

    private var families: [Family] = []
    private var strangers: [[StandInPerson]]
    private var random: SeededRandom

    init(_ members: [Member], at now: Timestamp) {
        random = SeededRandom(seed: DemoMembers.seed &+ 2)
        families = members.chunkedByFamily.enumerated().map { Family(place: $0.offset, members: $0.element) }
            .dropFirst(Self.leftAlone).shuffled(using: &random)
        // From the end: whoever shows a registration takes the first ones.
        strangers = Array(DemoFolk.strangers(seed: DemoMembers.seed, at: now).reversed())
    }

    /// A family that is not in any change yet.
    mutating func next(_ isRight: (Family) -> Bool) -> Family? {
        guard let place = families.firstIndex(where: isRight) else { return nil }
        return families.remove(at: place)
    }

    /// People on one card of whom nobody is insured.
    mutating func nextStrangers() -> [StandInPerson]? {
        guard let place = strangers.firstIndex(where: { $0.allSatisfy(\.isInForce) }) else { return nil }
        return strangers.remove(at: place)
    }
}

extension DemoFamilies.Family {
    var spouse: Member? { members.first { $0.relation == .spouse } }
    var isInsured: Bool { head.status == .active }
    var paysForItself: Bool { head.segment == .selfPaying }
    /// Has paid each month by its due day, as `DemoContributions` tells it.
    var paysOnTime: Bool { paysForItself && isInsured && [0, 2].contains(place % 5) }

    func suits(_ kind: ChangeKind) -> Bool {
        switch kind {
        case .familyRegistration: false
        case .addMember, .classChange, .bankChange: paysOnTime
        case .newborn: isInsured && spouse?.sex == .female && members.count < 4
        case .employerToSelfPaying: isInsured && [.employed, .stateEmployed].contains(head.segment)
        case .reactivation: head.status == .arrears && paysForItself
        case .facilityChange, .identityCorrection, .contactChange: isInsured
        case .removal: isInsured && members.count > 2
        case .death: isInsured && spouse != nil
        }
    }
}
