import Kernel
import Members
import Testing

/// What holds for any history of coverage and payments.
@Suite struct AccountPropertyTests {
    struct History {
        let family: [CoveredMember]
        let payments: [ContributionPayment]
        let day: Day

        init(seed: UInt64) throws {
            var random = SeededRandom(seed: seed)
            let start = try #require(Day("2014-01-01"))
            let length = Int.random(in: 1...4_700, using: &random)
            day = start.adding(days: length)
            var members: [CoveredMember] = []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let from = start.adding(days: Int.random(in: 0...length, using: &random))
                let careClass = try #require(CareClass.allCases.randomElement(using: &random))
                var spans = [CoverageSpan(from: from, segment: .selfPaying, careClass: careClass)]
                if Bool.random(using: &random) {
                    let change = from.adding(days: Int.random(in: 1...900, using: &random))
                    let segment = try #require(Segment.allCases.randomElement(using: &random))
                    spans[0].until = change.adding(days: -1)
                    spans.append(CoverageSpan(from: change, segment: segment, careClass: careClass))
                }
                members.append(CoveredMember(id: MemberID(at: Families.moment, random: &random), spans: spans))
            }
            family = members
            payments = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                ContributionPayment(
                    paidOn: start.adding(days: Int.random(in: 0...length, using: &random)),
                    amount: Rupiah(Int64.random(in: 1...900_000, using: &random)))
            }
        }

        func account(adding more: [ContributionPayment] = []) -> FamilyAccount {
            FamilyAccount(family, payments: payments + more, by: .original, on: day)
        }
    }

    @Test("paying exactly what is shown makes every member active", arguments: 1...200 as ClosedRange<UInt64>)
    func payingWhatIsShown(seed: UInt64) throws {
        let history = try History(seed: seed)
        let shown = history.account().demand.toPay
        let after = history.account(adding: [ContributionPayment(paidOn: history.day, amount: shown)])
        #expect(after.demand.toPay == Rupiah(0))
        for member in history.family {
            switch after.standing(of: member.id) {
            case .active, .ended, .notYetActive: break
            case .due, .suspended: Issue.record("\(after.standing(of: member.id).written)")
            }
        }
    }

    @Test("one rupiah less leaves something to pay", arguments: 1...100 as ClosedRange<UInt64>)
    func payingLess(seed: UInt64) throws {
        let history = try History(seed: seed)
        let shown = history.account().demand.toPay
        guard shown > Rupiah(1), history.account().amnestyDemand == nil else { return }
        let after = history.account(
            adding: [ContributionPayment(paidOn: history.day, amount: shown - Rupiah(1))])
        #expect(after.demand.toPay == Rupiah(1))
    }

    @Test(
        "arrears never exceed the cap, and allocated and credit are what was paid",
        arguments: 1...200 as ClosedRange<UInt64>)
    func sums(seed: UInt64) throws {
        let history = try History(seed: seed)
        let account = history.account()
        #expect(account.demand.arrears.count <= ContributionRules.original.arrearsCap(on: history.day))
        let paid = history.payments.reduce(Rupiah(0)) { $0 + $1.amount }
        #expect(account.allocated + account.credit == paid)
        #expect(account.credit >= Rupiah(0))
    }

    @Test("the order of payments does not matter", arguments: 1...100 as ClosedRange<UInt64>)
    func order(seed: UInt64) throws {
        let history = try History(seed: seed)
        var random = SeededRandom(seed: seed &+ 1_000)
        let shuffled = history.payments.shuffled(using: &random)
        let other = FamilyAccount(history.family, payments: shuffled, by: .original, on: history.day)
        #expect(other == history.account())
    }
}
