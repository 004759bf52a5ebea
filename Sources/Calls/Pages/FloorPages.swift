import Hummingbird
import Kernel
import Pages

/// The live floor for supervisors.
struct FloorPages: PageGroup {
    let views: Views
    let floor: Floor
    let clock: any WallClock
    let calendar: CentreCalendar
    private let boards: FloorBoards

    init(views: Views, floor: Floor, clock: any WallClock, calendar: CentreCalendar = .jakarta) {
        self.views = views
        self.floor = floor
        self.clock = clock
        self.calendar = calendar
        boards = FloorBoards(views: views, floor: floor, clock: clock, calendar: calendar)
    }

    func add(to router: Router<PageContext>) {
        router.get("/floor", use: show)
        router.get("/floor/live", use: live)
    }

    private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.floor)
        let time = ShownTime(now: clock.now(), isLive: false, calendar: calendar, words: Words(context))
        var model: [String: Any] = ["now": time.milliseconds(time.now)]
        let drawing = FloorDrawing(view: await floor.floorView(), time: time)
        for part in FloorPart.allCases {
            model[part.slot] = try views.fragment(part.template, drawing.model(part), context.language)
        }
        return try views.page(
            "calls-floor", title: context.text("floor.title"), model, context,
            frame: Views.Frame(
                live: .floorLive, styles: ["desk.css", "floor.css"], scripts: ["floor.js"], wide: true))
    }

    private func live(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.floor)
        let board = try await boards.board(Words(context))
        return Response.live(board.events(), request, context)
    }
}

extension FloorPart {
    /// Where the page's template takes the part.
    var slot: String { "\(self)" }
}
