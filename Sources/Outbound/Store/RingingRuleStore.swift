public import Database
import Foundation
public import Kernel

/// The rules by which participants are rung: the plan with its versions, and the numbers that are never rung.
public struct RingingRuleStore: Sendable {
    let database: any Database

    public init(_ database: any Database) { self.database = database }

    public func plan() async throws -> RingingPlanVersion { try await database.read { try $0.ringingPlan() } }

    /// Those that were set, the newest first.
    public func past() async throws -> [RingingPlanVersion] {
        try await database.read { try $0.all("SELECT * FROM ringing_plans ORDER BY number DESC LIMIT 50") }
    }

    /// - Parameter number: the version that it was made from.
    /// - Throws: `RingingPlanRefusal`.
    @discardableResult
    public func set(
        _ plan: RingingPlan, over number: Int, reason: String, by author: Author, at moment: Timestamp
    ) async throws -> RingingPlanVersion {
        try plan.check()
        guard !reason.allSatisfy(\.isWhitespace) else { throw RingingPlanRefusal.reasonMissing }
        let text = String(decoding: try JSONEncoder().encode(plan), as: UTF8.self)
        return try await database.write { transaction in
            guard try transaction.ringingPlan().number == number else { throw RingingPlanRefusal.outdated }
            let next = number + 1
            try transaction.execute(
                """
                INSERT INTO ringing_plans (number, plan, reason, author, at)
                VALUES (\(next), \(text), \(reason), \(author), \(moment))
                """)
            try transaction.append(
                OutboundFact.PlanSet(number: next, plan: plan, reason: reason),
                about: Subject("ringing-plan", next), by: author, at: moment)
            return RingingPlanVersion(number: next, plan: plan, setAt: moment, setBy: author, reason: reason)
        }
    }

    // MARK: Numbers that are never rung

    /// Those in force, the newest first.
    public func doNotCall(at moment: Timestamp) async throws -> [DoNotCall] {
        try await database.read {
            try $0.all(
                """
                SELECT * FROM do_not_call WHERE until IS NULL OR until > \(moment) ORDER BY since DESC, phone LIMIT 500
                """)
        }
    }

    /// All that are in force, in the order of `doNotCall`: so many after one of them.
    func doNotCallPage(after last: DoNotCall?, at moment: Timestamp, upTo limit: Int = 500) async throws -> [DoNotCall]
    {
        let older: SQL =
            last.map { "AND (since < \($0.since) OR (since = \($0.since) AND phone > \($0.phone)))" } ?? ""
        return try await database.read {
            try $0.all(
                """
                SELECT * FROM do_not_call WHERE (until IS NULL OR until > \(moment)) \(older)
                ORDER BY since DESC, phone LIMIT \(limit)
                """)
        }
    }

    func doNotCallCount(at moment: Timestamp) async throws -> Int {
        try await database.read {
            try $0.scalar(
                "SELECT COUNT(*) FROM do_not_call WHERE until IS NULL OR until > \(moment)", as: Int.self)
        } ?? 0
    }

    /// - Throws: `DoNotCallRefusal`.
    public func add(
        _ phone: PhoneNumber, reason: String, until: Timestamp? = nil, by author: Author, at moment: Timestamp
    ) async throws {
        try await database.write {
            guard try !$0.unwanted(among: [phone], at: moment).contains(phone) else {
                throw DoNotCallRefusal.alreadyListed
            }
            try $0.neverCall(phone, reason: reason, until: until, by: author, at: moment)
        }
    }

    /// - Throws: `DoNotCallRefusal`.
    public func remove(_ phone: PhoneNumber, reason: String, by author: Author, at moment: Timestamp) async throws {
        guard !reason.allSatisfy(\.isWhitespace) else { throw DoNotCallRefusal.reasonMissing }
        try await database.write { transaction in
            guard try transaction.execute("DELETE FROM do_not_call WHERE phone = \(phone)") > 0 else {
                throw DoNotCallRefusal.notListed
            }
            try transaction.append(
                OutboundFact.CalledAgain(phone: phone, reason: reason), about: .doNotCall(phone), by: author,
                at: moment)
        }
    }
}

extension Transaction {
    /// The version in force; 0 is what a centre starts from.
    public func ringingPlan() throws -> RingingPlanVersion {
        try first("SELECT * FROM ringing_plans ORDER BY number DESC LIMIT 1") ?? .original
    }

    /// When people in a zone may be rung.
    public func callingHours(in zone: IndonesianZone) throws -> BusinessHours {
        try ringingPlan().plan.hours.hours(in: zone, holidays: Set(scalars("SELECT day FROM holidays", as: Day.self)))
    }

    /// Puts a number on the list of those that are never rung; one that is there already follows the new words.
    ///
    /// - Throws: `DoNotCallRefusal`.
    public func neverCall(
        _ phone: PhoneNumber, reason: String, until: Timestamp? = nil, by author: Author, at moment: Timestamp
    ) throws {
        guard !reason.allSatisfy(\.isWhitespace) else { throw DoNotCallRefusal.reasonMissing }
        if let until, until <= moment { throw DoNotCallRefusal.untilPast }
        try execute(
            """
            INSERT INTO do_not_call (phone, reason, author, since, until)
            VALUES (\(phone), \(reason), \(author), \(moment), \(until))
            ON CONFLICT (phone) DO UPDATE SET reason = excluded.reason, author = excluded.author,
                since = excluded.since, until = excluded.until
            """)
        try append(
            OutboundFact.NeverCalled(phone: phone, reason: reason, until: until), about: .doNotCall(phone), by: author,
            at: moment)
    }

    /// Those of some numbers that are never to be rung.
    public func unwanted(among phones: [PhoneNumber], at moment: Timestamp) throws -> Set<PhoneNumber> {
        guard !phones.isEmpty else { return [] }
        return Set(
            try scalars(
                """
                SELECT phone FROM do_not_call
                WHERE phone IN \(list: phones) AND (until IS NULL OR until > \(moment))
                """, as: PhoneNumber.self))
    }
}

extension RingingPlanVersion: RowDecodable {
    /// What a centre starts from.
    public static let original = RingingPlanVersion(
        number: 0, plan: .original, setAt: .distantPast, setBy: .system("outbound"), reason: "")

    public init(row: Row) throws {
        let text: String = try row("plan")
        self.init(
            number: try row("number"), plan: try JSONDecoder().decode(RingingPlan.self, from: Data(text.utf8)),
            setAt: try row("at"), setBy: try row("author"), reason: try row("reason"))
    }
}

extension DoNotCall: RowDecodable {
    public init(row: Row) throws {
        self.init(
            phone: try row("phone"), reason: try row("reason"), by: try row("author"), since: try row("since"),
            until: try row("until"))
    }
}
