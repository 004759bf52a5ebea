public import Database
import Foundation
public import Kernel

public enum RuleProposalTag {}
public typealias RuleProposalID = Identifier<RuleProposalTag>

extension ContributionFact {
    public struct RuleProposed: Fact {
        public static let kind = "contributions.rule-proposed"
        public let proposal: String
        public let matter: String
        public let from: Day
        public let reason: String
    }

    public struct RuleApproved: Fact {
        public static let kind = "contributions.rule-approved"
        public let proposal: String
        public let version: Int64
    }

    public struct RuleRejected: Fact {
        public static let kind = "contributions.rule-rejected"
        public let proposal: String
        public let reason: String
    }
}

/// A change of the rules that waits for a second person.
public struct RuleProposal: Sendable, Hashable {
    public let id: RuleProposalID
    public let change: RuleChange
    public let reason: String
    public let by: Author
    public let at: Timestamp
}

/// The rules of contributions: what a centre starts from, and every version that two people made since.
public struct ContributionRuleStore: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    static let migration = Migration(
        "contributions", 2, "the rules' versions, and what is proposed",
        """
        CREATE TABLE contribution_rules (
            version BIGINT PRIMARY KEY,
            rules TEXT NOT NULL,
            proposal TEXT NOT NULL,
            author TEXT NOT NULL,
            at BIGINT NOT NULL);
        CREATE TABLE rule_proposals (
            id TEXT PRIMARY KEY,
            content TEXT NOT NULL,
            reason TEXT NOT NULL CHECK (reason <> ''),
            author TEXT NOT NULL,
            at BIGINT NOT NULL,
            decided_by TEXT,
            decided_at BIGINT,
            CHECK (decided_by <> author));
        """)

    /// Version 0 are the rules that a centre starts from.
    public func inForce() async throws -> (rules: ContributionRules, version: Int64) {
        try await database.read { try $0.contributionRules() }
    }

    /// What nobody decided on yet, the oldest first.
    public func open() async throws -> [RuleProposal] {
        try await database.read { try $0.proposals("decided_at IS NULL") }
    }

    /// - Throws: `RuleRefusal` when the change cannot be made to the rules as they are.
    public func propose(
        _ id: RuleProposalID, _ change: RuleChange, reason: String, by author: Author, at moment: Timestamp
    ) async throws {
        guard !reason.allSatisfy(\.isWhitespace) else { throw RuleRefusal.reasonMissing }
        let content = try written(change)
        try await database.write { transaction in
            _ = try transaction.contributionRules().rules.after(change)
            try transaction.execute(
                """
                INSERT INTO rule_proposals (id, content, reason, author, at)
                VALUES (\(id), \(content), \(reason), \(author), \(moment))
                """)
            let fact = ContributionFact.RuleProposed(
                proposal: id.description, matter: change.kind.rawValue, from: change.from, reason: reason)
            try transaction.append(fact, about: .contributionRules, by: author, at: moment)
        }
    }

    /// Puts a proposal in force, over the rules as they are by now.
    ///
    /// - Returns: the new version.
    /// - Throws: `RuleRefusal`.
    @discardableResult
    public func approve(_ id: RuleProposalID, by author: Author, at moment: Timestamp) async throws -> Int64 {
        try await database.write { transaction in
            let proposal = try transaction.decide(id, by: author, at: moment)
            let (rules, version) = try transaction.contributionRules()
            let text = try written(rules.after(proposal.change))
            try transaction.execute(
                """
                INSERT INTO contribution_rules (version, rules, proposal, author, at)
                VALUES (\(version + 1), \(text), \(id), \(author), \(moment))
                """)
            let fact = ContributionFact.RuleApproved(proposal: id.description, version: version + 1)
            try transaction.append(fact, about: .contributionRules, by: author, at: moment)
            return version + 1
        }
    }

    /// - Throws: `RuleRefusal`.
    public func reject(
        _ id: RuleProposalID, reason: String, by author: Author, at moment: Timestamp
    ) async throws {
        guard !reason.allSatisfy(\.isWhitespace) else { throw RuleRefusal.reasonMissing }
        try await database.write { transaction in
            _ = try transaction.decide(id, by: author, at: moment)
            let fact = ContributionFact.RuleRejected(proposal: id.description, reason: reason)
            try transaction.append(fact, about: .contributionRules, by: author, at: moment)
        }
    }
}

private func written(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}

extension Subject {
    /// What is decided about the rules of contributions.
    public static let contributionRules = Subject("contribution-rules", "centre")
}

extension Transaction {
    /// The rules in force and their version.
    func contributionRules() throws -> (rules: ContributionRules, version: Int64) {
        let rows = try query("SELECT version, rules FROM contribution_rules ORDER BY version DESC LIMIT 1")
        guard let row = rows.first else { return (.original, 0) }
        let text: String = try row("rules")
        return (try JSONDecoder().decode(ContributionRules.self, from: Data(text.utf8)), try row("version"))
    }

    fileprivate func proposals(_ condition: SQL) throws -> [RuleProposal] {
        try query("SELECT * FROM rule_proposals WHERE \(condition) ORDER BY at, id").map { row in
            let content: String = try row("content")
            return RuleProposal(
                id: try row("id"), change: try JSONDecoder().decode(RuleChange.self, from: Data(content.utf8)),
                reason: try row("reason"), by: try row("author"), at: try row("at"))
        }
    }

    /// Marks a proposal as decided by somebody who did not make it.
    fileprivate func decide(_ id: RuleProposalID, by author: Author, at moment: Timestamp) throws -> RuleProposal {
        guard let proposal = try proposals("id = \(id)").first else { throw RuleRefusal.noSuchProposal }
        guard proposal.by != author else { throw RuleRefusal.ownProposal }
        let decided = try execute(
            """
            UPDATE rule_proposals SET decided_by = \(author), decided_at = \(moment)
            WHERE id = \(id) AND decided_at IS NULL
            """)
        guard decided == 1 else { throw RuleRefusal.decidedAlready }
        return proposal
    }
}
