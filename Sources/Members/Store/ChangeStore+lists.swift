public import Database
import Foundation
public import Kernel
import Staff

/// One line of a list of changes.
public struct ChangeLine: Sendable, Hashable, Identifiable {
    public let id: ChangeID
    public let kind: ChangeKind
    /// As `ChangeStage.word`.
    public let stage: String
    public let member: MemberID?
    public let agent: PersonID
    public let holder: PersonID?
    public let branch: String?
    public let region: String?
    public let openedAt: Timestamp
    public let changedAt: Timestamp
    public let dueAt: Timestamp?

    public func isLate(at moment: Timestamp) -> Bool { dueAt.map { $0 < moment } ?? false }
}

/// Which changes a list shows.
public struct ChangeFilter: Sendable, Hashable {
    public enum Box: String, Sendable, CaseIterable, LosslessStringConvertible {
        /// For the back office: what waits, and what is in one's own hands.
        case decisions
        /// Drafts and what came back.
        case drafts
        /// Waiting for the registry.
        case registry
        /// In a branch's drop box.
        case branch
        case ended

        public init?(_ description: String) { self.init(rawValue: description) }
        public var description: String { rawValue }

        var stages: [String] {
            switch self {
            case .decisions: ["waiting", "taken"]
            case .drafts: ["draft", "returned"]
            case .registry: ["awaiting-registry"]
            case .branch: ["at-branch"]
            case .ended: ["approved", "closed", "withdrawn", "lapsed"]
            }
        }
    }

    public var box: Box
    /// Only what this person began.
    public var agent: PersonID?
    public var kind: ChangeKind?
    /// Only of this branch, by its name in any spelling.
    public var branch: String?
    /// Only what lies at this branch.
    public var dropBox: DropBox?

    public init(_ box: Box, agent: PersonID? = nil, kind: ChangeKind? = nil, branch: String? = nil) {
        (self.box, self.agent, self.kind, self.branch) = (box, agent, kind, branch)
    }
}

/// A caller who waits to be rung back.
public struct RingBackLine: Sendable, Identifiable {
    public let change: ChangeCase
    public let ringBack: RingBack

    public var id: String { "\(change.id)-\(ringBack.id)" }
}

extension ChangeStore {
    public static let mostListed = 200

    /// What is due first stands first; of what has ended, the newest.
    public func list(_ filter: ChangeFilter) async throws -> [ChangeLine] {
        let order: SQL = filter.box == .ended ? "changed_at DESC, id" : "due_at, id"
        let condition = Self.condition(filter)
        return try await database.read {
            try $0.all(
                "SELECT * FROM changes WHERE \(condition) ORDER BY \(order) LIMIT \(Self.mostListed)",
                as: ChangeLine.self)
        }
    }

    static func condition(_ filter: ChangeFilter) -> SQL {
        var conditions: [SQL] = ["stage IN \(list: filter.box.stages)"]
        if let agent = filter.agent { conditions.append("agent = \(agent)") }
        if let kind = filter.kind { conditions.append("kind = \(kind)") }
        if let branch = filter.branch { conditions.append("\(nameKey) = \(BranchName.key(of: branch))") }
        if let dropBox = filter.dropBox { conditions.append(condition(dropBox)) }
        return SQL.all(conditions)
    }

    /// As `BranchName.key` makes it of a name.
    private static let nameKey: SQL = "lower(replace(replace(branch, ' ', ''), '-', ''))"

    private static func condition(_ dropBox: DropBox) -> SQL {
        """
        (\(nameKey) = \(dropBox.nameKey)
            OR branch IS NULL AND substr(region, 1, 4) IN \(list: dropBox.regencies))
        """
    }

    /// nil: there is none.
    func line(_ id: ChangeID) async throws -> ChangeLine? {
        try await database.read { try $0.first("SELECT * FROM changes WHERE id = \(id)", as: ChangeLine.self) }
    }

    public func list(of member: MemberID) async throws -> [ChangeLine] {
        try await database.read {
            try $0.all(
                "SELECT * FROM changes WHERE member = \(member) ORDER BY opened_at DESC LIMIT \(Self.mostListed)",
                as: ChangeLine.self)
        }
    }

