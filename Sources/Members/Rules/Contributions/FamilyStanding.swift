public import Kernel

/// Whether a member is insured on a day.
public enum ContributionStanding: Sendable, Hashable {
    /// All months up to this one are paid, or somebody else pays.
    case active
    /// Insured, with a month to pay that was or is due on this day.
    case due(by: Day)
    case suspended(since: Day)
    /// The first span begins later.
    case notYetActive(from: Day?)
    case ended(on: Day)
}

/// Money to be paid now, and what it is for.
public struct ContributionDemand: Sendable, Hashable {
    /// Unpaid months before this one.
    public let arrears: [Month]
    public let arrearsMoney: Rupiah
    /// Of which fines on late months.
    public let fines: Rupiah
    /// This month's bill, nothing when it is paid.
    public let current: Rupiah
    public let credit: Rupiah

    /// What makes active again.
    public var toPay: Rupiah { max(Rupiah(0), arrearsMoney + current - credit) }
}

extension FamilyAccount {
    /// All that is asked for today.
    public var demand: ContributionDemand { demand(arrearsPlaces(on: day)) }

    /// What suffices while an amnesty holds, and by when the rest is due; nil when no amnesty helps.
    public var amnestyDemand: (demand: ContributionDemand, restDueBy: Day, regulation: String)? {
        let owed = arrearsPlaces(on: day)
        guard let row = rules.amnesty(on: day), owed.count > row.terms.monthsThatSuffice else { return nil }
        return (demand(Array(owed.prefix(row.terms.monthsThatSuffice))), row.terms.restDueBy, row.regulation)
    }

    /// Months that an amnesty let wait, and are not yet due.
    public var deferred: [MonthBill] {
        entries.filter { if case .deferred(let until) = $0.state { until >= day } else { false } }.map(\.bill)
    }

    private func demand(_ places: [Int]) -> ContributionDemand {
        let owed = places.map { entries[$0] }
        let money = owed.reduce(Rupiah(0)) { $0 + price($1, on: day) }
        let bare = owed.reduce(Rupiah(0)) { $0 + $1.bill.total }
        let current = currentPlace(on: day).map { price(entries[$0], on: day) } ?? Rupiah(0)
        return ContributionDemand(
            arrears: owed.map(\.bill.month), arrearsMoney: money, fines: money - bare, current: current,
            credit: credit)
    }

    /// What is late: months before this one, and this one's bill after its due day. Of a family that is suspended, all
    /// that makes it active again.
    public var overdue: Rupiah {
        let demand = demand
        let current = isCurrentLate ? demand.current : Rupiah(0)
        return max(Rupiah(0), demand.arrearsMoney + current - demand.credit)
    }

    /// The months that are in it.
    public var overdueMonths: Int {
        let demand = demand
        return demand.arrears.count + (isCurrentLate && demand.current > Rupiah(0) ? 1 : 0)
    }

    private var isCurrentLate: Bool { suspendedSince != nil || day.day > ContributionRules.dueDay }

    /// Whether the first payment was made; nil when nobody ever owed, nor will.
    public var hasPaidFirst: Bool? {
        if entries.isEmpty {
            let owesLater = family.flatMap(\.spans).contains { $0.segment.paysForItself && $0.from > day }
            return owesLater ? false : nil
        }
        return entries.contains { if case .paid = $0.state { true } else { false } }
    }

    /// Whether coverage is told of each of these: else what they owe cannot be said.
    public func knows(_ members: [MemberID]) -> Bool {
        members.allSatisfy { id in family.contains { $0.id == id && !$0.spans.isEmpty } }
    }

    /// A member's own part of the arrears: months and money, without fines.
    public func arrears(of member: MemberID) -> (months: Int, money: Rupiah) {
        let lines = arrearsPlaces(on: day).flatMap { entries[$0].bill.lines }.filter { $0.member == member }
        return (lines.count, lines.reduce(Rupiah(0)) { $0 + $1.amount })
    }

    /// All money that went to months, with fines.
    public var allocated: Rupiah {
        entries.reduce(Rupiah(0)) { sum, entry in
            if case .paid(_, let fine) = entry.state { sum + entry.bill.total + fine } else { sum }
        }
    }

    /// The first and the last day on which inpatient care costs a penalty; nil without a reactivation.
    public var penaltyWindow: ClosedRange<Day>? {
        guard let reactivation = lastReactivation, let row = rules.penalty(on: reactivation.on) else { return nil }
        return reactivation.on...reactivation.on.adding(days: row.terms.windowDays)
    }

    /// A family's members are suspended together, for one account bills them all.
    public func standing(of member: MemberID) -> ContributionStanding {
        guard let spans = family.first(where: { $0.id == member })?.spans, let first = spans.first else {
            return .notYetActive(from: nil)
        }
        guard let span = spans.last(where: { $0.holds(on: day) }) else {
            if let next = spans.first(where: { $0.from > day }) { return .notYetActive(from: next.from) }
            return .ended(on: spans.compactMap(\.until).max() ?? first.from)
        }
        guard span.segment.paysForItself else { return .active }
        if let suspendedSince { return .suspended(since: suspendedSince) }
        let owed = arrearsPlaces(on: day).first ?? currentPlace(on: day)
        return owed.map { .due(by: entries[$0].bill.dueDay) } ?? .active
    }
}
