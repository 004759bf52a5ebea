public import Database
import Foundation
public import Kernel

/// Why new rules of hints are not taken.
public enum HintRuleRefusal: Error, Sendable, Hashable {
    case unusable([HintRules.Problem])
    /// Somebody else set other rules after these were read.
    case changedMeanwhile
}

/// What there is to mention to callers: the rules in force, what holds of a family, and what became of each hint.
public struct HintStore: Sendable {
    private let database: any Database
    private let calendar: CentreCalendar

    public init(_ database: any Database, calendar: CentreCalendar = .jakarta) {
        (self.database, self.calendar) = (database, calendar)
    }

    public static let migrations = [
        Migration(
            "hints", 1, "rules of hints, and what became of each hint",
            """
            CREATE TABLE hint_rules (
                version BIGINT PRIMARY KEY,
                rules TEXT NOT NULL,
                author TEXT NOT NULL,
                at BIGINT NOT NULL);
            CREATE TABLE hint_uses (
                contact TEXT NOT NULL,
                hint TEXT NOT NULL,
                use TEXT NOT NULL,
                member TEXT NOT NULL REFERENCES members (id),
                family TEXT NOT NULL,
                agent TEXT NOT NULL,
                reason TEXT NOT NULL,
                day TEXT NOT NULL,
                PRIMARY KEY (contact, hint, use));
            CREATE INDEX hint_uses_of_family ON hint_uses (family, use, hint, day);
            CREATE INDEX hint_uses_by_day ON hint_uses (day);
            """)
    ]

    // MARK: - The rules

    public struct RulesSet: Fact {
        public static let kind = "hints.rules-set"
        public let version: Int64
        public let rules: HintRules
    }

    /// Version 0 are the rules that a centre starts from.
    public func rules() async throws -> (rules: HintRules, version: Int64) {
        try await database.read { try $0.hintRules() }
    }

    /// Puts rules in force at once, for every desk.
    ///
    /// - Parameter version: of the rules that they were made from.
    /// - Throws: `HintRuleRefusal`.
    public func set(
        _ rules: HintRules, after version: Int64, by author: Author, at moment: Timestamp
    ) async throws {
        guard rules.problems.isEmpty else { throw HintRuleRefusal.unusable(rules.problems) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(rules), as: UTF8.self)
        try await database.write { transaction in
            let kept = try transaction.execute(
                """
                INSERT INTO hint_rules (version, rules, author, at)
                SELECT \(version + 1), \(text), \(author), \(moment)
                WHERE COALESCE((SELECT MAX(version) FROM hint_rules), 0) = \(version)
                ON CONFLICT (version) DO NOTHING
                """)
            guard kept == 1 else { throw HintRuleRefusal.changedMeanwhile }
            try transaction.append(
                RulesSet(version: version + 1, rules: rules), about: Subject("hint-rules", "centre"), by: author,
                at: moment)
        }
    }

    // MARK: - What holds

    /// Who speaks in a contact, as the answers there prove it: the last one who became known, and how well.
    public func caller(in contact: ContactID) async throws -> (member: MemberID, identity: IdentityLevel)? {
        try await database.read { transaction in
            // Of each member the last answer counts: a wrong one takes back what earlier ones proved.
            var judged: Set<MemberID> = []
            for entry in try transaction.entries(about: .contact(contact)).reversed() {
                guard let fact: IdentityCheck.Checked = try entry.fact(), judged.insert(fact.member).inserted else {
                    continue
                }
                if !fact.isBlocked, fact.level >= .basic { return (fact.member, fact.level) }
            }
            return nil
        }
    }

    /// What there is to mention of a caller who is known, and of the family. The look at their records leaves its
    /// facts. nil: there is no such member.
    public func ground(
        of member: MemberID, known identity: IdentityLevel, in contact: ContactID, by author: Author,
        at moment: Timestamp
    ) async throws -> HintGround? {
        let today = calendar.day(of: moment)
        return try await database.write { transaction in
            let rules = try transaction.contributionRules().rules
            guard
                let standing = try transaction.standing(
                    member, contact, by: rules, on: today, author, moment)
            else { return nil }
            var ground = HintGround(today: today, identity: identity)
            if let owed = standing.owed { (ground.arrears, ground.arrearsMonths) = (owed, standing.owedMonths) }
            ground.mayChangeClass = standing.mayChangeClass(by: .original, on: today)
            let uninsured = try transaction.uninsured(standing, today)
            ground.unregistered = uninsured.others
            ground.uninsuredBirths = uninsured.births
            ground.lastTold = try transaction.lastTold(standing.family)
            return ground
        }
    }

    // MARK: - What became of them

    /// What was done with hints in a contact.
    public func uses(in contact: ContactID) async throws -> [HintKind: Set<HintUse>] {
        try await database.read { transaction in
            var uses: [HintKind: Set<HintUse>] = [:]
            for row in try transaction.query("SELECT hint, use FROM hint_uses WHERE contact = \(contact)") {
                uses[try row("hint"), default: []].insert(try row("use"))
            }
            return uses
        }
    }

    /// A hint came on an agent's screen. Said again in the same contact it changes nothing.
    public func show(
        _ hint: AgentHint, of member: MemberID, in contact: ContactID, to agent: PersonID, pressure: FloorPressure,
        at moment: Timestamp
    ) async throws {
        guard let fact = HintUse.shown.fact(hint, member: member, pressure: pressure) else { return }
        let day = calendar.day(of: moment)
        try await database.write { transaction in
            try transaction.keep(fact, in: contact, agent, day, at: moment)
        }
    }

