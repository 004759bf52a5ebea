import HTTPTypes
import Hummingbird
import Kernel
import Members
import Pages
import Staff

/// `/outbound/reminders/items/…`: one member to be reminded, the script filled in, and what came of the call.
struct ReminderWorkPages: PageGroup {
    let reminders: ReminderStore
    let members: MemberStore
    let rules: ContributionRuleStore
    let calendar: CentreCalendar
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/outbound/reminders/items/:id", use: show)
        router.post("/outbound/reminders/items/:id/outcomes", use: record)
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.outboundWork)
        return try await page(Form(), context)
    }

    @Sendable private func record(_ request: Request, _ context: PageContext) async throws -> Response {
        let person = try context.require(.outboundWork)
        var form = try await Form.read(request, context)
        guard let outcome = form["outcome"].flatMap(ReminderOutcome.init) else {
            form.fail("outcome", "reminders.wrong.outcome")
            return try await page(form, context, status: 422)
        }
        let report = ReminderReport(
            outcome: outcome, promisedOn: form["day"].flatMap { Day($0) }, note: form["note"])
        do {
            try await reminders.record(
                report, of: try context.parameter("id"), by: person.id, at: context.arrivedAt)
            return .redirect(to: .reminders, notice: "reminders.recorded")
        } catch ReminderRefusal.noSuchItem {
            throw PageRefusal.notFound
        } catch let refusal as ReminderRefusal {
            form.fail(refusal == .noteTooLong ? "note" : "day", "reminders.refused.\(refusal.rawValue)")
        } catch let refusal as RingingRefusal {
            form.fail("outcome", Self.word(refusal))
        }
        return try await page(form, context, status: 422)
    }

    private static func word(_ refusal: RingingRefusal) -> String {
        switch refusal {
        case .notHeld, .holdsAnother, .numberInUse: "reminders.refused.not-held"
        case .notRung, .outsideHours, .doNotCall, .timeOutside: "reminders.refused.not-rung"
        case .nobodySpoke: "reminders.refused.nobody-spoke"
        case .callIsOn: "reminders.refused.call-is-on"
        }
    }

    /// Only whoever holds it sees the member; the look leaves its fact.
    private func page(
        _ form: Form, _ context: PageContext, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let viewer = try context.requireSignedIn()
        let id: ReminderItemID = try context.parameter("id")
        guard let item = try await reminders.item(id), let campaign = try await reminders.campaign(item.campaign) else {
            throw PageRefusal.notFound
        }
        guard let lock = try await reminders.held(by: viewer.id, at: context.arrivedAt), lock.purpose == .reminder(id)
        else { throw PageRefusal.conflict("reminders.refused.not-held") }
        let found = try await members.find(
            .id(item.member), because: .reminder(id), by: viewer.author, at: context.arrivedAt)
        guard let member = found.first else { throw PageRefusal.notFound }
        let words = ReminderWords(calendar, context)
        let summary = member.summary(for: viewer.roles)
        let script = try await filled(campaign, item, member, viewer, context)
        let model: [String: Any] = [
            "path": Path.reminderItem(id).text, "campaign": campaign.plan.name, "name": member.name,
            "card": summary.card, "member": Path.member(member.id, because: .reminder(id)).text,
            "phone": lock.phone.masked, "months": words("months", ["count": words.count(item.months)]),
            "amount": item.amount.description, "class": item.careClass.map { "\($0)" } ?? false as Any,
            "branch": item.branch ?? member.branch, "tries": words.count(item.tries), "script": paragraphs(script),
            "outcomes": Form.choices(
                ReminderOutcome.allCases.map { ($0.rawValue, words("outcome.\($0.rawValue)")) },
                chosen: Set(form.all("outcome"))), "form": form.model(context),
        ]
        return try views.page("outbound-reminders-item", title: member.name, model, context, status: status)
    }

    private func filled(
        _ campaign: ReminderCampaign, _ item: Reminder, _ member: Member, _ viewer: SignedIn, _ context: PageContext
    ) async throws -> String {
        let words = ReminderWords(calendar, context)
        let today = calendar.day(of: context.arrivedAt)
        let penalty = try await rules.inForce().rules.penalty(on: today)
        return try await reminders.script(campaign.script).filled([
            .waktu: calendar.dayPart(at: context.arrivedAt).rawValue, .petugas: viewer.name, .nama: member.name,
            .bulan: "\(item.months)", .jumlah: item.amount.description,
            .hari: penalty.map { "\($0.terms.windowDays)" } ?? words("script.some-days"),
        ])
    }
}
