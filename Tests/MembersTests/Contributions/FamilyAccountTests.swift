import Kernel
import Members
import Testing

@Suite struct FamilyAccountTests {
    // Perpres 64/2020: class III 35,000 (25,500 in 2020), II 100,000, I 150,000; suspended from the 1st of the next
    // month; 24 months of arrears.
    static let today: [OneMember] = [
        OneMember(
            "the first month runs", .third, from: "2026-11-01", on: "2026-11-05", months: 0, toPay: 35_000,
            "due 2026-11-10"),
        OneMember(
            "the due day itself", .third, from: "2026-11-01", on: "2026-11-10", months: 0, toPay: 35_000,
            "due 2026-11-10"),
        OneMember(
            "insured to the month's end", .third, from: "2026-11-01", on: "2026-11-30", months: 0, toPay: 35_000,
            "due 2026-11-10"),
        OneMember(
            "unpaid by the month's end", .third, from: "2026-11-01", on: "2026-12-01", months: 1, toPay: 70_000,
            "suspended 2026-12-01"),
        OneMember(
            "paid on the due day", .first, from: "2026-11-01", paid: [("2026-11-10", 150_000)], on: "2026-11-30",
            months: 0, toPay: 0, "active"),
        OneMember(
            "ten months, class II", .second, from: "2026-01-01", on: "2026-11-15", months: 10, toPay: 1_100_000,
            "suspended 2026-02-01"),
        OneMember(
            "34 months unpaid, 24 asked", .first, from: "2024-01-01", on: "2026-11-15", months: 24, toPay: 3_750_000,
            "suspended 2024-02-01"),
        OneMember(
            "24 months unpaid, all asked", .first, from: "2024-11-01", on: "2026-11-15", months: 24, toPay: 3_750_000,
            "suspended 2024-12-01"),
        OneMember(
            "class III rose in January 2021", .third, from: "2020-10-01", on: "2021-02-10", months: 4, toPay: 146_500,
            "suspended 2020-11-01"),
        OneMember("leap day", .third, from: "2024-02-01", on: "2024-02-29", months: 0, toPay: 35_000, "due 2024-02-10"),
        OneMember(
            "day after a leap day", .third, from: "2024-02-01", on: "2024-03-01", months: 1, toPay: 70_000,
            "suspended 2024-03-01"),
        OneMember(
            "28 February of a common year", .third, from: "2026-02-01", on: "2026-02-28", months: 0, toPay: 35_000,
            "due 2026-02-10"),
        OneMember(
            "last day of a year", .second, from: "2025-12-01", on: "2025-12-31", months: 0, toPay: 100_000,
            "due 2025-12-10"),
        OneMember(
            "first day of a year", .second, from: "2025-12-01", on: "2026-01-01", months: 1, toPay: 200_000,
            "suspended 2026-01-01"),
        OneMember(
            "new in mid-month owes at once", .second, from: "2026-03-15", on: "2026-03-20", months: 0, toPay: 100_000,
            "due 2026-03-10"),
        OneMember(
            "new on a month's last day", .third, from: "2026-01-31", on: "2026-02-01", months: 1, toPay: 70_000,
            "suspended 2026-02-01"),
        OneMember(
            "not enrolled", .third, from: "2026-12-01", on: "2026-11-15", months: 0, toPay: 0, "not yet 2026-12-01"),
        OneMember(
            "three months at once", .third, from: "2026-01-01", paid: [("2026-01-05", 105_000)], on: "2026-03-31",
            months: 0, toPay: 0, "active"),
        OneMember(
            "the credit is used up", .third, from: "2026-01-01", paid: [("2026-01-05", 105_000)], on: "2026-04-01",
            months: 0, toPay: 35_000, "due 2026-04-10"),
        OneMember(
            "a part of a month is kept", .third, from: "2026-01-01", paid: [("2026-01-05", 50_000)], on: "2026-02-03",
            months: 0, toPay: 20_000, "due 2026-02-10"),
        OneMember(
            "half the arrears: still suspended", .second, from: "2026-01-01", paid: [("2026-03-15", 150_000)],
            on: "2026-03-20", months: 1, toPay: 150_000, "suspended 2026-02-01"),
        OneMember(
            "arrears without this month: still suspended", .second, from: "2026-01-01", paid: [("2026-03-15", 200_000)],
            on: "2026-03-20", months: 0, toPay: 100_000, "suspended 2026-02-01"),
        OneMember(
            "arrears and this month", .second, from: "2026-01-01", paid: [("2026-03-15", 300_000)], on: "2026-03-15",
            months: 0, toPay: 0, "active"),
        OneMember(
            "a payment to come counts not yet", .second, from: "2026-03-01", paid: [("2026-03-09", 100_000)],
            on: "2026-03-08", months: 0, toPay: 100_000, "due 2026-03-10"),
    ]

