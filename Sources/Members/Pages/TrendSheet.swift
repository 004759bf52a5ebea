import Database
import Exports
import Kernel
import Pages

/// What the address of trends asks for.
struct TrendChoice: Sendable {
    static let spans = [4, 8, 13, 26]

    let weeks: Int
    let grain: RegistrationTrend.Grain
    /// Changes of data besides registrations.
    let isAll: Bool

    init(_ query: Form) {
        weeks = query.value("weeks").flatMap { Self.spans.contains($0) ? $0 : nil } ?? 8
        grain = query["grain"].flatMap(RegistrationTrend.Grain.init) ?? .province
        isAll = query["kinds"] == "all"
    }

    func trend(
        of changes: ChangeStore, in calendar: CentreCalendar, at moment: Timestamp
    ) async throws -> RegistrationTrend {
        let today = calendar.day(of: moment)
        let monday = RegistrationTrend.Week(of: today).monday
        let filed = try await changes.submissions(from: monday.adding(days: -7 * (weeks - 1)), until: today)
        let entries = try filed.compactMap { entry -> RegistrationTrend.Entry? in
            guard let fact: ChangeFact.Submitted = try entry.fact(), !fact.isAgain else { return nil }
            return RegistrationTrend.Entry(
                fact.of, region: fact.region, channel: fact.channel, on: calendar.day(of: entry.at))
        }
        return RegistrationTrend(
            entries, by: grain, kinds: isAll ? nil : Set(ChangeKind.allCases.filter(\.isRegistration)))
    }
}

extension MembersRoom {
    /// How many registered from where, by week, as a file.
    static func trendsExportable(_ changes: ChangeStore, members: MemberStore) -> ExportableList {
        ExportableList("registrations", titleKey: "members.trend.title", permission: .changesTrends) { query, viewer in
            let choice = TrendChoice(query)
            let trend = try await choice.trend(of: changes, in: viewer.calendar, at: viewer.at)
            let regions = Dictionary(
                try await members.regions().map { ($0.code, $0.name) }, uniquingKeysWith: { first, _ in first })
            func channel(_ word: String) -> String {
                let key = "members.channel.\(word)"
                let told = viewer.text(key)
                return told == key ? word : told
            }
            return Sheet(
                viewer.text("members.trend.title"),
                filter: [
                    viewer.text("members.trend.weeks", ["count": "\(choice.weeks)"]),
                    viewer.text("members.trend.grain.\(choice.grain.rawValue)"),
                    viewer.text("members.trend.kinds.\(choice.isAll ? "all" : "registrations")"),
                ],
                columns: ["region", "channel"].map { Sheet.Column(viewer.text("members.trend.\($0)")) }
                    + (trend.weeks.map(\.description) + [viewer.text("members.trend.total")]).map {
                        Sheet.Column($0, .number)
                    },
                rows: trend.rows.map { row -> Sheet.Row in
                    let region = row.region.map { regions[$0] ?? $0 } ?? viewer.text("members.trend.unknown")
                    let whose: Sheet.Row = [.text(region), .text(channel(row.channel))]
                    return whose + (row.counts + [row.total]).map(Sheet.Cell.number)
                })
        }
    }
}
