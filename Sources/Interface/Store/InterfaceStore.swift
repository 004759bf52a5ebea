import Crypto
public import Database
import Foundation
public import Kernel

/// The keys of other programs, and what they asked under an idempotency key.
public struct InterfaceStore: Sendable {
    let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// The newest first; those that were taken back too.
    public func keys() async throws -> [InterfaceKey] {
        try await database.read { try $0.all("SELECT * FROM interface_keys ORDER BY made_at DESC, id DESC") }
    }

    /// Makes a key. Its token is told this once and never again.
    ///
    /// - Throws: `InterfaceKeyRefusal`.
    public func make(
        _ name: InterfaceName, _ scopes: Set<InterfaceScope>, by author: Author, at moment: Timestamp
    ) async throws -> (key: InterfaceKey, token: InterfaceToken) {
        guard !scopes.isEmpty else { throw InterfaceKeyRefusal.nothingAllowed }
        var random = SystemRandomNumberGenerator()
        let token = InterfaceToken(key: InterfaceKeyID(at: moment, random: &random), secret: Self.secret())
        let key = try await database.write { transaction in
            let taken = try transaction.scalar(
                "SELECT 1 FROM interface_keys WHERE name = \(name.text) AND revoked_at IS NULL", as: Int.self)
            guard taken == nil else { throw InterfaceKeyRefusal.nameTaken }
            try transaction.execute(
                """
                INSERT INTO interface_keys (id, name, secret_hash, scopes, made_at, made_by)
                VALUES (\(token.key), \(name.text), \(Self.hash(token.secret)), \(scopes.written), \(moment), \(author))
                """)
            try transaction.append(
                InterfaceFact.KeyMade(name: name.text, scopes: scopes.inOrder), about: .interfaceKey(token.key),
                by: author, at: moment)
            return try transaction.key(token.key)
        }
        guard let key else { throw InterfaceKeyRefusal.noSuchKey }
        return (key, token)
    }

    /// Takes a key back: from now on nobody comes in by it, and its webhooks are told nothing more.
    ///
    /// - Throws: `InterfaceKeyRefusal`.
    public func revoke(_ id: InterfaceKeyID, by author: Author, at moment: Timestamp) async throws {
        try await database.write { transaction in
            guard let key = try transaction.key(id) else { throw InterfaceKeyRefusal.noSuchKey }
            guard key.revokedAt == nil else { throw InterfaceKeyRefusal.revoked }
            try transaction.execute("UPDATE interface_keys SET revoked_at = \(moment) WHERE id = \(id)")
            for webhook in try transaction.webhooks(of: id) {
                try transaction.remove(webhook.id, by: author, at: moment)
            }
            try transaction.append(
                InterfaceFact.KeyRevoked(name: key.name.text), about: .interfaceKey(id), by: author, at: moment)
        }
    }

    /// The key of a token, when it is in use. That it was used is kept by the minute.
    public func admit(_ token: InterfaceToken, at moment: Timestamp) async throws -> InterfaceKey? {
        let kept = try await database.read { transaction in
            let rows = try transaction.query(
                "SELECT * FROM interface_keys WHERE id = \(token.key) AND revoked_at IS NULL")
            return try rows.first.map { (key: try InterfaceKey(row: $0), hash: try $0("secret_hash", as: String.self)) }
        }
        // Two hashes: where they differ tells nothing of the secret.
        guard let kept, kept.hash == Self.hash(token.secret) else { return nil }
        if kept.key.usedAt.map({ moment - $0 > .seconds(60) }) ?? true {
            try await database.write {
                try $0.execute("UPDATE interface_keys SET used_at = \(moment) WHERE id = \(token.key)")
            }
        }
        return kept.key
    }

    /// What a request answered.
    public struct Answer: Sendable, Hashable {
        public let status: Int
        /// JSON.
        public let body: String
        /// It was answered before, and nothing was done again.
        public let isAgain: Bool
    }

    /// Does a deed and keeps its answer under the idempotency key, both or neither; the same request again is given the
    /// same answer. Answers are kept for a day at least.
    ///
    /// - Throws: `InterfaceProblem` when the idempotency key was used for another request; what the deed throws.
    func once(
        _ key: InterfaceKeyID, _ idempotency: String?, fingerprint: String, status: Int, at moment: Timestamp,
        _ deed: @escaping @Sendable (any Transaction) throws -> String
    ) async throws -> Answer {
        try await database.write { transaction in
            guard let idempotency else {
                return Answer(status: status, body: try deed(transaction), isAgain: false)
            }
            let kept = try transaction.query(
                "SELECT * FROM interface_requests WHERE key = \(key) AND idempotency = \(idempotency)")
            if let row = kept.first {
                guard try row("fingerprint", as: String.self) == fingerprint else {
                    throw InterfaceProblem.otherRequest
                }
                return Answer(status: try row("status"), body: try row("answer"), isAgain: true)
            }
            let body = try deed(transaction)
            try transaction.execute(
                """
                INSERT INTO interface_requests (key, idempotency, fingerprint, status, answer, at)
                VALUES (\(key), \(idempotency), \(fingerprint), \(status), \(body), \(moment))
                """)
            try transaction.execute(
                "DELETE FROM interface_requests WHERE at < \(moment - .seconds(2 * 86_400))")
            return Answer(status: status, body: body, isAgain: false)
        }
    }

    // MARK: Secrets

    /// 256 bits of chance.
    static func secret() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { hexadecimal($0) }
    }

    static func hash(_ text: String) -> String { hexadecimal(SHA256.hash(data: Data(text.utf8))) }

    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

public enum InterfaceFact {
    public struct KeyMade: Fact {
        public static let kind = "interface-key.made"
        public let name: String
        public let scopes: [InterfaceScope]
    }

    public struct KeyRevoked: Fact {
        public static let kind = "interface-key.revoked"
        public let name: String
    }

    public struct WebhookMade: Fact {
        public static let kind = "webhook.made"
        public let url: String
        public let events: [WebhookEvent]
    }

    public struct WebhookRemoved: Fact {
        public static let kind = "webhook.removed"
        public let url: String
    }

    public struct WebhookReplayed: Fact {
        public static let kind = "webhook.replayed"
        public let from: Int64
        public let count: Int
    }
}

extension Subject {
    static func interfaceKey(_ id: InterfaceKeyID) -> Subject { Subject("interface-key", id) }
    static func webhook(_ id: WebhookID) -> Subject { Subject("webhook", id) }
}

extension Set<InterfaceScope> {
    var inOrder: [InterfaceScope] { InterfaceScope.allCases.filter(contains) }
    var written: String { inOrder.map(\.rawValue).joined(separator: ",") }
    init(written text: String) {
        self.init(text.split(separator: ",").compactMap { InterfaceScope(rawValue: String($0)) })
    }
}

extension Transaction {
    fileprivate func key(_ id: InterfaceKeyID) throws -> InterfaceKey? {
        try first("SELECT * FROM interface_keys WHERE id = \(id)")
    }
}

extension InterfaceKey: RowDecodable {
    public init(row: Row) throws {
        let text: String = try row("name")
        guard let name = InterfaceName(text) else { throw SQLDecodingError(.text(text), InterfaceName.self) }
        self.init(
            id: try row("id"), name: name, scopes: Set(written: try row("scopes")), madeAt: try row("made_at"),
            madeBy: try row("made_by"), usedAt: try row("used_at"), revokedAt: try row("revoked_at"))
    }
}
