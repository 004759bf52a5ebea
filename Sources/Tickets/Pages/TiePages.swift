import Hummingbird
import Kernel
import Pages

/// `/tickets/…/links` and `/tickets/…/mergers`: tickets that have to do with each other, or are about one thing.
struct TiePages: PageGroup {
    let show: TicketShow

    func add(to router: Router<PageContext>) {
        router.post("/tickets/:id/links", use: link)
        router.post("/tickets/:id/links/:other/removals", use: unlink)
        router.post("/tickets/:id/mergers", use: merge)
    }

    @Sendable private func link(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.ticketsOpen)
        let id: TicketID = try context.parameter("id")
        var form = try await Form.read(request, context)
        guard let kind = form["link-kind"].flatMap(TicketLinkKind.init) else { throw PageRefusal.unreadable }
        do {
            guard let number = form["link-number"].flatMap(TicketNumber.init(typed:)) else {
                throw TicketLinkRefusal.noSuchNumber
            }
            try await show.tickets.link(id, to: number, as: kind, by: viewer.author, at: context.arrivedAt)
            show.readers.tell(id, changedBy: viewer, at: context.arrivedAt)
            return .redirect(to: .ticket(id), notice: "tickets.link.done")
        } catch TicketLinkRefusal.noSuchTicket {
            throw PageRefusal.notFound
        } catch let refusal as TicketLinkRefusal {
            form.fail("link-number", "tickets.link.refused.\(refusal.rawValue)")
            return try await show.page(id, form, context, status: 422)
        }
    }

    @Sendable private func unlink(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.ticketsOpen)
        let (id, other): (TicketID, TicketID) = (try context.parameter("id"), try context.parameter("other"))
        var form = try await Form.read(request, context)
        do {
            try await show.tickets.unlink(
                id, from: other, reason: form["unlink-reason"] ?? "", by: viewer.author, at: context.arrivedAt)
            show.readers.tell(id, changedBy: viewer, at: context.arrivedAt)
            return .redirect(to: .ticket(id), notice: "tickets.link.removed")
        } catch TicketLinkRefusal.noSuchTicket {
            throw PageRefusal.notFound
        } catch let refusal as TicketLinkRefusal {
            form.fail("unlink", "tickets.link.refused.\(refusal.rawValue)")
        } catch let refusal as TicketRefusal {
            form.fail("unlink", "tickets.refused.\(refusal.rawValue)", ["most": "\(Ticket.longestText)"])
        }
        return try await show.page(id, form, context, status: 422)
    }

    @Sendable private func merge(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.ticketsOpen)
        let id: TicketID = try context.parameter("id")
        var form = try await Form.read(request, context)
        do {
            guard let number = form["merge-number"].flatMap(TicketNumber.init(typed:)) else {
                throw TicketMergerRefusal.noSuchNumber
            }
            let standing = try await show.tickets.merge(id, with: number, by: viewer.author, at: context.arrivedAt)
            for ticket in [id, standing.id] { show.readers.tell(ticket, changedBy: viewer, at: context.arrivedAt) }
            return .redirect(to: .ticket(standing.id), notice: "tickets.merge.done")
        } catch TicketMergerRefusal.noSuchTicket {
            throw PageRefusal.notFound
        } catch let refusal as TicketMergerRefusal {
            form.fail("merge-number", "tickets.merge.refused.\(refusal.rawValue)")
        } catch is EscalationRefusal {
            form.fail("merge-number", "tickets.merge.refused.branch")
        }
        return try await show.page(id, form, context, status: 422)
    }
}
