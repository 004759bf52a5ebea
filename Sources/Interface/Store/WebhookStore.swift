public import Database
public import Kernel
import Tickets

/// Who is told of what, and how far each has been told.
public struct WebhookStore: Sendable {
    let database: any Database

    public init(_ database: any Database) { self.database = database }

    public func list(of key: InterfaceKeyID) async throws -> [Webhook] {
        try await database.read { try $0.webhooks(of: key) }
    }

    /// Those of all keys.
    public func list() async throws -> [Webhook] {
        try await database.read { try $0.webhooks("removed_at IS NULL") }
    }

    /// What a webhook was told and is to be told, by the number of the fact.
    public func deliveries(
        of id: WebhookID, after event: Int64 = 0, upTo limit: Int = 100
    ) async throws -> [WebhookDelivery] {
        try await database.read {
            try $0.all(
                """
                SELECT * FROM webhook_deliveries WHERE webhook = \(id) AND event > \(event)
                ORDER BY event LIMIT \(limit)
                """)
        }
    }

    /// How many wait and how many failed, by webhook.
    public func standing() async throws -> [WebhookID: (waiting: Int, failed: Int)] {
        let rows = try await database.read { transaction in
            try transaction.query(
                """
                SELECT webhook, COUNT(*) FILTER (WHERE state = 'waiting') AS waiting,
                    COUNT(*) FILTER (WHERE state = 'failed') AS failed
                FROM webhook_deliveries WHERE state <> 'told' GROUP BY webhook
                """)
        }
        var found: [WebhookID: (waiting: Int, failed: Int)] = [:]
        for row in rows { found[try row("webhook")] = (waiting: try row("waiting"), failed: try row("failed")) }
        return found
    }

    // MARK: - Rounds

    /// Puts what happened since on each webhook's list.
    ///
    /// - Returns: whether there may be more.
    func feed(upTo limit: Int, at moment: Timestamp) async throws -> Bool {
        let behind = try await database.read { transaction in
            let last = try transaction.lastSequence()
            return try transaction.scalar(
                "SELECT COUNT(*) FROM webhooks WHERE removed_at IS NULL AND position < \(last)", as: Int.self) ?? 0
        }
        guard behind > 0 else { return false }
        return try await database.write { transaction in
            var isMore = false
            for webhook in try transaction.webhooks("removed_at IS NULL") {
                isMore = try transaction.feed(webhook, upTo: limit, at: moment) || isMore
            }
            return isMore
        }
    }

    /// One delivery that is due, with what is needed to make it.
    struct Due: Sendable {
        let delivery: WebhookDelivery
        let url: WebhookURL
        let secret: String
        let entry: JournalEntry
    }

    /// What is due now, of each subject the oldest only: a later event of a ticket waits for the earlier one.
    func due(upTo limit: Int, at moment: Timestamp) async throws -> [Due] {
        try await database.read { transaction in
            let rows = try transaction.query(
                """
                SELECT d.webhook, d.event, d.subject, d.state, d.tries, d.last_status, d.last_at, w.url, w.secret
                FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook
                WHERE d.next_at <= \(moment) AND \(isFirstOfSubject)
                ORDER BY d.next_at, d.event LIMIT \(limit)
                """)
            return try rows.compactMap { row in
                let delivery = try WebhookDelivery(row: row)
                let entry: JournalEntry? = try transaction.first(
                    "SELECT * FROM journal WHERE seq = \(delivery.event)")
                guard let entry, let url = WebhookURL(try row("url")) else { return nil }
                return Due(delivery: delivery, url: url, secret: try row("secret"), entry: entry)
            }
        }
    }

    func nextDue() async throws -> Timestamp? {
        try await database.read {
            try $0.scalar(
                """
                SELECT MIN(d.next_at) FROM webhook_deliveries d WHERE d.next_at IS NOT NULL AND \(isFirstOfSubject)
                """, as: Timestamp?.self) ?? nil
        }
    }

    /// Nothing earlier of its subject waits.
    private var isFirstOfSubject: SQL {
        """
        NOT EXISTS (
            SELECT 1 FROM webhook_deliveries e
            WHERE e.webhook = d.webhook AND e.subject = d.subject AND e.event < d.event AND e.next_at IS NOT NULL)
        """
    }

