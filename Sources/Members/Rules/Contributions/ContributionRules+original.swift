import Kernel

extension ContributionRules {
    /// What a centre starts from. Read in secondary sources unless a row says otherwise; an administrator corrects it.
    ///
    /// That Presidential Regulation 82 of 2018 holds from 18 September 2018, and 64 of 2020 from 6 May 2020, no source
    /// confirmed: the rows that begin or end there are unverified, whatever is known of their amounts.
    public static let original = ContributionRules(
        rates: originalRates, wageShares: originalWageShares, arrearsCaps: originalArrearsCaps,
        suspensions: originalSuspensions, lateFines: originalLateFines, penalties: originalPenalties,
        amnesties: [
            Dated(
                from: day(2020, 5, 6), until: day(2020, 12, 31), regulation: "Perpres 64/2020 ps. 42", .unverified,
                Amnesty(monthsThatSuffice: 6, restDueBy: day(2021, 12, 31)))
        ])

    private static let originalRates: [Dated<ClassRates>] = [
        Dated(
            from: day(2014, 1, 1), until: day(2016, 3, 31), regulation: "Perpres 111/2013", .unverified,
            rates(59_500, 42_500, 25_500)),
        Dated(
            from: day(2016, 4, 1), until: day(2018, 9, 17), regulation: "Perpres 19/2016, 28/2016", .unverified,
            rates(80_000, 51_000, 25_500)),
        Dated(
            from: day(2018, 9, 18), until: day(2019, 12, 31), regulation: "Perpres 82/2018", .unverified,
            rates(80_000, 51_000, 25_500)),
        Dated(
            from: day(2020, 1, 1), until: day(2020, 3, 31), regulation: "Perpres 75/2019 ps. 34", .verified,
            rates(160_000, 110_000, 42_000)),
        Dated(
            from: day(2020, 4, 1), until: day(2020, 6, 30), regulation: "MA 7 P/HUM/2020; Perpres 82/2018", .secondary,
            rates(80_000, 51_000, 25_500)),
        Dated(
            from: day(2020, 7, 1), until: day(2020, 12, 31), regulation: "Perpres 64/2020", .secondary,
            rates(150_000, 100_000, 25_500, state: 16_500)),
        Dated(
            from: day(2021, 1, 1), regulation: "Perpres 64/2020", .secondary,
            rates(150_000, 100_000, 35_000, state: 7_000)),
    ]

    private static let originalWageShares: [Dated<WageShares>] = [
        Dated(
            from: day(2016, 4, 1), until: day(2019, 12, 31), regulation: "Perpres 19/2016", .unverified,
            WageShares(byEmployer: 400, byWorker: 100, perFurtherPerson: 100, highestWage: Rupiah(8_000_000))),
        Dated(
            from: day(2020, 1, 1), regulation: "Perpres 75/2019, 64/2020", .unverified,
            WageShares(byEmployer: 400, byWorker: 100, perFurtherPerson: 100, highestWage: Rupiah(12_000_000))),
    ]

    private static let originalArrearsCaps: [Dated<ArrearsCap>] = [
        Dated(
            from: day(2014, 1, 1), until: day(2018, 9, 17), regulation: "Perpres 19/2016", .unverified,
            ArrearsCap(months: 12)),
        Dated(
            from: day(2018, 9, 18), regulation: "Perpres 82/2018, 64/2020 ps. 42", .unverified, ArrearsCap(months: 24)),
    ]

    private static let originalSuspensions: [Dated<SuspensionRule>] = [
        Dated(
            from: day(2014, 1, 1), until: day(2016, 6, 30), regulation: "Perpres 12/2013", .unverified,
            .monthsLate(1)),
        Dated(
            from: day(2016, 7, 1), until: day(2020, 5, 5), regulation: "Perpres 19/2016 ps. 17A.1", .unverified,
            .monthsLate(1)),
        Dated(from: day(2020, 5, 6), regulation: "Perpres 64/2020 ps. 42", .unverified, .monthEnd),
    ]

    private static let originalLateFines: [Dated<LateFine>] = [
        Dated(
            from: day(2014, 1, 1), until: day(2016, 6, 30), regulation: "Perpres 12/2013 ps. 17(5)", .secondary,
            LateFine(perMonth: 200, mostMonths: 3))
    ]

    private static let originalPenalties: [Dated<PenaltyTerms>] = [
        Dated(
            from: day(2016, 7, 1), until: day(2020, 5, 5), regulation: "Perpres 19/2016 ps. 17A", .unverified,
            penalty(rate: 250)),
        Dated(
            from: day(2020, 5, 6), until: day(2020, 12, 31), regulation: "Perpres 64/2020 ps. 42", .unverified,
            penalty(rate: 250)),
        Dated(
            from: day(2021, 1, 1), regulation: "Perpres 64/2020 ps. 42(6)", .secondary, penalty(rate: 500)),
    ]

    private static func rates(_ first: Int64, _ second: Int64, _ third: Int64, state: Int64 = 0) -> ClassRates {
        ClassRates(
            first: ClassRates.Share(first), second: ClassRates.Share(second),
            third: ClassRates.Share(third, byState: state))
    }

    private static func penalty(rate: Int) -> PenaltyTerms {
        PenaltyTerms(rate: rate, mostMonths: 12, most: Rupiah(30_000_000), windowDays: 45)
    }

    private static func day(_ year: Int, _ month: Int, _ day: Int) -> Day {
        guard let day = Day(year: year, month: month, day: day) else { preconditionFailure("no such day in the table") }
        return day
    }
}
