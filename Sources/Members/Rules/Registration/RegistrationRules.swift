public import Kernel

/// A limit or a wait that a regulation sets, with its unit in its name.
public enum RegistrationLimit: String, Sendable, Codable, CaseIterable, Hashable {
    /// The first payment is taken from this day after registration on: the wait in which the data are checked.
    case firstPaymentFromDays = "first-payment-from-days"
    /// … and until this day; later the registration begins anew.
    case firstPaymentUntilDays = "first-payment-until-days"
    /// A child is registered as newborn within so many days of birth.
    case newbornDays = "newborn-days"
    /// Its NIK follows within so many months of birth.
    case newbornNIKMonths = "newborn-nik-months"
    /// Least stay at a facility.
    case facilityStayMonths = "facility-stay-months"
    /// A new facility serves from the 1st of this month after the change on.
    case facilityStartMonths = "facility-start-months"
    /// Least stay in a class.
    case classStayMonths = "class-stay-months"
    /// A new class holds from the 1st of this month after the change on.
    case classStartMonths = "class-start-months"
    /// Whoever leaves an employer and moves within so many days does not wait for the first payment.
    case employerMoveDays = "employer-move-days"

    public var key: String { "members.change.limit.\(rawValue)" }
}

/// Limits and waits as dated rows: the code knows the shape, an administrator the numbers.
public struct RegistrationRules: Sendable, Hashable, Codable {
    public struct Row: Sendable, Hashable, Codable {
        public var limit: RegistrationLimit
        /// In force from this day until the next row of the same limit.
        public var from: Day
        /// nil: the limit is lifted.
        public var amount: Int?
        /// Regulation and article, or who said so.
        public var source: String
        /// Read in the regulation itself, amount and day.
        public var isVerified: Bool

        public init(_ limit: RegistrationLimit, from: Day, amount: Int?, source: String, isVerified: Bool = false) {
            (self.limit, self.from, self.amount) = (limit, from, amount)
            (self.source, self.isVerified) = (source, isVerified)
        }
    }

    public var rows: [Row]

    public init(_ rows: [Row]) { self.rows = rows }

    /// The row in force on a day.
    public func row(_ limit: RegistrationLimit, on day: Day) -> Row? {
        rows.filter { $0.limit == limit && $0.from <= day }.max { $0.from < $1.from }
    }

    /// nil: there is no such limit on that day.
    public func amount(_ limit: RegistrationLimit, on day: Day) -> Int? { row(limit, on: day)?.amount }
}

/// Why rules are not taken.
public enum RegistrationRuleProblem: Sendable, Hashable, Codable {
    /// Two rows of a limit begin on one day.
    case twice(RegistrationLimit, Day)
    case negative(RegistrationLimit, Day)
    case sourceMissing(RegistrationLimit, Day)
    /// The last day of the first payment lies before its first, from this day on.
    case windowClosed(Day)
}

extension RegistrationRules {
    /// Empty when the rules can be used.
    public var problems: [RegistrationRuleProblem] {
        var problems: [RegistrationRuleProblem] = []
        for (index, row) in rows.enumerated() {
            if rows[..<index].contains(where: { $0.limit == row.limit && $0.from == row.from }) {
                problems.append(.twice(row.limit, row.from))
            }
            if let amount = row.amount, amount < 0 { problems.append(.negative(row.limit, row.from)) }
            if row.source.allSatisfy(\.isWhitespace) { problems.append(.sourceMissing(row.limit, row.from)) }
        }
        for day in Set(rows.map(\.from)).sorted() {
            guard let first = amount(.firstPaymentFromDays, on: day),
                let last = amount(.firstPaymentUntilDays, on: day), last < first
            else { continue }
            problems.append(.windowClosed(day))
        }
        return problems
    }
}

// MARK: - What follows from them

extension RegistrationRules {
    /// When the first payment of somebody registered on a day is taken; nil: there is no wait.
    public func firstPayment(registeredOn day: Day) -> ClosedRange<Day>? {
        guard let first = amount(.firstPaymentFromDays, on: day), let last = amount(.firstPaymentUntilDays, on: day),
            first <= last
        else { return nil }
        return day.adding(days: first)...day.adding(days: last)
    }

    /// The last day on which a child counts as newborn.
    public func newbornUntil(born day: Day) -> Day? { amount(.newbornDays, on: day).map { day.adding(days: $0) } }

    /// The last day on which a child is insured without a NIK.
    public func nikBy(born day: Day) -> Day? {
        amount(.newbornNIKMonths, on: day).map { Self.day(day, plusMonths: $0) }
    }

    /// The first day on which whoever came to a facility may leave it, as the rule stands today.
    public func facilityMayChange(since: Day, on today: Day) -> Day {
        amount(.facilityStayMonths, on: today).map { Self.day(since, plusMonths: $0) } ?? since
    }

    /// The first day on which whoever came to a class may leave it, as the rule stands today.
    public func classMayChange(since: Day, on today: Day) -> Day {
        amount(.classStayMonths, on: today).map { Self.day(since, plusMonths: $0) } ?? since
    }

    /// The same day some months later, or the last of that month when it is shorter.
    static func day(_ day: Day, plusMonths months: Int) -> Day {
        let first = firstOfMonth(months, after: day)
        return (0..<4).lazy.compactMap { Day(year: first.year, month: first.month, day: day.day - $0) }.first ?? first
    }

    /// The 1st of the month that lies some months after a day's.
    static func firstOfMonth(_ months: Int, after day: Day) -> Day {
        let month = day.year * 12 + day.month - 1 + months
        let (year, rest) = (month.quotientAndRemainder(dividingBy: 12))
        return Day(year: year, month: rest + 1, day: 1) ?? day
    }
}

extension RegistrationRules {
    /// What a new centre starts with. Days of coming into force that the sources do not tell are the scheme's first
    /// day, 1 January 2014, and marked as not verified.
    public static let original = RegistrationRules([
        Row(
            .firstPaymentFromDays, from: start, amount: 14,
            source: "BPJS Kesehatan Regulation 1 of 2015 as reported (Tempo, 2024): first payment 14 to 30 days after"),
        Row(.firstPaymentUntilDays, from: start, amount: 30, source: "The same (Tempo, 2024)"),
        Row(.newbornDays, from: perpres82, amount: 28, source: "Presidential Regulation 82 of 2018, article 16"),
        Row(
            .newbornNIKMonths, from: perpres82, amount: 3,
            source: "The insurer's service guide on Presidential Regulation 82 of 2018 (detik, 2022)"),
        Row(.facilityStayMonths, from: start, amount: 3, source: "The insurer, quoted by Tribun, 5 November 2021"),
        Row(.facilityStartMonths, from: start, amount: 1, source: "The insurer, quoted by Tribun, 5 November 2021"),
        Row(.classStayMonths, from: start, amount: 12, source: "The insurer, quoted by Kompas, 31 October 2019"),
        Row(.classStartMonths, from: start, amount: 1, source: "The insurer, quoted by Kompas, 31 October 2019"),
        Row(.employerMoveDays, from: start, amount: 30, source: "The insurer, quoted by Kompas, 28 February 2022"),
    ])

    private static let start = Day(sinceEpoch: 16_071)  // 2014-01-01
    /// Presidential Regulation 82 of 2018 came into force in September 2018; the day of promulgation.
    private static let perpres82 = Day(sinceEpoch: 17_792)  // 2018-09-18
}
