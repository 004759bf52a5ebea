import Contacts
import Hummingbird
import Kernel
import Logging
import Pages
import Tickets

/// The records that agents write of their contacts: during the call, in the wrap-up, or later from the list of those
/// that are not logged.
struct WrapUpPages: PageGroup {
    let views: Views
    let floor: Floor
    let records: DeskRecords
    let clock: any WallClock
    let calendar: CentreCalendar

    init(
        views: Views, floor: Floor, records: DeskRecords, clock: any WallClock, calendar: CentreCalendar = .jakarta
    ) {
        self.views = views
        self.floor = floor
        self.records = records
        self.clock = clock
        self.calendar = calendar
    }

    func add(to router: Router<PageContext>) {
        router.get("/desk/wrap-ups", use: list)
        router.get("/desk/wrap-ups/:contact", use: show)
        router.post("/desk/wrap-ups/:contact", use: save)
    }

    @Sendable private func list(_ request: Request, _ context: PageContext) async throws -> Response {
        let person = try context.require(.contactsLog)
        return try answer(try await records.unlogged(of: person, time(context)), request, context)
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        let person = try context.require(.contactsLog)
        return try answer(try await form(of: person, context).model(context), request, context)
    }

    @Sendable private func save(_ request: Request, _ context: PageContext) async throws -> Response {
        let person = try context.require(.contactsLog)
        let contact = try context.parameter("contact", as: ContactID.self)
        var form = try await Form.read(request, context)
        guard let (log, colour) = form.record(try await records.contacts.categories()) else {
            return try await refuse(form, person, request, context)
        }
        if colour != nil { _ = try context.require(.ticketsOpen) }
        do {
            let (_, ticket) = try await records.tickets.log(
                contact, log, ticket: colour, marks: form.marks, by: person.id, at: clock.now())
            return try await saved(contact, ticket, person, request, context)
        } catch let refusal as ContactRefusal {
            // The database may be behind the floor: what was typed stays, and is saved a moment later.
            if refusal == .noSuchContact, await isAtTheDesk(contact, person) {
                form.fail("contact", "desk.form.not-yet")
            } else {
                form.fail(refusal)
            }
        } catch let refusal as TicketRefusal {
            form.fail("note", "tickets.refused.\(refusal.rawValue)", ["most": "\(Ticket.longestText)"])
        }
        return try await refuse(form, person, request, context)
    }

    /// The floor is told, and a wrap-up that waited for this record is over.
    private func saved(
        _ contact: ContactID, _ ticket: Ticket?, _ person: SignedIn, _ request: Request, _ context: PageContext
    ) async throws -> Response {
        let waits = await floor.desk(person.id)?.wrapUp?.contact == contact
        await floor.logged(contact, by: person.id)
        if waits {
            do { try await floor.act(person.id, .finishWrapUp) } catch {
                // Its limit ran out meanwhile: the agent is ready already, and the record is kept.
                context.logger.info("a wrap-up was over before its record", metadata: ["why": "\(error)"])
            }
        }
        guard request.isFromScript else {
            return .redirect(to: .desk, notice: ticket == nil ? "desk.form.saved" : "desk.form.saved-with-ticket")
        }
        guard let ticket else { return try .json(DeskAnswer(message: context.text("desk.form.saved"))) }
        var message = context.text("desk.form.saved-ticket", ["number": "\(ticket.number)"])
        if let like = try await records.tickets.duplicates(of: ticket.id).first {
            message += " " + context.text("tickets.duplicate.saved", ["number": "\(like.ticket.number)"])
        }
        return try .json(DeskAnswer(message: message))
    }

    private func refuse(
        _ typed: Form, _ person: SignedIn, _ request: Request, _ context: PageContext
    ) async throws -> Response {
        if request.isFromScript {
            var errors = typed.errors.mapValues { context.text($0.key, $0.arguments) }
            // What concerns the contact as a whole has no field to stand beside.
            let whole = errors.removeValue(forKey: "contact")
            let answer = DeskAnswer(message: whole ?? context.text("desk.form.wrong"), errors: errors)
            return try .json(answer, status: .unprocessableContent)
        }
        var form = try await form(of: person, context)
        form.form = typed
        return try page(form.model(context), context, status: .unprocessableContent)
    }

    private func isAtTheDesk(_ contact: ContactID, _ person: SignedIn) async -> Bool {
        let view = await floor.desk(person.id)
        return view?.call?.contact == contact || view?.wrapUp?.contact == contact
    }

    private func form(of person: SignedIn, _ context: PageContext) async throws -> RecordForm {
        let contact = try context.parameter("contact", as: ContactID.self)
        let asked = RecordAsked(contact, at: await floor.desk(person.id), Words(context))
        return try await records.form(asked, of: person, time(context))
    }

    private func time(_ context: PageContext) -> ShownTime {
        ShownTime(now: clock.now(), isLive: false, calendar: calendar, words: Words(context))
    }

    /// A script takes the part into the desk; without one it is a page of its own.
    private func answer(_ model: [String: Any], _ request: Request, _ context: PageContext) throws -> Response {
        if Form.query(request)["part"] != nil { return try views.part("calls-desk-form", model, context) }
        return try page(model, context)
    }

    private func page(
        _ model: [String: Any], _ context: PageContext, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try views.page(
            "calls-wrap-up", title: context.text("desk.form.title"), model, context, status: status,
            frame: Views.Frame(styles: ["desk.css"], scripts: ["wrap-up.js"]))
    }
}
