public import Database
public import Kernel
import Members

/// Every conversation that the centre had. One is opened when it begins, so that none is lost when nobody logs it.
public struct ContactStore: Sendable {
    let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// Writes down what a contact was about.
    ///
    /// - Throws: `ContactRefusal`.
    @discardableResult
    public func log(
        _ id: ContactID, _ log: ContactLog, by person: PersonID, at moment: Timestamp
    ) async throws -> Contact {
        try await database.write { try $0.logContact(id, log, by: person, at: moment) }
    }

    public func contact(_ id: ContactID) async throws -> Contact? {
        try await database.read { try $0.contact(id) }
    }

    /// What happened to a contact, oldest first.
    public func story(_ id: ContactID) async throws -> [JournalEntry] {
        try await database.read { try $0.entries(about: .contact(id)) }
    }

    /// What was spoken before with this number, or about this member, newest first.
    public func past(
        of phone: PhoneNumber?, orOf members: [MemberID] = [], before moment: Timestamp, upTo limit: Int = 10
    ) async throws -> [ContactSummary] {
        try await database.read { transaction in
            var found: [ContactID: Contact] = [:]
            // One index each: a condition with OR would walk the whole table.
            var conditions: [SQL] = members.map { "member = \($0)" }
            if let phone { conditions.append("phone = \(phone)") }
            for condition in conditions {
                for contact in try transaction.contacts(
                    "\(condition) AND opened_at < \(moment) ORDER BY opened_at DESC, id DESC LIMIT \(limit)")
                {
                    found[contact.id] = contact
                }
            }
            return found.values.sorted { ($0.openedAt, $0.id) > ($1.openedAt, $1.id) }.prefix(limit).map(\.summary)
        }
    }

    /// Every contact in the order of names, after one; for other programs.
    public func walk(after id: ContactID?, upTo limit: Int) async throws -> [ContactSummary] {
        let rest: SQL = id.map { "id > \($0)" } ?? "TRUE"
        return try await database.read {
            try $0.contacts("\(rest) ORDER BY id LIMIT \(limit)").map(\.summary)
        }
    }

    /// Contacts that have ended and wait to be logged, oldest first: one agent's, or everybody's.
    public func unlogged(of agent: PersonID? = nil, upTo limit: Int = 200) async throws -> [Contact] {
        let whose: SQL = agent.map { "AND agent = \($0)" } ?? ""
        return try await database.read {
            try $0.contacts(
                "logged_at IS NULL AND ended_at IS NOT NULL \(whose) ORDER BY opened_at, id LIMIT \(limit)")
        }
    }

    public func unloggedCount(of agent: PersonID? = nil) async throws -> Int {
        let whose: SQL = agent.map { "AND agent = \($0)" } ?? ""
        return try await database.read {
            try $0.scalar(
                "SELECT COUNT(*) FROM contacts WHERE logged_at IS NULL AND ended_at IS NOT NULL \(whose)") ?? 0
        }
    }
}

extension Transaction {
    /// A conversation begins. Opening it again changes nothing.
    ///
    /// - Parameter author: who writes it down, when it is not the agent; so too below.
    public func openContact(
        _ id: ContactID, channel: ContactChannel, direction: ContactDirection = .incoming, agent: PersonID,
        phone: PhoneNumber?, queue: String?, by author: Author? = nil, at moment: Timestamp
    ) throws {
        let opened = try execute(
            """
            INSERT INTO contacts (id, channel, direction, agent, phone, queue, opened_at, is_cut)
            VALUES (\(id), \(channel), \(direction), \(agent), \(phone), \(queue), \(moment), FALSE)
            ON CONFLICT (id) DO NOTHING
            """)
        guard opened == 1 else { return }
        let fact = ContactFact.Opened(
            channel: channel, direction: direction, agent: agent, phone: phone, queue: queue)
        try append(fact, about: .contact(id), by: author ?? .person(agent), at: moment)
    }

    /// The conversation is over. Ending it again changes nothing; neither does ending one that nobody opened.
    public func endContact(
        _ id: ContactID, cut: Bool, by author: Author = .system("floor"), at moment: Timestamp
    ) throws {
        let ended = try execute(
            "UPDATE contacts SET ended_at = \(moment), is_cut = \(cut) WHERE id = \(id) AND ended_at IS NULL")
        guard ended == 1 else { return }
        try append(ContactFact.Ended(isCut: cut), about: .contact(id), by: author, at: moment)
    }

    /// As `ContactStore.log`, within a transaction that also does other things.
    @discardableResult
    public func logContact(
        _ id: ContactID, _ log: ContactLog, by person: PersonID, written author: Author? = nil, at moment: Timestamp
    ) throws -> Contact {
        guard var contact = try contact(id) else { throw ContactRefusal.noSuchContact }
        let before = contact.log
        let logging = try contact.take(log, by: person, at: moment, in: categories())
        guard logging != .unchanged else { return contact }
        if let region = log.region, try keepRegion(region) == nil { throw ContactRefusal.unknownRegion }
        if let member = log.member, try !hasMember(member) { throw ContactRefusal.unknownMember }
        try execute(
            """
            UPDATE contacts SET category = \(log.category), kind = \(log.kind), outcome = \(log.outcome),
                region = \(log.region), note = \(log.note), member = \(log.member), logged_at = \(contact.loggedAt)
            WHERE id = \(id)
            """)
        if RepeatRule.tells(log, from: before) { try forgetResolution(around: contact.openedAt) }
        switch logging {
        case .logged:
            let fact = ContactFact.Logged(agent: contact.agent, log: log)
            try append(fact, about: .contact(id), by: author ?? .person(person), at: moment)
        case .corrected:
            let fact = ContactFact.Corrected(log: log)
            try append(fact, about: .contact(id), by: author ?? .person(person), at: moment)
        case .unchanged: break
        }
        return contact
    }

    public func contact(_ id: ContactID) throws -> Contact? { try contacts("id = \(id)").first }

    fileprivate func contacts(_ condition: SQL) throws -> [Contact] {
        try all("SELECT * FROM contacts WHERE \(condition)")
    }
}

extension Contact: RowDecodable {
    public init(row: Row) throws {
        self.init(
            id: try row("id"), channel: try row("channel"), direction: try row("direction"), agent: try row("agent"),
            phone: try row("phone"), queue: try row("queue"), openedAt: try row("opened_at"),
            endedAt: try row("ended_at"),
            isCut: try row("is_cut"), log: nil, loggedAt: try row("logged_at"))
        if loggedAt != nil {
            log = ContactLog(
                category: try row("category"), kind: try row("kind"), outcome: try row("outcome"),
                region: try row("region"), note: try row("note"), member: try row("member"))
        }
    }
}

extension ContactChannel: SQLEncodable, SQLDecodable {}
extension ContactDirection: SQLEncodable, SQLDecodable {}
extension ContactKind: SQLEncodable, SQLDecodable {}
extension ContactOutcome: SQLEncodable, SQLDecodable {}
