public import Database

extension InterfaceStore {
    /// `TicketStore.migrations` come first.
    public static let migrations = [
        Migration(
            "interface", 1, "keys of other programs, what they asked, and what they are told",
            """
            CREATE TABLE interface_keys (
                id TEXT PRIMARY KEY,
                name TEXT NOT NULL,
                secret_hash TEXT NOT NULL,
                scopes TEXT NOT NULL,
                made_at BIGINT NOT NULL,
                made_by TEXT NOT NULL,
                used_at BIGINT,
                revoked_at BIGINT);
            CREATE UNIQUE INDEX interface_keys_by_name ON interface_keys (name) WHERE revoked_at IS NULL;
            CREATE TABLE interface_requests (
                key TEXT NOT NULL REFERENCES interface_keys (id),
                idempotency TEXT NOT NULL,
                fingerprint TEXT NOT NULL,
                status BIGINT NOT NULL,
                answer TEXT NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (key, idempotency));
            CREATE INDEX interface_requests_by_age ON interface_requests (at);
            CREATE TABLE webhooks (
                id TEXT PRIMARY KEY,
                key TEXT NOT NULL REFERENCES interface_keys (id),
                url TEXT NOT NULL,
                secret TEXT NOT NULL,
                events TEXT NOT NULL,
                made_at BIGINT NOT NULL,
                position BIGINT NOT NULL,
                removed_at BIGINT);
            CREATE INDEX webhooks_of_key ON webhooks (key);
            CREATE TABLE webhook_deliveries (
                webhook TEXT NOT NULL REFERENCES webhooks (id),
                event BIGINT NOT NULL,
                subject TEXT NOT NULL,
                state TEXT NOT NULL,
                tries BIGINT NOT NULL,
                next_at BIGINT,
                last_status BIGINT,
                last_at BIGINT,
                PRIMARY KEY (webhook, event));
            CREATE INDEX webhook_deliveries_untold ON webhook_deliveries (webhook, state) WHERE state <> 'told';
            CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_at) WHERE next_at IS NOT NULL;
            CREATE INDEX webhook_deliveries_of_subject ON webhook_deliveries (webhook, subject, event)
                WHERE next_at IS NOT NULL;
            """)
    ]
}
