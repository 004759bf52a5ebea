import Hummingbird
public import Kernel
public import Pages
public import Staff

extension Path {
    public static let penalty: Path = "/penalty"
}

extension MembersRoom {
    /// The contribution check and the penalty calculator.
    public static func contributionPages(
        _ store: ContributionStore, members: MemberStore, staff: StaffStore, _ rules: ContributionRuleStore,
        calendar: CentreCalendar, _ views: Views
    ) -> [any PageGroup] {
        [
            ContributionPages(
                members: members, contributions: store, rules: rules, calendar: calendar, views: views),
            PenaltyPages(rules: rules, calendar: calendar, views: views),
            RulePages(store: rules, staff: staff, calendar: calendar, views: views),
        ]
    }

    public static let contributionNavigation = [
        NavigationItem(path: .penalty, wordKey: "contributions.penalty.title", permission: .membersRead, order: 28),
        NavigationItem(
            path: .contributionRules, wordKey: "contributions.rules.title", permission: .contributionsApprove,
            order: 75, isSetting: true
        ),
    ]
}

/// `/penalty`: what inpatient care costs soon after a reactivation, in words to read out. Nothing is kept, so what was
/// typed stays in the address.
struct PenaltyPages: PageGroup {
    let rules: ContributionRuleStore
    let calendar: CentreCalendar
    let views: Views

    func add(to router: Router<PageContext>) { router.get("/penalty", use: show) }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.membersRead)
        var form = Form.query(request)
        let isAsked = form["cost"] != nil
        let time = WrittenTime(calendar, context)
        let today = calendar.day(of: context.arrivedAt)
        if form["care"] == nil { form.set("care", time.write(today)) }
        let (care, reactivated) = (form.day("care", near: today), form.day("reactivated", near: today))
        let rules = try await self.rules.inForce().rules
        let penalty = isAsked ? answer(&form, care: care, reactivated: reactivated, by: rules) : nil
        // What was read stands there as it was understood.
        if let care { form.set("care", time.write(care)) }
        if let reactivated { form.set("reactivated", time.write(reactivated)) }
        let segment = form["segment"].flatMap(Segment.init(rawValue:)) ?? .selfPaying
        var model: [String: Any] = [
            "form": form.model(context),
            "segments": Form.choices(
                Segment.allCases.map { ($0.rawValue, context.text("members.segment.\($0.rawValue)")) },
                chosen: [segment.rawValue]),
            "isOutpatient": form["kind"] == "outpatient",
        ]
        if let penalty { model["result"] = PenaltyWords(calendar, context).result(penalty) }
        return try views.page(
            "members-contribution-penalty", title: context.text("contributions.penalty.title"), model, context,
            status: form.isSound ? .ok : .unprocessableContent, frame: Views.Frame(styles: ["members.css"]))
    }

    /// nil when a field cannot be read; the form then says which.
    private func answer(
        _ form: inout Form, care: Day?, reactivated: Day?, by rules: ContributionRules
    ) -> CarePenalty? {
        if care == nil { form.fail("care", "contributions.penalty.wrong.day") }
        if form["reactivated"] != nil, reactivated == nil {
            form.fail("reactivated", "contributions.penalty.wrong.day")
        }
        let months: Int? = form.value("months")
        if months == nil { form.fail("months", "contributions.penalty.wrong.months") }
        let cost = form["cost"].flatMap(Rupiah.init(typed:))
        if cost == nil { form.fail("cost", "contributions.penalty.wrong.cost") }
        guard form.isSound, let care, let months, let cost else { return nil }
        let question = CarePenaltyCase(
            careDay: care, isInpatient: form["kind"] != "outpatient", reactivatedOn: reactivated, monthsOwed: months,
            packageCost: cost, segment: form["segment"].flatMap(Segment.init(rawValue:)) ?? .selfPaying)
        do { return try CarePenalty(question, by: rules) } catch {
            form.fail(error.rawValue, "contributions.penalty.wrong.\(error.rawValue)")
            return nil
        }
    }
}

/// A penalty in words.
struct PenaltyWords {
    private let context: PageContext
    private let time: WrittenTime

    init(_ calendar: CentreCalendar, _ context: PageContext) {
        (self.context, time) = (context, WrittenTime(calendar, context))
    }

    func result(_ penalty: CarePenalty) -> [String: Any] {
        var model: [String: Any] = ["steps": penalty.steps.map(line)]
        if case .owed(let bill) = penalty {
            model["amount"] = bill.amount.description
            model["sureness"] = context.text("contributions.sureness.\(bill.sureness.rawValue)")
        } else {
            model["amount"] = Rupiah(0).description
        }
        return model
    }

    private func line(_ step: PenaltyStep) -> String {
        context.text("contributions.penalty.step.\(step.key)", step.numbers.mapValues(written))
    }

    private func written(_ number: PenaltyStep.Number) -> String {
        switch number {
        case .money(let money): money.description
        case .months(let months): "\(months)"
        case .share(let parts): Self.share(parts, context.language)
        case .day(let day): time.write(day)
        case .text(let text): text
        }
    }

    /// `2,5 %` in Indonesian, `2.5%` in English; parts are hundredths of a percent.
    static func share(_ parts: Int, _ language: Language) -> String {
        let isIndonesian = language == .id
        let tail = parts % 100
        let digits = tail % 10 == 0 ? "\(tail / 10)" : (tail < 10 ? "0\(tail)" : "\(tail)")
        let number = "\(parts / 100)" + (tail == 0 ? "" : (isIndonesian ? "," : ".") + digits)
        return number + (isIndonesian ? " %" : "%")
    }
}