    /// How many are in each box, and how many of them are late; of one branch, or of all.
    public func counts(
        at moment: Timestamp, of dropBox: DropBox? = nil
    ) async throws -> [ChangeFilter.Box: (open: Int, late: Int)] {
        let condition = SQL.all(dropBox.map { [Self.condition($0)] } ?? [])
        let rows = try await database.read {
            try $0.query(
                """
                SELECT stage, COUNT(*) AS open, COUNT(*) FILTER (WHERE due_at < \(moment)) AS late
                FROM changes WHERE \(condition) GROUP BY stage
                """)
        }
        var counts: [ChangeFilter.Box: (open: Int, late: Int)] = [:]
        for row in rows {
            let stage: String = try row("stage")
            guard let box = ChangeFilter.Box.allCases.first(where: { $0.stages.contains(stage) }) else { continue }
            let (open, late): (Int, Int) = (try row("open"), try row("late"))
            counts[box] = ((counts[box]?.open ?? 0) + open, (counts[box]?.late ?? 0) + late)
        }
        return counts
    }

    // MARK: - What falls due

    /// Changes for which the registry is to be asked now, those that wait longest first.
    public func toAsk(at moment: Timestamp, upTo limit: Int) async throws -> [ChangeID] {
        try await database.read {
            try $0.scalars("SELECT id FROM changes WHERE ask_at <= \(moment) ORDER BY ask_at, id LIMIT \(limit)")
        }
    }

    /// When the registry is to be asked next; nil: nothing waits for it.
    public func nextAsking() async throws -> Timestamp? {
        try await database.read { try $0.scalar("SELECT MIN(ask_at) FROM changes", as: Timestamp?.self) } ?? nil
    }

    /// How many wait for the registry.
    public func waitingForRegistry() async throws -> Int {
        try await database.read {
            try $0.scalar("SELECT COUNT(*) FROM changes WHERE ask_at IS NOT NULL", as: Int.self)
        } ?? 0
    }

    /// Drafts and returned changes whose clock has run out.
    public func toLapse(at moment: Timestamp, upTo limit: Int) async throws -> [ChangeID] {
        try await database.read {
            try $0.scalars(
                """
                SELECT id FROM changes WHERE stage IN ('draft', 'returned') AND due_at <= \(moment)
                ORDER BY due_at, id LIMIT \(limit)
                """)
        }
    }

    /// Callers to be rung now.
    public func toRing(at moment: Timestamp) async throws -> [RingBackLine] {
        let documents = try await database.read {
            try $0.scalars(
                """
                SELECT document FROM changes WHERE ring_at <= \(moment) ORDER BY ring_at, id LIMIT \(Self.mostListed)
                """, as: String.self)
        }
        return try Self.ringBacks(of: documents, until: moment)
    }

    static func ringBacks(of documents: [String], until moment: Timestamp) throws -> [RingBackLine] {
        try documents.flatMap { text -> [RingBackLine] in
            let change = try JSONDecoder().decode(ChangeCase.self, from: Data(text.utf8))
            return change.openRingBacks.filter { $0.nextAt <= moment }.map {
                RingBackLine(change: change, ringBack: $0)
            }
        }
    }

    // MARK: - Figures

    /// Every handing-in from a day until another, once each: for `RegistrationTrend`.
    public func submissions(from first: Day, until last: Day) async throws -> [JournalEntry] {
        let (start, end) = (calendar.start(of: first), calendar.start(of: last.adding(days: 1)))
        return try await database.read {
            try $0.all(
                """
                SELECT * FROM journal WHERE kind = \(ChangeFact.Submitted.kind) AND at >= \(start) AND at < \(end)
                ORDER BY seq
                """)
        }
    }
}

extension ChangeLine: RowDecodable {
    public init(row: Row) throws {
        (id, kind, stage) = (try row("id"), try row("kind"), try row("stage"))
        (member, agent, holder) = (try row("member"), try row("agent"), try row("holder"))
        (branch, region) = (try row("branch"), try row("region"))
        (openedAt, changedAt, dueAt) = (try row("opened_at"), try row("changed_at"), try row("due_at"))
    }
}
