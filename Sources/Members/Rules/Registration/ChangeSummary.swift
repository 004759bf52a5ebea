public import Kernel

/// What the caller is told, as the key of its words and what they have blanks for.
public enum ChangeNotice: Sendable, Hashable, Codable {
    /// The family's month, of so many persons.
    case monthlyTotal(Rupiah, persons: Int)
    /// The first payment is taken from one day until another; care begins with it.
    case payBetween(Day, Day)
    /// The first payment can be made at once; care begins with it.
    case payAtOnce
    case holdsFrom(Day)
    /// Registered late: contributions run from birth.
    case paysFrom(Day)
    case nikBy(Day)
    /// The registry has not answered: the centre asks on and rings back.
    case registryPending
    /// The registry does not know somebody: the branch takes it over, with papers.
    case goesToBranch
    case decidedWithin(hours: Int)
    /// A stay is not on record: for whoever decides.
    case facilityStayUnknown, classStayUnknown
    /// To be paid before this can be done.
    case owed(Rupiah)

    public var key: String { "members.change.notice.\(shown.word)" }
    public var blanks: [String: ShownValue] { shown.blanks }

    private var shown: (word: String, blanks: [String: ShownValue]) {
        switch self {
        case .monthlyTotal(let total, let persons):
            ("monthly-total", ["amount": .money(total), "count": .number(persons)])
        case .payBetween(let first, let last): ("pay-between", ["first": .day(first), "last": .day(last)])
        case .payAtOnce: ("pay-at-once", [:])
        case .holdsFrom(let day): ("holds-from", ["day": .day(day)])
        case .paysFrom(let day): ("pays-from", ["day": .day(day)])
        case .nikBy(let day): ("nik-by", ["day": .day(day)])
        case .registryPending: ("registry-pending", [:])
        case .goesToBranch: ("goes-to-branch", [:])
        case .decidedWithin(let hours): ("decided-within", ["hours": .number(hours)])
        case .facilityStayUnknown: ("facility-stay-unknown", [:])
        case .classStayUnknown: ("class-stay-unknown", [:])
        case .owed(let amount): ("owed", ["amount": .money(amount)])
        }
    }
}

/// A draft on one page: what was answered, what it comes to.
public struct ChangeSummary: Sendable, Hashable {
    public struct Line: Sendable, Hashable, Identifiable {
        public let field: FieldName
        public let labelKey: String
        /// One, or several for a choice of people.
        public let values: [ShownValue]

        public var id: FieldName { field }
    }

    public struct Part: Sendable, Hashable, Identifiable {
        public let step: StepName
        public let titleKey: String
        public let lines: [Line]

        public var id: StepName { step }
    }

    public let titleKey: String
    public let parts: [Part]
    /// As they stand today; days that count from the approval are those of an approval today.
    public let notices: [ChangeNotice]
    public let decider: ChangeDecider
    public let levelToSubmit: IdentityLevel
}

extension ChangeReading {
    /// - Parameter masked: numbers of the population registry and telephones with their middle hidden.
    public func summary(masked: Bool) -> ChangeSummary {
        let parts = steps.map { step in
            ChangeSummary.Part(
                step: step.id, titleKey: step.step.titleKey,
                lines: step.fields.compactMap { field in
                    guard let value = values[field.id] else { return nil }
                    return ChangeSummary.Line(
                        field: field.id, labelKey: field.field.labelKey,
                        values: shown(value, of: field.field, masked: masked && field.field.isSecret))
                })
        }
        return ChangeSummary(
            titleKey: ground.form.titleKey, parts: parts.filter { !$0.lines.isEmpty }, notices: notices,
            decider: decider, levelToSubmit: levelToSubmit)
    }

    /// What the caller is told before handing in.
    public var notices: [ChangeNotice] {
        let promise = promise
        var notices: [ChangeNotice] = []
        if let total = promise.monthlyTotal, let persons = promise.persons {
            notices.append(.monthlyTotal(total, persons: persons))
        }
        if case .between = promise.payment, let window = promise.firstPayment(approvedOn: ground.today) {
            notices.append(.payBetween(window.lowerBound, window.upperBound))
        }
        if promise.payment == .atOnce { notices.append(.payAtOnce) }
        if let day = promise.holdsFrom(approvedOn: ground.today), day > ground.today { notices.append(.holdsFrom(day)) }
        if let day = promise.paysFrom { notices.append(.paysFrom(day)) }
        if let day = promise.nikBy { notices.append(.nikBy(day)) }
        return notices + courseNotices
    }

    /// What becomes of it next.
    private var courseNotices: [ChangeNotice] {
        var notices: [ChangeNotice] = []
        let isLost = needsRegistry && check == .notFound
        if isLost || decider == .branch { notices.append(.goesToBranch) }
        if needsRegistry, check == .unverifiedYet { notices.append(.registryPending) }
        if !isLost, decider.approvals > 0 { notices.append(.decidedWithin(hours: ground.form.clockHours)) }
        guard let standing = ground.standing else { return notices }
        let checks = ground.form.steps.flatMap(\.checks)
        if checks.contains(.facilityStay), standing.facilitySince == nil { notices.append(.facilityStayUnknown) }
        if checks.contains(.classStay), standing.classSince == nil { notices.append(.classStayUnknown) }
        if checks.contains(.arrearsPaid), let owed = standing.owed, owed > Rupiah(0) { notices.append(.owed(owed)) }
        return notices
    }

    private func shown(_ value: FieldValue, of field: FormField, masked: Bool) -> [ShownValue] {
        switch value {
        case .text(let text), .email(let text): [.text(text)]
        case .nik(let nik): [.text(masked ? nik.masked : nik.digits)]
        case .familyCard(let card): [.text(masked ? card.masked : card.digits)]
        case .card(let card): [.text(masked ? card.masked : card.digits)]
        case .phone(let phone): [.text(masked ? phone.masked : phone.local)]
        case .day(let day): [.day(day)]
        case .choice(let word): [.key("members.change.choice.\(field.name.rawValue).\(word)")]
        case .careClass(let careClass): [.number(careClass.rawValue)]
        case .region(let code): [.text(code)]
        case .people(let chosen): draft.people.filter { chosen.contains($0.id) }.map { .text($0.name) }
        case .member(let id): names(of: [id])
        case .members(let ids): names(of: ids)
        case .facility(let facility): [.text(facility.name)]
        case .bank(let code): [.text(code.uppercased())]
        case .consent(let answer): [.text(answer.version), .key(answer.proof.key)]
        case .amount(let amount): [.money(amount)]
        case .tick: [.key("members.change.yes")]
        }
    }

    private func names(of ids: Set<MemberID>) -> [ShownValue] {
        ground.standing?.household.filter { ids.contains($0.id) }.map { .text($0.name) } ?? []
    }
}
