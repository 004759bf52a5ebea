import Database
import Hummingbird
import Kernel
import Pages
import Staff
import Tickets

/// `/api/v1/tickets/…/escalation…`: to a branch and back, also for a branch's own system.
struct EscalationInterface: PageGroup {
    let door: InterfaceDoor
    let tickets: TicketStore

    func add(to router: Router<PageContext>) {
        let root = router.group("/api/v1/tickets/:id")
        root.get("escalation", use: show)
        root.post("escalations", use: escalate)
        root.post("passings", use: pass)
        root.post("questions", use: ask)
        root.post("answers", use: answer)
    }

    private func id(_ context: PageContext) async throws -> TicketID {
        try await tickets.named(try context.parameter("id"))
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        try await door.read(request, context, .escalationsRead) { _ in
            guard let escalation = try await tickets.escalation(of: try await id(context)) else {
                throw InterfaceProblem.notFound
            }
            return EscalationResource(escalation)
        }
    }

    private struct Sending: Decodable {
        let branch: String
        let reason: String
    }

    @Sendable private func escalate(_ request: Request, _ context: PageContext) async throws -> Response {
        try await door.write(request, context, .escalationsWrite) { (body: Sending, key) in
            let (id, now, code) = (try await id(context), context.arrivedAt, try branch(body.branch))
            return { transaction in
                EscalationResource(
                    try transaction.escalate(id, to: code, reason: body.reason, by: key.author, at: now))
            }
        }
    }

    @Sendable private func pass(_ request: Request, _ context: PageContext) async throws -> Response {
        try await door.write(request, context, .escalationsWrite) { (body: Sending, key) in
            let (id, now, code) = (try await id(context), context.arrivedAt, try branch(body.branch))
            return { transaction in
                EscalationResource(
                    try transaction.passEscalation(id, to: code, reason: body.reason, by: key.author, at: now))
            }
        }
    }

    private struct Asking: Decodable {
        let branch: String
        let text: String
    }

    /// In the name of the branch that has it.
    @Sendable private func ask(_ request: Request, _ context: PageContext) async throws -> Response {
        try await door.write(request, context, .escalationsWrite) { (body: Asking, key) in
            let (id, now, code) = (try await id(context), context.arrivedAt, try branch(body.branch))
            return { transaction in
                EscalationResource(
                    try transaction.askCentre(id, body.text, of: code, by: key.author, at: now))
            }
        }
    }

    private struct Answering: Decodable {
        let branch: String
        let status: AnswerStatus
        let text: String
    }

    @Sendable private func answer(_ request: Request, _ context: PageContext) async throws -> Response {
        try await door.write(request, context, .escalationsWrite) { (body: Answering, key) in
            let (id, now, code) = (try await id(context), context.arrivedAt, try branch(body.branch))
            return { transaction in
                EscalationResource(
                    try transaction.answerEscalation(
                        id, body.status, body.text, of: code, by: key.author, at: now))
            }
        }
    }

    private func branch(_ text: String) throws(InterfaceProblem) -> BranchCode {
        guard let code = BranchCode(text) else { throw InterfaceProblem(EscalationRefusal.unknownBranch) }
        return code
    }
}
