public import Database
import Foundation
public import Kernel

/// The tree and its versions.
extension ContactStore {
    /// The tree in force. Retired leaves stand in it too.
    public func categories() async throws -> CategoryTree { try await database.read { try $0.categories() } }

    /// The version in force.
    public func categoryVersion() async throws -> CategoryVersion {
        try await database.read { try $0.categoryVersion() }
    }

    /// Those that were set, the newest first, and what the centre started with.
    public func categoryVersions() async throws -> [CategoryVersion] {
        try await database.read {
            try $0.all("SELECT * FROM category_trees ORDER BY version DESC LIMIT 100") + [.original]
        }
    }

    /// Puts a new version of the tree in force. What it leaves out stays in it, retired.
    ///
    /// - Parameter number: the version that it was made from; nil: whichever is in force.
    /// - Throws: `CategoryRefusal.outdated`.
    public func set(
        _ tree: CategoryTree, over number: Int64? = nil, reason: String = "", by author: Author, at moment: Timestamp
    ) async throws {
        try await database.write { transaction in
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            let last = try transaction.categoryVersion()
            guard number ?? last.number == last.number else { throw CategoryRefusal.outdated }
            let text = String(decoding: try encoder.encode(tree.keeping(last.tree)), as: UTF8.self)
            let next = last.number + 1
            try transaction.execute(
                """
                INSERT INTO category_trees (version, tree, author, at, reason)
                VALUES (\(next), \(text), \(author), \(moment), \(reason))
                """)
            try transaction.append(
                ContactFact.CategoriesChanged(version: next, reason: reason), about: Subject("centre", "categories"),
                by: author, at: moment)
        }
    }

    /// How many contacts were logged with each leaf since a moment.
    public func categoryUses(since moment: Timestamp) async throws -> [String: Int] {
        try await database.read { transaction in
            let rows = try transaction.query(
                """
                SELECT category, COUNT(*) AS uses FROM contacts
                WHERE opened_at >= \(moment) AND category IS NOT NULL GROUP BY category
                """)
            var uses: [String: Int] = [:]
            for row in rows { uses[try row("category")] = try row("uses", as: Int.self) }
            return uses
        }
    }

    static let categoryMigrations = [
        Migration(
            "categories", 1, "why the tree was changed; contacts by when they were",
            """
            ALTER TABLE category_trees ADD COLUMN reason TEXT NOT NULL DEFAULT '';
            CREATE INDEX contacts_by_opening ON contacts (opened_at, id);
            """)
    ]
}

extension Transaction {
    func categoryVersion() throws -> CategoryVersion {
        try first("SELECT * FROM category_trees ORDER BY version DESC LIMIT 1") ?? .original
    }

    func categories() throws -> CategoryTree { try categoryVersion().tree }
}

extension CategoryVersion: RowDecodable {
    public init(row: Row) throws {
        let text: String = try row("tree")
        self.init(
            number: try row("version"), tree: try JSONDecoder().decode(CategoryTree.self, from: Data(text.utf8)),
            author: try row("author"), at: try row("at"), reason: try row("reason"))
    }
}
