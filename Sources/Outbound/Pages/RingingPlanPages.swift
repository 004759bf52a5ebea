import Exports
import Hummingbird
import Kernel
import Pages
import Staff

/// `/outbound/plan`: when and how often participants are rung, from which number, and who never.
struct RingingPlanPages: PageGroup {
    let rules: RingingRuleStore
    let staff: StaffStore
    let calendar: CentreCalendar
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/outbound/plan", use: show)
        router.post("/outbound/plan", use: set)
        router.post("/outbound/plan/numbers", use: add)
        router.post("/outbound/plan/removals", use: remove)
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.outboundPlan)
        let version = try await rules.plan()
        return try await page(RingingPlanForm(version).form, version, context)
    }

    @Sendable private func set(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.outboundPlan)
        var form = try await Form.read(request, context)
        let version = try await rules.plan()
        guard let plan = RingingPlanForm.plan(&form) else { return try await page(form, version, context) }
        do {
            try await rules.set(
                plan, over: form.value("over") ?? -1, reason: form["reason"] ?? "", by: viewer.author,
                at: context.arrivedAt)
            return .redirect(to: .outboundPlan, notice: "outbound.plan.set")
        } catch let refusal as RingingPlanRefusal {
            form.fail(refusal.field, "outbound.plan.refused.\(refusal.rawValue)")
            return try await page(form, version, context)
        }
    }

    @Sendable private func add(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.outboundPlan)
        return try await change(request, context, notice: "outbound.never.added") { form in
            guard let phone = form.value("phone", as: PhoneNumber.self) else {
                form.fail("phone", "outbound.board.phone-wrong")
                return
            }
            var until: Timestamp?
            if let day = form["until"] {
                guard let last = Day(day) else {
                    form.fail("until", "outbound.never.until-wrong")
                    return
                }
                until = calendar.start(of: last.adding(days: 1))
            }
            try await rules.add(
                phone, reason: form["never-reason"] ?? "", until: until, by: viewer.author, at: context.arrivedAt)
        }
    }

    @Sendable private func remove(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.outboundPlan)
        return try await change(request, context, notice: "outbound.never.removed") { form in
            guard let phone = form.value("listed", as: PhoneNumber.self) else { throw PageRefusal.unreadable }
            try await rules.remove(
                phone, reason: form["removal-reason"] ?? "", by: viewer.author, at: context.arrivedAt)
        }
    }

    /// A change of the list of numbers that are never rung.
    private func change(
        _ request: Request, _ context: PageContext, notice: String, _ deed: (inout Form) async throws -> Void
    ) async throws -> Response {
        let version = try await rules.plan()
        var form = try await Form.read(request, context)
        do { try await deed(&form) } catch let refusal as DoNotCallRefusal {
            form.fail(refusal.field(of: form), "outbound.never.refused.\(refusal.rawValue)")
        }
        if form.isSound { return .redirect(to: .outboundPlan, notice: notice) }
        // The plan's own fields stand as they are kept.
        for (name, values) in RingingPlanForm(version).form.values { form.set(name, values.first) }
        return try await page(form, version, context)
    }

    private func page(_ form: Form, _ version: RingingPlanVersion, _ context: PageContext) async throws -> Response {
        let (past, never) = (try await rules.past(), try await rules.doNotCall(at: context.arrivedAt))
        let names = try await AuthorNames(of: past.map(\.setBy) + never.map(\.by), staff, context)
        let time = WrittenTime(calendar, context)
        let model = present([
            "number": "\(version.number)", "isOriginal": version.number == 0, "form": form.model(context),
            "refusal": form.errors["over"].map { context.text($0.key, $0.arguments) },
            "numbers": RingingPlanForm.numbers.map { field -> [String: Any] in
                present([
                    "name": field, "label": context.text("outbound.plan.\(field)"),
                    "hint": context.text("outbound.plan.\(field).hint"), "value": form[field] ?? "",
                    "error": form.errors[field].map { context.text($0.key, $0.arguments) },
                ])
            },
            "days": RingingPlanForm.days(form, context),
            "hoursError": form.errors["hours"].map { context.text($0.key, $0.arguments) },
            "hasPast": !past.isEmpty,
            "past": past.map { past in
                [
                    "number": "\(past.number)", "when": time.moment(past.setAt), "who": names[past.setBy],
                    "reason": past.reason,
                ]
            },
            "hasNever": !never.isEmpty, "exports": ExportAsk.model("do-not-call", .outboundPlan, context),
            "never": never.map { one in
                present([
                    "phone": one.phone.local, "value": one.phone.e164, "reason": one.reason, "who": names[one.by],
                    "since": time.moment(one.since), "until": one.until.map(time.moment),
                    "error": form["listed"] == one.phone.e164
                        ? form.errors["removal"].map { context.text($0.key, $0.arguments) } : nil,
                ])
            },
        ])
        return try views.page(
            "outbound-plan", title: context.text("outbound.plan.title"), model, context,
            status: form.isSound ? .ok : .unprocessableContent, frame: Views.Frame(styles: ["outbound.css"]))
    }
}

extension RingingPlanRefusal {
    /// The field beside which it is said.
    fileprivate var field: String {
        switch self {
        case .triesOutside: "tries"
        case .hoursApartOutside: "apart"
        case .busyOutside: "busy"
        case .lockOutside: "lock"
        case .targetOutside: "target"
        case .reasonMissing: "reason"
        case .outdated: "over"
        }
    }
}

extension DoNotCallRefusal {
    fileprivate func field(of form: Form) -> String {
        switch self {
        case .reasonMissing: form["listed"] == nil ? "never-reason" : "removal"
        case .notListed: "removal"
        case .alreadyListed: "phone"
        case .untilPast: "until"
        }
    }
}
