import Exports
import Hummingbird
import Kernel
import Pages

extension Path {
    static let trends: Path = "/registrations/trends"
}

/// `/registrations/trends`: who registers and changes from where, by week, region and channel.
struct TrendPages: PageGroup {
    let changes: ChangeStore
    let members: MemberStore
    let calendar: CentreCalendar
    let views: Views

    func add(to router: Router<PageContext>) { router.get("/registrations/trends", use: show) }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.changesTrends)
        let choice = TrendChoice(Form.query(request))
        let trend = try await choice.trend(of: changes, in: calendar, at: context.arrivedAt)
        let words = OfficeWords(calendar, try await members.regions(), context)
        var model = TrendDrawing(trend: trend, words: words).model
        model["spans"] = Form.choices(
            TrendChoice.spans.map { ("\($0)", words("members.trend.weeks", ["count": "\($0)"])) },
            chosen: ["\(choice.weeks)"])
        model["grains"] = Form.choices(
            RegistrationTrend.Grain.allCases.map { ($0.rawValue, words("members.trend.grain.\($0.rawValue)")) },
            chosen: [choice.grain.rawValue])
        model["kinds"] = Form.choices(
            ["registrations", "all"].map { ($0, words("members.trend.kinds.\($0)")) },
            chosen: [choice.isAll ? "all" : "registrations"])
        model["exports"] = ExportAsk.model("registrations", .changesTrends, context)
        return try views.page(
            "members-trends", title: context.text("members.trend.title"), model, context, frame: .office)
    }
}

/// A trend as pictures with their words, and as the table beside them.
struct TrendDrawing {
    let trend: RegistrationTrend
    let words: OfficeWords

    private static let most = 10

    var model: [String: Any] {
        let regions = totals { region($0.region) }
        let channels = totals { words.channel($0.channel) }
        return [
            "isEmpty": trend.rows.isEmpty, "count": words("members.trend.count", ["count": "\(trend.total)"]),
            "said": said, "weekBars": weekBars, "regionBars": bars(shortened(regions)), "channelBars": bars(channels),
            "heights": ["region": shortened(regions).count * 26, "channel": channels.count * 26],
            "weeks": trend.weeks.map { week($0) },
            "rows": trend.rows.map { row in
                [
                    "region": region(row.region), "channel": words.channel(row.channel), "total": "\(row.total)",
                    "counts": row.counts.map { ["count": "\($0)", "isZero": $0 == 0] },
                ]
            },
            "totals": trend.weekTotals.map { "\($0)" }, "total": "\(trend.total)",
        ]
    }

    private func region(_ code: String?) -> String { words.region(code) ?? words("members.trend.unknown") }

    private func week(_ week: RegistrationTrend.Week) -> String {
        words("members.trend.week", ["number": "\(week.number)"])
    }

    private var said: String {
        guard let top = zip(trend.weeks, trend.weekTotals).max(by: { $0.1 < $1.1 }) else { return "" }
        return words(
            "members.trend.said",
            ["total": "\(trend.total)", "weeks": "\(trend.weeks.count)", "most": "\(top.1)", "when": week(top.0)])
    }

    private func totals(_ name: (RegistrationTrend.Row) -> String) -> [(name: String, count: Int)] {
        let sums = trend.rows.reduce(into: [String: Int]()) { $0[name($1), default: 0] += $1.total }
        return sums.map { ($0.key, $0.value) }.sorted { (-$0.1, $0.0) < (-$1.1, $1.0) }
    }

    private func shortened(_ all: [(name: String, count: Int)]) -> [(name: String, count: Int)] {
        guard all.count > Self.most else { return all }
        let rest = all.dropFirst(Self.most - 1).reduce(0) { $0 + $1.count }
        return Array(all.prefix(Self.most - 1)) + [(words("members.trend.others"), rest)]
    }

    /// Upright, from zero, each with its count above and its week below; 640 units wide.
    private var weekBars: [[String: Any]] {
        let highest = max(1, trend.weekTotals.max() ?? 1)
        let step = 640 / max(1, trend.weeks.count)
        return zip(trend.weeks, trend.weekTotals).enumerated().map { index, week in
            let height = week.1 == 0 ? 0 : max(2, week.1 * 140 / highest)
            return [
                "x": index * step + step / 8, "y": 170 - height, "width": max(4, step * 3 / 4), "height": height,
                "middle": index * step + step / 2, "above": 164 - height, "count": "\(week.1)",
                "label": "\(week.0.number)",
            ]
        }
    }

    /// Lying, with the name before and the count behind.
    private func bars(_ all: [(name: String, count: Int)]) -> [[String: Any]] {
        let highest = max(1, all.map(\.count).max() ?? 1)
        return all.enumerated().map { index, item in
            let width = max(2, item.count * 340 / highest)
            return [
                "name": item.name, "count": "\(item.count)", "y": index * 26 + 4, "baseline": index * 26 + 18,
                "width": width, "behind": 250 + width,
            ]
        }
    }
}
