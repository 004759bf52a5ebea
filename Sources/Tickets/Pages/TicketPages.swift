import Hummingbird
import Kernel
import Pages

/// `/tickets/…`: one ticket with its story and its clocks, what is done to it, and its end.
struct TicketPages: PageGroup {
    let show: TicketShow

    private var tickets: TicketStore { show.tickets }

    func add(to router: Router<PageContext>) {
        router.get("/tickets/:id", use: read)
        router.post("/tickets/:id/closures", use: close)
        router.post("/tickets/:id/pauses", use: pause)
        router.post("/tickets/:id/resumptions", use: resume)
        router.post("/tickets/:id/colours", use: recolour)
        router.post("/tickets/:id/priorities", use: prioritise)
        router.post("/tickets/:id/marks", use: mark)
    }

    @Sendable private func read(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.ticketsRead)
        return try await show.page(try context.parameter("id"), Form(), context)
    }

    @Sendable private func close(_ request: Request, _ context: PageContext) async throws -> Response {
        try await change(request, context, field: "closing", notice: "tickets.closed") { id, form, author in
            try await tickets.close(id, form["closing"] ?? "", by: author, at: context.arrivedAt)
        }
    }

    @Sendable private func pause(_ request: Request, _ context: PageContext) async throws -> Response {
        try await change(
            request, context, .ticketsPause, field: "pause-text", notice: "tickets.paused"
        ) { id, form, author in
            let reason = form["pause-reason"].flatMap(PauseReason.init) ?? .other
            try await tickets.pause(id, reason, form["pause-text"] ?? "", by: author, at: context.arrivedAt)
        }
    }

    @Sendable private func resume(_ request: Request, _ context: PageContext) async throws -> Response {
        try await change(
            request, context, .ticketsPause, field: "pause-text", notice: "tickets.resumed"
        ) { id, _, author in
            try await tickets.resume(id, by: author, at: context.arrivedAt)
        }
    }

    @Sendable private func recolour(_ request: Request, _ context: PageContext) async throws -> Response {
        try await change(request, context, field: "colour-reason", notice: "tickets.recoloured") { id, form, author in
            guard let colour = form["colour"].flatMap(TicketColour.init) else { throw PageRefusal.unreadable }
            try await tickets.recolour(
                id, colour, reason: form["colour-reason"] ?? "", by: author, at: context.arrivedAt)
        }
    }

    @Sendable private func prioritise(_ request: Request, _ context: PageContext) async throws -> Response {
        try await change(
            request, context, field: "priority-reason", notice: "tickets.prioritised"
        ) { id, form, author in
            guard let priority = form["priority"].flatMap(TicketPriority.init) else { throw PageRefusal.unreadable }
            try await tickets.prioritise(
                id, priority, reason: form["priority-reason"] ?? "", by: author, at: context.arrivedAt)
        }
    }

    @Sendable private func mark(_ request: Request, _ context: PageContext) async throws -> Response {
        try await change(request, context, field: "mark", notice: "tickets.marked") { id, form, author in
            let marks = Set(form.all("mark").compactMap(UrgentMark.init))
            try await tickets.mark(id, marks, by: author, at: context.arrivedAt)
        }
    }

    private func change(
        _ request: Request, _ context: PageContext, _ permission: Permission = .ticketsOpen, field: String,
        notice: String, _ work: (TicketID, Form, Author) async throws -> Void
    ) async throws -> Response {
        let viewer = try context.require(permission)
        let id: TicketID = try context.parameter("id")
        var form = try await Form.read(request, context)
        do {
            try await work(id, form, viewer.author)
            show.readers.tell(id, changedBy: viewer, at: context.arrivedAt)
            return .redirect(to: .ticket(id), notice: notice)
        } catch TicketRefusal.noSuchTicket {
            throw PageRefusal.notFound
        } catch let refusal as TicketRefusal {
            form.fail(field, "tickets.refused.\(refusal.rawValue)", ["most": "\(Ticket.longestText)"])
            return try await show.page(id, form, context, status: 422)
        }
    }
}
