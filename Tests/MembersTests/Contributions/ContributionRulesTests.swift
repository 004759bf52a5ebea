import Foundation
import Kernel
import Members
import Testing

@Suite struct ContributionRulesTests {
    @Test("the rows a centre starts from have no problems")
    func original() { #expect(ContributionRules.original.problems().isEmpty) }

    @Test(
        "a row that begins or ends on a day that no source confirms says so",
        arguments: ["2018-09-17", "2018-09-18", "2020-05-05", "2020-05-06"])
    func unconfirmed(day: String) throws {
        let day = try #require(Day(day))
        let rows = ContributionRules.original.rows.filter { $0.from == day || $0.until == day }
        #expect(!rows.isEmpty && rows.allSatisfy { $0.sureness == .unverified })
    }

    @Test("rules survive being written and read")
    func coding() throws {
        let written = try JSONEncoder().encode(ContributionRules.original)
        #expect(try JSONDecoder().decode(ContributionRules.self, from: written) == .original)
    }

    @Test("gaps, overlaps, open ends and impossible numbers are found")
    func problems() throws {
        var rules = ContributionRules.original
        let april = rules.rates[1].from
        rules.rates[0].until = april.adding(days: -2)
        #expect(rules.problems() == [.gap(.rates, from: april.adding(days: -1))])
        rules.rates[0].until = april
        #expect(rules.problems() == [.overlap(.rates, on: april)])
        rules = .original
        rules.rates[6].until = Day("2030-12-31")
        #expect(rules.problems() == [.openEnd(.rates, after: try #require(Day("2030-12-31")))])
        rules = .original
        rules.rates[6].terms.third.paid = Rupiah(-1)
        #expect(rules.problems() == [.negative(.rates, from: rules.rates[6].from, key: "third")])
        rules = .original
        rules.penalties[2].terms.rate = 10_001
        #expect(rules.problems() == [.moreThanWhole(.penalties, from: rules.penalties[2].from, key: "rate")])
        rules = .original
        rules.arrearsCaps = []
        #expect(rules.problems() == [.noRow(.arrearsCaps)])
        rules = .original
        rules.amnesties[0].regulation = " "
        #expect(rules.problems() == [.noRegulation(.amnesties, from: rules.amnesties[0].from)])
        rules = .original
        rules.lateFines[0].until = Day("2013-12-31")
        #expect(rules.problems() == [.backwards(.lateFines, from: rules.lateFines[0].from)])
    }

    @Test("two versions differ by the rows added, removed and changed")
    func changes() throws {
        var rules = ContributionRules.original
        #expect(rules.changes(since: .original).isEmpty)
        rules.rates[6].terms.third.paid = Rupiah(42_000)
        rules.amnesties = []
        let changes = rules.changes(since: .original)
        #expect(changes.count == 2)
        guard case .changed(let old, let new) = changes[0], case .removed(let amnesty) = changes[1] else {
            Issue.record("\(changes)")
            return
        }
        #expect(old.numbers.contains(RuleNumber("third", 35_000)))
        #expect(new.numbers.contains(RuleNumber("third", 42_000)))
        #expect(amnesty.kind == .amnesties)
    }

    @Test("a wage above the highest counts as the highest; further persons are the worker's")
    func wages() throws {
        let row = try #require(ContributionRules.original.wageShares.last)
        #expect(row.terms.contribution(wage: Rupiah(5_000_000)) == (Rupiah(200_000), Rupiah(50_000)))
        #expect(row.terms.contribution(wage: Rupiah(20_000_000)) == (Rupiah(480_000), Rupiah(120_000)))
        #expect(
            row.terms.contribution(wage: Rupiah(5_000_000), furtherPersons: 2) == (Rupiah(200_000), Rupiah(150_000)))
    }

    // Kompas, 9 March 2021: the spokesman's own example; the others follow his rule.
    @Test(
        "a virtual account is a bank's prefix and the last eleven digits of the card",
        arguments: [
            ("0001944358911", PayingBank.bri, "8888801944358911"), ("0001944358911", .bni, "8888801944358911"),
            ("0001944358911", .btn, "8888801944358911"), ("0001944358911", .bca, "8888801944358911"),
            ("0001944358911", .mandiri, "8988801944358911"), ("0000000000001", .bri, "8888800000000001"),
            ("9912345678901", .mandiri, "8988812345678901"),
        ])
    func virtualAccount(card: String, bank: PayingBank, number: String) throws {
        #expect(bank.account(of: try #require(CardNumber(card))).digits == number)
    }

    @Test(
        "months have their last days, and follow each other over years",
        arguments: [
            ("2024-02", "2024-02-29", "2024-03"), ("2026-02", "2026-02-28", "2026-03"),
            ("2025-12", "2025-12-31", "2026-01"), ("2026-04", "2026-04-30", "2026-05"),
            ("2100-02", "2100-02-28", "2100-03"),
        ])
    func months(text: String, last: String, next: String) throws {
        let month = try #require(Month(text))
        #expect(month.description == text)
        #expect(month.lastDay.description == last)
        #expect(month.next.description == next)
        #expect(month.next.previous == month)
    }

    @Test("no month is made of nonsense", arguments: ["2026-13", "2026-00", "26-01", "2026", ""])
    func nonsense(text: String) { #expect(Month(text) == nil) }
}
