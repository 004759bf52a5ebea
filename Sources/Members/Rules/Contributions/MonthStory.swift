public import Kernel

/// What became of one month, for a picture.
public struct MonthStory: Sendable, Hashable {
    public enum Outcome: String, Sendable, CaseIterable, Hashable {
        case paidOnTime = "on-time"
        case paidLate = "late"
        case unpaid
        /// Unpaid, and beyond what is asked for.
        case beyondCap = "beyond-cap"
        case deferred
        case notOwed = "not-owed"
        case future
    }

    public let month: Month
    public let outcome: Outcome
    /// What was or is owed, without fines.
    public let amount: Rupiah
    public let paidOn: Day?
}

extension FamilyAccount {
    /// Every month from one to another, inclusive; months to come with what they will cost.
    public func story(from first: Month, to last: Month) -> [MonthStory] {
        let kept = Dictionary(entries.map { ($0.bill.month, $0) }, uniquingKeysWith: { first, _ in first })
        let demanded = Set(arrearsPlaces(on: day).map { entries[$0].bill.month })
        return (0..<max(0, last.index - first.index + 1)).map { offset in
            let month = first.adding(offset)
            guard let entry = kept[month] else {
                let bill = month > Month(of: day) ? MonthBill(month, of: family, by: rules) : nil
                return MonthStory(
                    month: month, outcome: bill == nil ? .notOwed : .future, amount: bill?.total ?? Rupiah(0),
                    paidOn: nil)
            }
            return told(entry, isAsked: demanded.contains(month) || month == Month(of: day))
        }
    }

    private func told(_ entry: Entry, isAsked: Bool) -> MonthStory {
        var paidOn: Day?
        let outcome: MonthStory.Outcome
        switch entry.state {
        case .paid(let on, _):
            paidOn = on
            outcome = on <= entry.bill.dueDay ? .paidOnTime : .paidLate
        case .released: outcome = .beyondCap
        case .deferred(let until) where until >= day: outcome = .deferred
        case .open, .deferred: outcome = isAsked ? .unpaid : .beyondCap
        }
        return MonthStory(month: entry.bill.month, outcome: outcome, amount: entry.bill.total, paidOn: paidOn)
    }
}
