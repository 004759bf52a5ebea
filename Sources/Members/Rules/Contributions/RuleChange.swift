public import Kernel

/// What somebody proposes to change in the rules: a row begins, or one ends.
public enum RuleChange: Sendable, Hashable, Codable {
    /// The row before it ends on the day before, when it has no end.
    case begins(ContributionRules.Kind, NewRow)
    case ends(ContributionRules.Kind, from: Day, on: Day)

    public struct NewRow: Sendable, Hashable, Codable {
        public var from: Day
        public var until: Day?
        public var regulation: String
        public var sureness: Sureness
        /// By the keys of its kind.
        public var numbers: [String: Int64]

        public init(
            from: Day, until: Day? = nil, regulation: String, _ sureness: Sureness, numbers: [String: Int64]
        ) {
            (self.from, self.until, self.regulation) = (from, until, regulation)
            (self.sureness, self.numbers) = (sureness, numbers)
        }
    }

    public var kind: ContributionRules.Kind {
        switch self {
        case .begins(let kind, _), .ends(let kind, _, _): kind
        }
    }

    /// The first day of the row that it is about.
    public var from: Day {
        switch self {
        case .begins(_, let row): row.from
        case .ends(_, let from, _): from
        }
    }
}

/// Why a proposal was not taken, or not decided.
public enum RuleRefusal: Error, Sendable, Hashable {
    case noSuchRow
    /// A number of the row is missing or impossible.
    case numbers
    case problems([ContributionRules.Problem])
    case reasonMissing
    case noSuchProposal
    case decidedAlready
    /// Nobody decides on what they proposed.
    case ownProposal
}

extension ContributionRules.Kind {
    /// The numbers of a row, in the order of its form.
    public var keys: [String] {
        switch self {
        case .rates: ["first", "second", "third", "third-state"]
        case .wageShares: ["employer", "worker", "further", "highest-wage"]
        case .arrearsCaps: ["months"]
        // 0: from the 1st of the next month.
        case .suspensions: ["months-late"]
        case .lateFines: ["per-month", "most-months"]
        case .penalties: ["rate", "most-months", "most", "window-days"]
        case .amnesties: ["months-suffice", "rest-due"]
        }
    }
}

extension ContributionRules {
    /// The rules after a change.
    ///
    /// - Throws: `RuleRefusal`: no such row, its numbers, or what `problems()` finds afterwards.
    public func after(_ change: RuleChange) throws(RuleRefusal) -> ContributionRules {
        var rules = self
        switch change {
        case .begins(let kind, let row): try rules.begin(kind, row)
        case .ends(let kind, let from, let day):
            let isThere = rules.end(kind, from: from, on: day)
            guard isThere else { throw .noSuchRow }
        }
        let problems = rules.problems()
        guard problems.isEmpty else { throw .problems(problems) }
        return rules
    }

    private mutating func begin(_ kind: Kind, _ row: RuleChange.NewRow) throws(RuleRefusal) {
        let most = CarePenaltyCase.highestCost.amount
        let keys = kind.keys
        guard Set(row.numbers.keys) == Set(keys), row.numbers.values.allSatisfy({ (0...most).contains($0) }) else {
            throw .numbers
        }
        let money = keys.map { row.numbers[$0] ?? 0 }
        let whole = money.map { Int($0) }
        switch kind {
        case .rates:
            let third = ClassRates.Share(money[2], byState: money[3])
            let terms = ClassRates(first: ClassRates.Share(money[0]), second: ClassRates.Share(money[1]), third: third)
            rates.begin(row, terms)
        case .wageShares:
            wageShares.begin(
                row,
                WageShares(
                    byEmployer: whole[0], byWorker: whole[1], perFurtherPerson: whole[2],
                    highestWage: Rupiah(money[3])))
        case .arrearsCaps: arrearsCaps.begin(row, ArrearsCap(months: whole[0]))
        case .suspensions: suspensions.begin(row, whole[0] == 0 ? .monthEnd : .monthsLate(whole[0]))
        case .lateFines: lateFines.begin(row, LateFine(perMonth: whole[0], mostMonths: whole[1]))
        case .penalties:
            penalties.begin(
                row,
                PenaltyTerms(rate: whole[0], mostMonths: whole[1], most: Rupiah(money[2]), windowDays: whole[3]))
        case .amnesties:
            let due = Day(year: whole[1] / 10_000, month: whole[1] / 100 % 100, day: whole[1] % 100)
            guard let due else { throw .numbers }
            amnesties.begin(row, Amnesty(monthsThatSuffice: whole[0], restDueBy: due))
        }
    }

    private mutating func end(_ kind: Kind, from: Day, on day: Day) -> Bool {
        switch kind {
        case .rates: rates.end(from, on: day)
        case .wageShares: wageShares.end(from, on: day)
        case .arrearsCaps: arrearsCaps.end(from, on: day)
        case .suspensions: suspensions.end(from, on: day)
        case .lateFines: lateFines.end(from, on: day)
        case .penalties: penalties.end(from, on: day)
        case .amnesties: amnesties.end(from, on: day)
        }
    }
}

extension Array {
    fileprivate mutating func begin<Terms: RuleTerms>(_ row: RuleChange.NewRow, _ terms: Terms)
    where Element == Dated<Terms> {
        for place in indices where self[place].until == nil && self[place].from < row.from {
            self[place].until = row.from.adding(days: -1)
        }
        append(Dated(from: row.from, until: row.until, regulation: row.regulation, row.sureness, terms))
        sort { $0.from < $1.from }
    }

    /// Whether there is such a row.
    fileprivate mutating func end<Terms: RuleTerms>(_ from: Day, on day: Day) -> Bool where Element == Dated<Terms> {
        guard let place = firstIndex(where: { $0.from == from }) else { return false }
        self[place].until = day
        return true
    }
}
