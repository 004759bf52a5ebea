import Hummingbird
import Kernel
import Logging
import Pages

/// `/exports`: what one has asked for, live, and asking for more.
struct ExportPages: PageGroup {
    let store: ExportStore
    let shelf: ExportShelf
    let lists: [ExportableList]
    let drawing: ExportDrawing
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/exports", use: list)
        router.get("/exports/live", use: live)
        router.post("/exports", use: ask)
        router.post("/exports/:id/cancellations", use: cancel)
        router.post("/exports/:id/removals", use: remove)
    }

    @Sendable private func list(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.listsExport)
        let rows = try drawing.rows(try await store.exports(of: viewer.id), context)
        return try views.page(
            "exports-list", title: context.text("exports.title"), ["rows": rows], context,
            frame: Views.Frame(live: .exportsLive))
    }

    @Sendable private func live(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.listsExport)
        // Heard from before the first look, so that nothing falls between.
        let changes = try await store.changes()
        let (events, sender) = AsyncStream.makeStream(of: LiveEvent.self)
        let drawer = Task {
            do {
                sender.yield(LiveEvent(name: "exports", data: try await drawn(for: viewer, context)))
                for await whose in changes where whose.isEmpty || whose == viewer.id.description {
                    sender.yield(LiveEvent(name: "exports", data: try await drawn(for: viewer, context)))
                }
            } catch {
                context.logger.error("exports were not drawn", metadata: ["error": "\(error)"])
            }
            sender.finish()
        }
        sender.onTermination = { _ in drawer.cancel() }
        return Response.live(events, request, context)
    }

    private func drawn(for viewer: SignedIn, _ context: PageContext) async throws -> String {
        try drawing.rows(try await store.exports(of: viewer.id), context)
    }

    /// A form, so that no link that somebody follows has a list written out.
    @Sendable private func ask(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.listsExport)
        let form = try await Form.read(request, context)
        guard let list = lists.first(where: { $0.name == form["list"] }),
            let format = form["format"].flatMap(ExportFormat.init)
        else { throw PageRefusal.unreadable }
        try context.require(list)
        let query = form["query"] ?? ""
        guard query.utf8.count <= Export.longestQuery, !query.unicodeScalars.contains("\0") else {
            throw PageRefusal.unreadable
        }
        var random = SystemRandomNumberGenerator()
        do {
            try await store.ask(
                ExportID(at: context.arrivedAt, random: &random),
                Export.Asking(list.name, query: query, as: format, in: context.language), by: viewer.id,
                at: context.arrivedAt)
            return .redirect(to: .exports, notice: "exports.asked")
        } catch ExportRefusal.tooMany {
            return .redirect(to: .exports, notice: "exports.refused.too-many", kind: .warning)
        }
    }

    @Sendable private func cancel(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.listsExport)
        return try await change("exports.cancelled") {
            try await store.cancel(try context.parameter("id"), by: viewer.id, at: context.arrivedAt)
        }
    }

    @Sendable private func remove(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.listsExport)
        return try await change("exports.removed") {
            try await store.remove(try context.parameter("id"), by: viewer.id, at: context.arrivedAt)
        }
    }

    private func change(_ notice: String, _ work: () async throws -> Export) async throws -> Response {
        do {
            if let file = try await work().file { try shelf.remove(file) }
            return .redirect(to: .exports, notice: notice)
        } catch ExportRefusal.noSuchExport {
            throw PageRefusal.notFound
        } catch let refusal as ExportRefusal {
            throw PageRefusal.conflict("exports.refused.\(refusal.rawValue)")
        }
    }
}