    // Perpres 75/2019, MA 7 P/HUM/2020, 64/2020 ps. 42 in force from 6 May 2020.
    static let year2020: [OneMember] = [
        OneMember(
            "one month late is allowed", .first, from: "2020-01-01", on: "2020-02-05", months: 1, toPay: 320_000,
            "due 2020-01-10"),
        OneMember(
            "the last day of that month", .first, from: "2020-01-01", on: "2020-02-10", months: 1, toPay: 320_000,
            "due 2020-01-10"),
        OneMember(
            "more than one month late", .first, from: "2020-01-01", on: "2020-02-11", months: 1, toPay: 320_000,
            "suspended 2020-02-11"),
        OneMember(
            "the court takes the rates back, not the months before", .first, from: "2020-03-01", on: "2020-04-20",
            months: 1, toPay: 240_000, "suspended 2020-04-11"),
        OneMember(
            "three rates in five months", .second, from: "2020-03-01", on: "2020-07-15", months: 4, toPay: 363_000,
            "suspended 2020-04-11"),
        OneMember(
            "rates rise with 2020", .third, from: "2019-12-01", on: "2020-01-05", months: 1, toPay: 67_500,
            "due 2019-12-10"),
        OneMember(
            "April 2020 is under the old rule", .third, from: "2020-04-01", on: "2020-05-10", months: 1, toPay: 51_000,
            "due 2020-04-10"),
        OneMember(
            "April 2020 suspends from 11 May", .third, from: "2020-04-01", on: "2020-05-11", months: 1, toPay: 51_000,
            "suspended 2020-05-11"),
        OneMember(
            "May 2020 is under the new rule", .third, from: "2020-05-01", on: "2020-06-01", months: 1, toPay: 51_000,
            "suspended 2020-06-01"),
        OneMember(
            "leap day of 2020", .third, from: "2020-02-01", on: "2020-02-29", months: 0, toPay: 42_000, "due 2020-02-10"
        ),
        OneMember(
            "paid ahead at one rate", .third, from: "2020-11-01", paid: [("2020-11-05", 51_000)], on: "2021-01-02",
            months: 0, toPay: 35_000, "due 2021-01-10"),
        OneMember(
            "paid ahead, the rate rose", .third, from: "2020-11-01", paid: [("2020-11-05", 76_500)], on: "2021-01-02",
            months: 0, toPay: 9_500, "due 2021-01-10"),
        OneMember(
            "18 months before the amnesty is taken", .second, from: "2019-01-01", on: "2020-07-20", months: 18,
            toPay: 1_195_000, "suspended 2019-02-11"),
        OneMember(
            "six months and this one suffice", .second, from: "2019-01-01", paid: [("2020-07-20", 406_000)],
            on: "2020-07-20", months: 0, toPay: 0, "active"),
        OneMember(
            "one rupiah less does not", .second, from: "2019-01-01", paid: [("2020-07-20", 405_999)], on: "2020-07-20",
            months: 11, toPay: 789_001, "suspended 2019-02-11"),
        OneMember(
            "the month after an amnesty", .second, from: "2019-01-01", paid: [("2020-07-20", 406_000)],
            on: "2020-08-05", months: 0, toPay: 100_000, "due 2020-08-10"),
    ]

