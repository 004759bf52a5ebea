/// The name of a field, once in a form: `familyCard`. In forms, drafts and facts; people read the label.
public struct FieldName: RawRepresentable, Hashable, Sendable, Codable, CodingKeyRepresentable,
    ExpressibleByStringLiteral
{
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }
}

/// The name of a step, once in a form: one page each.
public struct StepName: RawRepresentable, Hashable, Sendable, Codable, CodingKeyRepresentable,
    ExpressibleByStringLiteral
{
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }
}

/// What can be typed into a field, and so how it is drawn and read.
public enum FieldKind: Sendable, Hashable, Codable {
    /// Characters, at most.
    case text(longest: Int)
    case nik
    case familyCard
    case card
    case phone
    case email
    case day
    /// One of these words.
    case choice([String])
    case careClass
    /// A code of the interior ministry: two digits or four.
    case region
    /// Several of the people on the family card, by their number in the draft.
    case people
    /// One participant of the caller's family.
    case member
    /// Several participants of the caller's family.
    case members
    case facility
    /// Which bank; never an account.
    case bank
    /// Two values: the version of the text that was read out, and how the yes is proved.
    case consent
    case amount
    /// Said or done, yes.
    case tick
}

/// What one field's value must be besides readable.
public enum FieldRule: Sendable, Hashable, Codable {
    case notInFuture
    /// A day at most so many years ago.
    case withinYears(Int)
    /// Characters, at least.
    case shortest(Int)
    /// No run of digits that could be an account or a card: those are not to be kept.
    case noLongNumber
}

/// Whether something is asked or required, by what was answered before it.
public indirect enum FormCondition: Sendable, Hashable, Codable {
    case always
    case answered(FieldName)
    /// The field was answered with one of these words.
    case isOneOf(FieldName, [String])
    case not(FormCondition)
    case all([FormCondition])
    case any([FormCondition])

    /// On the words answered so far; what is not shown counts as not answered.
    func holds(_ answers: [FieldName: [String]]) -> Bool {
        switch self {
        case .always: true
        case .answered(let field): !answers[field, default: []].isEmpty
        case .isOneOf(let field, let words): answers[field, default: []].contains(where: words.contains)
        case .not(let condition): !condition.holds(answers)
        case .all(let conditions): conditions.allSatisfy { $0.holds(answers) }
        case .any(let conditions): conditions.contains { $0.holds(answers) }
        }
    }

    /// The fields that it looks at.
    var fields: Set<FieldName> {
        switch self {
        case .always: []
        case .answered(let field), .isOneOf(let field, _): [field]
        case .not(let condition): condition.fields
        case .all(let conditions), .any(let conditions): conditions.reduce(into: []) { $0.formUnion($1.fields) }
        }
    }
}

/// One question of a form.
public struct FormField: Sendable, Hashable, Codable, Identifiable {
    public var name: FieldName
    public var kind: FieldKind
    /// nil: it may stay empty.
    public var requiredWhen: FormCondition?
    public var shownWhen: FormCondition
    public var rules: [FieldRule]
    /// A number of the population registry or a telephone: summaries mask it.
    public var isSecret: Bool
    /// Words that help the agent ask; nil when the label says it all.
    public var helpKey: String?

    public init(
        _ name: FieldName, _ kind: FieldKind, requiredWhen: FormCondition? = .always,
        shownWhen: FormCondition = .always, rules: [FieldRule] = [], isSecret: Bool = false, helpKey: String? = nil
    ) {
        (self.name, self.kind, self.requiredWhen, self.shownWhen) = (name, kind, requiredWhen, shownWhen)
        (self.rules, self.isSecret, self.helpKey) = (rules, isSecret, helpKey)
    }

    public var id: FieldName { name }

    /// `members.change.field.familyCard`
    public var labelKey: String { "members.change.field.\(name.rawValue)" }

    func isRequired(_ answers: [FieldName: [String]]) -> Bool { requiredWhen?.holds(answers) ?? false }
}

/// One page of a form.
public struct FormStep: Sendable, Hashable, Codable, Identifiable {
    public var name: StepName
    public var fields: [FormField]
    /// Asked of the whole once the fields of this step can be read; a complaint is shown on this page.
    public var checks: [ChangeCheck]
    public var shownWhen: FormCondition

    public init(
        _ name: StepName, _ fields: [FormField], checks: [ChangeCheck] = [], shownWhen: FormCondition = .always
    ) {
        (self.name, self.fields, self.checks, self.shownWhen) = (name, fields, checks, shownWhen)
    }

    public var id: StepName { name }

    /// `members.change.step.people`
    public var titleKey: String { "members.change.step.\(name.rawValue)" }
}

extension FieldName {
    public static let familyCard: FieldName = "familyCard"
    public static let people: FieldName = "people"
    public static let careClass: FieldName = "careClass"
    public static let region: FieldName = "region"
    public static let facility: FieldName = "facility"
    public static let facilityReason: FieldName = "facilityReason"
    public static let bank: FieldName = "bank"
    public static let autodebit: FieldName = "autodebit"
    public static let phone: FieldName = "phone"
    public static let email: FieldName = "email"
    public static let address: FieldName = "address"
    public static let consent: FieldName = "consent"
    public static let waitExplained: FieldName = "waitExplained"
    public static let ringBackPhone: FieldName = "ringBackPhone"
    public static let name: FieldName = "name"
    public static let birthDate: FieldName = "birthDate"
    public static let sex: FieldName = "sex"
    public static let nik: FieldName = "nik"
    public static let relation: FieldName = "relation"
    public static let mother: FieldName = "mother"
    public static let birthLetter: FieldName = "birthLetter"
    public static let member: FieldName = "member"
    public static let members: FieldName = "members"
    public static let employmentEnded: FieldName = "employmentEnded"
    public static let wrongField: FieldName = "wrongField"
    public static let reason: FieldName = "reason"
    public static let deathDate: FieldName = "deathDate"
    public static let document: FieldName = "document"
    public static let documentSent: FieldName = "documentSent"
    public static let reporter: FieldName = "reporter"
    public static let newFamilyCard: FieldName = "newFamilyCard"
}
