import Hummingbird
import Kernel
public import Pages
import Staff

extension Path {
    public static let contributionRules: Path = "/contribution-rules"
}

/// `/contribution-rules`: the rules in force and to come, and what is proposed. One person proposes, another decides.
struct RulePages: PageGroup {
    let store: ContributionRuleStore
    let staff: StaffStore
    let calendar: CentreCalendar
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/contribution-rules", use: show)
        router.post("/contribution-rules/proposals", use: propose)
        router.post("/contribution-rules/proposals/:id/approvals", use: approve)
        router.post("/contribution-rules/proposals/:id/rejections", use: reject)
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        try await page(Form.query(request), context)
    }

    @Sendable private func propose(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.contributionsPropose)
        var form = try await Form.read(request, context)
        let reader = RuleForm(today: calendar.day(of: context.arrivedAt))
        guard let change = try reader.change(&form) else { return try await page(form, context) }
        var random = SystemRandomNumberGenerator()
        do {
            try await store.propose(
                RuleProposalID(at: context.arrivedAt, random: &random), change, reason: form["reason"] ?? "",
                by: viewer.author, at: context.arrivedAt)
            return .redirect(to: .contributionRules, notice: "contributions.rules.proposed")
        } catch let refusal as RuleRefusal {
            return try await page(form, refusal: refusal, context)
        }
    }

    @Sendable private func approve(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.contributionsApprove)
        let id: RuleProposalID = try context.parameter("id")
        _ = try await Form.read(request, context)
        do {
            try await store.approve(id, by: viewer.author, at: context.arrivedAt)
            return .redirect(to: .contributionRules, notice: "contributions.rules.approved")
        } catch let refusal as RuleRefusal {
            return try await page(Form(), refusal: refusal, context)
        }
    }

    @Sendable private func reject(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.contributionsApprove)
        let id: RuleProposalID = try context.parameter("id")
        let form = try await Form.read(request, context)
        do {
            try await store.reject(id, reason: form["why"] ?? "", by: viewer.author, at: context.arrivedAt)
            return .redirect(to: .contributionRules, notice: "contributions.rules.rejected")
        } catch let refusal as RuleRefusal {
            return try await page(Form(), refusal: refusal, context)
        }
    }

    private func page(
        _ form: Form, refusal: RuleRefusal? = nil, _ context: PageContext
    ) async throws -> Response {
        let viewer = try context.require(.contributionsRead)
        let words = RuleWords(calendar, context)
        let (rules, version) = try await store.inForce()
        let open = try await store.open()
        let names = try await AuthorNames(of: open.map(\.by), staff, context)
        let today = calendar.day(of: context.arrivedAt)
        let kind = form["kind"].flatMap(ContributionRules.Kind.init) ?? .rates
        var model: [String: Any] = [
            "version": version, "isOriginal": version == 0, "refusal": refusal.map(words.refusal) ?? false as Any,
            "kinds": ContributionRules.Kind.allCases.map { kind -> [String: Any] in
                ["title": words.title(kind), "rows": rules.rows(kind).reversed().map { words.row($0, today: today) }]
            },
            "proposals": open.map { words.proposal($0, over: rules, by: names[$0.by], viewer) },
            "propose": false,
        ]
        if viewer.may(.contributionsPropose) {
            model["propose"] = words.form(form, kind, rules)
            // What was typed to end a row is not what was typed to begin one.
            let isEnd = form["act"] == "end"
            model["form"] = (isEnd ? Form() : form).model(context)
            model["end"] = (isEnd ? form : Form()).model(context)
        }
        let isSound = form.isSound && refusal == nil
        return try views.page(
            "members-contribution-rules", title: context.text("contributions.rules.title"), model, context,
            status: isSound ? .ok : .unprocessableContent, frame: Views.Frame(styles: ["members.css"]))
    }
}

/// Reads a proposal as it was typed.
struct RuleForm {
    let today: Day

    /// nil when a field cannot be read; the form then says which.
    ///
    /// - Throws: `PageRefusal.unreadable` for what no form of the page sends.
    func change(_ form: inout Form) throws -> RuleChange? {
        guard let kind = form["kind"].flatMap(ContributionRules.Kind.init) else { throw PageRefusal.unreadable }
        if form["reason"] == nil { form.fail("reason", "contributions.rules.refused.reason") }
        if form["act"] == "end" {
            let from: Day? = form.value("row")
            if from == nil { form.fail("row", "contributions.rules.refused.row") }
            let day = self.day(&form, "until", isNeeded: true)
            guard form.isSound, let from, let day else { return nil }
            return .ends(kind, from: from, on: day)
        }
        let (from, until) = (day(&form, "from", isNeeded: true), day(&form, "until", isNeeded: false))
        if form["regulation"] == nil { form.fail("regulation", "contributions.rules.wrong.regulation") }
        var numbers: [String: Int64] = [:]
        for key in kind.keys {
            numbers[key] = form["n." + key].flatMap { number($0, key) }
            if numbers[key] == nil { form.fail("n." + key, "contributions.rules.wrong.number") }
        }
        guard form.isSound, let from, let regulation = form["regulation"] else { return nil }
        let sureness = form["sureness"].flatMap(Sureness.init) ?? .unverified
        return .begins(
            kind, RuleChange.NewRow(from: from, until: until, regulation: regulation, sureness, numbers: numbers))
    }

    private func day(_ form: inout Form, _ field: String, isNeeded: Bool) -> Day? {
        let day = form.day(field, near: today)
        if day == nil, isNeeded || form[field] != nil { form.fail(field, "contributions.penalty.wrong.day") }
        return day
    }

    private func number(_ text: String, _ key: String) -> Int64? {
        switch RuleWords.measure(key) {
        case .money: return Rupiah(typed: text)?.amount
        case .share: return share(text)
        case .day:
            let day = TypedDate(text, on: today.adding(days: 3_653))?.days.first
            return day.map { Int64($0.year * 10_000 + $0.month * 100 + $0.day) }
        case .count: return Int64(text)
        }
    }

    /// `5`, `2,5`, `0.75 %` in hundredths of a percent.
    private func share(_ text: String) -> Int64? {
        let digits = text.filter { !$0.isWhitespace && $0 != "%" }.replacing(",", with: ".")
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = Int64(parts[0]), (0...100).contains(whole) else { return nil }
        guard parts.count == 2 else { return whole * 100 }
        guard (1...2).contains(parts[1].count), let tail = Int64(parts[1]), tail >= 0 else { return nil }
        return whole * 100 + (parts[1].count == 1 ? tail * 10 : tail)
    }
}
