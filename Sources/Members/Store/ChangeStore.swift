public import Database
import Foundation
public import Kernel

/// Registrations and changes of data, from the first question on the telephone to the last word of whoever decides.
///
/// Every step is one transaction: the draft as typed, where the change stands, and the facts of it. A draft that is
/// left lying, a restart in the middle, a registry that is down for a day: nothing typed is lost.
public struct ChangeStore: Sendable {
    let database: any Database
    let calendar: CentreCalendar
    /// What each kind of change asks, who decides, and what limits hold.
    public let forms: ChangeForms
    let rules: RegistrationRules
    let terms: ChangeTerms
    /// What one person of each class pays for a month, on a day; nil: by the rules of contributions in force.
    let rates: (@Sendable (Day) -> [CareClass: Rupiah])?
    /// The version of the text of consent that is read out today.
    let consentVersion: String?
    /// Whether two ways of writing a name are one name.
    let sameName: @Sendable (String, String) -> Bool

    public init(
        _ database: any Database, calendar: CentreCalendar = .jakarta, forms: ChangeForms = .original,
        rules: RegistrationRules = .original, terms: ChangeTerms = .original, consentVersion: String?,
        rates: (@Sendable (Day) -> [CareClass: Rupiah])? = nil,
        sameName: @escaping @Sendable (String, String) -> Bool
    ) {
        (self.database, self.calendar, self.forms) = (database, calendar, forms)
        (self.rules, self.terms, self.consentVersion) = (rules, terms, consentVersion)
        (self.rates, self.sameName) = (rates, sameName)
    }

    /// A change, and what it is judged against now.
    public struct Seen: Sendable {
        public let change: ChangeCase
        public let ground: ChangeGround

        public var reading: ChangeReading { change.draft.read(on: ground) }
    }

    /// Opens a form. The same name again gives what is there, so a button pressed twice opens one.
    ///
    /// - Throws: `ChangeRefusal`.
    public func begin(
        _ id: ChangeID, _ kind: ChangeKind, from origin: ChangeOrigin, identity: IdentityLevel, by actor: ChangeActor,
        at moment: Timestamp
    ) async throws -> Seen {
        try await database.write { transaction in
            if let there = try transaction.change(id) {
                return Seen(
                    change: there, ground: try ground(there.kind, there.draft.origin, actor, moment, transaction))
            }
            let ground = try ground(kind, origin, actor, moment, transaction)
            let (change, facts) = try ChangeCase.begin(
                id, from: origin, identity: identity, by: actor, at: moment, on: ground)
            try transaction.keep(change, facts, by: actor.author, at: moment)
            return Seen(change: change, ground: ground)
        }
    }

    /// The change as somebody looks at it now: the look at the people in it leaves its facts. nil: there is none.
    public func seen(_ id: ChangeID, by actor: ChangeActor, at moment: Timestamp) async throws -> Seen? {
        try await database.write { transaction in
            guard let change = try transaction.change(id) else { return nil }
            let ground = try ground(change.kind, change.draft.origin, actor, moment, transaction)
            return Seen(change: change, ground: ground)
        }
    }

    /// A change and its facts, oldest first.
    public func story(_ id: ChangeID) async throws -> [JournalEntry] {
        try await database.read { try $0.entries(about: Subject("change", id)) }
    }

    // MARK: - Typing

    /// Types into the draft and keeps it: `edit(id, "class") { draft, ground in try draft.answer(…, on: ground) }`.
    ///
    /// - Returns: the change, and what the edit answered: the problems of what was typed, which is kept all the same.
    /// - Throws: `ChangeRefusal`.
    public func edit<Outcome: Sendable>(
        _ id: ChangeID, _ step: StepName? = nil, by actor: ChangeActor, at moment: Timestamp,
        _ body: @escaping @Sendable (inout ChangeDraft, ChangeGround) throws(ChangeRefusal) -> Outcome
    ) async throws -> (seen: Seen, outcome: Outcome) {
        try await database.write { transaction in
            guard var change = try transaction.change(id) else { throw ChangeRefusal.noSuchChange }
            let ground = try ground(change.kind, change.draft.origin, actor, moment, transaction)
            let (outcome, facts) = try change.edit(step, by: actor, at: moment, on: ground) {
                (draft) throws(ChangeRefusal) in try body(&draft, ground)
            }
            try transaction.keep(change, facts, by: actor.author, at: moment)
            return (Seen(change: change, ground: ground), outcome)
        }
    }

    // MARK: - What happens to it

    /// - Throws: `ChangeRefusal`; nothing is changed then.
    @discardableResult
    public func handle(
        _ event: ChangeEvent, _ id: ChangeID, by actor: ChangeActor, at moment: Timestamp
    ) async throws -> Seen {
        try await database.write { transaction in
            guard var change = try transaction.change(id) else { throw ChangeRefusal.noSuchChange }
            let ground = try ground(change.kind, change.draft.origin, actor, moment, transaction)
            let wasDone = change.doneOn != nil
            let facts = try change.handle(event, by: actor, at: moment, on: ground)
            try transaction.keep(change, facts, by: actor.author, at: moment)
            if !wasDone, change.doneOn != nil {
                try transaction.applyToRegister(change, on: ground, by: actor.author, at: moment)
                try transaction.issueAccounts(of: &change, on: ground, by: Self.accountsActor, at: moment)
            }
            return Seen(change: change, ground: ground)
        }
    }

