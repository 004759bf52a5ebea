public import Kernel

/// All dated rows of contributions: the code knows their shape, an administrator their numbers.
public struct ContributionRules: Sendable, Hashable, Codable {
    /// A month is to be paid by its 10th day.
    public static let dueDay = 10

    public var rates: [Dated<ClassRates>]
    public var wageShares: [Dated<WageShares>]
    public var arrearsCaps: [Dated<ArrearsCap>]
    public var suspensions: [Dated<SuspensionRule>]
    public var lateFines: [Dated<LateFine>]
    public var penalties: [Dated<PenaltyTerms>]
    public var amnesties: [Dated<Amnesty>]

    public enum Kind: String, Sendable, Codable, CaseIterable, Hashable {
        case rates, wageShares, arrearsCaps, suspensions, lateFines, penalties, amnesties
    }

    /// What a person pays for a month: by the row that holds on its first day, nothing where none does.
    public func rate(_ careClass: CareClass, for month: Month) -> Rupiah {
        rates.first { $0.holds(on: month.firstDay) }?.terms.share(careClass).paid ?? Rupiah(0)
    }

    /// How many months of arrears are asked for on a day; none where no row holds.
    public func arrearsCap(on day: Day) -> Int { arrearsCaps.first { $0.holds(on: day) }?.terms.months ?? 0 }

    /// The first day without care when a month stays unpaid, by the row that holds on its due day; nil where none does.
    public func suspension(unpaid month: Month) -> Day? {
        suspensions.first { $0.holds(on: month.day(Self.dueDay)) }?.terms.begins(unpaid: month)
    }

    /// The fine on a month that is paid on a day, by the row that holds on that day.
    public func fine(on amount: Rupiah, of month: Month, paidOn day: Day) -> Rupiah {
        guard let row = lateFines.first(where: { $0.holds(on: day) }) else { return Rupiah(0) }
        let begun = Month(of: day).index - month.index + (day.day > Self.dueDay ? 1 : 0)
        return row.terms.fine(on: amount, monthsLate: begun)
    }

    public func penalty(on day: Day) -> Dated<PenaltyTerms>? { penalties.first { $0.holds(on: day) } }
    public func amnesty(on day: Day) -> Dated<Amnesty>? { amnesties.first { $0.holds(on: day) } }
}

/// A row of any kind, for tables and comparison.
public struct RuleRow: Sendable, Hashable, Codable {
    public let kind: ContributionRules.Kind
    public let from: Day
    public let until: Day?
    public let regulation: String
    public let sureness: Sureness
    public let numbers: [RuleNumber]

    fileprivate init(_ kind: ContributionRules.Kind, _ row: Dated<some RuleTerms>) {
        (self.kind, from, until, regulation) = (kind, row.from, row.until, row.regulation)
        (sureness, numbers) = (row.sureness, row.terms.numbers)
    }
}

extension ContributionRules {
    /// Every row, kinds in their order and rows by day.
    public var rows: [RuleRow] { Kind.allCases.flatMap { rows($0) } }

    public func rows(_ kind: Kind) -> [RuleRow] {
        let rows =
            switch kind {
            case .rates: rates.map { RuleRow(kind, $0) }
            case .wageShares: wageShares.map { RuleRow(kind, $0) }
            case .arrearsCaps: arrearsCaps.map { RuleRow(kind, $0) }
            case .suspensions: suspensions.map { RuleRow(kind, $0) }
            case .lateFines: lateFines.map { RuleRow(kind, $0) }
            case .penalties: penalties.map { RuleRow(kind, $0) }
            case .amnesties: amnesties.map { RuleRow(kind, $0) }
            }
        return rows.sorted { $0.from < $1.from }
    }

    /// What keeps rules from being put in force.
    public enum Problem: Sendable, Hashable {
        case noRow(Kind)
        /// Ends before it begins.
        case backwards(Kind, from: Day)
        /// Two rows hold on this day.
        case overlap(Kind, on: Day)
        /// No row holds from this day to the next row.
        case gap(Kind, from: Day)
        /// The latest row ends, and nothing follows.
        case openEnd(Kind, after: Day)
        case negative(Kind, from: Day, key: String)
        /// A share above the whole, in hundredths of a percent.
        case moreThanWhole(Kind, from: Day, key: String)
        case noRegulation(Kind, from: Day)
    }

    public func problems() -> [Problem] {
        Kind.allCases.flatMap { kind in
            let rows = rows(kind)
            return rows.flatMap(Self.problems(in:)) + Self.problems(between: rows, kind)
        }
    }

    private static func problems(in row: RuleRow) -> [Problem] {
        var found: [Problem] = []
        if let until = row.until, until < row.from { found.append(.backwards(row.kind, from: row.from)) }
        if row.regulation.allSatisfy(\.isWhitespace) { found.append(.noRegulation(row.kind, from: row.from)) }
        let shares: Set = ["rate", "per-month", "employer", "worker", "further"]
        for number in row.numbers {
            if number.amount < 0 { found.append(.negative(row.kind, from: row.from, key: number.key)) }
            if shares.contains(number.key), number.amount > 10_000 {
                found.append(.moreThanWhole(row.kind, from: row.from, key: number.key))
            }
        }
        return found
    }

    private static func problems(between rows: [RuleRow], _ kind: Kind) -> [Problem] {
        // A fine, a penalty and an amnesty may begin and end; the others hold without a break.
        let isUnbroken = [.rates, .wageShares, .arrearsCaps, .suspensions].contains(kind)
        guard let last = rows.last else { return isUnbroken ? [.noRow(kind)] : [] }
        var found: [Problem] = []
        for (row, next) in zip(rows, rows.dropFirst()) {
            guard let until = row.until, until < next.from else {
                found.append(.overlap(kind, on: next.from))
                continue
            }
            let following = until.adding(days: 1)
            if isUnbroken, following < next.from { found.append(.gap(kind, from: following)) }
        }
        if isUnbroken, let until = last.until { found.append(.openEnd(kind, after: until)) }
        return found
    }

    public enum Change: Sendable, Hashable, Codable {
        case added(RuleRow)
        case removed(RuleRow)
        case changed(from: RuleRow, to: RuleRow)
    }

    /// What is different from earlier rules; rows are the same one when kind and first day agree.
    public func changes(since earlier: ContributionRules) -> [Change] {
        Kind.allCases.flatMap { kind -> [Change] in
            let (old, new) = (earlier.rows(kind), rows(kind))
            let removed = old.filter { row in !new.contains { $0.from == row.from } }.map(Change.removed)
            return removed
                + new.compactMap { row in
                    guard let before = old.first(where: { $0.from == row.from }) else { return .added(row) }
                    return before == row ? nil : .changed(from: before, to: row)
                }
        }
    }
}
