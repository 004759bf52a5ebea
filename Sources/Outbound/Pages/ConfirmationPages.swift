import Calls
import Database
import Hummingbird
import Kernel
import Members
import Pages
import Staff
import Tickets

/// `/outbound`: an agent's day, and the participant who is rung now.
struct ConfirmationPages: PageGroup {
    let confirmations: ConfirmationStore
    let members: MemberStore
    let listing: RingingListing
    let boards: RingingBoards
    let phone: OutboundPhone
    let script: ScriptTerms
    let next: OutboundNext
    let clock: any WallClock

    private var calendar: CentreCalendar { listing.calendar }
    private var views: Views { listing.views }

    func add(to router: Router<PageContext>) {
        router.get("/outbound", use: show)
        router.get("/outbound/live", use: live)
        router.get("/outbound/day/live", use: liveDay)
        router.post("/outbound/takings", use: take)
        router.post("/outbound/:id/calls", use: dial)
        router.post("/outbound/:id/outcomes", use: finish)
        router.post("/outbound/:id/releases", use: release)
    }

    // MARK: Showing

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.outboundWork)
        guard let work = try await confirmations.work(of: viewer.id, at: context.arrivedAt) else {
            guard let reminder = try await next.reminder(of: viewer.id, at: context.arrivedAt) else {
                return try await day(viewer, context)
            }
            return .redirect(to: reminder)
        }
        return try await page(work, Form(), viewer, context)
    }

    private func day(_ viewer: SignedIn, _ context: PageContext) async throws -> Response {
        var round = RingingRound(listing, at: context.arrivedAt)
        let parts = try await round.parts(of: RingingKey(.day(viewer.id), context))
        return try views.page(
            "outbound-day", title: context.text("outbound.title"), parts.model, context,
            frame: Views.Frame(live: .outboundDayLive, styles: ["outbound.css"], scripts: ["outbound.js"]))
    }

    private func page(
        _ work: ConfirmationWork, _ form: Form, _ viewer: SignedIn, _ context: PageContext
    ) async throws -> Response {
        let drawing = try await drawing(work, viewer, context)
        var model = try drawing.model()
        model["call"] = try views.fragment(
            "outbound-call", try await callModel(drawing, form, viewer, context), context.language)
        return try views.page(
            "outbound-work", title: work.ticket.number.description, model, context,
            status: form.isSound ? .ok : .unprocessableContent,
            frame: Views.Frame(live: .outboundLive, styles: ["outbound.css"], scripts: ["outbound.js"]))
    }

    private func drawing(
        _ work: ConfirmationWork, _ viewer: SignedIn, _ context: PageContext
    ) async throws -> ConfirmationDrawing {
        var member: Member?
        if let id = work.ticket.matter.member, viewer.may(.membersRead) {
            member = try await members.find(
                .id(id), because: .ticket(work.ticket.id), by: viewer.author, at: context.arrivedAt
            ).first
        }
        let names = try await AuthorNames(of: work.facts.map(\.author), listing.staff, context)
        return ConfirmationDrawing(
            work: work, member: member, viewer: viewer, names: names, script: script,
            words: OutboundWords(calendar, context))
    }

    /// The part of the page that follows the call: what it does, and what is written of it.
    private func callModel(
        _ drawing: ConfirmationDrawing, _ form: Form, _ viewer: SignedIn, _ context: PageContext
    ) async throws -> [String: Any] {
        var model = drawing.call(form, isReady: await phone.isReady(viewer.id), context)
        model["csrf"] = context.csrfToken
        return model
    }

    // MARK: Doing

    @Sendable private func take(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.outboundWork)
        _ = try await Form.read(request, context)
        return try await takeNext(
            viewer, context, instead: .redirect(to: .outbound, notice: "outbound.none", kind: .info))
    }

    private func takeNext(
        _ viewer: SignedIn, _ context: PageContext, instead: Response
    ) async throws -> Response {
        let place = try await next.take(for: viewer.id, at: context.arrivedAt)
        return place.map { .redirect(to: $0) } ?? instead
    }

    @Sendable private func dial(_ request: Request, _ context: PageContext) async throws -> Response {
        try await act(request, context) { ticket, _, viewer in
            guard await phone.isReady(viewer.id) else { throw DeskRefusal.phoneNotConnected }
            var random = SystemRandomNumberGenerator()
            let call = WorkID(at: context.arrivedAt, random: &random)
            let placed = try await confirmations.placeCall(call, for: ticket, by: viewer.id, at: context.arrivedAt)
            let purpose = DialPurpose(
                kind: OutboundPurpose.Kind.confirmation.rawValue, id: ticket.description,
                title: context.text("outbound.purpose", ["ticket": "\(placed.number)"]), path: Path.outbound.text)
            let order = OutboundCall(
                id: call, to: placed.lock.phone, from: placed.plan.callerNumber, purpose: purpose)
            do { try await phone.dial(order, viewer.id) } catch {
                try await confirmations.forgetCall(call, by: viewer.id)
                throw error
            }
            return .redirect(to: .outbound)
        }
    }

    @Sendable private func finish(_ request: Request, _ context: PageContext) async throws -> Response {
        try await act(request, context) { ticket, form, viewer in
            guard let work = try await confirmations.work(of: viewer.id, at: context.arrivedAt) else {
                throw RingingRefusal.notHeld
            }
            guard let outcome = OutcomeForm(zone: work.lock.zone, context: context).outcome(&form) else { return nil }
            let (end, contact) = try await confirmations.finish(
                ticket, outcome, note: note(outcome, work, form, context), by: viewer.id, at: context.arrivedAt)
            if let contact { await phone.logged(contact, viewer.id) }
            let done = Response.redirect(to: .outbound, notice: end.notice)
            guard form.isTicked("next") else { return done }
            return try await takeNext(viewer, context, instead: done)
        }
    }

    /// For the contact's record, in the centre's language.
    private func note(
        _ outcome: ConfirmationOutcome, _ work: ConfirmationWork, _ form: Form, _ context: PageContext
    ) -> String {
        let blanks = [
            "ticket": "\(work.ticket.number)",
            "outcome": context.catalogue.text("outbound.outcome.\(outcome.kind.rawValue)", .id),
        ]
        let head = context.catalogue.text("outbound.note", .id, blanks)
        return form["text"].map { "\(head) \($0)" } ?? head
    }

    @Sendable private func release(_ request: Request, _ context: PageContext) async throws -> Response {
        try await act(request, context) { ticket, _, viewer in
            try await confirmations.release(ticket, by: viewer.id, at: context.arrivedAt)
            return .redirect(to: .outbound, notice: "outbound.released")
        }
    }

    /// One deed with what is held; refused, the page says why and keeps what was typed.
    ///
    /// - Parameter deed: nil when the form itself is wrong.
    private func act(
        _ request: Request, _ context: PageContext,
        _ deed: (TicketID, inout Form, SignedIn) async throws -> Response?
    ) async throws -> Response {
        let viewer = try context.require(.outboundWork)
        let ticket: TicketID = try context.parameter("id")
        var form = try await Form.read(request, context)
        do {
            if let response = try await deed(ticket, &form, viewer) { return response }
        } catch RingingRefusal.notHeld {
            return .redirect(to: .outbound, notice: "outbound.refused.not-held", kind: .warning)
        } catch RingingRefusal.holdsAnother {
            return .redirect(to: .outbound, notice: "outbound.refused.holds-another", kind: .warning)
        } catch let refusal as RingingRefusal {
            try await fail(&form, refusal, viewer, context)
        } catch let refusal as TicketRefusal where refusal != .noSuchTicket {
            form.fail("text", "tickets.refused.\(refusal.rawValue)", ["most": "\(Ticket.longestText)"])
        } catch let refusal as DeskRefusal {
            form.fail("call", refusal.outboundKey)
        }
        guard let work = try await confirmations.work(of: viewer.id, at: context.arrivedAt) else {
            return .redirect(to: .outbound, notice: "outbound.refused.not-held", kind: .warning)
        }
        return try await page(work, form, viewer, context)
    }

    private func fail(
        _ form: inout Form, _ refusal: RingingRefusal, _ viewer: SignedIn, _ context: PageContext
    ) async throws {
        let zone = try await confirmations.work(of: viewer.id, at: context.arrivedAt)?.lock.zone ?? .wib
        let (key, blanks) = OutboundWords(calendar, context).refusal(refusal, in: zone)
        let isOfTime = refusal == .timeOutside || form["outcome"] == ConfirmationOutcome.Kind.asksForTime.rawValue
        form.fail(isOfTime && refusal != .callIsOn && refusal != .notRung ? "day" : "call", key, blanks)
    }

    // MARK: Live

    @Sendable private func liveDay(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.outboundWork)
        return .live(try await boards.events(RingingKey(.day(viewer.id), context)), request, context)
    }

    @Sendable private func live(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.outboundWork)
        let feed = RingingFeed(
            store: confirmations, phone: phone, person: viewer.id, clock: clock,
            work: { try await confirmations.work(of: $0, at: $1) })
        let events = feed.events { work in
            let drawing = ConfirmationDrawing(
                work: work, member: nil, viewer: viewer, names: nil, script: script,
                words: OutboundWords(calendar, context))
            let model = try await callModel(drawing, Form(), viewer, context)
            return LiveEvent(
                name: "outbound-call", data: try views.fragment("outbound-call", model, context.language))
        }
        return Response.live(events, request, context)
    }
}

extension ConfirmationEnd {
    /// The key of the words that say it.
    fileprivate var notice: String {
        switch self {
        case .closed: "outbound.end.closed"
        case .closedMeanwhile: "outbound.end.closed-meanwhile"
        case .reopenedMeanwhile: "outbound.end.reopened-meanwhile"
        case .reopened: "outbound.end.reopened"
        case .ringsAgain: "outbound.end.rings-again"
        case .givenUp: "outbound.end.given-up"
        case .needsNumber: "outbound.end.needs-number"
        }
    }
}

extension DeskRefusal {
    /// What an outbound agent does about it.
    var outboundKey: String {
        switch self {
        case .notAtTheDesk, .phoneNotConnected, .phoneTaken, .voiceUnavailable, .badOffer, .dismissed:
            "outbound.refused.no-phone"
        default: "outbound.refused.phone-busy"
        }
    }
}
