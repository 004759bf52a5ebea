public import Kernel

/// How sure a row of the rules is.
public enum Sureness: String, Sendable, Codable, CaseIterable, Hashable {
    /// Read in the regulation's own text.
    case verified
    /// Read in the press or on a branch's page.
    case secondary
    case unverified
}

/// One row of the rules: what held from one day to another, and by which regulation.
public struct Dated<Terms: RuleTerms>: Sendable, Hashable, Codable {
    public var from: Day
    /// The last day on which it holds; nil while it has no end.
    public var until: Day?
    public var regulation: String
    public var sureness: Sureness
    public var terms: Terms

    public init(from: Day, until: Day? = nil, regulation: String, _ sureness: Sureness, _ terms: Terms) {
        (self.from, self.until, self.regulation) = (from, until, regulation)
        (self.sureness, self.terms) = (sureness, terms)
    }

    public func holds(on day: Day) -> Bool { from <= day && until.map { day <= $0 } ?? true }
}

/// What a row says, as named whole numbers: for tables, comparison and checks.
public protocol RuleTerms: Sendable, Hashable, Codable {
    var numbers: [RuleNumber] { get }
}

public struct RuleNumber: Sendable, Hashable, Codable {
    public let key: String
    public let amount: Int64

    public init(_ key: String, _ amount: Int64) { (self.key, self.amount) = (key, amount) }
}

/// What those who pay for themselves owe a month and person, by class.
public struct ClassRates: RuleTerms {
    public struct Share: Sendable, Hashable, Codable {
        public var paid: Rupiah
        /// What the state adds to the rate.
        public var byState: Rupiah

        public init(_ paid: Int64, byState: Int64 = 0) { (self.paid, self.byState) = (Rupiah(paid), Rupiah(byState)) }
    }

    public var first: Share
    public var second: Share
    public var third: Share

    public init(first: Share, second: Share, third: Share) {
        (self.first, self.second, self.third) = (first, second, third)
    }

    public func share(_ careClass: CareClass) -> Share {
        switch careClass {
        case .first: first
        case .second: second
        case .third: third
        }
    }

    public var numbers: [RuleNumber] {
        [
            RuleNumber("first", first.paid.amount), RuleNumber("second", second.paid.amount),
            RuleNumber("third", third.paid.amount), RuleNumber("third-state", third.byState.amount),
        ]
    }
}

/// Of a wage earner's wage, in hundredths of a percent, up to a wage.
public struct WageShares: RuleTerms {
    public var byEmployer: Int
    public var byWorker: Int
    /// For each parent, parent-in-law or child after the third.
    public var perFurtherPerson: Int
    public var highestWage: Rupiah

    public init(byEmployer: Int, byWorker: Int, perFurtherPerson: Int, highestWage: Rupiah) {
        (self.byEmployer, self.byWorker) = (byEmployer, byWorker)
        (self.perFurtherPerson, self.highestWage) = (perFurtherPerson, highestWage)
    }

    /// What employer and worker owe for a month's wage, each rounded half up.
    public func contribution(wage: Rupiah, furtherPersons: Int = 0) -> (employer: Rupiah, worker: Rupiah) {
        let counted = max(Rupiah(0), min(wage, highestWage))
        let worker = byWorker + perFurtherPerson * max(0, furtherPersons)
        return (counted.hundredthsOfPercent(byEmployer), counted.hundredthsOfPercent(worker))
    }

    public var numbers: [RuleNumber] {
        [
            RuleNumber("employer", Int64(byEmployer)), RuleNumber("worker", Int64(byWorker)),
            RuleNumber("further", Int64(perFurtherPerson)), RuleNumber("highest-wage", highestWage.amount),
        ]
    }
}

/// The most months of arrears that are asked for.
public struct ArrearsCap: RuleTerms {
    public var months: Int

    public init(months: Int) { self.months = months }

    public var numbers: [RuleNumber] { [RuleNumber("months", Int64(months))] }
}

/// From when an unpaid month suspends care.
public enum SuspensionRule: RuleTerms {
    /// From the day after the 10th of the month that follows by so many months.
    case monthsLate(Int)
    /// From the 1st of the next month.
    case monthEnd

    public func begins(unpaid month: Month) -> Day {
        switch self {
        case .monthsLate(let months): month.adding(months).day(ContributionRules.dueDay + 1)
        case .monthEnd: month.next.firstDay
        }
    }

    public var numbers: [RuleNumber] {
        switch self {
        case .monthsLate(let months): [RuleNumber("months-late", Int64(months))]
        case .monthEnd: [RuleNumber("month-end", 1)]
        }
    }
}

/// The fine on a month paid late, a part of it for each month begun, in hundredths of a percent.
public struct LateFine: RuleTerms {
    public var perMonth: Int
    public var mostMonths: Int

    public init(perMonth: Int, mostMonths: Int) { (self.perMonth, self.mostMonths) = (perMonth, mostMonths) }

    public func fine(on amount: Rupiah, monthsLate: Int) -> Rupiah {
        amount.hundredthsOfPercent(perMonth * max(0, min(monthsLate, mostMonths)))
    }

    public var numbers: [RuleNumber] {
        [RuleNumber("per-month", Int64(perMonth)), RuleNumber("most-months", Int64(mostMonths))]
    }
}

/// The penalty on inpatient care soon after a reactivation.
public struct PenaltyTerms: RuleTerms {
    /// Of the package's cost for each month of arrears, in hundredths of a percent.
    public var rate: Int
    public var mostMonths: Int
    public var most: Rupiah
    /// How many days after the reactivation it is asked for.
    public var windowDays: Int

    public init(rate: Int, mostMonths: Int, most: Rupiah, windowDays: Int) {
        (self.rate, self.mostMonths, self.most, self.windowDays) = (rate, mostMonths, most, windowDays)
    }

    public var numbers: [RuleNumber] {
        [
            RuleNumber("rate", Int64(rate)), RuleNumber("most-months", Int64(mostMonths)),
            RuleNumber("most", most.amount), RuleNumber("window-days", Int64(windowDays)),
        ]
    }
}

/// While it holds, a part of the arrears makes active again; the rest is due by a later day.
public struct Amnesty: RuleTerms {
    public var monthsThatSuffice: Int
    public var restDueBy: Day

    public init(monthsThatSuffice: Int, restDueBy: Day) {
        (self.monthsThatSuffice, self.restDueBy) = (monthsThatSuffice, restDueBy)
    }

    public var numbers: [RuleNumber] {
        [
            RuleNumber("months-suffice", Int64(monthsThatSuffice)),
            RuleNumber("rest-due", Int64(restDueBy.year * 10_000 + restDueBy.month * 100 + restDueBy.day)),
        ]
    }
}

extension Rupiah {
    /// So many hundredths of a percent of it, rounded half up to whole rupiah.
    func hundredthsOfPercent(_ parts: Int) -> Rupiah { Rupiah((amount * Int64(parts) + 5_000) / 10_000) }
}
