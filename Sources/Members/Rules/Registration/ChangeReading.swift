public import Kernel

/// A draft as it reads today: which pages and fields are shown, what the answers are, what is wrong, what comes next.
public struct ChangeReading: Sendable {
    public let draft: ChangeDraft
    public let ground: ChangeGround
    /// The steps that are shown, in order.
    public private(set) var steps: [Step] = []
    /// The answers that could be read, of fields that are shown.
    public private(set) var values: [FieldName: FieldValue] = [:]
    /// The words of the fields that are shown: what conditions look at.
    private(set) var words: [FieldName: [String]] = [:]

    /// One page.
    public struct Step: Sendable, Identifiable {
        public let step: FormStep
        public let fields: [Field]
        public let problems: [FieldProblem]
        /// Answered at least once: only then are the problems shown.
        public let isSeen: Bool

        public var id: StepName { step.name }
        public var isDone: Bool { isSeen && problems.isEmpty }
    }

    public struct Field: Sendable, Identifiable {
        public let field: FormField
        /// As typed, right or wrong.
        public let typed: [String]
        public let isRequired: Bool

        public var id: FieldName { field.name }
    }

    init(_ draft: ChangeDraft, on ground: ChangeGround) {
        (self.draft, self.ground) = (draft, ground)
        for step in ground.form.steps where step.shownWhen.holds(words) {
            var fields: [Field] = []
            var problems: [FieldProblem] = []
            for field in step.fields where field.shownWhen.holds(words) {
                fields.append(
                    Field(field: field, typed: draft.typed[field.name] ?? [], isRequired: field.isRequired(words)))
                if let problem = read(field) { problems.append(problem) }
            }
            if problems.isEmpty { problems = step.checks.flatMap { $0.problems(in: self) } }
            steps.append(
                Step(step: step, fields: fields, problems: problems, isSeen: draft.seen.contains(step.name)))
        }
    }

    private mutating func read(_ field: FormField) -> FieldProblem? {
        let typed = (draft.typed[field.name] ?? []).trimmedWords
        guard !typed.isEmpty else {
            return field.isRequired(words) ? FieldProblem(field.name, .missing) : nil
        }
        words[field.name] = typed
        do throws(FieldComplaint) {
            values[field.name] = try field.read(typed, people: draft.people, on: ground)
            return nil
        } catch {
            return FieldProblem(field.name, error)
        }
    }

    public subscript(field: FieldName) -> FieldValue? { values[field] }

    // MARK: - How far it is

    /// The first step that is not done; nil when there is none left.
    public var nextStep: StepName? { steps.first { !$0.isDone }?.id }
    public var isComplete: Bool { nextStep == nil }
    public var problems: [FieldProblem] { steps.flatMap(\.problems) }

    public func step(_ name: StepName) -> Step? { steps.first { $0.id == name } }
    public func problems(of name: StepName) -> [FieldProblem] { step(name)?.problems ?? [] }

    /// Whether a step may be answered: all before it are done.
    public func isReached(_ name: StepName) -> Bool {
        guard let index = steps.firstIndex(where: { $0.id == name }) else { return false }
        return steps[..<index].allSatisfy(\.isDone)
    }

    // MARK: - What follows from the answers

    public var decider: ChangeDecider {
        ground.form.decisions.first { $0.when.holds(words) }?.decider ?? .backOffice
    }

    /// How well the caller must be known before this is handed in.
    public var levelToSubmit: IdentityLevel {
        let isStrong = ground.form.strongWhen?.holds(words) ?? false
        return isStrong ? .strong : ground.form.levelToSubmit
    }

    public var familyCard: FamilyCardNumber? {
        if case .familyCard(let card) = values[.familyCard] { card } else { draft.origin.family }
    }

    /// Those chosen from the family card.
    public var chosenPeople: [DraftPerson] {
        guard case .people(let chosen) = values[.people] else { return [] }
        return draft.people.filter { chosen.contains($0.id) }
    }

    /// The participants whom the change is about: those chosen, or the one on whose record it is.
    public var chosenMembers: Set<MemberID> {
        if case .members(let chosen) = values[.members] { return chosen }
        if case .member(let chosen) = values[.member] { return [chosen] }
        return draft.origin.member.map { [$0] } ?? []
    }

    /// The participants whose record it changes: those whom it is about, or all who pay with them, since one account
    /// is kept for a family and its care is suspended and its class is changed together.
    public var touchedMembers: Set<MemberID> {
        let household = ground.standing?.household ?? []
        return switch draft.kind {
        case .classChange: Set(household.filter(\.paysHimself).map(\.id))
        case .reactivation: Set(household.filter { $0.isSuspended(on: ground.today) }.map(\.id))
        default: chosenMembers
        }
    }

    public var careClass: CareClass? {
        if case .careClass(let chosen) = values[.careClass] { chosen } else { ground.standing?.careClass }
    }

    /// Where the caller is rung back: the number that he gave for it, or that he rang from.
    public var ringBackPhone: PhoneNumber? {
        if case .phone(let phone) = values[.ringBackPhone] { phone } else { draft.origin.phone }
    }

    func day(_ field: FieldName) -> Day? { if case .day(let day) = values[field] { day } else { nil } }
    func choice(_ field: FieldName) -> String? {
        if case .choice(let word) = values[field] { word } else { nil }
    }
    func text(_ field: FieldName) -> String? { if case .text(let text) = values[field] { text } else { nil } }
    func nik(_ field: FieldName) -> NIK? { if case .nik(let nik) = values[field] { nik } else { nil } }

    // MARK: - The registry

    public var needsRegistry: Bool { ground.form.registryWhen?.holds(words) ?? false }

    private var choosesPeople: Bool { steps.contains { $0.fields.contains { $0.field.kind == .people } } }

    /// The registry's word on everybody whom this is about.
    public var check: PersonCheck {
        choosesPeople ? .together(chosenPeople.map(\.check)) : draft.personCheck
    }

    /// What to ask the registry; nil when it need not be asked, or has said yes.
    public var registryQuestion: RegistryQuestion? {
        guard needsRegistry, check != .verified else { return nil }
        if choosesPeople { return familyCard.map(RegistryQuestion.family) }
        let newCard = if case .familyCard(let card) = values[.newFamilyCard] { card } else { familyCard }
        return .person(
            nik: nik(.nik), name: text(.name), birthDate: day(.birthDate), sex: choice(.sex).flatMap(Sex.init),
            family: newCard)
    }
}