    private static let accountsActor = ChangeActor.system("accounts")

    /// Who of these is insured already.
    public func participants(
        _ niks: [NIK], because id: ChangeID, by author: Author, at moment: Timestamp
    ) async throws -> [NIK: Participation] {
        try await database.write { transaction in
            var found: [NIK: Participation] = [:]
            for nik in Set(niks) {
                let subject = Subject("change", id)
                let member = try transaction.findMembers(.nik(nik), because: subject, by: author, at: moment).first
                found[nik] = member.map {
                    Participation(member: $0.id, segment: $0.segment, status: $0.status, careClass: $0.careClass)
                }
            }
            return found
        }
    }

    func ground(
        _ kind: ChangeKind, _ origin: ChangeOrigin, _ actor: ChangeActor, _ moment: Timestamp,
        _ transaction: any Transaction
    ) throws -> ChangeGround {
        guard let form = forms[kind] else { throw ChangeRefusal.notNow }
        let today = calendar.day(of: moment)
        let contributions = try transaction.contributionRules().rules
        let standing = try origin.member.flatMap {
            try transaction.standing($0, origin.contact, by: contributions, on: today, actor.author, moment)
        }
        // There are thousands of them in the country: only forms that ask for one look them up.
        let asksFacility = form.steps.contains { $0.fields.contains { $0.kind == .facility } }
        return ChangeGround(
            form: form, today: today, rules: rules, terms: terms, standing: standing,
            rates: rates?(today) ?? contributions.rates(on: today),
            facilities: asksFacility ? try transaction.facilitiesToChoose() : [],
            consentVersion: consentVersion, calendar: calendar, sameName: sameName)
    }

    // MARK: - Facilities

    /// Takes facilities of first contact over; those that are there are renamed.
    public func put(_ facilities: [FacilityChoice]) async throws {
        try await database.write { transaction in
            for facility in facilities {
                try transaction.execute(
                    """
                    INSERT INTO facilities (code, name, region)
                    VALUES (\(facility.code), \(facility.name), \(facility.region))
                    ON CONFLICT (code) DO UPDATE SET name = excluded.name, region = excluded.region
                    """)
            }
        }
    }
}

extension Transaction {
    /// Those that one can choose: a facility that is known only from a member's record has no region yet.
    fileprivate func facilitiesToChoose() throws -> [FacilityChoice] {
        try all("SELECT * FROM facilities WHERE region IS NOT NULL ORDER BY name, code")
    }

    func change(_ id: ChangeID) throws -> ChangeCase? {
        let text = try scalar("SELECT document FROM changes WHERE id = \(id)", as: String.self)
        return try text.map { try JSONDecoder().decode(ChangeCase.self, from: Data($0.utf8)) }
    }

    /// The row and the facts that led to it.
    func keep(_ change: ChangeCase, _ facts: [ChangeFact], by author: Author, at moment: Timestamp) throws {
        guard !facts.isEmpty else { return }
        for fact in facts { try append(fact.payload, about: change.subject, by: author, at: moment) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let document = String(decoding: try encoder.encode(change), as: UTF8.self)
        let origin = change.draft.origin
        try execute(
            """
            INSERT INTO changes (id, kind, stage, member, contact, agent, holder, branch, region, channel, opened_at,
                changed_at, due_at, ask_at, ring_at, accounts_of, document)
            VALUES (\(change.id), \(change.kind), \(change.stage.word), \(origin.member), \(origin.contact),
                \(origin.agent), \(change.holder), \(origin.branch), \(origin.region), \(origin.channel),
                \(change.draft.startedAt), \(moment), \(change.dueAt), \(change.askAt), \(change.ringAt),
                \(change.awaitsAccounts ? change.payingFamily : nil), \(document))
            ON CONFLICT (id) DO UPDATE SET stage = excluded.stage, holder = excluded.holder,
                changed_at = excluded.changed_at, due_at = excluded.due_at, ask_at = excluded.ask_at,
                ring_at = excluded.ring_at, accounts_of = excluded.accounts_of, document = excluded.document
            """)
    }
}

extension ChangeCase {
    /// In whose hands it is.
    var holder: PersonID? { if case .taken(let person, _) = stage { person } else { nil } }

    /// When the registry is asked next.
    var askAt: Timestamp? { if case .awaitingRegistry(_, let next) = stage { next } else { nil } }

    /// When the caller is rung next.
    var ringAt: Timestamp? { openRingBacks.map(\.nextAt).min() }
}

extension FacilityChoice: RowDecodable {
    public init(row: Row) throws { self.init(code: try row("code"), name: try row("name"), region: try row("region")) }
}

extension ChangeKind: SQLEncodable, SQLDecodable {}
