import Calls
import HTTPTypes
import Hummingbird
import Kernel
import Members
import Pages
import Staff

/// `/outbound/reminders/items/…`: one member to be reminded, the script filled in, the call, and what came of it.
struct ReminderWorkPages: PageGroup {
    let reminders: ReminderStore
    let members: MemberStore
    let rules: ContributionRuleStore
    let phone: OutboundPhone
    let next: OutboundNext
    let clock: any WallClock
    let calendar: CentreCalendar
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/outbound/reminders/live", use: live)
        router.get("/outbound/reminders/items/:id", use: show)
        router.post("/outbound/reminders/items/:id/calls", use: dial)
        router.post("/outbound/reminders/items/:id/outcomes", use: record)
        router.post("/outbound/reminders/items/:id/releases", use: release)
    }

    // MARK: - Doing

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.outboundWork)
        return try await page(Form(), viewer, context)
    }

    @Sendable private func dial(_ request: Request, _ context: PageContext) async throws -> Response {
        try await act(request, context) { id, _, viewer in
            guard await phone.isReady(viewer.id) else { throw DeskRefusal.phoneNotConnected }
            var random = SystemRandomNumberGenerator()
            let call = WorkID(at: context.arrivedAt, random: &random)
            let (lock, plan) = try await reminders.placeCall(call, for: id, by: viewer.id, at: context.arrivedAt)
            let purpose = DialPurpose(
                kind: OutboundPurpose.Kind.reminder.rawValue, id: id.description,
                title: context.text("reminders.purpose"), path: Path.reminderItem(id).text)
            let order = OutboundCall(id: call, to: lock.phone, from: plan.callerNumber, purpose: purpose)
            do { try await phone.dial(order, viewer.id) } catch {
                try await reminders.forgetCall(call, by: viewer.id)
                throw error
            }
            return .redirect(to: .reminderItem(id))
        }
    }

    @Sendable private func record(_ request: Request, _ context: PageContext) async throws -> Response {
        try await act(request, context) { id, form, viewer in
            guard let outcome = form["outcome"].flatMap(ReminderOutcome.init) else {
                form.fail("outcome", "reminders.wrong.outcome")
                return nil
            }
            let zone = try await zone(of: viewer, context)
            let report = ReminderReport(
                outcome: outcome, promisedOn: form["day"].flatMap { Day($0) },
                wantedAt: form.moment(day: "on", time: "time", in: zone), note: form["note"]?.withoutControls,
                heading: heading(outcome, context))
            let contact = try await reminders.record(report, of: id, by: viewer.id, at: context.arrivedAt)
            if let contact { await phone.logged(contact, viewer.id) }
            let done = Response.redirect(to: .outbound, notice: "reminders.recorded")
            guard form.isTicked("next") else { return done }
            let place = try await next.take(for: viewer.id, at: context.arrivedAt)
            return place.map { .redirect(to: $0, notice: "reminders.recorded") } ?? done
        }
    }

    /// For the contact's record, in the centre's language.
    private func heading(_ outcome: ReminderOutcome, _ context: PageContext) -> String {
        let said = context.catalogue.text("reminders.outcome.\(outcome.rawValue)", .id)
        return context.catalogue.text("reminders.note", .id, ["outcome": said])
    }

    @Sendable private func release(_ request: Request, _ context: PageContext) async throws -> Response {
        try await act(request, context) { id, _, viewer in
            try await reminders.release(id, by: viewer.id, at: context.arrivedAt)
            return .redirect(to: .outbound, notice: "outbound.released")
        }
    }

    /// One deed with what is held; refused, the page says why and keeps what was typed.
    ///
    /// - Parameter deed: nil when the form itself is wrong.
    private func act(
        _ request: Request, _ context: PageContext,
        _ deed: (ReminderItemID, inout Form, SignedIn) async throws -> Response?
    ) async throws -> Response {
        let viewer = try context.require(.outboundWork)
        var form = try await Form.read(request, context)
        do {
            if let response = try await deed(try context.parameter("id"), &form, viewer) { return response }
        } catch ReminderRefusal.noSuchItem {
            throw PageRefusal.notFound
        } catch let refusal as ReminderRefusal {
            try await fail(&form, refusal, viewer, context)
        } catch let refusal as RingingRefusal {
            let (key, blanks) = OutboundWords(calendar, context).refusal(
                refusal, in: try await zone(of: viewer, context))
            form.fail(refusal.isOfTime(form) ? "on" : "call", key, blanks)
        } catch let refusal as DeskRefusal {
            form.fail("call", refusal.outboundKey)
        }
        return try await page(form, viewer, context)
    }

    private func fail(
        _ form: inout Form, _ refusal: ReminderRefusal, _ viewer: SignedIn, _ context: PageContext
    ) async throws {
        let last = try await reminders.work(of: viewer.id, at: context.arrivedAt)?.campaign.plan.lastDay
        let field =
            switch refusal {
            case .noteTooLong: "note"
            case .timeMissing, .afterEnd: "on"
            default: "day"
            }
        form.fail(
            field, "reminders.refused.\(refusal.rawValue)",
            ["day": last.map { WrittenTime(calendar, context).write($0) } ?? ""])
    }

    /// Where the clock stands of whom the agent holds.
    private func zone(of viewer: SignedIn, _ context: PageContext) async throws -> IndonesianZone {
        try await reminders.work(of: viewer.id, at: context.arrivedAt)?.lock.zone ?? .wib
    }

    // MARK: - Showing

    /// Only whoever holds it sees the member; the look leaves its fact.
    private func page(_ form: Form, _ viewer: SignedIn, _ context: PageContext) async throws -> Response {
        let id: ReminderItemID = try context.parameter("id")
        guard try await reminders.item(id) != nil else { throw PageRefusal.notFound }
        guard let work = try await reminders.work(of: viewer.id, at: context.arrivedAt), work.item.id == id else {
            throw PageRefusal.conflict("reminders.refused.not-held")
        }
        let found = try await members.find(
            .id(work.item.member), because: .reminder(id), by: viewer.author, at: context.arrivedAt)
        guard let member = found.first else { throw PageRefusal.notFound }
        let today = calendar.day(of: context.arrivedAt)
        let penalty = try await rules.inForce().rules.penalty(on: today)?.terms.windowDays
        let script = try await reminders.script(work.campaign.script)
        let drawing = ReminderWorkDrawing(work: work, words: ReminderWords(calendar, context), context: context)
        var model = drawing.model(member, for: viewer, script, penaltyDays: penalty)
        model["csrf"] = context.csrfToken
        model["call"] = try views.fragment(
            "outbound-reminders-call", drawing.call(form, isReady: await phone.isReady(viewer.id)), context.language)
        return try views.page(
            "outbound-reminders-item", title: member.name, model, context,
            status: form.isSound ? .ok : .unprocessableContent,
            frame: Views.Frame(live: .remindersLive, styles: ["outbound.css"], scripts: ["outbound.js"]))
    }

    @Sendable private func live(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.outboundWork)
        let feed = RingingFeed(
            store: next.confirmations, phone: phone, person: viewer.id, clock: clock,
            work: { try await reminders.work(of: $0, at: $1) })
        let events = feed.events { work in
            let drawing = ReminderWorkDrawing(work: work, words: ReminderWords(calendar, context), context: context)
            let model = drawing.call(Form(), isReady: await phone.isReady(viewer.id))
            return LiveEvent(
                name: "outbound-call",
                data: try views.fragment("outbound-reminders-call", model, context.language))
        }
        return Response.live(events, request, context)
    }
}

extension RingingRefusal {
    /// It concerns the time that was asked for, not the call.
    fileprivate func isOfTime(_ form: Form) -> Bool {
        switch self {
        case .timeOutside: true
        case .outsideHours: form["outcome"] == ReminderOutcome.asksForTime.rawValue
        case .notHeld, .holdsAnother, .numberInUse, .doNotCall, .nobodySpoke, .notRung, .callIsOn: false
        }
    }
}
