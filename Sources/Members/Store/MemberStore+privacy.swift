public import Database
public import Kernel

extension MemberStore {
    /// A member with his guarded fields, for somebody who gave a reason; the reason is a fact.
    public func unmask(
        _ id: MemberID, _ fields: Set<MemberField>, _ reason: UnmaskingReason, because subject: Subject,
        by author: Author, at moment: Timestamp
    ) async throws -> MemberRecord? {
        try await database.write { transaction in
            guard let record = try transaction.records(where: "m.id = \(id)", upTo: 1).first else { return nil }
            let fact = MemberFact.Unmasked(
                fields: fields.map(\.rawValue).sorted(), reason: reason.choice.rawValue, words: reason.words,
                because: subject.text)
            try transaction.append(fact, about: .member(id), by: author, at: moment)
            return record
        }
    }

    // MARK: Who looked

    /// Facts of a member that tell of somebody seeing or changing the record.
    static let trailKinds = [
        MemberFact.Looked.kind, MemberFact.Unmasked.kind, MemberFact.Exported.kind, MemberFact.DataAsked.kind,
        MemberFact.TrailRead.kind, MemberFact.Updated.kind, MemberFact.Consented.kind,
        MemberFact.ConsentWithdrawn.kind, MemberFact.InsurerAsked.kind,
    ]

    /// Who looked at a member and who changed what, the newest first. Reading it is a fact itself.
    ///
    /// - Parameter sequence: only what came before it; nil from the newest on.
    public func trail(
        of id: MemberID, before sequence: Int64? = nil, upTo limit: Int, by author: Author, at moment: Timestamp
    ) async throws -> (member: Member, facts: [JournalEntry])? {
        try await database.write { transaction in
            guard let member = try transaction.members(where: "m.id = \(id)", upTo: 1).first else { return nil }
            let facts = try transaction.trail(of: id, before: sequence, upTo: limit)
            try transaction.append(MemberFact.TrailRead(), about: .member(id), by: author, at: moment)
            return (member, facts)
        }
    }

    /// How many facts a trail has.
    func trailCount(of id: MemberID) async throws -> Int {
        try await database.read {
            try $0.scalar(
                """
                SELECT COUNT(*) FROM journal WHERE subject = \(Subject.member(id)) AND kind IN \(list: Self.trailKinds)
                """, as: Int.self)
        } ?? 0
    }

    // MARK: Consent

    public func consents(of member: MemberID) async throws -> [Consent] {
        try await database.read { try $0.consents("member = \(member) ORDER BY given_at, id") }
    }

    /// Writes down a yes, with the text that is in force.
    ///
    /// - Throws: `ConsentRefusal.inForceAlready`, `MemberRefusal.noSuchMember`.
    public func consent(
        _ id: ConsentID, of member: MemberID, to purpose: ConsentPurpose, _ given: Consent.Given, by author: Author
    ) async throws {
        let consent = Consent(
            id: id, member: member, purpose: purpose, text: purpose.text, given: given, by: author, withdrawal: nil)
        try await database.write { try $0.insertConsent(consent) }
    }

    /// - Throws: `ConsentRefusal`.
    public func withdraw(
        _ id: ConsentID, of member: MemberID, _ given: Consent.Given, by author: Author
    ) async throws {
        try await database.write { transaction in
            guard var consent = try transaction.consents("id = \(id) AND member = \(member)").first else {
                throw ConsentRefusal.noSuchConsent
            }
            try consent.withdraw(given, by: author)
            try transaction.execute(
                """
                UPDATE member_consents SET withdrawn_at = \(given.at), withdrawal_means = \(given.means),
                    withdrawal_reference = \(given.reference), withdrawn_by = \(author) WHERE id = \(id)
                """)
            let fact = MemberFact.ConsentWithdrawn(
                consent: "\(id)", purpose: consent.purpose.rawValue, means: given.means.rawValue,
                reference: given.reference)
            try transaction.append(fact, about: .member(member), by: author, at: given.at)
        }
    }

    // MARK: Requests for one's data

    /// - Throws: `DataRequestRefusal`.
    @discardableResult
    public func askForData(
        _ id: DataRequestID, of member: MemberID, _ asking: String, by author: Author, at moment: Timestamp
    ) async throws -> DataRequest {
        let request = try DataRequest.open(id, of: member, asking, by: author, at: moment)
        return try await database.write { transaction in
            guard try transaction.hasMember(member) else { throw DataRequestRefusal.noSuchMember }
            try transaction.execute(
                """
                INSERT INTO data_requests (id, member, asked_at, asking, taken_by)
                VALUES (\(id), \(member), \(moment), \(asking), \(author))
                """)
            let fact = MemberFact.DataAsked(request: "\(id)", asking: asking, dueAt: request.dueAt)
            try transaction.append(fact, about: .member(member), by: author, at: moment)
            return request
        }
    }

    public func dataRequests(of member: MemberID) async throws -> [DataRequest] {
        try await database.read { try $0.dataRequests("member = \(member) ORDER BY asked_at DESC, id DESC") }
    }

