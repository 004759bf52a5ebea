import Exports
import Hummingbird
import Kernel
import Pages
import Staff

/// `/inbox`: what lies at the branches, live; a branch sees its own, a region its branches', head office all, and the
/// centre what waits for it.
struct InboxPages: PageGroup {
    let listing: InboxListing
    let boards: InboxBoards

    func add(to router: Router<PageContext>) {
        router.get("/inbox", use: list)
        router.get("/inbox/live", use: live)
    }

    private func key(_ request: Request, _ context: PageContext) async throws -> InboxKey {
        let rights = try await InboxRights(context, listing.staff)
        return InboxKey(
            language: context.language, rights: rights, address: InboxAddress(Form.query(request), rights))
    }

    @Sendable private func list(_ request: Request, _ context: PageContext) async throws -> Response {
        let key = try await key(request, context)
        let (address, rights) = (key.address, key.rights)
        var model: [String: Any] = [
            "where": try await place(rights, context), "typed": address.typed ?? "",
            "heap": address.filter.heap?.rawValue ?? false as Any, "searches": rights.scope != .none,
            "all": address.typed == nil ? false : Path.inbox(address.at(nil)).text as Any,
        ]
        model["hasBranches"] = rights.seesBranches
        if rights.seesBranches {
            model["branches"] = Form.choices(
                try await branches(rights.scope).map { ($0.code.text, $0.name.text) },
                chosen: Set([address.filter.branch?.text].compactMap(\.self)))
        }
        model["exports"] = ExportAsk.model(
            "inbox", anyOf: InboxRights.reasons, at: .inbox(address.at(page: 1)), context)
        for (part, html) in try await listing.fragments(key, at: context.arrivedAt) { model[part.slot] = html }
        return try listing.views.page(
            "tickets-inbox", title: context.text("tickets.inbox.title"), model, context,
            frame: Views.Frame(live: .inboxLive(address), styles: ["tickets-inbox.css"]))
    }

    @Sendable private func live(_ request: Request, _ context: PageContext) async throws -> Response {
        .live(try await boards.events(try await key(request, context)), request, context)
    }

    private func branches(_ scope: EscalationScope) async throws -> [Branch] {
        try await listing.staff.branches.list().filter(scope.holds).sorted { $0.name.key < $1.name.key }
    }

    /// Whose inbox it is.
    private func place(_ rights: InboxRights, _ context: PageContext) async throws -> String {
        switch rights.scope {
        case .none: context.text(rights.isCentre ? "tickets.inbox.of.centre" : "tickets.inbox.of.none")
        case .branch(let code):
            context.text("tickets.inbox.of.branch", ["name": try await listing.tickets.branchDirectory().name(code)])
        case .region(let region): context.text("branches.region-of", ["n": region.roman])
        case .all: context.text("tickets.inbox.of.all")
        }
    }
}

extension InboxPart {
    /// Where the page's template takes the part.
    var slot: String { "\(self)" }
}
