import Hummingbird
public import Kernel
public import Pages
import Staff

extension Path {
    public static func memberContributions(_ id: MemberID) -> Path { "/members/\(id)/contributions" }
}

/// `/members/…/contributions`: what a family owes, what makes it active again, and its months. The looks leave facts.
struct ContributionPages: PageGroup {
    let members: MemberStore
    let contributions: ContributionStore
    let rules: ContributionRuleStore
    let calendar: CentreCalendar
    let views: Views

    /// The picture goes back two years, the longest that arrears are asked for, and two months ahead.
    static let monthsBack = 24
    static let monthsAhead = 2

    func add(to router: Router<PageContext>) { router.get("/members/:id/contributions", use: show) }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.membersRead)
        let id: MemberID = try context.parameter("id")
        let found = try await members.find(
            .id(id), because: .member(id), by: viewer.author, at: context.arrivedAt)
        guard let member = found.first else { throw PageRefusal.notFound }
        let family = try await members.find(
            .family(member.family), because: .member(id), by: viewer.author, at: context.arrivedAt)
        let today = calendar.day(of: context.arrivedAt)
        let (account, payments) = try await contributions.account(
            of: member.family, members: family.map(\.id), by: try await rules.inForce().rules, on: today)
        let words = ContributionWords(calendar, context)
        let summary = member.summary(for: viewer.roles)
        var model: [String: Any] = [
            "name": member.name, "card": summary.card, "family": summary.family,
            "standing": words.standing(account.standing(of: id)), "demand": words.demand(account),
            "members": family.map { words.member($0, account) },
            "payments": payments.map(words.payment),
            "hasPayments": !payments.isEmpty, "penalty": penaltyPath(account, member).text,
        ]
        let month = Month(of: today)
        let story = account.story(from: month.adding(-Self.monthsBack), to: month.adding(Self.monthsAhead))
        model["picture"] = words.picture(story)
        model["months"] = story.reversed().map(words.month)
        model.merge(accounts(member, family.filter { account.pays($0.id) }, viewer, context)) { _, new in new }
        return try views.page(
            "members-contribution-check", title: context.text("contributions.title"), model, context,
            frame: Views.Frame(styles: ["members.css"]))
    }

    /// Where a family pays. Paying for any of them pays for all, so a member whose card is still to come pays by
    /// another's.
    ///
    /// - Parameter payers: those who pay for themselves.
    private func accounts(
        _ member: Member, _ payers: [Member], _ viewer: SignedIn, _ context: PageContext
    ) -> [String: Any] {
        var model: [String: Any] = ["accountRule": false, "accountFollows": false]
        guard !payers.isEmpty else { return model }
        let holder = member.card.isProvisional ? payers.first { !$0.card.isProvisional } : member
        guard let holder else {
            model["accountFollows"] = context.text("members.changes.payment.with-card")
            return model
        }
        // The accounts hold the card's digits, so whoever may not see the one does not see the others.
        guard holder.summary(for: viewer.roles).card == holder.card.digits else {
            let pays = payers.contains { $0.id == member.id }
            model["accountRule"] = pays ? ["member": Path.member(holder.id).text] as [String: Any] : false
            return model
        }
        model["hasAccounts"] = true
        model["accounts"] = PayingBank.allCases.map {
            ["bank": $0.rawValue.uppercased(), "number": $0.account(of: holder.card).digits]
        }
        return model
    }

    /// The calculator, filled with what the account knows.
    private func penaltyPath(_ account: FamilyAccount, _ member: Member) -> Path {
        Path.penalty.with("reactivated", account.lastReactivation?.on.description)
            .with("months", account.lastReactivation?.monthsOwed).with("segment", member.segment.rawValue)
    }
}

extension FamilyAccount {
    /// Whether a member pays for himself on the account's day.
    func pays(_ id: MemberID) -> Bool {
        family.first { $0.id == id }?.spans.contains { $0.holds(on: day) && $0.segment.paysForItself } ?? false
    }
}

/// An account in words.
struct ContributionWords {
    private let context: PageContext
    private let time: WrittenTime

    init(_ calendar: CentreCalendar, _ context: PageContext) {
        (self.context, time) = (context, WrittenTime(calendar, context))
    }

    func standing(_ standing: ContributionStanding) -> [String: Any] {
        let (key, tone, day): (String, String, Day?) =
            switch standing {
            case .active: ("active", "green", nil)
            case .due(let by): ("due", "amber", by)
            case .suspended(let since): ("suspended", "red", since)
            case .notYetActive(let from): (from == nil ? "unknown" : "not-yet", "amber", from)
            case .ended(let on): ("ended", "red", on)
            }
        return [
            "tone": tone, "badge": context.text("contributions.badge.\(key)"),
            "sentence": context.text("contributions.standing.\(key)", ["day": day.map(written) ?? ""]),
        ]
    }

    func demand(_ account: FamilyAccount) -> [String: Any] {
        let demand = account.demand
        var model: [String: Any] = [
            "months": "\(demand.arrears.count)", "arrears": demand.arrearsMoney.description,
            "current": demand.current.description, "credit": demand.credit.description,
            "toPay": demand.toPay.description,
            "due": written(Month(of: account.day).day(ContributionRules.dueDay)),
        ]
        if demand.fines > Rupiah(0) { model["fines"] = demand.fines.description }
        if let amnesty = account.amnestyDemand {
            model["amnesty"] = context.text(
                "contributions.amnesty",
                [
                    "money": amnesty.demand.toPay.description, "day": written(amnesty.restDueBy),
                    "regulation": amnesty.regulation,
                ])
        }
        if let window = account.penaltyWindow, window.contains(account.day) {
            model["window"] = context.text("contributions.window", ["day": written(window.upperBound)])
        }
        return model
    }

    func member(_ member: Member, _ account: FamilyAccount) -> [String: Any] {
        let arrears = account.arrears(of: member.id)
        let rate = account.family.first { $0.id == member.id }?.owes(for: Month(of: account.day), by: account.rules)
        return [
            "name": member.name, "relation": context.text("members.relation.\(member.relation.rawValue)"),
            "segment": context.text("members.segment.\(member.segment.rawValue)"),
            "class": "\(member.careClass.rawValue)", "rate": (rate ?? Rupiah(0)).description,
            "months": "\(arrears.months)", "arrears": arrears.money.description,
            "standing": standing(account.standing(of: member.id)),
        ]
    }

    func payment(_ line: PaymentLine) -> [String: Any] {
        [
            "day": written(line.payment.paidOn), "amount": line.payment.amount.description, "channel": line.channel,
            "reference": line.reference,
        ]
    }

    func month(_ month: MonthStory) -> [String: Any] {
        var model: [String: Any] = [
            "month": time.write(month.month), "amount": month.amount.description,
            "word": context.text("contributions.month.\(month.outcome.rawValue)"), "tone": month.outcome.tone,
        ]
        if let paidOn = month.paidOn { model["paidOn"] = written(paidOn) }
        return model
    }

    /// The months as a calendar.
    func picture(_ story: [MonthStory]) -> [String: Any] {
        MonthPicture(story: story, context: context, time: time).model
    }

    private func written(_ day: Day) -> String { time.write(day) }
}
