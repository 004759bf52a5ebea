public import Database
import Foundation
public import Kernel

/// The policy of tickets' clocks: what a centre starts from, and every version that was set since.
public struct TicketPolicies: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    public func inForce() async throws -> ClockPolicyVersion { try await database.read { try $0.policyInForce() } }

    /// Those that were set, the newest first.
    public func past() async throws -> [ClockPolicyVersion] {
        try await database.read { try $0.all("SELECT * FROM ticket_policies ORDER BY number DESC LIMIT 50") }
    }

    /// Puts a policy in force for tickets that are opened from now on.
    ///
    /// - Parameter number: the version that it was made from.
    /// - Throws: `ClockPolicyRefusal`.
    @discardableResult
    public func set(
        _ policy: ClockPolicy, over number: Int, reason: String, by author: Author, at moment: Timestamp
    ) async throws -> ClockPolicyVersion {
        guard !reason.allSatisfy(\.isWhitespace) else { throw ClockPolicyRefusal.reasonMissing }
        let text = String(decoding: try JSONEncoder().encode(policy), as: UTF8.self)
        return try await database.write { transaction in
            guard try transaction.policyInForce().number == number else { throw ClockPolicyRefusal.outdated }
            let next = number + 1
            try transaction.execute(
                """
                INSERT INTO ticket_policies (number, policy, reason, author, at)
                VALUES (\(next), \(text), \(reason), \(author), \(moment))
                """)
            try transaction.append(
                TicketFact.PolicySet(number: next, policy: policy, reason: reason),
                about: Subject("ticket-policy", next), by: author, at: moment)
            return ClockPolicyVersion(number: next, policy: policy, setAt: moment, setBy: author, reason: reason)
        }
    }
}

extension ClockPolicyVersion: RowDecodable {
    /// What a centre starts from.
    public static let original = ClockPolicyVersion(
        number: 0, policy: .original, setAt: .distantPast, setBy: .system("tickets"), reason: "")

    public init(row: Row) throws {
        let text: String = try row("policy")
        self.init(
            number: try row("number"), policy: try JSONDecoder().decode(ClockPolicy.self, from: Data(text.utf8)),
            setAt: try row("at"), setBy: try row("author"), reason: try row("reason"))
    }
}
