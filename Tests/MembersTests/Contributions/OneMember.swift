import Kernel
import Members
import Testing

/// Ayu alone on her family card, and what is expected of her account on a day.
struct OneMember: Sendable, CustomTestStringConvertible {
    let why: String
    let spans: [(from: String, until: String?, Segment, CareClass)]
    var paid: [(day: String, amount: Int64)] = []
    let day: String
    let months: Int
    let toPay: Int64
    let standing: String

    init(
        _ why: String, _ spans: [(from: String, until: String?, Segment, CareClass)],
        paid: [(day: String, amount: Int64)] = [], on day: String, months: Int, toPay: Int64, _ standing: String
    ) {
        (self.why, self.spans, self.paid, self.day) = (why, spans, paid, day)
        (self.months, self.toPay, self.standing) = (months, toPay, standing)
    }

    /// Paying for herself from a day on.
    init(
        _ why: String, _ careClass: CareClass, from: String, paid: [(day: String, amount: Int64)] = [],
        on day: String, months: Int, toPay: Int64, _ standing: String
    ) {
        self.init(
            why, [(from, nil, .selfPaying, careClass)], paid: paid, on: day, months: months, toPay: toPay, standing)
    }

    var testDescription: String { "\(why), on \(day)" }

    static let id = { () -> MemberID in
        var random = SeededRandom(seed: 5)
        return MemberID(at: Families.moment, random: &random)
    }()

    func account() throws -> FamilyAccount {
        let member = CoveredMember(
            id: Self.id,
            spans: try spans.map { span in
                CoverageSpan(
                    from: try #require(Day(span.from)), until: try span.until.map { try #require(Day($0)) },
                    segment: span.2, careClass: span.3)
            })
        return FamilyAccount(
            [member],
            payments: try paid.map {
                ContributionPayment(paidOn: try #require(Day($0.day)), amount: Rupiah($0.amount))
            },
            by: .original, on: try #require(Day(day)))
    }
}

extension ContributionStanding {
    /// `suspended 2026-12-01`
    var written: String {
        switch self {
        case .active: "active"
        case .due(let day): "due \(day)"
        case .suspended(let day): "suspended \(day)"
        case .notYetActive(let day): "not yet \(day.map(\.description) ?? "never")"
        case .ended(let day): "ended \(day)"
        }
    }
}
