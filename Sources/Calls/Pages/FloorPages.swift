import Hummingbird
import Kernel
import Logging
import Members
import Pages
import Staff

/// The live floor for supervisors, and what opens beside it: an agent, a queue's last two hours. Each is a page of its
/// own; a script takes it into the floor as a drawer (`?part=drawer`).
struct FloorPages: PageGroup {
    let views: Views
    let floor: Floor
    let staff: StaffStore
    let clock: any WallClock
    let calendar: CentreCalendar
    private let partners: PartnerBoard?
    private let boards: FloorBoards

    init(
        views: Views, floor: Floor, staff: StaffStore, clock: any WallClock, calendar: CentreCalendar = .jakarta,
        partners: PartnerBoard? = nil
    ) {
        self.views = views
        self.floor = floor
        self.staff = staff
        self.clock = clock
        self.calendar = calendar
        self.partners = partners
        boards = FloorBoards(views: views, floor: floor, clock: clock, calendar: calendar, partners: partners)
    }

    func add(to router: Router<PageContext>) {
        router.get("/floor", use: show)
        router.get("/floor/live", use: live)
        router.get("/floor/agents/:agent", use: agent)
        router.post("/floor/agents/:agent/dismissals", use: dismiss)
        router.get("/floor/queues/:queue", use: queue)
    }

    private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.floor)
        let time = time(context)
        var model: [String: Any] = ["now": time.milliseconds(time.now)]
        let drawing = FloorDrawing(
            view: await floor.floorView(), time: time,
            partners: try await partners?.models(PartnerWords(calendar, context), at: time.now) ?? [])
        for part in FloorPart.allCases {
            model[part.slot] = try views.fragment(part.template, drawing.model(part), context.language)
        }
        return try views.page(
            "calls-floor", title: context.text("floor.title"), model, context,
            frame: Views.Frame(
                live: .floorLive, styles: ["desk.css", "floor.css", "members-office.css"], scripts: ["floor.js"],
                wide: true))
    }

    private func live(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.floor)
        let board = try await boards.board(Words(context))
        return Response.live(board.events(), request, context)
    }

    // MARK: - One agent

    private func agent(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.floor)
        let id: PersonID = try context.parameter("agent")
        let drawing = FloorAgentDrawing(time: time(context), mayAct: viewer.may(.floorAct))
        if let view = await floor.agentView(id) {
            return try drawer("calls-floor-agent", view.tile.name, drawing.model(view), request, context)
        }
        guard let person = try await staff.person(id), person.may(.desk) else { throw PageRefusal.notFound }
        let model = drawing.model(absent: person.name, id: id, today: await floor.day(of: id))
        return try drawer("calls-floor-agent", person.name, model, request, context)
    }

    private func dismiss(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.floorAct)
        _ = try await Form.read(request, context)
        let id: PersonID = try context.parameter("agent")
        do {
            try await floor.dismiss(id, by: Supervisor(id: viewer.id, name: viewer.name))
        } catch .notAtTheDesk {
            // The agent went by themselves, which is what was asked for.
            context.logger.info("an agent was off the floor already", metadata: ["agent": "\(id)"])
        }
        return request.isFromScript ? .done : .redirect(to: .floorAgent(id), notice: "floor.agent.dismissed")
    }

    // MARK: - One queue

    private func queue(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.floor)
        let name: String = try context.parameter("queue")
        let view = await floor.floorView()
        guard let queue = view.queues.first(where: { $0.queue == name }) else { throw PageRefusal.notFound }
        let drawing = TrafficDrawing(steps: view.traffic[name] ?? [], time: time(context))
        var model = drawing.table
        model["title"] = queue.title
        model["queue"] = queue.queue
        model["waiting"] = queue.waiting
        model["ready"] = queue.ready
        model["level"] = queue.serviceLevelSeconds
        return try drawer("calls-floor-queue", queue.title, model, request, context)
    }

    // MARK: - Either way

    private func drawer(
        _ template: String, _ title: String, _ model: [String: Any], _ request: Request, _ context: PageContext
    ) throws -> Response {
        if Form.query(request)["part"] != nil { return try views.part(template, model, context) }
        var model = model
        model["csrf"] = context.csrfToken
        let content = try views.fragment(template, model, context.language)
        let page: [String: Any] = ["content": content, "now": time(context).milliseconds(clock.now())]
        return try views.page(
            "calls-floor-alone", title: title, page, context,
            frame: Views.Frame(styles: ["desk.css", "floor.css"], scripts: ["drawer.js"]))
    }

    private func time(_ context: PageContext) -> ShownTime {
        ShownTime(now: clock.now(), isLive: false, calendar: calendar, words: Words(context))
    }
}

extension FloorPart {
    /// Where the page's template takes the part.
    var slot: String { "\(self)" }
}