    /// Keeps what came back.
    func keep(_ delivery: WebhookDelivery, status: Int?, at moment: Timestamp) async throws {
        let tries = delivery.tries + 1
        let isTold = status.map { (200..<300).contains($0) } ?? false
        let next = isTold ? nil : WebhookPatience.nextTry(after: tries, at: moment)
        let state: WebhookDelivery.State = isTold ? .told : next == nil ? .failed : .waiting
        try await database.write { transaction in
            try transaction.execute(
                """
                UPDATE webhook_deliveries SET state = \(state), tries = \(tries), next_at = \(next),
                    last_status = \(status), last_at = \(moment)
                WHERE webhook = \(delivery.webhook) AND event = \(delivery.event) AND next_at IS NOT NULL
                """)
            // A program that does not answer is left in peace: its other events wait as long, and others' go on.
            guard let next, !isTold else { return }
            try transaction.execute(
                """
                UPDATE webhook_deliveries SET next_at = \(next)
                WHERE webhook = \(delivery.webhook) AND next_at < \(next)
                """)
        }
    }
}

extension Transaction {
    func webhooks(of key: InterfaceKeyID) throws -> [Webhook] {
        try webhooks("key = \(key) AND removed_at IS NULL")
    }

    func webhooks(_ condition: SQL) throws -> [Webhook] {
        try all("SELECT * FROM webhooks WHERE \(condition) ORDER BY made_at, id")
    }

    /// From now on; what happened before is not told.
    func add(_ webhook: Webhook, secret: String, by author: Author) throws {
        try execute(
            """
            INSERT INTO webhooks (id, key, url, secret, events, made_at, position)
            VALUES (\(webhook.id), \(webhook.key), \(webhook.url.text), \(secret), \(webhook.events.written),
                \(webhook.madeAt), \(try lastSequence()))
            """)
        try append(
            InterfaceFact.WebhookMade(url: webhook.url.text, events: webhook.events.inOrder),
            about: .webhook(webhook.id), by: author, at: webhook.madeAt)
    }

    func remove(_ id: WebhookID, by author: Author, at moment: Timestamp) throws {
        guard let webhook = try webhooks("id = \(id) AND removed_at IS NULL").first else { return }
        try execute("UPDATE webhooks SET removed_at = \(moment) WHERE id = \(id)")
        try execute("UPDATE webhook_deliveries SET next_at = NULL WHERE webhook = \(id) AND next_at IS NOT NULL")
        try append(InterfaceFact.WebhookRemoved(url: webhook.url.text), about: .webhook(id), by: author, at: moment)
    }

    /// Tells again from a fact on, in its order; what waits already keeps waiting.
    ///
    /// - Returns: how many.
    func replay(_ id: WebhookID, from event: Int64, by author: Author, at moment: Timestamp) throws -> Int {
        let count = try execute(
            """
            UPDATE webhook_deliveries SET state = 'waiting', tries = 0, next_at = \(moment)
            WHERE webhook = \(id) AND event >= \(event) AND next_at IS NULL
            """)
        let fact = InterfaceFact.WebhookReplayed(from: event, count: count)
        try append(fact, about: .webhook(id), by: author, at: moment)
        return count
    }

    fileprivate func feed(_ webhook: Webhook, upTo limit: Int, at moment: Timestamp) throws -> Bool {
        let position = try scalar("SELECT position FROM webhooks WHERE id = \(webhook.id)", as: Int64.self) ?? 0
        let entries = try entries(after: position, upTo: limit, kinds: webhook.events.inOrder.map(\.rawValue))
        // What an older system did with its tickets is no news of this centre.
        for entry in entries where try !isOfOlderSystem(entry) {
            try execute(
                """
                INSERT INTO webhook_deliveries (webhook, event, subject, state, tries, next_at)
                VALUES (\(webhook.id), \(entry.seq), \(entry.subject), 'waiting', 0, \(moment))
                ON CONFLICT (webhook, event) DO NOTHING
                """)
        }
        let isMore = entries.count == limit
        let end = isMore ? entries[limit - 1].seq : try lastSequence()
        try execute("UPDATE webhooks SET position = \(end) WHERE id = \(webhook.id)")
        return isMore
    }
}

extension Set<WebhookEvent> {
    var inOrder: [WebhookEvent] { WebhookEvent.allCases.filter(contains) }
    var written: String { inOrder.map(\.rawValue).joined(separator: ",") }
    init(written text: String) {
        self.init(text.split(separator: ",").compactMap { WebhookEvent(rawValue: String($0)) })
    }
}

extension Webhook: RowDecodable {
    public init(row: Row) throws {
        let text: String = try row("url")
        guard let url = WebhookURL(text) else { throw SQLDecodingError(.text(text), WebhookURL.self) }
        self.init(
            id: try row("id"), key: try row("key"), url: url, events: Set(written: try row("events")),
            madeAt: try row("made_at"))
    }
}

extension WebhookDelivery: RowDecodable {
    public init(row: Row) throws {
        self.init(
            webhook: try row("webhook"), event: try row("event"), subject: try row("subject"),
            state: try row("state"), tries: try row("tries"), lastStatus: try row("last_status"),
            lastAt: try row("last_at"))
    }
}

extension WebhookDelivery.State: SQLEncodable, SQLDecodable {}
