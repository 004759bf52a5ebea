import Hummingbird
import Kernel
import Logging
import Pages
import Staff

/// The agent's desk: the page, its live parts, and what an agent does there. Records are `WrapUpPages`.
///
/// Each action is a form that works without script, and answers a script (`Accept: application/json`) without a page.
struct DeskPages: PageGroup {
    let views: Views
    let floor: Floor
    let clock: any WallClock
    let calendar: CentreCalendar
    let organisation: String
    let records: DeskRecords
    let hints: DeskHints

    /// - Parameter organisation: the name under which the centre greets its callers.
    init(
        views: Views, floor: Floor, records: DeskRecords, hints: DeskHints, clock: any WallClock,
        calendar: CentreCalendar = .jakarta, organisation: String
    ) {
        self.views = views
        self.floor = floor
        self.records = records
        self.hints = hints
        self.clock = clock
        self.calendar = calendar
        self.organisation = organisation
    }

    func add(to router: Router<PageContext>) {
        router.get("/desk", use: show)
        router.get("/desk/live", use: live)
        router.post("/desk/phone", use: connectPhone)
        router.post("/desk/states") { try await act($0, $1, state) }
        router.post("/desk/answers") { try await act($0, $1) { _ in .answer } }
        router.post("/desk/holds") { try await act($0, $1) { _ in .hold } }
        router.post("/desk/resumptions") { try await act($0, $1) { _ in .resume } }
        router.post("/desk/hangups") { try await act($0, $1) { _ in .hangUp } }
        router.post("/desk/settings", use: set)
    }

    // MARK: - The page

