import Database
import Hummingbird
import Kernel
import Logging

@testable import Pages

/// A small site to try the frame on: Citra takes calls, Bayu runs the centre.
struct Yard {
    static let citra = PersonID("01900000-0000-7000-8000-000000000001")!
    static let bayu = PersonID("01900000-0000-7000-8000-000000000002")!
    static let dewi = PersonID("01900000-0000-7000-8000-000000000003")!

    let site: Site
    let database: any Database
    let clock: ManualClock
    let board = LiveBoard()
    let refusals = Refusals()

    init(
        _ dialect: Dialect = .sqlite, limits: RequestLimits = RequestLimits(), more places: [NavigationItem] = []
    ) async throws {
        let clock = ManualClock()
        let database = try await TestDatabase.open(dialect)
        try await database.migrate(SessionStore.migrations)
        let sessions = SessionStore(database, clock: clock) { id, _ in Self.people[id] }
        let views = try Views(
            bundles: [],
            navigation: [
                NavigationItem(path: "/staff", wordKey: "pages.navigation", permission: .staffEdit, order: 2),
                NavigationItem(path: "/desk", wordKey: "pages.close", permission: .desk, order: 1),
            ] + places)
        let refusals = refusals
        site = Site(
            views: views, sessions: sessions, clock: clock, groups: [YardPages(views: views, board: board)],
            limits: limits
        ) { refusal, context in await refusals.add(refusal, context.signedIn?.id) }
        self.database = database
        self.clock = clock
    }

    private static let people: [PersonID: SessionPerson] = [
        citra: SessionPerson(id: citra, name: "Citra Lestari", roles: [.inbound], site: "JKT"),
        bayu: SessionPerson(id: bayu, name: "Bayu Pratama", roles: [.admin]),
        dewi: SessionPerson(id: dewi, name: "Dewi Anggraini", roles: [.inbound], mustChangePassword: true),
    ]

    actor Refusals {
        private(set) var all: [PageRefusal] = []
        private(set) var people: [PersonID?] = []

        func add(_ refusal: PageRefusal, _ person: PersonID?) {
            all.append(refusal)
            people.append(person)
        }
    }
}

struct YardPages: PageGroup {
    let views: Views
    let board: LiveBoard

    func add(to router: Router<PageContext>) {
        router.get("/sign-in") { _, context -> Response in
            try views.page("pages-error", title: "Masuk", [:], context, frame: Views.Frame(navigation: false))
        }
        router.get("/desk") { _, context -> Response in
            let person = try context.require(.desk)
            return try views.page(
                "pages-error", title: "Meja <\(person.name)>", ["mend": "<b>\(person.name)</b>"], context)
        }
        router.get("/desk/live") { request, context in
            _ = try context.require(.desk)
            return Response.live(board.events(), request, context)
        }
        router.get("/desk/live-fast") { request, context in
            _ = try context.require(.desk)
            var limits = LiveLimits()
            limits.heartbeat = .milliseconds(5)
            return Response.live(board.events(), request, context, limits: limits)
        }
        router.post("/notes") { request, context -> Response in
            _ = try context.require(.desk)
            let form = try await Form.read(request, context)
            return .html("\(form["text"] ?? "-")|\(form.file("file").map { "\($0.content.readableBytes)" } ?? "-")")
        }
        router.post("/careless") { _, _ in Response.html("done") }
        router.post("/commands") { request, context -> Response in
            _ = try context.require(.desk)
            return try .json(try await request.json([String: Int].self))
        }
        router.post("/saves") { _, _ -> Response in .redirect(to: "/desk", notice: "pages.close") }
        router.post("/warnings") { _, _ -> Response in
            .redirect(to: "/desk", notice: "pages.close", kind: .warning)
        }
        router.get("/broken") { _, _ -> Response in throw Views.Problem.noTemplate("secret name") }
        router.get("/conflict") { _, _ -> Response in throw PageRefusal.conflict("pages.refused.slow.mend") }
        router.get("/slow") { _, _ -> Response in
            // A page that never answers: the limit under test ends it.
            try await Task.sleep(for: .seconds(60))
            return .done
        }
    }
}

func quietLogger() -> Logger {
    Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
