import Hummingbird
import Kernel
import Pages
import Tickets

/// `/outbound/board`: what waits to be confirmed, who has whom, and how ringing goes; live.
struct OutboundBoardPages: PageGroup {
    let listing: RingingListing
    let boards: RingingBoards

    func add(to router: Router<PageContext>) {
        router.get("/outbound/board") { _, context in try await page(Form(), context) }
        router.get("/outbound/board/live", use: live)
        router.post("/outbound/board/numbers", use: give)
    }

    /// Another number for whom no right one is known.
    @Sendable private func give(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.outboundPlan)
        var form = try await Form.read(request, context)
        guard let ticket = form.value("ticket", as: TicketID.self) else { throw PageRefusal.unreadable }
        guard let phone = form.value("phone", as: PhoneNumber.self) else {
            form.fail("phone", "outbound.board.phone-wrong")
            return try await page(form, context)
        }
        do {
            try await listing.confirmations.giveNumber(ticket, phone, by: viewer.author, at: context.arrivedAt)
            return .redirect(to: .outboundBoard, notice: "outbound.board.number-given")
        } catch is EscalationRefusal {
            return .redirect(to: .outboundBoard, notice: "outbound.board.gone", kind: .warning)
        }
    }

    @Sendable private func live(_ request: Request, _ context: PageContext) async throws -> Response {
        .live(try await boards.events(try key(context)), request, context)
    }

    private func key(_ context: PageContext) throws -> RingingKey {
        RingingKey(.board(BoardRights(try context.require(.outboundWatch), context)), context)
    }

    private func page(_ form: Form, _ context: PageContext) async throws -> Response {
        var round = RingingRound(listing, at: context.arrivedAt)
        let parts = try await round.parts(of: try key(context), form)
        let now = try await round.ringing()
        let asks = OutboundRoom.boardAsks(hasWaiting: now.board.total > 0, hasCalls: !now.tries.isEmpty, context)
        return try listing.views.page(
            "outbound-board", title: context.text("outbound.board.title"),
            parts.model.merging(asks) { own, _ in own }, context,
            status: form.isSound ? .ok : .unprocessableContent,
            frame: Views.Frame(live: .outboundBoardLive, styles: ["outbound.css"]))
    }
}