    /// The agent mentioned a hint, or passed it over.
    ///
    /// - Returns: false when it was never shown to that agent in that contact; nothing is kept then.
    @discardableResult
    public func use(
        _ use: HintUse, _ kind: HintKind, in contact: ContactID, by agent: PersonID, pressure: FloorPressure,
        at moment: Timestamp
    ) async throws -> Bool {
        let day = calendar.day(of: moment)
        return try await database.write { transaction in
            let shown = try transaction.query(
                """
                SELECT member, reason FROM hint_uses
                WHERE contact = \(contact) AND hint = \(kind) AND use = \(HintUse.shown) AND agent = \(agent)
                """
            ).first
            guard let shown else { return false }
            let fact = HintUse.Used(
                hint: kind, use: use, member: try shown("member"), reason: try shown("reason"), pressure: pressure)
            try transaction.keep(fact, in: contact, agent, day, at: moment)
            return true
        }
    }

    /// How often each was shown, told and passed over from a day on.
    public func counts(since day: Day) async throws -> [HintKind: [HintUse: Int]] {
        try await database.read { transaction in
            var counts: [HintKind: [HintUse: Int]] = [:]
            let rows = try transaction.query(
                "SELECT hint, use, COUNT(*) AS times FROM hint_uses WHERE day >= \(day) GROUP BY hint, use")
            for row in rows { counts[try row("hint"), default: [:]][try row("use")] = try row("times") }
            return counts
        }
    }
}

extension Transaction {
    fileprivate func hintRules() throws -> (rules: HintRules, version: Int64) {
        let rows = try query("SELECT version, rules FROM hint_rules ORDER BY version DESC LIMIT 1")
        guard let row = rows.first else { return (.original, 0) }
        let text: String = try row("rules")
        return (try JSONDecoder().decode(HintRules.self, from: Data(text.utf8)), try row("version"))
    }

    fileprivate func keep(
        _ fact: HintUse.Used, in contact: ContactID, _ agent: PersonID, _ day: Day, at moment: Timestamp
    ) throws {
        let kept = try execute(
            """
            INSERT INTO hint_uses (contact, hint, use, member, family, agent, reason, day)
            SELECT \(contact), \(fact.hint), \(fact.use), id, family, \(agent), \(fact.reason), \(day)
            FROM members WHERE id = \(fact.member)
            ON CONFLICT (contact, hint, use) DO NOTHING
            """)
        guard kept == 1 else { return }
        try append(fact, about: .contact(contact), by: .person(agent), at: moment)
    }

    /// When each hint was last told to a family, by whichever of its members rang.
    fileprivate func lastTold(_ family: FamilyCardNumber) throws -> [HintKind: Day] {
        let rows = try query(
            """
            SELECT hint, MAX(day) AS day FROM hint_uses WHERE family = \(family) AND use = \(HintUse.told)
            GROUP BY hint
            """)
        return try rows.reduce(into: [:]) { last, row in last[try row("hint")] = try row("day") as Day }
    }

    /// Who of a family is known and not insured: those on record whose membership has ended, and those whom the
    /// registry or a caller named in a registration or a newborn's form that led to nothing. Newborns by their birth
    /// dates.
    fileprivate func uninsured(_ standing: MemberStanding, _ today: Day) throws -> (births: [Day], others: Int) {
        let household = standing.household
        var others = household.count { $0.status == .ended }
        var (births, named): ([Day], Set<NIK>) = ([], [])
        let documents = try query(
            """
            SELECT document FROM changes WHERE member IN \(list: household.map(\.id)) AND kind IN \(list: [
                ChangeKind.addMember, .newborn,
            ])
            ORDER BY opened_at DESC LIMIT 20
            """)
        for row in documents {
            let text: String = try row("document")
            let change = try JSONDecoder().decode(ChangeCase.self, from: Data(text.utf8))
            for person in change.draft.people where !person.isInsured {
                guard let nik = person.nik, named.insert(nik).inserted else { continue }
                let known = try scalar("SELECT COUNT(*) FROM members WHERE nik = \(nik)", as: Int.self) ?? 0
                guard known == 0 else { continue }
                if isNewborn(person.birthDate, today) { births.append(person.birthDate) } else { others += 1 }
            }
            guard change.kind == .newborn, change.stage.isLeft, let form = ChangeForms.original[.newborn] else {
                continue
            }
            let born = change.draft.read(on: ChangeGround(form: form, today: today)).day(.birthDate)
            guard let born, !household.contains(where: { $0.birthDate == born }) else { continue }
            if isNewborn(born, today) { births.append(born) }
        }
        return (births, others)
    }

    private func isNewborn(_ born: Day, _ today: Day) -> Bool {
        RegistrationRules.original.newbornUntil(born: born).map { born <= today && today <= $0 } ?? false
    }
}

extension ChangeStage {
    /// Begun and not gone on with: somebody may want to.
    fileprivate var isLeft: Bool {
        switch self {
        case .draft, .returned, .lapsed: true
        default: false
        }
    }
}

extension MemberStanding {
    /// Pays for himself, owes nothing, and has been in the class for as long as the rule asks.
    fileprivate func mayChangeClass(by rules: RegistrationRules, on today: Day) -> Bool {
        guard segment == .selfPaying, status == .active, hasPaidFirst == true, owed == Rupiah(0), let classSince else {
            return false
        }
        return rules.classMayChange(since: classSince, on: today) <= today
    }
}

extension HintUse.Used: Fact {}
extension HintKind: SQLEncodable, SQLDecodable {}
extension HintUse: SQLEncodable, SQLDecodable {}
extension AgentHint.ShownReason: SQLEncodable, SQLDecodable {}
