import Kernel
import Members
import Testing

@Suite("Registrations by region, channel and week")
struct RegistrationTrendTests {
    @Test(
        "a week belongs to the year of its Thursday (ISO 8601)",
        arguments: [
            ("2026-01-01", "2026-W01"), ("2025-12-29", "2026-W01"), ("2025-12-28", "2025-W52"),
            ("2027-01-01", "2026-W53"), ("2027-01-03", "2026-W53"), ("2027-01-04", "2027-W01"),
            ("2024-12-30", "2025-W01"), ("2021-01-03", "2020-W53"), ("2026-11-23", "2026-W48"),
        ])
    func weeks(_ date: String, _ week: String) {
        #expect(RegistrationTrend.Week(of: theDay(date)).description == week)
    }

    private func entry(
        _ region: String?, _ channel: String, _ date: String, _ kind: ChangeKind = .familyRegistration
    ) -> RegistrationTrend.Entry {
        RegistrationTrend.Entry(kind, region: region, channel: channel, on: theDay(date))
    }

    private var entries: [RegistrationTrend.Entry] {
        [
            entry("3374", "call", "2026-11-02"), entry("3374", "call", "2026-11-08"),
            entry("3322", "call", "2026-11-09"), entry("3374", "facebook", "2026-11-23", .newborn),
            entry("3171", "call", "2026-11-23", .death), entry(nil, "call", "2026-11-24"),
            entry("33", "call", "2026-11-03"),
        ]
    }

    @Test("provinces gather their regencies; weeks in which nobody rang stand in the table")
    func provinces() {
        let trend = RegistrationTrend(entries, by: .province)
        #expect(trend.weeks.map(\.description) == ["2026-W45", "2026-W46", "2026-W47", "2026-W48"])
        #expect(trend.rows.map(\.id) == ["33/call", "31/call", "33/facebook", "-/call"])
        #expect(trend.rows[0].counts == [3, 1, 0, 0])
        #expect(trend.weekTotals == [3, 1, 0, 3])
        #expect(trend.total == 7 && trend.highest == 3)
    }

    @Test("regencies are told apart; a province alone is of no regency")
    func regencies() {
        let trend = RegistrationTrend(entries, by: .regency)
        #expect(
            trend.rows.map { "\($0.id) \($0.total)" } == [
                "3374/call 2", "-/call 2", "3171/call 1", "3322/call 1", "3374/facebook 1",
            ])
    }

    @Test("only the kinds that are asked for are counted")
    func kinds() {
        let registrations = Set(ChangeKind.allCases.filter(\.isRegistration))
        #expect(RegistrationTrend(entries, by: .province, kinds: registrations).total == 6)
        #expect(RegistrationTrend(entries, by: .province, kinds: [.bankChange]).rows == [])
    }

    @Test("nothing is lost and nothing counted twice, whatever the entries")
    func sums() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<50 {
            let entries = (0..<Int.random(in: 0...80, using: &random)).map { _ in
                RegistrationTrend.Entry(
                    ChangeKind.allCases.randomElement(using: &random) ?? .death,
                    region: ["3374", "33", "3171", nil].randomElement(using: &random) ?? nil,
                    channel: ["call", "x"].randomElement(using: &random) ?? "call",
                    on: theDay("2026-01-01").adding(days: Int.random(in: 0...400, using: &random)))
            }
            for grain in RegistrationTrend.Grain.allCases {
                let trend = RegistrationTrend(entries, by: grain)
                #expect(trend.total == entries.count)
                #expect(trend.weekTotals.reduce(0, +) == entries.count)
                #expect(Set(trend.rows.map(\.id)).count == trend.rows.count)
                #expect(trend.rows.allSatisfy { $0.counts.count == trend.weeks.count && $0.total > 0 })
            }
        }
    }
}
