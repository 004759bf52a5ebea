/// Every form of the centre, one for each kind. Edited as one value and refused as a whole.
public struct ChangeForms: Sendable, Hashable, Codable {
    public private(set) var forms: [ChangeForm]

    /// Why a set of forms is not taken.
    public enum Problem: Sendable, Hashable, Codable {
        case missing(ChangeKind)
        case twice(ChangeKind)
        case unsound(ChangeKind, FormProblem)
    }

    public init(_ forms: [ChangeForm]) { self.forms = forms }

    public subscript(kind: ChangeKind) -> ChangeForm? { forms.first { $0.kind == kind } }

    /// Empty when the forms can be used.
    public var problems: [Problem] {
        ChangeKind.allCases.flatMap { kind -> [Problem] in
            let ofKind = forms.filter { $0.kind == kind }
            let count: [Problem] = ofKind.isEmpty ? [.missing(kind)] : ofKind.count > 1 ? [.twice(kind)] : []
            return count + ofKind.flatMap(\.problems).map { .unsound(kind, $0) }
        }
    }

    /// What a new centre starts with.
    public static let original = ChangeForms([
        .familyRegistration, .addMember, .newborn, .employerToSelfPaying, .reactivation, .classChange,
        .facilityChange, .identityCorrection, .contactChange, .bankChange, .removal, .death,
    ])
}

// MARK: - Steps that several forms share

extension FormStep {
    static let people = FormStep(
        "people", [FormField(.people, .people, helpKey: "members.change.help.people")],
        checks: [.nobodyInsured, .wholeFamily, .agreesWithRegistry])

    static let facility = FormStep(
        "facility", [FormField(.region, .region), FormField(.facility, .facility)])

    /// The bank and a yes: the account itself is given to the bank, never to the centre.
    static let bank = FormStep(
        "bank",
        [FormField(.bank, .bank, helpKey: "members.change.help.bank"), FormField(.autodebit, .consent)])

    static let consent = FormStep(
        "consent", [FormField(.consent, .consent, helpKey: "members.change.help.consent")])

    /// Virtual account and wait are explained; where the caller is rung back.
    static let payment = FormStep(
        "payment",
        [
            FormField(.waitExplained, .tick, helpKey: "members.change.help.payment"), .ringBackPhone,
        ])

    static let ringBack = FormStep("ringBack", [.ringBackPhone])

    /// Papers are sent as a picture, or brought to the branch, which then decides.
    static func papers(_ document: FormField) -> FormStep {
        FormStep("papers", [document, FormField(.documentSent, .choice(["message", "email", "branch"]))])
    }
}

extension FormField {
    static let ringBackPhone = FormField(
        .ringBackPhone, .phone, isSecret: true, helpKey: "members.change.help.ringBackPhone")
    static let document = FormField(
        .document, .text(longest: 100), rules: [.shortest(3)], helpKey: "members.change.help.document")
}

extension FormCondition {
    static let papersAtBranch = FormCondition.isOneOf(.documentSent, ["branch"])
}
