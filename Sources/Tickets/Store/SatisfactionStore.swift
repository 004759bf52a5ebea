public import Database
public import Kernel
import Mail
import Members

/// How satisfied people are with tickets that were closed: whom a mail asks, and what they answer by its link.
public struct SatisfactionStore: Sendable {
    /// `TicketStore.migrations` come first; to ask, also `MailOutbox.migrations` and `NoticeStore.migrations`. Of what
    /// was closed before nobody is asked.
    public static let migrations = [
        Migration(
            "satisfaction", 1, "who is asked how satisfied they are with a closed ticket, and the latest answer",
            """
            CREATE TABLE satisfaction_questions (
                ticket TEXT NOT NULL REFERENCES tickets (id),
                closed_at BIGINT NOT NULL,
                asked_at BIGINT NOT NULL,
                score BIGINT,
                remark TEXT,
                PRIMARY KEY (ticket, closed_at));
            CREATE INDEX satisfaction_by_moment ON satisfaction_questions (asked_at, score);
            CREATE TABLE satisfaction_place (place BIGINT NOT NULL);
            INSERT INTO satisfaction_place (place) SELECT COALESCE(MAX(seq), 0) FROM journal;
            """)
    ]

    let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// Queues the mails about what was closed since the last time, once each, whichever process does it.
    ///
    /// - Returns: whether there may be more.
    public func ask(
        upTo limit: Int, _ letter: @escaping SatisfactionLetter, by author: Author, at moment: Timestamp
    ) async throws -> Bool {
        // Nobody else is held up while there is nothing to ask.
        guard try await !database.read({ try $0.settledClosings(upTo: 1, at: moment) }).isEmpty else { return false }
        return try await database.write { transaction in
            let closings = try transaction.settledClosings(upTo: limit, at: moment)
            for closing in closings { try transaction.ask(of: closing, letter, by: author, at: moment) }
            if let last = closings.last { try transaction.execute("UPDATE satisfaction_place SET place = \(last.seq)") }
            return closings.count == limit
        }
    }

    /// What a link shows.
    ///
    /// - Parameter address: from where it is opened; many wrong links from there have to wait.
    /// - Throws: `LinkRefusal`.
    public func open(
        _ text: String, seal: String, from address: String?, at moment: Timestamp
    ) async throws -> SatisfactionSheet {
        // What is refused leaves its count, so it is no error of the transaction.
        try await database.write { transaction in
            try transaction.askedTicket(text, seal, from: address, at: moment).map { $0.sheet }
        }.get()
    }

    /// The answer, or a better one: both stay in the story, and the latest counts. The same again changes nothing.
    ///
    /// - Throws: `LinkRefusal`.
    public func answer(
        _ text: String, seal: String, _ answer: Satisfaction, from address: String?, at moment: Timestamp
    ) async throws {
        try await database.write { transaction -> Result<Void, LinkRefusal> in
            switch try transaction.askedTicket(text, seal, from: address, at: moment) {
            case .failure(let refusal): return .failure(refusal)
            case .success(let asked):
                if asked.sheet.answer != answer { try transaction.keep(answer, to: asked.link, at: moment) }
                return .success(())
            }
        }.get()
    }

    /// Of what was asked in each span of time; the telephone is not in it.
    func tallies(of spans: [Range<Timestamp>]) async throws -> [SatisfactionTally] {
        try await database.read { transaction in
            try spans.map { span in
                let rows = try transaction.query(
                    """
                    SELECT score, COUNT(*) AS questions FROM satisfaction_questions
                    WHERE asked_at >= \(span.lowerBound) AND asked_at < \(span.upperBound) GROUP BY score
                    """)
                var (tally, counts) = (SatisfactionTally(), [Int: Int]())
                for row in rows {
                    let questions: Int = try row("questions")
                    tally.asked += questions
                    if let score = try row("score", as: Int?.self) { counts[score] = questions }
                }
                tally.byLink = SatisfactionTally.Scores(counts)
                return tally
            }
        }
    }
}

/// Puts a question into words.
public typealias SatisfactionLetter = @Sendable (SatisfactionQuestion) -> (subject: String, text: String)

