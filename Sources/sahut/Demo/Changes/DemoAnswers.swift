import Kernel
import Members

/// What is typed for each kind of change.
struct DemoAnswers {
    typealias Step = (StepName, [String: [String]])

    let family: DemoFamilies.Family
    /// The day on which it is filed.
    let today: Day
    /// Where papers go: `message`, `email`, `branch`.
    let papersBy: String
    /// Tells two changes of a kind apart.
    let number: Int

    private var head: Member { family.head }
    static var yes: [String] { [ConsentPurpose.registration.text.version, ConsentProof.callRecording.rawValue] }
    static let consent: Step = ("consent", ["consent": yes])

    static func payment(_ phone: String) -> Step { ("payment", ["waitExplained": ["yes"], "ringBackPhone": [phone]]) }
    static func bank(_ number: Int) -> Step {
        let banks = ChangeGround.originalBanks
        return ("bank", ["bank": [banks[number % banks.count]], "autodebit": yes])
    }

    /// One of the three health centres of a region.
    static func facility(_ region: String, _ number: Int) -> [String: [String]] {
        ["region": [region], "facility": [region + "99P\(number % 3 + 1)"]]
    }

    private var phone: String { family.members.lazy.flatMap(\.phones).first?.local ?? DemoMembers.callerNumber }
    private var ringBack: Step { ("ringBack", ["ringBackPhone": [phone]]) }
    private var papers: Step { papers(document) }
    private func papers(_ document: String) -> Step {
        ("papers", ["document": [document], "documentSent": [papersBy]])
    }
    private var document: String { "474.\(number % 4 + 1)/\(100 + number)/XI" }

    /// Another health centre of the region than the one on record.
    private var otherFacility: [String: [String]] {
        let now = head.facility?.code.last?.wholeNumberValue ?? 1
        return Self.facility(head.region.code, now)
    }

    func steps(of kind: ChangeKind) -> [Step] {
        switch kind {
        case .familyRegistration: return []
        case .addMember:
            return [
                ("people", ["people": ["\(family.members.count + 1)"]]),
                ("facility", Self.facility(head.region.code, number)), Self.consent, Self.payment(phone),
            ]
        case .newborn: return newborn
        case .employerToSelfPaying:
            let ended = today.adding(days: -5 - number % 20)
            return [
                ("employment", ["employmentEnded": ["\(ended)"]]),
                ("members", ["members": family.members.map { "\($0.id)" }]),
                ("class", ["careClass": ["\(number % 3 + 1)"]]), Self.bank(number), papers, Self.consent,
                Self.payment(phone),
            ]
        case .reactivation: return [("arrears", ["waitExplained": ["yes"]])]
        case .classChange:
            return [("class", ["careClass": ["\(head.careClass.rawValue % 3 + 1)"]]), Self.consent, ringBack]
        case .facilityChange: return facilityChange
        case .identityCorrection:
            return [
                ("member", ["member": ["\(head.id)"]]), ("correction", ["name": [correctedName]]), papers,
                Self.consent, ringBack,
            ]
        case .contactChange: return [("contact", contact)]
        case .bankChange: return [Self.bank(number), ("reason", [:]), ringBack]
        case .removal:
            let leaving = family.members.last?.id ?? head.id
            return [
                ("members", ["members": ["\(leaving)"]]), ("reason", ["reason": ["other-card"]]), papers, ringBack,
            ]
        case .death:
            let died = today.adding(days: -3 - number % 9)
            let death = [
                "member": ["\(family.spouse?.id ?? head.id)"], "deathDate": ["\(died)"], "reporter": [head.name],
            ]
            return [("death", death), papers("Surat kematian \(document)"), ringBack]
        }
    }

    private var newborn: [Step] {
        let isGirl = number.isMultiple(of: 2)
        let names = isGirl ? DemoNames.women : DemoNames.men
        let surname = head.name.split(separator: " ").last.map(String.init) ?? ""
        let baby = [
            "name": ["\(names[number % names.count]) \(surname)"],
            "birthDate": ["\(today.adding(days: -2 - number % 24))"],
            "sex": [isGirl ? "female" : "male"], "mother": ["\(family.spouse?.id ?? head.id)"],
        ]
        return [
            ("baby", baby), ("facility", Self.facility(head.region.code, number)),
            ("papers", ["birthLetter": ["SKL/\(200 + number)/RS"], "documentSent": [papersBy]]), Self.consent,
            Self.payment(phone),
        ]
    }

    /// Most wish another health centre; those whose papers go to the branch have moved.
    private var facilityChange: [Step] {
        let hasMoved = papersBy != "message"
        var wish = otherFacility
        wish["facilityReason"] = [hasMoved ? "moved" : "wish"]
        return [("facility", wish)] + (hasMoved ? [papers] : []) + [ringBack]
    }

    /// As it stands on the birth certificate.
    private var correctedName: String {
        let words = head.name.split(separator: " ").map(String.init)
        let middle = head.sex == .female ? DemoNames.women : DemoNames.men
        return (words.dropLast() + [middle[number % middle.count]] + words.suffix(1)).joined(separator: " ")
    }

    private var contact: [String: [String]] {
        let name = head.name.lowercased().filter { $0.isLetter || $0 == " " }.replacing(" ", with: ".")
        guard number.isMultiple(of: 2) else { return ["email": ["\(name)@contoh.example"]] }
        return ["region": [head.region.code], "address": ["Jl. Kenanga No. \(number + 1), RT 002 RW 005"]]
    }

    /// Somebody on the card whom nobody has insured yet, among those who are.
    func cardWithNewcomer() -> FamilyReading? {
        let born = Day(year: 1_956 + number % 8, month: number % 12 + 1, day: number % 27 + 1)
        guard let born, let nik = DemoMembers.nik(head.region, born, true, 7_000 + number) else { return nil }
        let insured = family.members.map {
            FamilyReading.Person($0.nik, $0.name, born: $0.birthDate, $0.sex, $0.relation)
        }
        let name = DemoNames.women[number % DemoNames.women.count] + " Rahayu"
        return .found(insured + [FamilyReading.Person(nik, name, born: born, .female, .other)])
    }
}