    // Perpres 111/2013 and 12/2013 (2 % a month, most three) to June 2016; 19/2016 and 12 months to 17 September 2018.
    static let before2019: [OneMember] = [
        OneMember(
            "the rate before April 2016", .first, from: "2016-03-01", on: "2016-03-05", months: 0, toPay: 59_500,
            "due 2016-03-10"),
        OneMember(
            "a day late: one month's fine", .first, from: "2016-03-01", on: "2016-03-11", months: 0, toPay: 60_690,
            "due 2016-03-10"),
        OneMember(
            "a fined month and a new rate", .first, from: "2016-03-01", on: "2016-04-05", months: 1, toPay: 140_690,
            "due 2016-03-10"),
        OneMember(
            "no more than three months' fine", .first, from: "2016-01-01", on: "2016-06-20", months: 5, toPay: 438_810,
            "suspended 2016-02-11"),
        OneMember(
            "the fine ends with June 2016", .first, from: "2016-01-01", on: "2016-07-01", months: 6, toPay: 498_500,
            "suspended 2016-02-11"),
        OneMember(
            "12 months in 2017", .second, from: "2016-01-01", on: "2017-12-05", months: 12, toPay: 663_000,
            "suspended 2016-02-11"),
        OneMember(
            "the last day of 12 months", .second, from: "2016-10-01", on: "2018-09-17", months: 12, toPay: 663_000,
            "suspended 2016-11-11"),
        OneMember(
            "the first day of 24 months", .second, from: "2016-10-01", on: "2018-09-18", months: 23, toPay: 1_224_000,
            "suspended 2016-11-11"),
        OneMember(
            "months passed over do not come back", .second, from: "2016-10-01", paid: [("2018-09-17", 663_000)],
            on: "2018-10-05", months: 0, toPay: 51_000, "due 2018-10-10"),
    ]

    static let others: [OneMember] = [
        OneMember(
            "an employer pays", [("2026-01-01", nil, .employed, .first)], on: "2026-11-15", months: 0, toPay: 0,
            "active"),
        OneMember(
            "the state pays", [("2020-01-01", nil, .stateAssisted, .third)], on: "2026-11-15", months: 0, toPay: 0,
            "active"),
        OneMember(
            "a region pays", [("2020-01-01", nil, .regionAssisted, .third)], on: "2026-11-15", months: 0, toPay: 0,
            "active"),
        OneMember(
            "not working, class I", [("2026-11-01", nil, .notWorking, .first)], on: "2026-11-15", months: 0,
            toPay: 150_000, "due 2026-11-10"),
        OneMember(
            "left the employer in mid-month",
            [("2026-01-01", "2026-03-14", .employed, .second), ("2026-03-15", nil, .selfPaying, .second)],
            on: "2026-03-20", months: 0, toPay: 0, "active"),
        OneMember(
            "the month after that",
            [("2026-01-01", "2026-03-14", .employed, .second), ("2026-03-15", nil, .selfPaying, .second)],
            on: "2026-04-05", months: 0, toPay: 100_000, "due 2026-04-10"),
        OneMember(
            "took a debt to an employer",
            [("2026-01-01", "2026-02-28", .selfPaying, .third), ("2026-03-01", nil, .employed, .third)],
            on: "2026-05-01", months: 2, toPay: 70_000, "active"),
        OneMember(
            "no longer insured", [("2026-05-01", "2026-05-31", .selfPaying, .third)], paid: [("2026-05-02", 35_000)],
            on: "2026-06-10", months: 0, toPay: 0, "ended 2026-05-31"),
        OneMember(
            "class II to class I",
            [("2026-09-01", "2026-09-30", .selfPaying, .second), ("2026-10-01", nil, .selfPaying, .first)],
            on: "2026-10-20", months: 1, toPay: 250_000, "suspended 2026-10-01"),
        OneMember("no coverage at all", [], on: "2026-10-20", months: 0, toPay: 0, "not yet never"),
    ]