    /// All that this register holds on a member, for the answer to a request; the first time it is answered by that.
    /// Each time leaves a fact.
    ///
    /// - Throws: `DataRequestRefusal.noSuchRequest`.
    public func answer(
        _ id: DataRequestID, of member: MemberID, as format: DataRequestFormat, by author: Author, at moment: Timestamp
    ) async throws -> HeldMember {
        try await database.write { transaction in
            guard var request = try transaction.dataRequests("id = \(id) AND member = \(member)").first,
                let record = try transaction.records(where: "m.id = \(member)", upTo: 1).first
            else { throw DataRequestRefusal.noSuchRequest }
            if request.answer == nil {
                request.answer = DataRequest.Answer(at: moment, by: author)
                try transaction.execute(
                    "UPDATE data_requests SET answered_at = \(moment), answered_by = \(author) WHERE id = \(id)")
            }
            let fact = MemberFact.Exported(
                request: "\(id)", format: format.rawValue, isLate: request.isLate(at: moment))
            try transaction.append(fact, about: .member(member), by: author, at: moment)
            let family = try transaction.members(
                where: "m.family = \(record.member.family) AND m.id <> \(member)", upTo: Self.mostFound)
            return HeldMember(
                request: request, record: record, family: family,
                consents: try transaction.consents("member = \(member) ORDER BY given_at, id"),
                requests: try transaction.dataRequests("member = \(member) ORDER BY asked_at, id"),
                insurer: try transaction.insurerAnswer(of: member),
                trail: try transaction.trail(of: member, before: nil, upTo: Self.longestTrail))
        }
    }

    /// So many facts of a trail are written out at most; nobody's record is looked at more often.
    static let longestTrail = 20_000
}

/// All that this register holds on a member.
public struct HeldMember: Sendable {
    public let request: DataRequest
    public let record: MemberRecord
    /// The others on the family card: to be taken out of what is told.
    public let family: [Member]
    public let consents: [Consent]
    public let requests: [DataRequest]
    /// What the insurer last answered, if it was ever asked.
    public let insurer: InsurerAnswer?
    /// The newest first.
    public let trail: [JournalEntry]
}

extension Transaction {
    func trail(of member: MemberID, before sequence: Int64?, upTo limit: Int) throws -> [JournalEntry] {
        try all(
            """
            SELECT * FROM journal WHERE subject = \(Subject.member(member)) AND seq < \(sequence ?? .max)
                AND kind IN \(list: MemberStore.trailKinds)
            ORDER BY seq DESC LIMIT \(limit)
            """)
    }

    func consents(_ condition: SQL) throws -> [Consent] { try all("SELECT * FROM member_consents WHERE \(condition)") }

    /// Whether a mail may ask a member how the service was. Nothing recorded means no; tells nothing else of anybody,
    /// so it leaves no fact.
    public func allowsSurveyMail(_ member: MemberID) throws -> Bool {
        try consents("member = \(member)").contains(where: \.allowsSurveyMail)
    }

    func dataRequests(_ condition: SQL) throws -> [DataRequest] {
        try all("SELECT * FROM data_requests WHERE \(condition)")
    }

    /// Within a transaction that also does other things: a registration with its yes.
    ///
    /// - Throws: `ConsentRefusal.inForceAlready`, `MemberRefusal.noSuchMember`.
    public func insertConsent(_ consent: Consent) throws {
        guard try hasMember(consent.member) else { throw MemberRefusal.noSuchMember }
        let (given, text) = (consent.given, consent.text)
        let inserted = try execute(
            """
            INSERT INTO member_consents (id, member, purpose, version, words, given_at, means, reference, taken_by)
            VALUES (\(consent.id), \(consent.member), \(consent.purpose), \(text.version), \(text.words), \(given.at),
                \(given.means), \(given.reference), \(consent.by))
            ON CONFLICT DO NOTHING
            """)
        guard inserted == 1 else { throw ConsentRefusal.inForceAlready }
        let fact = MemberFact.Consented(
            consent: "\(consent.id)", purpose: consent.purpose.rawValue, version: text.version,
            means: given.means.rawValue, reference: given.reference)
        try append(fact, about: .member(consent.member), by: consent.by, at: given.at)
    }
}

extension Consent: RowDecodable {
    public init(row: Row) throws {
        var withdrawal: Withdrawal?
        if let at = try row("withdrawn_at", as: Timestamp?.self) {
            withdrawal = Withdrawal(
                given: try Given(
                    at: at, try row("withdrawal_means"), reference: try row("withdrawal_reference", as: String.self)),
                by: try row("withdrawn_by"))
        }
        self.init(
            id: try row("id"), member: try row("member"), purpose: try row("purpose"),
            text: ConsentText(version: try row("version"), words: try row("words")),
            given: try Given(
                at: try row("given_at"), try row("means"), reference: try row("reference", as: String.self)),
            by: try row("taken_by"), withdrawal: withdrawal)
    }
}

extension DataRequest: RowDecodable {
    public init(row: Row) throws {
        var answer: Answer?
        if let at = try row("answered_at", as: Timestamp?.self) {
            answer = Answer(at: at, by: try row("answered_by"))
        }
        self.init(
            id: try row("id"), member: try row("member"), askedAt: try row("asked_at"), asking: try row("asking"),
            by: try row("taken_by"), answer: answer)
    }
}

extension ConsentPurpose: SQLEncodable, SQLDecodable {}
extension ConsentMeans: SQLEncodable, SQLDecodable {}
