/// A kind of registration or change as data: what is asked on which page, what is checked, who decides, how soon, and
/// what the caller is told. One engine, `ChangeDraft`, walks through all of them.
public struct ChangeForm: Sendable, Hashable, Codable, Identifiable {
    public var kind: ChangeKind
    public var steps: [FormStep]
    /// The first whose condition holds says who decides.
    public var decisions: [DecisionRule]
    /// When the population registry must have said yes before anybody decides; nil: never.
    public var registryWhen: FormCondition?
    /// How well the caller must be known before the form is opened, …
    public var levelToBegin: IdentityLevel
    /// … and before it is handed in.
    public var levelToSubmit: IdentityLevel
    /// When handing in needs a strong check all the same.
    public var strongWhen: FormCondition?
    /// From handing in, or from the registry's yes, until the decision.
    public var clockHours: Int
    /// For what the caller is rung back.
    public var tells: Set<TellReason>
    /// What the answers promise to the caller.
    public var promise: PromiseRule

    public init(
        _ kind: ChangeKind, _ steps: [FormStep], decisions: [DecisionRule], registryWhen: FormCondition? = nil,
        levelToBegin: IdentityLevel = .basic, levelToSubmit: IdentityLevel = .basic, strongWhen: FormCondition? = nil,
        clockHours: Int = 24, tells: Set<TellReason> = Set(TellReason.allCases), promise: PromiseRule = .atOnce
    ) {
        (self.kind, self.steps, self.decisions, self.registryWhen) = (kind, steps, decisions, registryWhen)
        (self.levelToBegin, self.levelToSubmit, self.strongWhen) = (levelToBegin, levelToSubmit, strongWhen)
        (self.clockHours, self.tells, self.promise) = (clockHours, tells, promise)
    }

    public var id: ChangeKind { kind }
    public var titleKey: String { kind.titleKey }

    public func step(_ name: StepName) -> FormStep? { steps.first { $0.name == name } }

    public func field(_ name: FieldName) -> FormField? { steps.lazy.flatMap(\.fields).first { $0.name == name } }
}

public enum ChangeDecider: String, Sendable, Codable, CaseIterable, Hashable {
    /// At once, by handing it in.
    case agent
    /// One person of the back office.
    case backOffice = "back-office"
    /// Two people of the back office, one after the other.
    case twoPeople = "two-people"
    /// The branch office, with papers.
    case branch

    public var key: String { "members.change.decider.\(rawValue)" }

    /// How many people must approve within the centre.
    public var approvals: Int {
        switch self {
        case .agent, .branch: 0
        case .backOffice: 1
        case .twoPeople: 2
        }
    }
}

public struct DecisionRule: Sendable, Hashable, Codable {
    public var decider: ChangeDecider
    public var when: FormCondition

    public init(_ decider: ChangeDecider, when condition: FormCondition = .always) {
        self.decider = decider
        when = condition
    }
}

/// From when a change holds and when it is paid.
public enum PromiseRule: String, Sendable, Codable, CaseIterable, Hashable {
    case atOnce = "at-once"
    /// Care begins with the first payment, after the wait.
    case afterFirstPayment = "after-first-payment"
    /// Care begins with the first payment, at once when the child is a newborn; contributions run from birth.
    case newborn
    /// As after a first payment, without the wait for whoever moves soon enough.
    case employerMove = "employer-move"
    case facility
    /// At once before the first payment, else from a 1st on.
    case careClass = "class"
}

// MARK: - Forms are edited as values and refused as a whole

public enum FormProblem: Sendable, Hashable, Codable {
    case nothingAsked
    case stepTwice(StepName)
    case fieldTwice(FieldName)
    case stepEmpty(StepName)
    case choiceEmpty(FieldName)
    /// A condition looks at a field that comes later, or that nobody asks.
    case conditionLooksAhead(FieldName)
    /// A check looks at a field that the form does not ask.
    case checkLacks(ChangeCheck, FieldName)
    /// No rule says who decides when none of the conditions holds.
    case nobodyDecides
    case clockNotPositive
    /// Identity and bank are decided by two people, whatever is answered.
    case needsTwoPeople
    /// Identity and bank change hands only after a strong check.
    case needsStrongCheck
    /// Data of a person on record are not touched before the caller is known.
    case needsCheck
    /// Nothing could be told to a caller who must be rung back: there is no number.
    case noRingBackPhone
}

extension ChangeForm {
    /// Empty when the form can be used.
    public var problems: [FormProblem] { orderProblems + careProblems }

    private var orderProblems: [FormProblem] {
        var problems: [FormProblem] = steps.isEmpty ? [.nothingAsked] : []
        var asked: Set<FieldName> = []
        var names: Set<StepName> = []
        func look(_ condition: FormCondition?) {
            for field in (condition?.fields ?? []).subtracting(asked).sorted(by: { $0.rawValue < $1.rawValue }) {
                problems.append(.conditionLooksAhead(field))
            }
        }
        for step in steps {
            if !names.insert(step.name).inserted { problems.append(.stepTwice(step.name)) }
            if step.fields.isEmpty { problems.append(.stepEmpty(step.name)) }
            look(step.shownWhen)
            for field in step.fields {
                look(field.shownWhen)
                look(field.requiredWhen)
                if field.kind == .choice([]) { problems.append(.choiceEmpty(field.name)) }
                if !asked.insert(field.name).inserted { problems.append(.fieldTwice(field.name)) }
            }
            for check in step.checks {
                problems += check.needs.filter { !asked.contains($0) }.map { .checkLacks(check, $0) }
            }
        }
        for decision in decisions { look(decision.when) }
        look(registryWhen)
        look(strongWhen)
        return problems
    }

    private var careProblems: [FormProblem] {
        var problems: [FormProblem] = []
        if decisions.last?.when != .always { problems.append(.nobodyDecides) }
        if clockHours <= 0 { problems.append(.clockNotPositive) }
        let isDelicate = [.identityCorrection, .bankChange].contains(kind)
        if isDelicate, decisions.contains(where: { ![.twoPeople, .branch].contains($0.decider) }) {
            problems.append(.needsTwoPeople)
        }
        if isDelicate, levelToSubmit < .strong { problems.append(.needsStrongCheck) }
        if !kind.isOfStrangers, min(levelToBegin, levelToSubmit) < .basic { problems.append(.needsCheck) }
        let decidesAtOnce = decisions.allSatisfy { $0.decider == .agent } && registryWhen == nil
        let phone = field(.ringBackPhone)
        if !decidesAtOnce, phone?.kind != .phone || phone?.requiredWhen != .always || phone?.shownWhen != .always {
            problems.append(.noRingBackPhone)
        }
        return problems
    }
}
