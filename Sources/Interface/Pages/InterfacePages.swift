import Hummingbird
import Kernel
import Pages
import Staff

/// `/interface`: the keys of other programs, and how telling them goes.
struct InterfacePages: PageGroup {
    let store: InterfaceStore
    let webhooks: WebhookStore
    let staff: StaffStore
    let calendar: CentreCalendar
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/interface", use: show)
        router.post("/interface/keys", use: make)
        router.post("/interface/keys/:id/revocations", use: revoke)
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.interfaceEdit)
        return try await page(Form(), context)
    }

    @Sendable private func make(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.interfaceEdit)
        var form = try await Form.read(request, context)
        guard let name = form["name"].flatMap(InterfaceName.init) else {
            form.fail("name", "interface.refused.name")
            return try await page(form, context, status: 422)
        }
        do {
            let scopes = Set(form.all("scope").compactMap(InterfaceScope.init))
            let made = try await store.make(name, scopes, by: viewer.author, at: context.arrivedAt)
            return try views.page(
                "interface-token", title: context.text("interface.token.title"),
                ["name": name.text, "token": made.token.text, "path": Path.interface.text], context)
        } catch let refusal as InterfaceKeyRefusal {
            let field = refusal == .nothingAllowed ? "scope" : "name"
            form.fail(field, "interface.refused.\(refusal.rawValue)")
            return try await page(form, context, status: 422)
        }
    }

    @Sendable private func revoke(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.interfaceEdit)
        do {
            try await store.revoke(try context.parameter("id"), by: viewer.author, at: context.arrivedAt)
        } catch InterfaceKeyRefusal.noSuchKey {
            throw PageRefusal.notFound
        } catch InterfaceKeyRefusal.revoked {
            return .redirect(to: .interface, notice: "interface.refused.revoked", kind: .warning)
        }
        return .redirect(to: .interface, notice: "interface.revoked")
    }

    private func page(
        _ form: Form, _ context: PageContext, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let keys = try await store.keys()
        let (hooks, standing) = (try await webhooks.list(), try await webhooks.standing())
        let names = try await AuthorNames(of: keys.map(\.madeBy), staff, context)
        let time = WrittenTime(calendar, context)
        let chosen = Set(form.all("scope"))
        return try views.page(
            "interface-keys", title: context.text("interface.title"),
            [
                "form": form.model(context), "hasKeys": !keys.isEmpty,
                "scopes": Form.choices(
                    InterfaceScope.allCases.map { ($0.rawValue, context.text("interface.scope.\($0.rawValue)")) },
                    chosen: chosen),
                "keys": keys.map { key in
                    present([
                        "name": key.name.text, "isPast": key.revokedAt != nil,
                        "scopes": key.scopes.inOrder.map(\.rawValue).joined(separator: " · "),
                        "made": "\(time.moment(key.madeAt)) · \(names[key.madeBy])",
                        "used": key.usedAt.map(time.moment) ?? context.text("interface.never"),
                        "revoked": key.revokedAt.map(time.moment),
                        "revoke": key.revokedAt == nil ? "\(Path.interface.text)/keys/\(key.id)/revocations" : nil,
                    ])
                },
                "hasHooks": !hooks.isEmpty,
                "hooks": hooks.map { hook in
                    let (waiting, failed) = standing[hook.id] ?? (0, 0)
                    return [
                        "url": hook.url.text, "events": hook.events.inOrder.map(\.rawValue).joined(separator: " · "),
                        "key": keys.first { $0.id == hook.key }?.name.text ?? "", "waiting": "\(waiting)",
                        "failed": "\(failed)", "isFailing": failed > 0,
                    ]
                },
            ], context, status: status)
    }
}
