import Hummingbird
import Kernel
import Pages
import Staff

extension TicketListPages {
    /// `POST /tickets/views`: keeps the list that is shown under a name. Who may work on many tickets may share it.
    @Sendable func save(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.ticketsRead)
        var form = try await Form.read(request, context)
        let filter = TicketFilter(form)
        let isShared = form.isTicked("shared")
        if isShared { _ = try context.require(.ticketsBulk) }
        do {
            var random = SystemRandomNumberGenerator()
            let id = TicketViewID(at: context.arrivedAt, random: &random)
            try await kept.save(
                id, form["name"] ?? "", filter, isShared: isShared, by: viewer.id, at: context.arrivedAt)
            return .redirect(to: .tickets(filter), notice: "tickets.views.saved")
        } catch let refusal as TicketViewRefusal {
            form.fail(
                "name", "tickets.views.refused.\(refusal.rawValue)",
                ["most": "\(refusal == .tooMany ? TicketView.most : TicketView.longestName)"])
            return try await page(filter, form, context, status: .unprocessableContent)
        }
    }

    @Sendable func remove(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.ticketsRead)
        let id: TicketViewID = try context.parameter("id")
        do {
            try await kept.remove(
                id, mayShare: viewer.may(.ticketsBulk), by: viewer.id, at: context.arrivedAt)
        } catch TicketViewRefusal.noSuchView { throw PageRefusal.notFound }
        return .redirect(to: .tickets, notice: "tickets.views.removed")
    }
}
