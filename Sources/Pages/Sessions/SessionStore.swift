public import Database
public import Kernel
import Logging

/// Sign-in sessions: one row for each signed-in browser in the table `sessions`.
///
/// A session ends when its person signs out or is disabled, after `idle` without a request or an open live page, and in
/// any case `absolute` after sign-in.
public struct SessionStore: Sendable {
    public struct Limits: Sendable {
        public var idle: Duration
        public var absolute: Duration

        public init(idle: Duration = .seconds(30 * 60), absolute: Duration = .seconds(12 * 3_600)) {
            self.idle = idle
            self.absolute = absolute
        }
    }

    let database: any Database
    let clock: any WallClock
    let limits: Limits
    let person: FindSessionPerson
    /// How old `seen_at` may become before it is written again: a click need not always write.
    private let seenStep = Duration.seconds(60)

    public init(
        _ database: any Database, clock: any WallClock, limits: Limits = Limits(), person: @escaping FindSessionPerson
    ) {
        self.database = database
        self.clock = clock
        self.limits = limits
        self.person = person
    }

    public static let migrations = [
        Migration(
            "pages", 1, "sessions",
            """
            CREATE TABLE sessions (
                id TEXT PRIMARY KEY,
                token_hash TEXT NOT NULL UNIQUE,
                person TEXT NOT NULL,
                made_at BIGINT NOT NULL,
                seen_at BIGINT NOT NULL,
                address TEXT,
                browser TEXT
            );
            CREATE INDEX sessions_of_person ON sessions (person);
            CREATE INDEX sessions_by_age ON sessions (made_at);
            """)
    ]

    /// Opens a session in the caller's transaction, together with the fact of the sign-in.
    public func open(
        for person: PersonID, address: String?, browser: String?, in transaction: any Transaction, at now: Timestamp
    ) throws -> (id: SessionID, token: SessionToken) {
        let token = SessionToken()
        var random = SystemRandomNumberGenerator()
        let id = SessionID(at: now, random: &random)
        try forgetEnded(in: transaction, at: now)
        let shortBrowser = browser.map { String($0.prefix(200)) }
        try transaction.execute(
            """
            INSERT INTO sessions (id, token_hash, person, made_at, seen_at, address, browser)
            VALUES (\(id), \(token.hash), \(person), \(now), \(now), \(address), \(shortBrowser))
            """)
        return (id, token)
    }

    /// Opens a session by itself.
    public func open(for person: PersonID, address: String? = nil, browser: String? = nil) async throws -> SessionToken
    {
        let now = clock.now()
        return try await database.write { transaction in
            try open(for: person, address: address, browser: browser, in: transaction, at: now).token
        }
    }

    /// The person behind a token, or nil when the session has ended. Counts as activity.
    public func find(_ token: SessionToken) async throws -> SignedIn? {
        let now = clock.now()
        let found = try await database.read { transaction -> (SignedIn, Timestamp)? in
            let rows = try transaction.query(
                "SELECT id, person, made_at, seen_at FROM sessions WHERE token_hash = \(token.hash)")
            return try signedIn(rows.first, in: transaction, at: now)
        }
        guard let (signedIn, seenAt) = found else { return nil }
        if now - seenAt >= seenStep { try await touch(signedIn.sessionID, at: now) }
        return signedIn
    }

    /// The person of a session that a live page holds open. Counts as activity; nil when the session has ended.
    public func find(_ id: SessionID) async throws -> SignedIn? {
        let now = clock.now()
        let found = try await database.read { transaction -> (SignedIn, Timestamp)? in
            let rows = try transaction.query("SELECT id, person, made_at, seen_at FROM sessions WHERE id = \(id)")
            return try signedIn(rows.first, in: transaction, at: now)
        }
        guard let (signedIn, seenAt) = found else { return nil }
        if now - seenAt >= seenStep { try await touch(id, at: now) }
        return signedIn
    }

    public func end(_ id: SessionID) async throws {
        try await database.write { try end(id, in: $0) }
    }

    public func end(_ id: SessionID, in transaction: any Transaction) throws {
        try transaction.execute("DELETE FROM sessions WHERE id = \(id)")
    }

    /// Ends every session of a person but one: after a change of password, or all of them when the person is disabled.
    public func endAll(of person: PersonID, except kept: SessionID? = nil, in transaction: any Transaction) throws {
        try transaction.execute(
            "DELETE FROM sessions WHERE person = \(person) AND id <> \(kept.map { "\($0)" } ?? "")")
    }

    private func touch(_ id: SessionID, at now: Timestamp) async throws {
        try await database.write { transaction in
            try transaction.execute("UPDATE sessions SET seen_at = \(now) WHERE id = \(id) AND seen_at < \(now)")
        }
    }

    private func signedIn(
        _ row: Row?, in transaction: any Transaction, at now: Timestamp
    ) throws -> (SignedIn, Timestamp)? {
        guard let row else { return nil }
        let (madeAt, seenAt): (Timestamp, Timestamp) = (try row("made_at"), try row("seen_at"))
        guard now - madeAt < limits.absolute, now - seenAt < limits.idle,
            let person = try person(try row("person"), transaction)
        else { return nil }
        return (SignedIn(person: person, sessionID: try row("id")), seenAt)
    }

    private func forgetEnded(in transaction: any Transaction, at now: Timestamp) throws {
        try transaction.execute(
            """
            DELETE FROM sessions
            WHERE made_at <= \(now - limits.absolute) OR seen_at <= \(now - limits.idle)
            """)
    }
}

/// A session as a live page holds it.
struct OpenSession: Sendable {
    let id: SessionID
    let store: SessionStore

    /// Counts as activity. False when the session has ended.
    func isStillOpen() async throws -> Bool { try await store.find(id) != nil }
}
