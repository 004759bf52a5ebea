import Exports
import HTTPTypes
import Hummingbird
import Kernel
import Pages
import Staff

/// `/outbound/reminders/campaigns/…`: how far a campaign is, its dates and pace, its script.
struct ReminderCampaignPages: PageGroup {
    let listing: RingingListing
    let boards: RingingBoards

    private var reminders: ReminderStore { listing.reminders }

    func add(to router: Router<PageContext>) {
        router.get("/outbound/reminders/campaigns/:id/live", use: live)
        router.get("/outbound/reminders/campaigns/:id", use: show)
        router.post("/outbound/reminders/campaigns/:id/plans", use: plan)
        router.post("/outbound/reminders/campaigns/:id/scripts", use: script)
        router.post("/outbound/reminders/campaigns/:id/turns", use: turn)
    }

    private func campaign(_ context: PageContext) async throws -> ReminderCampaign {
        guard let campaign = try await reminders.campaign(try context.parameter("id")) else {
            throw PageRefusal.notFound
        }
        return campaign
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.requireReminders()
        return try await page(try await campaign(context), Form(), context)
    }

    @Sendable private func live(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.requireReminders()
        return .live(
            try await boards.events(key(try await campaign(context).id, viewer, context)), request, context)
    }

    private func key(_ id: ReminderCampaignID, _ viewer: SignedIn, _ context: PageContext) -> RingingKey {
        RingingKey(.campaign(id, showsPeople: viewer.may(.outboundWatch)), context)
    }

    // MARK: - Changing

    @Sendable private func plan(_ request: Request, _ context: PageContext) async throws -> Response {
        let author = try context.require(.outboundPlan).author
        let campaign = try await campaign(context)
        var form = try await Form.read(request, context)
        if form["first"].flatMap({ Day($0) }) == nil { form.fail("first", "reminders.wrong.day") }
        if form["last"].flatMap({ Day($0) }) == nil { form.fail("last", "reminders.wrong.day") }
        let (hour, person) = (Self.pace("hour", &form), Self.pace("person", &form))
        guard form.isSound, let first = form.value("first", as: Day.self), let last = form.value("last", as: Day.self)
        else { return try await page(campaign, form, context, status: 422) }
        let plan = ReminderCampaign.Plan(
            name: form["name"] ?? "", firstDay: first, lastDay: last,
            pace: ReminderPace(callsPerHour: hour, perPersonPerDay: person),
            order: form["order"].flatMap(ReminderOrder.init) ?? .months)
        return try await change(campaign, form, field: Self.field, "reminders.saved", context) {
            try await reminders.plan(campaign.id, plan, by: author, at: context.arrivedAt)
        }
    }

    /// nil for an empty field; what is no number is said beside it.
    private static func pace(_ field: String, _ form: inout Form) -> Int? {
        guard form[field] != nil else { return nil }
        guard let number: Int = form.value(field) else {
            form.fail(field, "reminders.refused.pace")
            return nil
        }
        return number
    }

    private static func field(_ refusal: ReminderRefusal) -> String {
        switch refusal {
        case .nameMissing, .nameTooLong, .nameTaken: "name"
        case .datesBackwards, .tooLong: "last"
        case .pace: "hour"
        default: "campaign"
        }
    }

    @Sendable private func script(_ request: Request, _ context: PageContext) async throws -> Response {
        let author = try context.require(.outboundPlan).author
        let campaign = try await campaign(context)
        let form = try await Form.read(request, context)
        let script = ReminderScript(form.verbatim("script").replacing("\r\n", with: "\n"))
        return try await change(campaign, form, field: { _ in "script" }, "reminders.saved", context) {
            try await reminders.set(script, of: campaign.id, by: author, at: context.arrivedAt)
        }
    }

    @Sendable private func turn(_ request: Request, _ context: PageContext) async throws -> Response {
        let author = try context.require(.outboundPlan).author
        let campaign = try await campaign(context)
        let form = try await Form.read(request, context)
        guard let state = form["state"].flatMap(ReminderCampaign.State.init) else { throw PageRefusal.unreadable }
        return try await change(
            campaign, form, field: { _ in "campaign" }, "reminders.turned.\(state.rawValue)", context
        ) {
            try await reminders.turn(campaign.id, state, by: author, at: context.arrivedAt)
        }
    }

    private func change(
        _ campaign: ReminderCampaign, _ form: Form, field: (ReminderRefusal) -> String, _ notice: String,
        _ context: PageContext, _ work: () async throws -> Void
    ) async throws -> Response {
        var form = form
        do {
            try await work()
            return .redirect(to: .reminderCampaign(campaign.id), notice: notice)
        } catch ReminderRefusal.noSuchCampaign {
            throw PageRefusal.notFound
        } catch let refusal as ReminderRefusal {
            form.fail(field(refusal), "reminders.refused.\(refusal.rawValue)")
            return try await page(campaign, form, context, status: 422)
        }
    }

    // MARK: - Showing

    private func page(
        _ campaign: ReminderCampaign, _ form: Form, _ context: PageContext, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let viewer = try context.requireSignedIn()
        let words = ReminderWords(listing.calendar, context)
        var round = RingingRound(listing, at: context.arrivedAt)
        let parts = try await round.parts(of: key(campaign.id, viewer, context))
        guard let now = try await round.campaign(campaign.id) else { throw PageRefusal.notFound }
        let drawing = ReminderCampaignDrawing(now: now, words: words)
        var model = drawing.model.merging(parts.model) { own, _ in own }
        if viewer.may(.remindersUpload) {
            let uploads = try await reminders.uploads(of: campaign.id)
            let names = try await AuthorNames(of: uploads.map(\.author), listing.staff, context)
            model["uploads"] = uploads.map { words.row($0, names) }
            model["uploadPath"] =
                campaign.state == .ended
                ? false : Path.newReminderUpload.with("campaign", campaign.id).text as Any
        }
        let script = try await reminders.script(campaign.script)
        model["script"] = paragraphs(script.text)
        model["exports"] = ExportAsk.model(
            "reminders", anyOf: ReminderRights.reasons, at: .reminderSheet(campaign.id), context)
        if viewer.may(.outboundPlan), campaign.state != .ended {
            model["plan"] = drawing.plan(form, script, context)
        }
        return try listing.views.page(
            "outbound-reminders-campaign", title: campaign.plan.name, model, context, status: status,
            frame: Views.Frame(live: .reminderCampaignLive(campaign.id), styles: ["outbound.css"]))
    }
}