    private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        let person = try context.require(.desk)
        let view = try await floor.openDesk(person)
        let past = await past(view, context)
        let drawing = drawing(view, past, Words(context), of: person, isLive: false)
        var model = drawing.model
        model.merge(await hints.model(view, person, context)) { _, new in new }
        model["now"] = drawing.signal.now
        model["words"] = try scriptWords(Words(context))
        model["phone"] = try phone(view, Words(context))
        model["aux"] = auxChoices(await floor.auxReasons)
        model["mayDial"] = drawing.mayDial && view.canDial
        model.merge(try await record(drawing, of: person, context)) { _, new in new }
        return try views.page(
            "calls-desk", title: context.text("desk.title"), model, context,
            frame: Views.Frame(live: .deskLive, styles: ["desk.css"], scripts: ["desk.js"], wide: true))
    }

    private func drawing(
        _ view: DeskView, _ past: PastContacts, _ words: Words, of person: SignedIn, isLive: Bool
    ) -> DeskDrawing {
        DeskDrawing(
            view: view, past: past, time: ShownTime(now: clock.now(), isLive: isLive, calendar: calendar, words: words),
            organisation: organisation, mayDial: person.may(.outboundWork))
    }

    /// Names under past contacts. The call is shown without them rather than not at all.
    private func past(_ view: DeskView, _ context: PageContext) async -> PastContacts {
        guard let match = view.conversation?.match else { return PastContacts() }
        do { return try await records.past(match, Words(context)) } catch {
            context.logger.warning("names of past contacts are missing", metadata: ["error": "\(error)"])
            return PastContacts()
        }
    }

    private func record(
        _ drawing: DeskDrawing, of person: SignedIn, _ context: PageContext
    ) async throws -> [String: Any] {
        guard let contact = drawing.recordContact else { return try await records.unlogged(of: person, drawing.time) }
        let asked = RecordAsked(contact, at: drawing.view, drawing.time.words)
        return try await records.form(asked, of: person, drawing.time).model(context)
    }

    private func auxChoices(_ reasons: [AuxReason]) -> [[String: Any]] {
        reasons.enumerated().map { index, reason in
            [
                "code": reason.code, "title": reason.title, "key": index < 9 ? "\(index + 1)" : "",
                "limit": orNothing(reason.longestSeconds.map { ShownTime.clock(Double($0)) }),
            ]
        }
    }

    private func phone(_ view: DeskView, _ words: Words) throws -> [String: Any] {
        let catalogue = PhoneWords(
            say: words.all(under: "phone.say."), mend: words.all(under: "phone.mend."),
            microphone: words("phone.microphone-default"), speaker: words("phone.speaker-default"))
        return [
            "auto": view.autoAnswer, "words": words("phone.say.off"), "catalogue": try jsonText(catalogue),
        ]
    }

    private func scriptWords(_ words: Words) throws -> String {
        try jsonText([
            "ringing": words("desk.state.offered"), "unsent": words("desk.unsent"), "next": words("desk.form.next"),
            "signedOut": words("desk.signed-out"),
        ])
    }

    // MARK: - Live

    private func live(_ request: Request, _ context: PageContext) async throws -> Response {
        let person = try context.require(.desk)
        // After a restart of the centre the page is still open: the agent is on the floor again.
        _ = try await floor.resumeDesk(person)
        let changes = floor.deskChanges(person.id)
        let words = Words(context)
        let (events, sender) = AsyncStream.makeStream(of: LiveEvent.self)
        let drawer = Task {
            var shown: [DeskPart: String] = [:]
            var (match, past) = (CallerMatch(), PastContacts())
            for await view in changes {
                if let newer = view.conversation?.match, newer != match {
                    (match, past) = (newer, await self.past(view, context))
                }
                let drawing = drawing(view, past, words, of: person, isLive: true)
                do { try send(drawing, context.csrfToken, &shown, sender) } catch {
                    context.logger.error("a desk was not drawn", metadata: ["error": "\(error)"])
                    break
                }
            }
            sender.finish()
        }
        let hinter = Task { await hints.follow(person, context, sender) }
        sender.onTermination = { _ in
            drawer.cancel()
            hinter.cancel()
        }
        return Response.live(events, request, context)
    }

    /// Sends the parts that differ from what the page shows.
    private func send(
        _ drawing: DeskDrawing, _ csrf: String, _ shown: inout [DeskPart: String],
        _ sender: AsyncStream<LiveEvent>.Continuation
    ) throws {
        for part in DeskPart.allCases {
            var model = drawing.model(part)
            model["csrf"] = csrf
            let html = try views.fragment(part.template, model, drawing.time.words.language)
            // The clock in the signal is no change by itself.
            var mark = html
            if part == .signal { mark = try jsonText(drawing.signal.withoutClock) }
            guard shown.updateValue(mark, forKey: part) != mark else { continue }
            sender.yield(LiveEvent(name: part.rawValue, data: html))
        }
    }

    // MARK: - The phone

    private struct PhoneOffer: Decodable {
        var sdp: String
        /// Which open page asks.
        var page: DeskPageName
        /// It was just opened or its person wants the phone there, and is not trying again by itself.
        var takes: Bool
    }

    private struct PhoneAnswer: Encodable {
        var sdp: String
    }

    private func connectPhone(_ request: Request, _ context: PageContext) async throws -> Response {
        let person = try context.require(.desk)
        let offer = try await request.json(PhoneOffer.self, upTo: 32 * 1_024)
        do {
            return try .json(PhoneAnswer(sdp: try await connect(person, offer)))
        } catch let refusal as DeskRefusal {
            return try DeskAnswer.refused(refusal, context)
        }
    }

    /// A page that outlived a restart of the centre has no desk yet: it is opened, and asked once more.
    private func connect(_ person: SignedIn, _ offer: PhoneOffer) async throws -> String {
        func ask() async throws -> String {
            try await floor.connectPhone(person.id, offer: offer.sdp, page: offer.page, takes: offer.takes)
        }
        do { return try await ask() } catch DeskRefusal.notAtTheDesk {
            _ = try await floor.openDesk(person)
            return try await ask()
        }
    }

    // MARK: - What an agent does

    private func state(_ form: Form) throws -> DeskAction {
        switch form["state"] {
        case "ready": .ready
        case "finished": .finishWrapUp
        case "aux":
            if let reason = form["reason"] { .aux(code: reason) } else { throw PageRefusal.unreadable }
        default: throw PageRefusal.unreadable
        }
    }

    /// How calls are answered is kept with the person, and holds from now on.
    private func set(_ request: Request, _ context: PageContext) async throws -> Response {
        let person = try context.require(.desk)
        let autoAnswer = try await Form.read(request, context).isTicked("auto_answer")
        try await records.staff.setAutoAnswer(person.id, autoAnswer, by: person.author)
        return try await act(request, context) { _ in .autoAnswer(autoAnswer) }
    }

    private func act(
        _ request: Request, _ context: PageContext, _ action: (Form) throws -> DeskAction
    ) async throws -> Response {
        let person = try context.require(.desk)
        let action = try action(try await Form.read(request, context))
        return try await DeskAnswer.to(request, context) { () throws(DeskRefusal) in
            try await floor.act(person.id, action)
        }
    }
}
