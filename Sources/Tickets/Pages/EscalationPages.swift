import Hummingbird
import Kernel
import Pages
import Staff

/// What the centre does about a ticket and a branch, on the ticket's page: hands it over, passes it on, tells the
/// branch what it asked.
struct EscalationPages: PageGroup {
    let show: TicketShow

    private var tickets: TicketStore { show.tickets }

    func add(to router: Router<PageContext>) {
        router.post("/tickets/:id/escalations", use: hand)
        router.post("/tickets/:id/passings", use: pass)
        router.post("/tickets/:id/replies", use: reply)
    }

    @Sendable private func hand(_ request: Request, _ context: PageContext) async throws -> Response {
        try await deed(
            request, context, field: "branch-reason", notice: "tickets.escalation.handed"
        ) { id, form, author in
            guard let standing = try await tickets.standing(of: id) else { throw PageRefusal.notFound }
            let branch = try branch(form, standing)
            // What the house's rules propose, and somebody agreed to, keeps its cause.
            let isProposed = standing.route?.branch?.code == branch
            let cause = isProposed ? standing.route?.because?.cause : nil
            try await tickets.hand(
                id, to: branch, because: cause ?? .chosen, reason: form["branch-reason"] ?? "", by: author,
                at: context.arrivedAt)
        }
    }

    @Sendable private func pass(_ request: Request, _ context: PageContext) async throws -> Response {
        try await deed(
            request, context, field: "branch-reason", notice: "tickets.escalation.passed-on"
        ) { id, form, author in
            guard let standing = try await tickets.standing(of: id) else { throw PageRefusal.notFound }
            try await tickets.pass(
                id, to: try branch(form, standing), reason: form["branch-reason"] ?? "", by: author,
                at: context.arrivedAt)
        }
    }

    @Sendable private func reply(_ request: Request, _ context: PageContext) async throws -> Response {
        try await deed(request, context, field: "reply", notice: "tickets.escalation.replied") { id, form, author in
            try await tickets.reply(id, form["reply"] ?? "", by: author, at: context.arrivedAt)
        }
    }

    private func branch(_ form: Form, _ standing: EscalationStanding) throws -> BranchCode {
        guard let branch = form["branch"].flatMap(standing.directory.branch) else {
            throw EscalationRefusal.unknownBranch
        }
        return branch
    }

    private func deed(
        _ request: Request, _ context: PageContext, field: String, notice: String,
        _ work: (TicketID, Form, Author) async throws -> Void
    ) async throws -> Response {
        let viewer = try context.require(.escalationsOpen)
        _ = try context.require(.ticketsRead)
        let id: TicketID = try context.parameter("id")
        var form = try await Form.read(request, context)
        do {
            try await work(id, form, viewer.author)
            show.readers.tell(id, changedBy: viewer, at: context.arrivedAt)
            return .redirect(to: .ticket(id), notice: notice)
        } catch EscalationRefusal.noSuchTicket {
            throw PageRefusal.notFound
        } catch let refusal as EscalationRefusal {
            form.fail(refusal.isOfBranch ? "branch" : field, "tickets.escalation.refused.\(refusal.word)")
        } catch TicketRefusal.noSuchTicket {
            throw PageRefusal.notFound
        } catch let refusal as TicketRefusal {
            form.fail(field, "tickets.refused.\(refusal.rawValue)", ["most": "\(Ticket.longestText)"])
        }
        return try await show.page(id, form, context, status: 422)
    }
}
