import Foundation
import Kernel
import Members
import Testing

@Suite("Limits and waits of registrations")
struct RegistrationRulesTests {
    private let rules = RegistrationRules.original

    struct DateCase: Sendable, CustomTestStringConvertible {
        let what: String
        let why: String
        let found: String?
        let right: String?
        var testDescription: String { "\(what): \(why)" }

        init(_ what: String, _ found: Day?, _ right: String?, _ why: String) {
            (self.what, self.why, self.found, self.right) = (what, why, found?.description, right)
        }
    }

    static let cases: [DateCase] = {
        let rules = RegistrationRules.original
        func first(_ text: String) -> Day? { rules.firstPayment(registeredOn: theDay(text))?.lowerBound }
        func last(_ text: String) -> Day? { rules.firstPayment(registeredOn: theDay(text))?.upperBound }
        return [
            DateCase("first payment from", first("2026-11-23"), "2026-12-07", "14 days on, over the end of a month"),
            DateCase("first payment until", last("2026-11-23"), "2026-12-23", "30 days on"),
            DateCase("first payment until", last("2024-01-30"), "2024-02-29", "30 days end on a leap day"),
            DateCase("first payment until", last("2025-01-30"), "2025-03-01", "and a day later in other years"),
            DateCase("first payment from", first("2026-12-25"), "2027-01-08", "over the end of a year"),
            DateCase("first payment from", first("2013-12-31"), nil, "before the scheme began nobody waits"),
            DateCase(
                "newborn until", rules.newbornUntil(born: theDay("2026-11-01")), "2026-11-29", "28 days after birth"),
            DateCase(
                "newborn until", rules.newbornUntil(born: theDay("2024-02-10")), "2024-03-09", "over a leap February"),
            DateCase(
                "newborn until", rules.newbornUntil(born: theDay("2018-09-17")), nil,
                "born before Presidential Regulation 82 of 2018"),
            DateCase("newborn until", rules.newbornUntil(born: theDay("2018-09-18")), "2018-10-16", "its first day"),
            DateCase("NIK by", rules.nikBy(born: theDay("2026-11-10")), "2027-02-10", "the same day three months on"),
            DateCase("NIK by", rules.nikBy(born: theDay("2026-11-30")), "2027-02-28", "February is shorter"),
            DateCase("NIK by", rules.nikBy(born: theDay("2027-11-30")), "2028-02-29", "and longer in a leap year"),
            DateCase(
                "facility from", rules.facilityMayChange(since: theDay("2026-08-23"), on: theDay("2026-11-23")),
                "2026-11-23", "three months, to the day"),
            DateCase(
                "facility from", rules.facilityMayChange(since: theDay("2026-08-31"), on: theDay("2026-11-23")),
                "2026-11-30", "November has no 31st"),
            DateCase(
                "class from", rules.classMayChange(since: theDay("2025-11-24"), on: theDay("2026-11-23")), "2026-11-24",
                "a year, to the day"),
            DateCase(
                "class from", rules.classMayChange(since: theDay("2024-02-29"), on: theDay("2026-11-23")), "2025-02-28",
                "a year after a leap day"),
        ]
    }()

    @Test("days follow from the limits in force", arguments: cases)
    func days(_ item: DateCase) { #expect(item.found == item.right) }

    @Test("the row in force is the latest that has begun; a lifted limit is none")
    func dated() {
        var rules = rules
        rules.rows += [
            .init(.facilityStayMonths, from: theDay("2027-01-01"), amount: 1, source: "a made-up regulation"),
            .init(.facilityStayMonths, from: theDay("2028-01-01"), amount: nil, source: "another"),
        ]
        #expect(rules.problems.isEmpty)
        #expect(rules.amount(.facilityStayMonths, on: theDay("2026-12-31")) == 3)
        #expect(rules.amount(.facilityStayMonths, on: theDay("2027-01-01")) == 1)
        #expect(rules.amount(.facilityStayMonths, on: theDay("2028-01-01")) == nil)
        let since = theDay("2027-12-20")
        #expect(rules.facilityMayChange(since: since, on: theDay("2028-01-02")) == since)
    }

    @Test("every original row names its source, and says that nobody has read the regulation itself")
    func sources() {
        #expect(rules.problems.isEmpty)
        #expect(Set(rules.rows.map(\.limit)) == Set(RegistrationLimit.allCases))
        #expect(rules.rows.allSatisfy { !$0.isVerified && $0.source.count > 10 })
    }

    @Test("rules that cannot be used are refused with the reason")
    func problems() {
        let first = RegistrationRules.Row(.newbornDays, from: theDay("2020-01-01"), amount: 28, source: "A")
        #expect(RegistrationRules([first, first]).problems == [.twice(.newbornDays, first.from)])
        var bad = first
        (bad.amount, bad.source) = (-1, "  ")
        #expect(
            RegistrationRules([bad]).problems
                == [.negative(.newbornDays, first.from), .sourceMissing(.newbornDays, first.from)])
        let window = RegistrationRules([
            .init(.firstPaymentFromDays, from: theDay("2020-01-01"), amount: 14, source: "A"),
            .init(.firstPaymentUntilDays, from: theDay("2019-01-01"), amount: 10, source: "A"),
        ])
        #expect(window.problems == [.windowClosed(theDay("2020-01-01"))])
        #expect(window.firstPayment(registeredOn: theDay("2020-02-01")) == nil)
    }

    @Test("rules survive being written and read")
    func codable() throws {
        let copy = try JSONDecoder().decode(RegistrationRules.self, from: JSONEncoder().encode(rules))
        #expect(copy == rules)
    }
}
