import Kernel
import Members

/// What the demo's families paid, so that the contribution check has a story of each that agrees with its status.
/// The same families have the same story, whatever the day.
struct DemoContributions {
    enum Story: CaseIterable, Hashable {
        case onTime, oftenLate, ahead, reactivated
        case oneMonthOwed, sevenMonthsOwed, thirtyMonthsOwed
    }

    /// Longer than the longest arrears.
    private static let monthsBack = 40

    let today: Day
    private(set) var coverage: [CoveredMember] = []
    private(set) var payments: [PaymentLine] = []

    static func keep(_ members: [Member], in store: ContributionStore, at now: Timestamp) async throws {
        var demo = DemoContributions(today: CentreCalendar.jakarta.day(of: now))
        for (place, family) in members.chunkedByFamily.enumerated() { demo.add(family, place) }
        try await store.keep(demo.coverage)
        try await store.take(demo.payments, by: .system("demo"), at: now)
    }

    private init(today: Day) { self.today = today }

    private mutating func add(_ family: [Member], _ place: Int) {
        let first = Month(of: today).adding(-Self.monthsBack)
        let covered = family.map { member in
            CoveredMember(
                id: member.id,
                spans: [
                    CoverageSpan(from: first.firstDay, segment: member.segment, careClass: member.careClass)
                ])
        }
        coverage += covered
        guard let head = family.first, head.segment.paysForItself else { return }
        payments += Self.payments(of: covered, Self.story(head.status, place), place, on: today).enumerated()
            .map { number, payment in
                PaymentLine(
                    channel: PayingBank.allCases[place % PayingBank.allCases.count].rawValue,
                    reference: "DEMO-\(place + 1)-\(number + 1)", family: head.family, payment: payment)
            }
    }

    /// The first family, the demo's caller, was suspended and came back a few days ago: the penalty's time runs.
    private static func story(_ status: MemberStatus, _ place: Int) -> Story {
        if place == 0 { return .reactivated }
        return status == .arrears
            ? [.oneMonthOwed, .sevenMonthsOwed, .thirtyMonthsOwed][place % 3]
            : [.onTime, .oftenLate, .onTime, .ahead, .reactivated][place % 5]
    }

    private static func payments(
        of family: [CoveredMember], _ story: Story, _ place: Int, on today: Day
    ) -> [ContributionPayment] {
        let month = Month(of: today)
        let last =
            switch story {
            case .onTime, .oftenLate, .ahead: month
            case .reactivated: month.adding(-6)
            case .oneMonthOwed: month.adding(-2)
            case .sevenMonthsOwed: month.adding(-8)
            case .thirtyMonthsOwed: month.adding(-31)
            }
        var payments = (0...Self.monthsBack).map { month.adding($0 - Self.monthsBack) }.filter { $0 <= last }
            .compactMap { month -> ContributionPayment? in
                let isLate = story == .oftenLate && (month.index + place).isMultiple(of: 3)
                let day = month.day(isLate ? 18 + place % 8 : 2 + place % 8)
                guard day <= today, let bill = MonthBill(month, of: family, by: .original) else { return nil }
                return ContributionPayment(paidOn: day, amount: bill.total)
            }
        if story == .ahead, let bill = MonthBill(month, of: family, by: .original) {
            let extra = Rupiah(bill.total.amount * 5 / 2)
            payments.append(ContributionPayment(paidOn: today.adding(days: -5), amount: extra))
        }
        if story == .reactivated {
            let day = today.adding(days: -12)
            let account = FamilyAccount(family, payments: payments, by: .original, on: day)
            payments.append(ContributionPayment(paidOn: day, amount: account.demand.toPay))
            // When a month has begun since, it is paid as well.
            if Month(of: day) < month, let bill = MonthBill(month, of: family, by: .original) {
                payments.append(
                    ContributionPayment(paidOn: max(month.firstDay, today.adding(days: -1)), amount: bill.total))
            }
        }
        return payments
    }
}

extension [Member] {
    /// Families stand together.
    var chunkedByFamily: [[Member]] {
        reduce(into: []) { families, member in
            if families.last?.first?.family == member.family {
                families[families.count - 1].append(member)
            } else {
                families.append([member])
            }
        }
    }
}
