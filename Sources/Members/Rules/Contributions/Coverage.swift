public import Kernel

/// Who pays for a member, and in which class, from one day to another.
public struct CoverageSpan: Sendable, Hashable, Codable {
    public var from: Day
    /// The last day; nil while it goes on.
    public var until: Day?
    public var segment: Segment
    public var careClass: CareClass

    public init(from: Day, until: Day? = nil, segment: Segment, careClass: CareClass) {
        (self.from, self.until, self.segment, self.careClass) = (from, until, segment, careClass)
    }

    public func holds(on day: Day) -> Bool { from <= day && until.map { day <= $0 } ?? true }
}

extension Segment {
    /// Those who owe a class's rate themselves.
    public var paysForItself: Bool { self == .selfPaying || self == .notWorking }
}

/// A member with the spans of his coverage.
public struct CoveredMember: Sendable, Hashable {
    public let id: MemberID
    public let spans: [CoverageSpan]

    public init(id: MemberID, spans: [CoverageSpan]) {
        self.id = id
        self.spans = spans.sorted { $0.from < $1.from }
    }

    /// The span that a month is billed by: the one that holds on its first day, else the first that begins in it. So a
    /// member who leaves an employer in mid-month owes from the next month, and one who is new owes at once.
    public func span(for month: Month) -> CoverageSpan? {
        spans.first { $0.holds(on: month.firstDay) }
            ?? spans.first { Month(of: $0.from) == month && $0.from <= $0.until ?? $0.from }
    }

    /// Since when the class has held without a break; nil when it does not hold on the day, or nobody told.
    public func firstDay(of careClass: CareClass, heldOn day: Day) -> Day? {
        guard let last = spans.lastIndex(where: { $0.holds(on: day) }), spans[last].careClass == careClass else {
            return nil
        }
        var since = spans[last].from
        for span in spans[..<last].reversed() {
            guard span.careClass == careClass, let until = span.until, until.adding(days: 1) >= since else { break }
            since = span.from
        }
        return since
    }

    /// What the member owes for a month; nil when nothing, or somebody else pays.
    public func owes(for month: Month, by rules: ContributionRules) -> Rupiah? {
        guard let span = span(for: month), span.segment.paysForItself else { return nil }
        let rate = rules.rate(span.careClass, for: month)
        return rate > Rupiah(0) ? rate : nil
    }
}

/// What a family owes for a month: one line a member.
public struct MonthBill: Sendable, Hashable {
    public struct Line: Sendable, Hashable {
        public let member: MemberID
        public let amount: Rupiah

        public init(member: MemberID, amount: Rupiah) { (self.member, self.amount) = (member, amount) }
    }

    public let month: Month
    public let lines: [Line]

    public var total: Rupiah { lines.reduce(Rupiah(0)) { $0 + $1.amount } }
    public var dueDay: Day { month.day(ContributionRules.dueDay) }

    /// nil when nobody in the family owes for the month.
    public init?(_ month: Month, of family: [CoveredMember], by rules: ContributionRules) {
        let lines = family.compactMap { member in
            member.owes(for: month, by: rules).map { Line(member: member.id, amount: $0) }
        }
        guard !lines.isEmpty else { return nil }
        (self.month, self.lines) = (month, lines)
    }
}

/// Money that came in for a family.
public struct ContributionPayment: Sendable, Hashable {
    public let paidOn: Day
    public let amount: Rupiah

    public init(paidOn: Day, amount: Rupiah) { (self.paidOn, self.amount) = (paidOn, amount) }
}
