public import Database
import Foundation
import Kernel

/// What the insurer last answered of each member, and when it was last asked.
struct InsurerStore: Sendable {
    let database: any Database

    init(_ database: any Database) { self.database = database }

    static let migration = Migration(
        "insurer", 1, "what the insurer last answered of a member",
        """
        CREATE TABLE insurer_answers (
            member TEXT PRIMARY KEY REFERENCES members (id),
            asked_at BIGINT NOT NULL,
            answered_at BIGINT,
            outcome TEXT CHECK (outcome IN ('found', 'not-found')),
            told TEXT,
            CHECK ((answered_at IS NULL) = (outcome IS NULL)),
            CHECK ((outcome = 'found') = (told IS NOT NULL)));
        """)

    /// The last answer; nil when there never was one. It is seen on the member's page only, whose look leaves its fact.
    func last(of member: MemberID) async throws -> InsurerAnswer? {
        try await database.read { try $0.insurerAnswer(of: member) }
    }

    /// What a member is asked for by, and what is known.
    func question(of member: MemberID) async throws -> (NIK, InsurerAnswer?)? {
        try await database.read { transaction in
            guard let nik = try transaction.scalar("SELECT nik FROM members WHERE id = \(member)", as: NIK.self) else {
                return nil
            }
            return (nik, try transaction.insurerAnswer(of: member))
        }
    }

    /// Keeps a reply with its fact; with it the member takes the card that the insurer made, if his is provisional.
    ///
    /// Without anybody who wants to know, an answer that is the same as the last leaves no fact.
    func keep(
        _ reply: InsurerReply, of member: MemberID, on day: Day, by author: Author
    ) async throws -> RememberedInsurer.Heard {
        try await database.write { transaction in
            let condition: SQL = "m.id = \(member) AND m.nik = \(reply.nik)"
            guard let record = try transaction.records(where: condition, upTo: 1).first else {
                throw MemberRefusal.noSuchMember
            }
            let last = try transaction.insurerAnswer(of: member)
            let isWanted = if case .person = author { true } else { false }
            switch reply.said {
            case .failure(let trouble):
                if trouble.wasAsked {
                    try transaction.keepAsked(member, at: reply.at)
                    let fact = MemberFact.InsurerAsked(outcome: trouble.word)
                    if isWanted { try transaction.append(fact, about: .member(member), by: author, at: reply.at) }
                }
                return RememberedInsurer.Heard(answer: last, trouble: trouble, card: nil)
            case .success(let outcome):
                let answer = InsurerAnswer(outcome, at: reply.at)
                if isWanted || last?.outcome != outcome {
                    let fact = MemberFact.InsurerAsked(outcome: outcome.word)
                    try transaction.append(fact, about: .member(member), by: author, at: reply.at)
                }
                try transaction.keep(answer, of: member)
                let news = try transaction.take(reply, of: record, on: day, by: author)
                return RememberedInsurer.Heard(answer: answer, trouble: nil, card: news)
            }
        }
    }

    /// Members whose card is provisional and of whom it is time to ask, those who wait the longest first.
    ///
    /// - Parameters:
    ///   - answered: not those of whom the insurer answered after this.
    ///   - tried: not those of whom it was asked after this, answered or not.
    func newcomers(answered: Timestamp, tried: Timestamp, upTo limit: Int) async throws -> [MemberID] {
        // Every number from the series on is in it: the index of cards answers at once, among millions too.
        try await database.read { transaction in
            try transaction.scalars(
                """
                SELECT m.id FROM members m LEFT JOIN insurer_answers a ON a.member = m.id
                WHERE m.card >= \(CardNumber.provisionalSeries) AND m.nik < \(CardNumber.provisionalSeries)
                    AND m.status NOT IN (\(MemberStatus.ended), \(MemberStatus.deceased))
                    AND (a.asked_at IS NULL OR a.asked_at <= \(tried))
                    AND (a.answered_at IS NULL OR a.answered_at <= \(answered))
                ORDER BY COALESCE(a.asked_at, 0), m.id LIMIT \(limit)
                """, as: MemberID.self)
        }
    }
}

extension Transaction {
    func insurerAnswer(of member: MemberID) throws -> InsurerAnswer? {
        let condition: SQL = "member = \(member) AND answered_at IS NOT NULL"
        return try first("SELECT answered_at, told FROM insurer_answers WHERE \(condition)", as: InsurerAnswer.self)
    }

    /// What was answered of another NIK is no answer any more.
    func forgetInsurerAnswer(of member: MemberID) throws {
        try execute("DELETE FROM insurer_answers WHERE member = \(member)")
    }

    fileprivate func keepAsked(_ member: MemberID, at moment: Timestamp) throws {
        try execute(
            """
            INSERT INTO insurer_answers (member, asked_at) VALUES (\(member), \(moment))
            ON CONFLICT (member) DO UPDATE SET asked_at = excluded.asked_at
            """)
    }

    fileprivate func keep(_ answer: InsurerAnswer, of member: MemberID) throws {
        var told: String?
        if case .found(let word) = answer.outcome {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            told = String(decoding: try encoder.encode(word), as: UTF8.self)
        }
        try execute(
            """
            INSERT INTO insurer_answers (member, asked_at, answered_at, outcome, told)
            VALUES (\(member), \(answer.at), \(answer.at), \(answer.outcome.word), \(told))
            ON CONFLICT (member) DO UPDATE SET asked_at = excluded.asked_at, answered_at = excluded.answered_at,
                outcome = excluded.outcome, told = excluded.told
            """)
    }

    /// nil: the insurer tells no card, or the member has one.
    fileprivate func take(
        _ reply: InsurerReply, of record: MemberRecord, on day: Day, by author: Author
    ) throws -> RememberedInsurer.CardNews? {
        guard let card = reply.card, record.member.card.isProvisional, !card.isProvisional else { return nil }
        guard try !hasMember(with: card) else { return .isAnothers }
        let update = MemberUpdate([.card(card)], told: Provenance(.insurer, at: reply.at), effective: day)
        _ = try apply(update, to: record, by: author, at: reply.at)
        return .taken
    }
}

extension InsurerAnswer: RowDecodable {
    public init(row: Row) throws {
        let told = try row("told", as: String?.self)
        let word = try told.map { try JSONDecoder().decode(InsurerWord.self, from: Data($0.utf8)) }
        self.init(word.map(Outcome.found) ?? .notFound, at: try row("answered_at"))
    }
}

extension InsurerAnswer.Outcome {
    /// In facts and in the table.
    public var word: String {
        switch self {
        case .found: "found"
        case .notFound: "not-found"
        }
    }
}
