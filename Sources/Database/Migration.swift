import Kernel

/// One step of a feature's tables, from nothing to today. What has been applied is never changed: a change is a new
/// step.
public struct Migration: Sendable {
    public let feature: String
    /// 1, 2, 3 … within its feature.
    public let number: Int
    /// What the step does, in words.
    public let name: String
    private let script: @Sendable (Dialect) -> String

    public init(_ feature: String, _ number: Int, _ name: String, _ script: String) {
        self.init(feature, number, name) { _ in script }
    }

    /// For what the two databases cannot say alike.
    public init(_ feature: String, _ number: Int, _ name: String, with script: @escaping @Sendable (Dialect) -> String)
    {
        (self.feature, self.number, self.name, self.script) = (feature, number, name, script)
    }

    func text(for dialect: Dialect) -> String { script(dialect) }

    /// FNV-1a of 64 bits over the script (Fowler, Noll, Vo): finds slips, not forgers.
    func checksum(for dialect: Dialect) -> String {
        let hash = text(for: dialect).utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        return String(hash, radix: 16)
    }
}

/// Why the tables are left as they are.
public enum MigrationRefusal: Error, Equatable, Sendable {
    /// The numbers of a feature must be 1, 2, 3 … in this order.
    case misnumbered(feature: String, number: Int)
    /// The step was applied with another text than it has now.
    case changed(feature: String, number: Int)
    /// The database was migrated by a newer program.
    case fromTheFuture(feature: String, number: Int)
}

extension Database {
    /// Applies what is new, in the order given, each step and its record in one transaction; the journal's own steps
    /// come first. Two processes may do it at once. Answers the steps applied now.
    ///
    /// Throws `MigrationRefusal` before anything is changed; a step that fails leaves those before it.
    @discardableResult
    public func migrate(_ migrations: [Migration]) async throws -> [Migration] {
        let steps = Journal.migrations + migrations
        try checkNumbers(steps)
        try await write { transaction in
            try transaction.script(
                """
                CREATE TABLE IF NOT EXISTS migrations (
                    feature TEXT NOT NULL, number BIGINT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL,
                    applied_at BIGINT NOT NULL, PRIMARY KEY (feature, number))
                """)
            try transaction.checkPast(steps)
        }
        var applied: [Migration] = []
        for step in steps where try await write({ try $0.apply(step) }) { applied.append(step) }
        return applied
    }

    private func checkNumbers(_ steps: [Migration]) throws {
        var last: [String: Int] = [:]
        for step in steps {
            guard step.number == last[step.feature, default: 0] + 1 else {
                throw MigrationRefusal.misnumbered(feature: step.feature, number: step.number)
            }
            last[step.feature] = step.number
        }
    }
}

extension Transaction {
    fileprivate func checkPast(_ steps: [Migration]) throws {
        let known = Dictionary(uniqueKeysWithValues: steps.map { ("\($0.feature) \($0.number)", $0) })
        let features = Set(steps.map(\.feature))
        for row in try query("SELECT feature, number, checksum FROM migrations ORDER BY feature, number") {
            let (feature, number): (String, Int) = (try row("feature"), try row("number"))
            guard features.contains(feature) else { continue }
            guard let step = known["\(feature) \(number)"] else {
                throw MigrationRefusal.fromTheFuture(feature: feature, number: number)
            }
            guard try row("checksum", as: String.self) == step.checksum(for: dialect) else {
                throw MigrationRefusal.changed(feature: feature, number: number)
            }
        }
    }

    /// False when it was applied before, perhaps by another process a moment ago.
    fileprivate func apply(_ step: Migration) throws -> Bool {
        let isApplied = try scalar(
            "SELECT COUNT(*) FROM migrations WHERE feature = \(step.feature) AND number = \(step.number)", as: Int.self)
        guard isApplied == 0 else { return false }
        try script(step.text(for: dialect))
        try execute(
            """
            INSERT INTO migrations (feature, number, name, checksum, applied_at)
            VALUES (\(step.feature), \(step.number), \(step.name), \(step.checksum(for: dialect)),
                \(SystemClock().now()))
            """)
        return true
    }
}
