import Database
import Foundation
public import Kernel

/// One version of the call plan, without the plan itself.
public struct PlanVersion: Sendable, Equatable {
    /// From 1; grows by one.
    public let number: Int64
    public let author: Author
    public let at: Timestamp
}

/// Why a plan was not kept.
public enum PlanRefusal: Error, Sendable, Equatable {
    /// Somebody saved another version since the one that this one was made from.
    case changedMeanwhile
}

extension FloorStore {
    /// The plan in force; nil in a centre that has none yet.
    public func plan() async throws -> CallPlan? { try await current()?.plan }

    public func current() async throws -> (plan: CallPlan, version: Int64)? {
        try await database.read { transaction in
            let rows = try transaction.query("SELECT version, plan FROM call_plans ORDER BY version DESC LIMIT 1")
            return try rows.first.map { (try Self.plan(in: $0), try $0("version")) }
        }
    }

    /// An earlier plan, as it was.
    public func plan(version: Int64) async throws -> CallPlan? {
        try await database.read { transaction in
            let rows = try transaction.query("SELECT plan FROM call_plans WHERE version = \(version)")
            return try rows.first.map(Self.plan)
        }
    }

    private static func plan(in row: Row) throws -> CallPlan {
        let text: String = try row("plan")
        return try JSONDecoder().decode(CallPlan.self, from: Data(text.utf8))
    }

    /// Who made each version, the newest first.
    public func versions(upTo limit: Int) async throws -> [PlanVersion] {
        try await database.read { transaction in
            try transaction.query(
                "SELECT version, author, at FROM call_plans ORDER BY version DESC LIMIT \(limit)"
            ).map { PlanVersion(number: try $0("version"), author: try $0("author"), at: try $0("at")) }
        }
    }

    /// A new version of the plan, with its fact; older ones stay.
    ///
    /// - Parameter former: the version that it was made from; nil when that does not matter.
    /// - Returns: the number of the new version.
    /// - Throws: `PlanRefusal.changedMeanwhile` when `former` is no longer the newest.
    @discardableResult
    public func set(
        _ plan: CallPlan, over former: Int64? = nil, by author: Author, at moment: Timestamp
    ) async throws -> Int64 {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let text = String(decoding: try encoder.encode(plan), as: UTF8.self)
        do {
            return try await database.write { transaction in
                let last =
                    try transaction.scalar("SELECT COALESCE(MAX(version), 0) FROM call_plans", as: Int64.self) ?? 0
                if let former, former != last { throw PlanRefusal.changedMeanwhile }
                try transaction.execute(
                    """
                    INSERT INTO call_plans (version, plan, author, at)
                    VALUES (\(last + 1), \(text), \(author), \(moment))
                    """)
                try transaction.append(
                    PlanChanged(version: last + 1), about: Subject("plan", "calls"), by: author, at: moment)
                return last + 1
            }
        } catch let error as DatabaseError where error.kind == .unique {
            // Another transaction wrote the same number at the same moment.
            throw PlanRefusal.changedMeanwhile
        }
    }

    struct PlanChanged: Fact {
        static let kind = "plan.changed"
        var version: Int64
    }
}
