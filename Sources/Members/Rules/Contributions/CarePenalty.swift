public import Kernel

/// What the penalty on inpatient care is asked about.
public struct CarePenaltyCase: Sendable, Hashable {
    public var careDay: Day
    public var isInpatient: Bool
    /// nil when the member never was suspended.
    public var reactivatedOn: Day?
    /// Arrears before the reactivation.
    public var monthsOwed: Int
    /// The estimated package (INA-CBG) of the first diagnosis and procedure.
    public var packageCost: Rupiah
    public var segment: Segment

    public init(
        careDay: Day, isInpatient: Bool = true, reactivatedOn: Day?, monthsOwed: Int, packageCost: Rupiah,
        segment: Segment = .selfPaying
    ) {
        (self.careDay, self.isInpatient, self.reactivatedOn) = (careDay, isInpatient, reactivatedOn)
        (self.monthsOwed, self.packageCost, self.segment) = (monthsOwed, packageCost, segment)
    }

    /// Above any package, and far below what overflows.
    public static let highestCost = Rupiah(100_000_000_000)
}

/// `min(most, rate x cost x min(months, most months))` within the window after a reactivation (Presidential Regulation
/// 64 of 2020, article 42(6); 19 of 2016 before it).
///
/// The regulations do not say whether the day of reactivation counts: here the last day is so many days after it. Nor
/// do they say how to round: half up to whole rupiah.
public enum CarePenalty: Sendable, Hashable {
    case owed(Bill)
    case nothing(Reason)

    public enum Reason: Sendable, Hashable {
        case notInpatient
        /// Contributions are paid by the state or a region.
        case paidByState
        case neverSuspended
        case noMonthsOwed
        case careBeforeReactivation(reactivatedOn: Day)
        case windowOver(lastDay: Day)
        case noRuleInForce(on: Day)
        case packageFree
    }

    public struct Bill: Sendable, Hashable {
        public let amount: Rupiah
        /// Before the cap in rupiah.
        public let uncapped: Rupiah
        public let packageCost: Rupiah
        public let rate: Int
        public let monthsOwed: Int
        public let monthsCounted: Int
        public let most: Rupiah
        public let windowLastDay: Day
        public let regulation: String
        public let sureness: Sureness
        public let isPaidByEmployer: Bool

        public var isMonthsCapped: Bool { monthsCounted < monthsOwed }
        public var isMoneyCapped: Bool { amount < uncapped }
    }

    public enum Refusal: String, Error, Sendable, Hashable {
        case negativeMonths = "months"
        case costOutOfRange = "cost"
    }

    public init(_ question: CarePenaltyCase, by rules: ContributionRules) throws(Refusal) {
        guard question.monthsOwed >= 0 else { throw .negativeMonths }
        guard (Rupiah(0)...CarePenaltyCase.highestCost).contains(question.packageCost) else { throw .costOutOfRange }
        self = Self.answer(question, rules)
    }

    private static func answer(_ question: CarePenaltyCase, _ rules: ContributionRules) -> CarePenalty {
        guard question.isInpatient else { return .nothing(.notInpatient) }
        guard ![.stateAssisted, .regionAssisted].contains(question.segment) else { return .nothing(.paidByState) }
        guard let reactivated = question.reactivatedOn else { return .nothing(.neverSuspended) }
        guard question.monthsOwed > 0 else { return .nothing(.noMonthsOwed) }
        guard reactivated <= question.careDay else {
            return .nothing(.careBeforeReactivation(reactivatedOn: reactivated))
        }
        guard let row = rules.penalty(on: question.careDay) else {
            return .nothing(.noRuleInForce(on: question.careDay))
        }
        let lastDay = reactivated.adding(days: row.terms.windowDays)
        guard question.careDay <= lastDay else { return .nothing(.windowOver(lastDay: lastDay)) }
        guard question.packageCost > Rupiah(0) else { return .nothing(.packageFree) }
        let counted = min(question.monthsOwed, row.terms.mostMonths)
        let uncapped = question.packageCost.hundredthsOfPercent(row.terms.rate * counted)
        return .owed(
            Bill(
                amount: min(uncapped, row.terms.most), uncapped: uncapped, packageCost: question.packageCost,
                rate: row.terms.rate, monthsOwed: question.monthsOwed, monthsCounted: counted, most: row.terms.most,
                windowLastDay: lastDay, regulation: row.regulation, sureness: row.sureness,
                isPaidByEmployer: [.employed, .stateEmployed].contains(question.segment)))
    }
}

/// One step of an explanation: a key for words, and what stands in them.
public struct PenaltyStep: Sendable, Hashable {
    public enum Number: Sendable, Hashable {
        case money(Rupiah)
        case months(Int)
        /// In hundredths of a percent.
        case share(Int)
        case day(Day)
        case text(String)
    }

    public let key: String
    public let numbers: [String: Number]

    init(_ key: String, _ numbers: [String: Number] = [:]) { (self.key, self.numbers) = (key, numbers) }
}

extension CarePenalty {
    /// What an agent reads out, one step after another.
    public var steps: [PenaltyStep] {
        switch self {
        case .nothing(let reason): [reason.step]
        case .owed(let bill): bill.steps
        }
    }
}

extension CarePenalty.Reason {
    var step: PenaltyStep {
        switch self {
        case .notInpatient: PenaltyStep("not-inpatient")
        case .paidByState: PenaltyStep("paid-by-state")
        case .neverSuspended: PenaltyStep("never-suspended")
        case .noMonthsOwed: PenaltyStep("no-months-owed")
        case .careBeforeReactivation(let day): PenaltyStep("before-reactivation", ["day": .day(day)])
        case .windowOver(let day): PenaltyStep("window-over", ["day": .day(day)])
        case .noRuleInForce(let day): PenaltyStep("no-rule", ["day": .day(day)])
        case .packageFree: PenaltyStep("package-free")
        }
    }
}

extension CarePenalty.Bill {
    var steps: [PenaltyStep] {
        var steps = [PenaltyStep("window", ["day": .day(windowLastDay)])]
        steps.append(
            isMonthsCapped
                ? PenaltyStep("months-capped", ["owed": .months(monthsOwed), "counted": .months(monthsCounted)])
                : PenaltyStep("months", ["counted": .months(monthsCounted)]))
        steps.append(
            PenaltyStep(
                "formula",
                [
                    "rate": .share(rate), "cost": .money(packageCost), "months": .months(monthsCounted),
                    "result": .money(uncapped),
                ]))
        if isMoneyCapped { steps.append(PenaltyStep("money-capped", ["most": .money(most)])) }
        steps.append(PenaltyStep(isPaidByEmployer ? "employer-pays" : "member-pays", ["amount": .money(amount)]))
        return steps + [PenaltyStep("regulation", ["regulation": .text(regulation)])]
    }
}
