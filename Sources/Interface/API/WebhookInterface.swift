import Database
import Hummingbird
import Kernel
import Pages

/// `/api/v1/webhooks…`: a program's own.
struct WebhookInterface: PageGroup {
    static let mostOfAKey = 20

    let door: InterfaceDoor
    let webhooks: WebhookStore

    func add(to router: Router<PageContext>) {
        let root = router.group("/api/v1/webhooks")
        root.get(use: list)
        root.post(use: make)
        root.get(":id/deliveries", use: deliveries)
        root.post(":id/replays", use: replay)
        root.post(":id/removals", use: remove)
    }

    @Sendable private func list(_ request: Request, _ context: PageContext) async throws -> Response {
        try await door.read(request, context, .webhooks) { key in
            ListResource(items: try await webhooks.list(of: key.id).map { WebhookResource($0) }, next: nil)
        }
    }

    private struct Making: Decodable {
        let url: String
        let events: [WebhookEvent]
    }

    @Sendable private func make(_ request: Request, _ context: PageContext) async throws -> Response {
        try await door.write(request, context, .webhooks) { (body: Making, key) in
            guard let url = WebhookURL(body.url) else {
                throw InterfaceProblem.invalid("url", "is an https address without user or fragment")
            }
            guard !body.events.isEmpty else { throw InterfaceProblem.invalid("events", "names nothing") }
            var random = SystemRandomNumberGenerator()
            let webhook = Webhook(
                id: WebhookID(at: context.arrivedAt, random: &random), key: key.id, url: url,
                events: Set(body.events), madeAt: context.arrivedAt)
            let secret = InterfaceStore.secret()
            return { transaction in
                guard try transaction.webhooks(of: key.id).count < Self.mostOfAKey else {
                    throw InterfaceProblem(409, "too-many-webhooks", "A key has \(Self.mostOfAKey) webhooks at most.")
                }
                try transaction.add(webhook, secret: secret, by: key.author)
                return WebhookResource(webhook, secret: secret)
            }
        }
    }

    @Sendable private func deliveries(_ request: Request, _ context: PageContext) async throws -> Response {
        try await door.read(request, context, .webhooks) { key in
            let query = Form.query(request)
            let limit = try InterfaceQuery.limit(query)
            let webhook = try await own(try context.parameter("id"), key)
            let found = try await webhooks.deliveries(
                of: webhook, after: try InterfaceQuery.value(query, "after") ?? 0, upTo: limit)
            return ListResource(
                items: found.map(DeliveryResource.init),
                next: found.count == limit ? found.last.map { "\($0.event)" } : nil)
        }
    }

    private struct Replaying: Decodable { let from: Int64 }
    private struct Replayed: Encodable { let count: Int }

    @Sendable private func replay(_ request: Request, _ context: PageContext) async throws -> Response {
        try await door.write(request, context, .webhooks, status: 202) { (body: Replaying, key) in
            let (webhook, now) = (try await own(try context.parameter("id"), key), context.arrivedAt)
            guard body.from >= 0 else { throw InterfaceProblem.invalid("from", "is the number of an event") }
            return { transaction in
                Replayed(count: try transaction.replay(webhook, from: body.from, by: key.author, at: now))
            }
        }
    }

    private struct Nothing: Codable {}

    @Sendable private func remove(_ request: Request, _ context: PageContext) async throws -> Response {
        try await door.write(request, context, .webhooks, status: 200) { (_: Nothing, key) in
            let (webhook, now) = (try await own(try context.parameter("id"), key), context.arrivedAt)
            return { transaction in
                try transaction.remove(webhook, by: key.author, at: now)
                return Nothing()
            }
        }
    }

    private func own(_ id: WebhookID, _ key: InterfaceKey) async throws -> WebhookID {
        guard try await webhooks.list(of: key.id).contains(where: { $0.id == id }) else {
            throw InterfaceProblem.notFound
        }
        return id
    }
}