extension TicketFact {
    /// A mail asks how satisfied the participant is.
    public struct SatisfactionAsked: Fact {
        public static let kind = "ticket.satisfaction-asked"
    }

    /// The participant said how satisfied they are; a later one corrects it.
    public struct Rated: Fact {
        public static let kind = "ticket.rated"
        public let score: SatisfactionScore
        public let remark: String?
        public let means: SatisfactionMeans
    }
}

extension Transaction {
    /// Closings that nobody was asked of yet, and that cannot be taken back any more.
    fileprivate func settledClosings(upTo limit: Int, at moment: Timestamp) throws -> [JournalEntry] {
        let place = try scalar("SELECT place FROM satisfaction_place", as: Int64.self) ?? 0
        let closings = try entries(after: place, upTo: limit, kinds: [TicketFact.Closed.kind])
        return Array(closings.prefix { $0.at + TicketBulk.undoable <= moment })
    }

    /// Nobody is asked without a yes that is on record, nor where no address is.
    fileprivate func ask(
        of fact: JournalEntry, _ letter: SatisfactionLetter, by author: Author, at moment: Timestamp
    ) throws {
        // Opened again, it is not over; closed again, that closing has a fact of its own.
        guard let id = TicketID(fact.subject.id), let ticket = try ticket(id), ticket.closing?.at == fact.at,
            let member = ticket.matter.member, try allowsSurveyMail(member)
        else { return }
        let found = try findMembers(.id(member), because: .ticket(id), by: author, at: moment)
        guard let address = found.first?.email.flatMap({ MailAddress($0) }) else { return }
        let link = SatisfactionLink(id, closedAt: fact.at, expiresAt: moment + SatisfactionLink.lifetime)
        let (subject, text) = letter(SatisfactionQuestion(number: ticket.number, link: try sealed(link)))
        let mail = try queueMail(
            MailDraft(
                key: "satisfaction \(id) \(fact.at.microseconds)", to: address, isToMember: true,
                subject: subject, text: text, about: .ticket(id)),
            by: author, at: moment)
        guard mail != nil else { return }
        try execute(
            """
            INSERT INTO satisfaction_questions (ticket, closed_at, asked_at) VALUES (\(id), \(fact.at), \(moment))
            """)
        try append(TicketFact.SatisfactionAsked(), about: .ticket(id), by: author, at: moment)
    }

    /// The ticket of a link, while it is closed as it was when somebody was asked.
    fileprivate func askedTicket(
        _ text: String, _ seal: String, from address: String?, at moment: Timestamp
    ) throws -> Result<(link: SatisfactionLink, sheet: SatisfactionSheet), LinkRefusal> {
        let admitted: Result<SatisfactionLink, LinkRefusal> = try admitLink(text, seal, from: address, at: moment)
        let link: SatisfactionLink
        switch admitted {
        case .failure(let refusal): return .failure(refusal)
        case .success(let sound): link = sound
        }
        let row = try query(
            """
            SELECT score, remark FROM satisfaction_questions
            WHERE ticket = \(link.ticket) AND closed_at = \(link.closedAt)
            """
        ).first
        guard let row, let ticket = try ticket(link.ticket), ticket.closing?.at == link.closedAt else {
            return .failure(.over)
        }
        let answer = try row("score", as: Int?.self).flatMap(SatisfactionScore.init).map {
            try Satisfaction($0, remark: try row("remark", as: String?.self))
        }
        let sheet = SatisfactionSheet(
            number: ticket.number, category: ticket.matter.category, expiresAt: link.expiresAt, answer: answer)
        return .success((link, sheet))
    }

    fileprivate func keep(_ answer: Satisfaction, to link: SatisfactionLink, at moment: Timestamp) throws {
        try execute(
            """
            UPDATE satisfaction_questions SET score = \(answer.score.rawValue), remark = \(answer.remark)
            WHERE ticket = \(link.ticket) AND closed_at = \(link.closedAt)
            """)
        try append(
            TicketFact.Rated(score: answer.score, remark: answer.remark, means: .link), about: .ticket(link.ticket),
            by: .outsider, at: moment)
        if let remark = answer.remark { try indexWords(of: link.ticket, remark) }
    }
}
