public import Kernel

/// A family's months and money on a day, worked out from coverage and payments alone.
///
/// Only whole months are paid; what is left over is kept as credit and pays later months when they begin. Oldest
/// months come first. Once money pays a month, months that were beyond the cap by then are asked for no more.
public struct FamilyAccount: Sendable, Hashable {
    public enum BillState: Sendable, Hashable {
        case open
        case paid(on: Day, fine: Rupiah)
        /// Passed over: it lay beyond the cap when later months were paid.
        case released(on: Day)
        /// Left open by an amnesty until a day.
        case deferred(until: Day)
    }

    public struct Entry: Sendable, Hashable {
        public let bill: MonthBill
        public internal(set) var state: BillState
    }

    /// The end of a suspension, from which the penalty's window is counted.
    public struct Reactivation: Sendable, Hashable {
        public let on: Day
        /// The most months of arrears since the suspension began, up to the cap: paying in parts makes no fewer.
        public let monthsOwed: Int
    }

    public let family: [CoveredMember]
    public let rules: ContributionRules
    /// The day for which it was worked out.
    public let day: Day
    public internal(set) var entries: [Entry] = []
    public internal(set) var credit = Rupiah(0)
    public internal(set) var suspendedSince: Day?
    public internal(set) var lastReactivation: Reactivation?
    private var mostOwed = 0

    /// - Parameter payments: in any order; later ones than the day are not counted.
    public init(
        _ family: [CoveredMember], payments: [ContributionPayment], by rules: ContributionRules, on day: Day
    ) {
        (self.family, self.rules, self.day) = (family, rules, day)
        let paid = Dictionary(grouping: payments.filter { $0.paidOn <= day }, by: \.paidOn)
        let begins = family.flatMap(\.spans).map(\.from).min()
        var bills: [Day: MonthBill] = [:]
        if var month = begins.map(Month.init(of:)) {
            while month.firstDay <= day {
                if let bill = MonthBill(month, of: family, by: rules) { bills[month.firstDay] = bill }
                month = month.next
            }
        }
        for moment in Set(paid.keys).union(bills.keys).sorted() {
            noteSuspension(on: moment)
            if let bill = bills[moment] { entries.append(Entry(bill: bill, state: .open)) }
            credit = paid[moment, default: []].reduce(credit) { $0 + $1.amount }
            settle(on: moment)
        }
        noteSuspension(on: day)
    }

    /// What a month costs when it is paid on a day: its total, and the fine of those days.
    func price(_ entry: Entry, on day: Day) -> Rupiah {
        entry.bill.total + rules.fine(on: entry.bill.total, of: entry.bill.month, paidOn: day)
    }

    /// The places of the unpaid months before the day's own, oldest first, no more than the cap.
    func arrearsPlaces(on day: Day) -> [Int] {
        let current = Month(of: day)
        let owed = entries.indices.filter { entries[$0].bill.month < current && isDemanded(entries[$0], on: day) }
        return Array(owed.suffix(rules.arrearsCap(on: day)))
    }

    func currentPlace(on day: Day) -> Int? {
        entries.indices.last { entries[$0].bill.month == Month(of: day) && entries[$0].state == .open }
    }

    func isDemanded(_ entry: Entry, on day: Day) -> Bool {
        switch entry.state {
        case .open: true
        case .deferred(let until): until < day
        case .paid, .released: false
        }
    }
}

extension FamilyAccount {
    private mutating func settle(on day: Day) {
        let owedBefore = arrearsPlaces(on: day)
        mostOwed = max(mostOwed, owedBefore.count)
        takeAmnesty(owedBefore, on: day)
        var order = arrearsPlaces(on: day)
        if let current = currentPlace(on: day) { order.append(current) }
        order += entries.indices.filter { place in
            if case .deferred(let until) = entries[place].state { until >= day } else { false }
        }
        for place in order {
            guard credit >= price(entries[place], on: day) else { break }
            pay(place, on: day)
        }
        guard arrearsPlaces(on: day).isEmpty, currentPlace(on: day) == nil else { return }
        if suspendedSince != nil { lastReactivation = Reactivation(on: day, monthsOwed: mostOwed) }
        (suspendedSince, mostOwed) = (nil, 0)
    }

    /// When the money is enough for what an amnesty asks but not for all, that is paid and the rest deferred.
    private mutating func takeAmnesty(_ owed: [Int], on day: Day) {
        guard let amnesty = rules.amnesty(on: day)?.terms, owed.count > amnesty.monthsThatSuffice else { return }
        let current = currentPlace(on: day).map { [$0] } ?? []
        let asked = owed.prefix(amnesty.monthsThatSuffice) + current
        func total(_ places: some Sequence<Int>) -> Rupiah {
            places.reduce(Rupiah(0)) { $0 + price(entries[$1], on: day) }
        }
        guard credit >= total(asked), credit < total(owed + current) else { return }
        for place in asked { pay(place, on: day) }
        for place in owed.dropFirst(amnesty.monthsThatSuffice) {
            entries[place].state = .deferred(until: amnesty.restDueBy)
        }
    }

    private mutating func pay(_ place: Int, on day: Day) {
        let beyond = arrearsPlaces(on: day).first ?? place
        for earlier in entries.indices where earlier < beyond && isDemanded(entries[earlier], on: day) {
            entries[earlier].state = .released(on: day)
        }
        let cost = price(entries[place], on: day)
        credit = credit - cost
        entries[place].state = .paid(on: day, fine: cost - entries[place].bill.total)
    }

    private mutating func noteSuspension(on day: Day) {
        guard suspendedSince == nil else { return }
        suspendedSince = entries.compactMap { suspends($0, on: day) }.min()
    }

    /// The day from which an unpaid month suspends care, when that is not after the day.
    private func suspends(_ entry: Entry, on day: Day) -> Day? {
        let begins: Day? =
            switch entry.state {
            case .open: rules.suspension(unpaid: entry.bill.month)
            case .deferred(let until): until.adding(days: 1)
            case .paid, .released: nil
            }
        return begins.flatMap { $0 <= day ? $0 : nil }
    }
}