    @Test(
        "arrears, what to pay and the standing are as worked by hand", arguments: today + year2020 + before2019 + others
    )
    func handWorked(_ row: OneMember) throws {
        let account = try row.account()
        #expect(account.demand.arrears.count == row.months)
        #expect(account.demand.toPay == Rupiah(row.toPay))
        #expect(account.standing(of: OneMember.id).written == row.standing)
    }

    @Test("the rest of an amnesty is due at its end, and suspends after it")
    func restOfAmnesty() throws {
        let monthly = (0..<17).map { offset in
            let month = Month(year: 2020, month: 8)?.adding(offset)
            return ("\(month?.description ?? "")-05", Int64(100_000))
        }
        func row(_ day: String, _ months: Int, _ toPay: Int64, _ standing: String) throws {
            try handWorked(
                OneMember(
                    "amnesty", .second, from: "2019-01-01", paid: [("2020-07-20", 406_000)] + monthly, on: day,
                    months: months, toPay: toPay, standing))
        }
        try row("2021-12-31", 0, 0, "active")
        try row("2022-01-01", 12, 889_000, "suspended 2022-01-01")
    }

    @Test("what an amnesty asks is shown beside the whole")
    func amnestyShown() throws {
        let account = try OneMember(
            "", .second, from: "2019-01-01", on: "2020-07-20", months: 18, toPay: 0, ""
        ).account()
        let amnesty = try #require(account.amnestyDemand)
        #expect(amnesty.demand.toPay == Rupiah(406_000))
        #expect(amnesty.restDueBy == Day("2021-12-31"))
    }

    @Test("the family's bill is one line for each who pays for himself")
    func familyBill() throws {
        let families = try Families()
        func covered(_ member: Member, _ segment: Segment) throws -> CoveredMember {
            let from = try #require(Day("2026-11-01"))
            return CoveredMember(
                id: member.id, spans: [CoverageSpan(from: from, segment: segment, careClass: .second)])
        }
        let family = [
            try covered(families.budi, .employed), try covered(families.sitti, .selfPaying),
            try covered(families.raka, .selfPaying),
        ]
        let account = FamilyAccount(family, payments: [], by: .original, on: try #require(Day("2026-12-02")))
        #expect(account.demand.toPay == Rupiah(400_000))
        #expect(account.arrears(of: families.sitti.id).money == Rupiah(100_000))
        #expect(account.arrears(of: families.budi.id).months == 0)
        #expect(account.standing(of: families.budi.id) == .active)
        #expect(account.standing(of: families.raka.id).written == "suspended 2026-12-01")
    }

    @Test("the story tells each month")
    func story() throws {
        let account = try OneMember(
            "", .third, from: "2026-06-01", paid: [("2026-06-10", 35_000), ("2026-08-20", 35_000)],
            on: "2026-09-05", months: 0, toPay: 0, ""
        ).account()
        let months = account.story(
            from: try #require(Month("2026-05")), to: try #require(Month("2026-10")))
        #expect(months.map(\.outcome) == [.notOwed, .paidOnTime, .paidLate, .unpaid, .unpaid, .future])
        #expect(months.map(\.amount.amount) == [0, 35_000, 35_000, 35_000, 35_000, 35_000])
    }

    @Test("a reactivation opens a window of 45 days")
    func window() throws {
        let account = try OneMember(
            "", .third, from: "2026-01-01", paid: [("2026-03-15", 105_000)], on: "2026-03-20", months: 0, toPay: 0, ""
        ).account()
        #expect(account.lastReactivation?.monthsOwed == 2)
        #expect(account.penaltyWindow?.lowerBound == Day("2026-03-15"))
        #expect(account.penaltyWindow?.upperBound == Day("2026-04-29"))
    }

    @Test("arrears paid in parts count whole when care is suspended until the last part")
    func parts() throws {
        let account = try OneMember(
            "", .third, from: "2026-01-01", paid: [("2026-03-10", 70_000), ("2026-03-15", 35_000)], on: "2026-03-20",
            months: 0, toPay: 0, ""
        ).account()
        #expect(account.lastReactivation?.monthsOwed == 2)
        #expect(account.lastReactivation?.on == Day("2026-03-15"))
    }
}
