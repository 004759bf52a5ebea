import Kernel
import Members
import Testing

@Suite struct CarePenaltyTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let why: String
        let care: String
        let reactivated: String?
        let months: Int
        let cost: Int64
        let amount: Int64
        var segment = Segment.selfPaying

        init(
            _ why: String, care: String, _ reactivated: String?, months: Int, cost: Int64, _ amount: Int64,
            _ segment: Segment = .selfPaying
        ) {
            (self.why, self.care, self.reactivated) = (why, care, reactivated)
            (self.months, self.cost, self.amount, self.segment) = (months, cost, amount, segment)
        }

        var testDescription: String { why }

        func question() throws -> CarePenaltyCase {
            CarePenaltyCase(
                careDay: try #require(Day(care)), reactivatedOn: try reactivated.map { try #require(Day($0)) },
                monthsOwed: months, packageCost: Rupiah(cost), segment: segment)
        }
    }

    // 64/2020 ps. 42(6): 5 %, 12 months, Rp 30,000,000, 45 days; 19/2016: 2.5 %.
    static let owed: [Row] = [
        Row(
            "reference: 14 months count as 12", care: "2026-11-10", "2026-11-01", months: 14, cost: 10_000_000,
            6_000_000),
        Row("reference: the same in 2017", care: "2017-11-10", "2017-11-01", months: 14, cost: 10_000_000, 3_000_000),
        Row("one month", care: "2026-11-10", "2026-11-01", months: 1, cost: 10_000_000, 500_000),
        Row("eleven months", care: "2026-11-10", "2026-11-01", months: 11, cost: 10_000_000, 5_500_000),
        Row("twelve months", care: "2026-11-10", "2026-11-01", months: 12, cost: 10_000_000, 6_000_000),
        Row("thirteen months", care: "2026-11-10", "2026-11-01", months: 13, cost: 10_000_000, 6_000_000),
        Row("just at the most", care: "2026-11-10", "2026-11-01", months: 12, cost: 50_000_000, 30_000_000),
        Row("just above the most", care: "2026-11-10", "2026-11-01", months: 12, cost: 50_000_100, 30_000_000),
        Row("just below the most", care: "2026-11-10", "2026-11-01", months: 12, cost: 49_999_980, 29_999_988),
        Row("far above the most", care: "2026-11-10", "2026-11-01", months: 24, cost: 400_000_000, 30_000_000),
        Row("the day of reactivation", care: "2026-11-01", "2026-11-01", months: 2, cost: 5_000_000, 500_000),
        Row("the 45th day after it", care: "2026-12-16", "2026-11-01", months: 2, cost: 5_000_000, 500_000),
        Row("45 days over a leap day", care: "2024-03-16", "2024-01-31", months: 2, cost: 5_000_000, 500_000),
        Row("45 days over a common February", care: "2026-03-17", "2026-01-31", months: 2, cost: 5_000_000, 500_000),
        Row("45 days over the year's end", care: "2026-01-29", "2025-12-15", months: 2, cost: 5_000_000, 500_000),
        Row("half a rupiah rounds up: 0.05 x 10", care: "2026-11-10", "2026-11-01", months: 1, cost: 10, 1),
        Row("less than half rounds down: 0.05 x 9", care: "2026-11-10", "2026-11-01", months: 1, cost: 9, 0),
        Row("1.5 rounds up: 0.05 x 30", care: "2026-11-10", "2026-11-01", months: 1, cost: 30, 2),
        Row("2.5 % of 20 is a half", care: "2017-11-10", "2017-11-01", months: 1, cost: 20, 1),
        Row("2.5 % of 19 is less", care: "2017-11-10", "2017-11-01", months: 1, cost: 19, 0),
        Row("the first day of the penalty", care: "2016-07-01", "2016-06-20", months: 4, cost: 8_000_000, 800_000),
        Row("the last day of 19/2016", care: "2020-05-05", "2020-05-01", months: 4, cost: 8_000_000, 800_000),
        Row("2020 stays at 2.5 %", care: "2020-12-31", "2020-12-01", months: 4, cost: 8_000_000, 800_000),
        Row(
            "5 % from 2021, reactivated before", care: "2021-01-01", "2020-12-01", months: 4, cost: 8_000_000, 1_600_000
        ),
        Row("not working", care: "2026-11-10", "2026-11-01", months: 3, cost: 4_000_000, 600_000, .notWorking),
        Row("an employer's worker", care: "2026-11-10", "2026-11-01", months: 3, cost: 4_000_000, 600_000, .employed),
        Row(
            "a state worker", care: "2026-11-10", "2026-11-01", months: 3, cost: 4_000_000, 600_000, .stateEmployed),
        Row("an odd package", care: "2026-11-10", "2026-11-01", months: 7, cost: 3_456_789, 1_209_876),
        Row("2.5 % with the most", care: "2018-11-10", "2018-11-01", months: 12, cost: 150_000_000, 30_000_000),
    ]

    @Test("the penalty is as worked by hand", arguments: owed)
    func amount(_ row: Row) throws {
        guard case .owed(let bill) = try CarePenalty(try row.question(), by: .original) else {
            Issue.record("nothing owed")
            return
        }
        #expect(bill.amount == Rupiah(row.amount))
        #expect(bill.isMonthsCapped == (row.months > 12))
        #expect(bill.isMoneyCapped == (bill.uncapped > Rupiah(30_000_000)))
        #expect(bill.isPaidByEmployer == [.employed, .stateEmployed].contains(row.segment))
    }

    static let nothing: [(Row, String)] = [
        (Row("the 46th day", care: "2026-12-17", "2026-11-01", months: 2, cost: 5_000_000, 0), "window-over"),
        (
            Row("46 days over a leap day", care: "2024-03-17", "2024-01-31", months: 2, cost: 5_000_000, 0),
            "window-over"
        ),
        (
            Row("before the reactivation", care: "2026-10-31", "2026-11-01", months: 2, cost: 5_000_000, 0),
            "before-reactivation"
        ),
        (Row("never suspended", care: "2026-11-10", nil, months: 2, cost: 5_000_000, 0), "never-suspended"),
        (Row("no months owed", care: "2026-11-10", "2026-11-01", months: 0, cost: 5_000_000, 0), "no-months-owed"),
        (Row("before July 2016", care: "2016-06-30", "2016-06-20", months: 4, cost: 8_000_000, 0), "no-rule"),
        (
            Row("the poor", care: "2026-11-10", "2026-11-01", months: 4, cost: 8_000_000, 0, .stateAssisted),
            "paid-by-state"
        ),
        (
            Row("a region's poor", care: "2026-11-10", "2026-11-01", months: 4, cost: 8_000_000, 0, .regionAssisted),
            "paid-by-state"
        ),
        (Row("a free package", care: "2026-11-10", "2026-11-01", months: 4, cost: 0, 0), "package-free"),
    ]

    @Test("no penalty says why", arguments: nothing)
    func reason(_ row: Row, _ key: String) throws {
        let penalty = try CarePenalty(try row.question(), by: .original)
        #expect(penalty.steps.map(\.key) == [key])
    }

    @Test("care without a bed costs no penalty")
    func outpatient() throws {
        var question = try Self.owed[0].question()
        question.isInpatient = false
        #expect(try CarePenalty(question, by: .original) == .nothing(.notInpatient))
    }

    @Test("numbers that cannot be are refused")
    func refused() throws {
        var question = try Self.owed[0].question()
        question.monthsOwed = -1
        #expect(throws: CarePenalty.Refusal.negativeMonths) { try CarePenalty(question, by: .original) }
        question.monthsOwed = 1
        question.packageCost = Rupiah(-1)
        #expect(throws: CarePenalty.Refusal.costOutOfRange) { try CarePenalty(question, by: .original) }
        question.packageCost = CarePenaltyCase.highestCost + Rupiah(1)
        #expect(throws: CarePenalty.Refusal.costOutOfRange) { try CarePenalty(question, by: .original) }
    }

    @Test("the explanation names every number, cap and the regulation")
    func steps() throws {
        let row = Row("", care: "2026-11-10", "2026-11-01", months: 14, cost: 60_000_000, 0)
        let steps = try CarePenalty(try row.question(), by: .original).steps
        #expect(
            steps.map(\.key) == ["window", "months-capped", "formula", "money-capped", "member-pays", "regulation"])
        #expect(steps[2].numbers["result"] == .money(Rupiah(36_000_000)))
        #expect(steps[2].numbers["rate"] == .share(500))
        #expect(steps[4].numbers["amount"] == .money(Rupiah(30_000_000)))
    }
}
