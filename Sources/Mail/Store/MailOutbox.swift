public import Database
public import Kernel

/// The mails that wait to be sent, and those that were, or could not be.
public struct MailOutbox: Sendable {
    public static let migrations = [
        Migration(
            "mail", 1, "mails that wait, were sent, or could not be",
            """
            CREATE TABLE mails (
                id TEXT PRIMARY KEY,
                key TEXT NOT NULL UNIQUE,
                recipient TEXT NOT NULL,
                subject TEXT NOT NULL,
                text TEXT NOT NULL,
                about TEXT NOT NULL,
                state TEXT NOT NULL,
                tries BIGINT NOT NULL,
                queued_at BIGINT NOT NULL,
                since BIGINT NOT NULL,
                next_try_at BIGINT,
                claim TEXT,
                claimed_until BIGINT,
                answer TEXT,
                answered_at BIGINT);
            CREATE INDEX mails_due ON mails (next_try_at, id) WHERE state = 'queued';
            CREATE INDEX mails_by_state ON mails (state, queued_at, id);
            CREATE INDEX mails_by_moment ON mails (queued_at, id);
            """),
        Migration(
            "mail", 2, "which mails go to members",
            "ALTER TABLE mails ADD COLUMN is_to_member BOOLEAN NOT NULL DEFAULT FALSE;"),
    ]

    let database: any Database

    public init(_ database: any Database) { self.database = database }

    public func mail(_ id: MailID) async throws -> QueuedMail? { try await database.read { try $0.mail(id) } }

    /// One page of a list, the newest first; of all states when none is named.
    public func list(_ state: QueuedMail.State? = nil, page: Int = 1) async throws -> MailPage {
        let condition: SQL = state.map { "state = \($0)" } ?? "TRUE"
        return try await database.read { transaction in
            let total = try transaction.scalar("SELECT COUNT(*) FROM mails WHERE \(condition)", as: Int.self) ?? 0
            let number = min(max(1, page), max(1, (total + MailPage.size - 1) / MailPage.size))
            let mails: [QueuedMail] = try transaction.all(
                """
                SELECT * FROM mails WHERE \(condition) ORDER BY queued_at DESC, id DESC
                LIMIT \(MailPage.size) OFFSET \((number - 1) * MailPage.size)
                """)
            return MailPage(mails: mails, total: total, number: number)
        }
    }

    /// All that a list shows, in its order: so many after one of them.
    func sheetPage(
        _ state: QueuedMail.State?, after last: QueuedMail?, upTo limit: Int = 500
    ) async throws -> [QueuedMail] {
        var conditions: [SQL] = []
        if let state { conditions.append("state = \(state)") }
        if let last { conditions.append("(queued_at, id) < (\(last.queuedAt), \(last.id))") }
        let condition = SQL.all(conditions)
        return try await database.read {
            try $0.all(
                "SELECT * FROM mails WHERE \(condition) ORDER BY queued_at DESC, id DESC LIMIT \(limit)")
        }
    }

    public func counts() async throws -> [QueuedMail.State: Int] {
        let rows = try await database.read { try $0.query("SELECT state, COUNT(*) AS mails FROM mails GROUP BY state") }
        return try Dictionary(uniqueKeysWithValues: rows.map { (try $0("state"), try $0("mails")) })
    }

    /// Tries a mail at once that waits or has failed, and then as patiently as a new one.
    ///
    /// - Throws: `MailRefusal`.
    public func sendAgain(_ id: MailID, by author: Author, at moment: Timestamp) async throws {
        try await database.write { transaction in
            guard let mail = try transaction.mail(id) else { throw MailRefusal.noSuchMail }
            guard mail.state != .sent else { throw MailRefusal.sent }
            try transaction.execute(
                """
                UPDATE mails SET state = \(QueuedMail.State.queued), tries = 0, since = \(moment),
                    next_try_at = \(moment)
                WHERE id = \(id)
                """)
            try transaction.append(MailFact.Requeued(about: mail.about.text), about: .mail(id), by: author, at: moment)
        }
    }

    // MARK: - Rounds

    /// How long a process may take to tell what became of a mail that it took.
    static let claim = Duration.seconds(600)

    /// Takes a mail that is due, for whoever hands it over; nil when none is.
    public func claim(by claim: String, at moment: Timestamp) async throws -> QueuedMail? {
        guard let next = try await next(), next <= moment else { return nil }
        return try await database.write {
            try $0.claimMail(until: moment + Self.claim, by: claim, at: moment)
        }
    }

    /// What became of a mail that was taken.
    public func settle(
        _ id: MailID, _ outcome: MailOutcome, claim: String, by author: Author, at moment: Timestamp
    ) async throws {
        try await database.write { try $0.settleMail(id, outcome, claim: claim, by: author, at: moment) }
    }

    /// Gives up what waited too long without any server to hand it to.
    func giveUp(upTo limit: Int, by author: Author, at moment: Timestamp) async throws {
        let latest = moment - MailPatience.longest
        let old: SQL = "SELECT id FROM mails WHERE state = 'queued' AND since < \(latest) ORDER BY since LIMIT \(limit)"
        guard try await !database.read({ try $0.scalars(old, as: MailID.self) }).isEmpty else { return }
        try await database.write { transaction in
            for id in try transaction.scalars(old, as: MailID.self) {
                try transaction.settleMail(id, .deferred(.trouble(.noServer)), claim: nil, by: author, at: moment)
            }
        }
    }

    /// When the next mail is to be tried; one that a process has taken counts from the end of its claim.
    func next() async throws -> Timestamp? {
        try await database.read { transaction in
            try transaction.scalar(
                """
                SELECT MIN(CASE WHEN claimed_until > next_try_at THEN claimed_until ELSE next_try_at END)
                FROM mails WHERE state = 'queued'
                """, as: Timestamp?.self) ?? nil
        }
    }
}

public struct MailPage: Sendable {
    static let size = 50

    public let mails: [QueuedMail]
    public let total: Int
    public let number: Int

    public var count: Int { max(1, (total + Self.size - 1) / Self.size) }
}

extension QueuedMail: RowDecodable {
    public init(row: Row) throws {
        self.init(
            id: try row("id"), to: try row("recipient"), isToMember: try row("is_to_member"),
            subject: try row("subject"), text: try row("text"), about: try row("about"), state: try row("state"),
            tries: try row("tries"), queuedAt: try row("queued_at"), since: try row("since"),
            nextTryAt: try row("next_try_at"), answer: try row("answer"), answeredAt: try row("answered_at"))
    }
}

extension QueuedMail.State: SQLEncodable, SQLDecodable {}

/// TEXT, as people write it.
extension MailAddress: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .text(text) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) {
        guard case .text(let text) = sqlValue, let address = MailAddress(text) else {
            throw SQLDecodingError(sqlValue, MailAddress.self)
        }
        self = address
    }
}

/// TEXT, `550 No such user` or the word of a trouble.
extension MailAnswer: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .text(description) }

    public init(sqlValue: SQLValue) throws(SQLDecodingError) {
        guard case .text(let text) = sqlValue else { throw SQLDecodingError(sqlValue, MailAnswer.self) }
        if let trouble = MailTrouble(rawValue: text) {
            self = .trouble(trouble)
        } else if let code = Int(text.prefix(3)), (200...599).contains(code) {
            self = .server(code: code, text: String(text.dropFirst(4)))
        } else {
            throw SQLDecodingError(sqlValue, MailAnswer.self)
        }
    }
}
