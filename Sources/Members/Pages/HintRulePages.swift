import Hummingbird
public import Kernel
public import Pages

extension Path {
    public static let hintRules: Path = "/hint-rules"
}

extension MembersRoom {
    public static let hintNavigation = [
        NavigationItem(
            path: .hintRules, wordKey: "members.hints.title", permission: .hintsEdit, order: 75, isSetting: true)
    ]

    /// What agents may be reminded of, when, and what became of it.
    public static func hintPages(_ hints: HintStore, calendar: CentreCalendar, _ views: Views) -> [any PageGroup] {
        [HintRulePages(hints: hints, calendar: calendar, views: views)]
    }
}

/// `/hint-rules`: which hints there are, in what order, and how busy the floor may be for them.
struct HintRulePages: PageGroup {
    /// So many days of uses are counted.
    static let countedDays = 30

    let hints: HintStore
    let calendar: CentreCalendar
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/hint-rules") { _, context in
            _ = try context.require(.hintsEdit)
            let (rules, version) = try await hints.rules()
            return try await page(HintRuleForm(rules, version).form, context)
        }
        router.post("/hint-rules", use: set)
    }

    @Sendable private func set(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.hintsEdit)
        var form = try await Form.read(request, context)
        guard let version = form.value("version", as: Int64.self) else { throw PageRefusal.unreadable }
        guard let rules = HintRuleForm.rules(&form) else { return try await page(form, context) }
        do {
            try await hints.set(rules, after: version, by: viewer.author, at: context.arrivedAt)
            return .redirect(to: .hintRules, notice: "members.hints.set")
        } catch HintRuleRefusal.unusable(let problems) {
            for problem in problems { form.fail(problem.field, problem.key) }
            return try await page(form, context)
        } catch HintRuleRefusal.changedMeanwhile {
            form.fail("version", "members.hints.changed-meanwhile")
            return try await page(form, context)
        }
    }

    private func page(_ form: Form, _ context: PageContext) async throws -> Response {
        let since = calendar.day(of: context.arrivedAt).adding(days: -Self.countedDays)
        let counts = try await hints.counts(since: since)
        func error(_ field: String) -> Any {
            form.errors[field].map { context.text($0.key, $0.arguments) } ?? false as Any
        }
        func row(_ kind: HintKind) -> [String: Any] {
            let key = kind.rawValue
            let levels = [IdentityLevel.basic, .strong].map { ($0.rawValue, context.text($0.key)) }
            return [
                "kind": key, "title": context.text("members.hints.kind.\(key)"), "used": form.isTicked("used.\(key)"),
                "place": form["place.\(key)"] ?? "", "rest": form["rest.\(key)"] ?? "",
                "levels": Form.choices(levels, chosen: [form["level.\(key)"] ?? IdentityLevel.basic.rawValue]),
                "urgent": form.isTicked("urgent.\(key)"), "wrong": error("row.\(key)"),
            ]
        }
        let model: [String: Any] = [
            "version": form["version"] ?? "0", "stale": error("version"),
            "rows": HintKind.allCases.map(row),
            "limits": HintRuleForm.limits.map { limit -> [String: Any] in
                [
                    "name": limit, "label": context.text("members.hints.\(limit)"), "value": form[limit] ?? "",
                    "wrong": error(limit),
                ]
            },
            "counts": HintKind.allCases.map { kind -> [String: Any] in
                let uses = counts[kind] ?? [:]
                let (shown, told) = (uses[.shown] ?? 0, uses[.told] ?? 0)
                return [
                    "title": context.text("members.hints.kind.\(kind.rawValue)"), "shown": shown, "told": told,
                    "skipped": uses[.skipped] ?? 0, "share": shown == 0 ? "–" : "\(told * 100 / shown) %",
                ]
            },
            "isUnused": counts.isEmpty, "days": "\(Self.countedDays)",
        ]
        return try views.page(
            "members-hint-rules", title: context.text("members.hints.title"), model, context,
            status: form.isSound ? .ok : .unprocessableContent, frame: Views.Frame(styles: ["members.css"]))
    }
}

/// Rules of hints as fields of a form, and back.
struct HintRuleForm {
    static let limits = [
        "calm-waiting", "calm-seconds", "long-waiting", "long-seconds", "short-contact", "most-shown",
    ]

    let form: Form

    init(_ rules: HintRules, _ version: Int64) {
        var fields = ["version": "\(version)"]
        for (place, row) in rules.rows.enumerated() {
            let key = row.kind.rawValue
            fields["used.\(key)"] = "1"
            fields["place.\(key)"] = "\(place + 1)"
            fields["level.\(key)"] = row.level.rawValue
            fields["rest.\(key)"] = "\(row.restDays)"
            if row.isUrgent { fields["urgent.\(key)"] = "1" }
        }
        let numbers = [
            rules.calmWaiting, rules.calmWaitSeconds, rules.longWaiting, rules.longWaitSeconds,
            rules.shortContactSeconds, rules.mostShown,
        ]
        for (limit, number) in zip(Self.limits, numbers) { fields[limit] = "\(number)" }
        form = Form(fields)
    }

    /// nil when something cannot be read; the form then says what.
    static func rules(_ form: inout Form) -> HintRules? {
        var rows: [(place: Int, row: HintRules.Row)] = []
        for kind in HintKind.allCases where form.isTicked("used.\(kind.rawValue)") {
            let key = kind.rawValue
            guard let rest = number(form["rest.\(key)"]),
                let level = form["level.\(key)"].flatMap(IdentityLevel.init),
                let place = number(form["place.\(key)"])
            else {
                form.fail("row.\(key)", "members.hints.wrong.row")
                continue
            }
            let row = HintRules.Row(
                kind, level: level, restDays: rest, isUrgent: form.isTicked("urgent.\(key)"))
            rows.append((place, row))
        }
        var numbers: [Int] = []
        for limit in limits {
            if let number = number(form[limit]) {
                numbers.append(number)
            } else {
                form.fail(limit, "members.hints.wrong.number")
            }
        }
        guard form.isSound, numbers.count == limits.count else { return nil }
        return HintRules(
            rows: rows.sorted { $0.place < $1.place }.map(\.row), calmWaiting: numbers[0], calmWaitSeconds: numbers[1],
            longWaiting: numbers[2], longWaitSeconds: numbers[3], shortContactSeconds: numbers[4],
            mostShown: numbers[5])
    }

    private static func number(_ text: String?) -> Int? {
        text.flatMap { Int($0) }.flatMap { (0...100_000).contains($0) ? $0 : nil }
    }
}

extension HintRules.Problem {
    /// Beside which field it is said.
    fileprivate var field: String {
        switch self {
        case .twice(let kind), .restNegative(let kind), .levelTooLow(let kind): "row.\(kind.rawValue)"
        case .limitNegative: "short-contact"
        case .calmBeyondLong: "long-waiting"
        case .nothingShown: "most-shown"
        }
    }

    fileprivate var key: String {
        switch self {
        case .twice, .restNegative, .levelTooLow: "members.hints.wrong.row"
        case .limitNegative: "members.hints.wrong.number"
        case .calmBeyondLong: "members.hints.wrong.calm-beyond-long"
        case .nothingShown: "members.hints.wrong.nothing-shown"
        }
    }
}
