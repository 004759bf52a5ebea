public import Kernel

/// What the caller is promised when he hands in: kept with the change, so that it is the same when he is rung back.
/// Days that count from the approval are worked out when it is given.
public struct ChangePromise: Sendable, Hashable, Codable {
    public enum Start: Sendable, Hashable, Codable {
        case atOnce
        case withFirstPayment
        /// The 1st of this month after the approval.
        case firstOfMonth(after: Int)
    }

    public enum Payment: Sendable, Hashable, Codable {
        /// Nothing new is to be paid.
        case nothing
        /// As soon as there is a virtual account.
        case atOnce
        /// Within days after the approval.
        case between(days: Int, and: Int)
    }

    public var start: Start
    public var payment: Payment
    /// Contributions run from here, before care begins.
    public var paysFrom: Day?
    /// Until when a NIK must follow.
    public var nikBy: Day?
    /// Of everybody on the card who pays for himself; nil: nobody told the rates, or nothing changes.
    public var monthlyTotal: Rupiah?
    /// How many that total counts.
    public var persons: Int?

    /// From when the change holds; nil: from the first payment on.
    public func holdsFrom(approvedOn day: Day) -> Day? {
        switch start {
        case .atOnce: day
        case .withFirstPayment: nil
        case .firstOfMonth(let months): RegistrationRules.firstOfMonth(months, after: day)
        }
    }

    /// When the first payment is taken; nil: nothing is to be paid.
    public func firstPayment(approvedOn day: Day) -> ClosedRange<Day>? {
        switch payment {
        case .nothing: nil
        case .atOnce: day...day
        case .between(let first, let last): day.adding(days: min(first, last))...day.adding(days: max(first, last))
        }
    }
}

extension ChangeReading {
    public var promise: ChangePromise {
        var promise = ChangePromise(start: .atOnce, payment: .nothing)
        switch ground.form.promise {
        case .atOnce: break
        case .afterFirstPayment: (promise.start, promise.payment) = (.withFirstPayment, wait)
        case .newborn: promiseNewborn(&promise)
        case .employerMove: promiseMove(&promise)
        case .facility: promise.start = nextFirst(.facilityStartMonths)
        case .careClass: promiseClass(&promise)
        }
        if let total { (promise.monthlyTotal, promise.persons) = (total.amount, total.persons) }
        return promise
    }

    private var wait: ChangePromise.Payment {
        guard let first = ground.rules.amount(.firstPaymentFromDays, on: ground.today),
            let last = ground.rules.amount(.firstPaymentUntilDays, on: ground.today)
        else { return .atOnce }
        return .between(days: first, and: last)
    }

    private func nextFirst(_ limit: RegistrationLimit) -> ChangePromise.Start {
        ground.rules.amount(limit, on: ground.today).map { .firstOfMonth(after: $0) } ?? .atOnce
    }

    private var paysHimself: Bool { ground.standing?.segment == .selfPaying }

    /// A child registered in time is insured with its payment, without the wait; later ones pay from birth
    /// (Presidential Regulation 82 of 2018, article 16). Children of those for whom others pay are insured at once
    /// (the insurer, quoted by Sonora, 2020).
    private func promiseNewborn(_ promise: inout ChangePromise) {
        guard let born = day(.birthDate) else { return }
        if self[.nik] == nil { promise.nikBy = ground.rules.nikBy(born: born) }
        guard paysHimself else { return }
        (promise.start, promise.payment) = (.withFirstPayment, .atOnce)
        if let until = ground.rules.newbornUntil(born: born), ground.today > until { promise.paysFrom = born }
    }

    private func promiseMove(_ promise: inout ChangePromise) {
        (promise.start, promise.payment) = (.withFirstPayment, wait)
        guard let ended = day(.employmentEnded),
            let days = ground.rules.amount(.employerMoveDays, on: ground.today),
            ground.today <= ended.adding(days: days)
        else { return }
        promise.payment = .atOnce
    }

    private func promiseClass(_ promise: inout ChangePromise) {
        promise.start = ground.standing?.hasPaidFirst == false ? .atOnce : nextFirst(.classStartMonths)
    }

    /// What the family pays for a month once this is done, one class for all; nil when it stays as it is, or when
    /// nobody told the rates.
    private var total: (amount: Rupiah, persons: Int)? {
        guard let careClass, let rate = ground.rates[careClass] else { return nil }
        let paying = ground.standing?.household.count(where: \.paysHimself) ?? 0
        let count: Int
        switch draft.kind {
        case .familyRegistration:
            count = chosenPeople.count + draft.people.count { $0.participation?.bindsClass ?? false }
        case .addMember: count = chosenPeople.count + paying
        case .newborn where paysHimself: count = paying + 1
        case .employerToSelfPaying: count = chosenMembers.count
        case .classChange: count = paying
        default: return nil
        }
        return (rate * Int64(count), count)
    }
}
