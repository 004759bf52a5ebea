import Database
import Kernel
import Staff
import Testing

@testable import Contacts

@Suite("Editing the category tree")
struct CategoryEditTests {
    /// As a page would hand it in: every title in the catalogue's words, in this order.
    private func draft(_ tree: CategoryTree = .original) -> CategoryDraft {
        CategoryDraft(
            groups: tree.groups.enumerated().map { place, group in
                CategoryDraft.Group(
                    entry: .init(code: group.code, title: group.title ?? words(group.code), place: place + 1),
                    leaves: group.leaves.enumerated().map { place, leaf in
                        .init(
                            code: leaf.code, title: leaf.title ?? words(leaf.code), place: place + 1,
                            isRetired: leaf.isRetired)
                    })
            })
    }

    private func words(_ code: String) -> String { "Kata \(code)" }

    private func tree(_ change: (inout CategoryDraft) -> Void) throws -> CategoryTree {
        var draft = draft()
        change(&draft)
        return try draft.tree(over: .original, words: words)
    }

    @Test("a leaf is added with a code of its title, and one of the same title gets another code")
    func adding() throws {
        let once = try tree { $0.groups[1].newLeaf = "  Cuci   darah " }
        let leaf = try #require(once.groups[1].leaves.last)
        #expect(leaf == CategoryTree.Leaf("health.cuci-darah", title: "Cuci darah"))
        #expect(once.changes(from: .original) == [.added("health.cuci-darah")])
        var again = draft(once)
        again.groups[1].leaves[3].isRetired = true
        again.groups[1].newLeaf = "Cuci darah"
        let twice = try again.tree(over: once, words: words)
        #expect(twice.groups[1].leaves.map(\.code).suffix(2) == ["health.cuci-darah", "health.cuci-darah-2"])
        #expect(twice.changes(from: once) == [.retired("health.cuci-darah"), .added("health.cuci-darah-2")])
        #expect(!twice.has("health.cuci-darah") && twice.leaf("health.cuci-darah")?.title == "Cuci darah")
    }

    @Test("a group comes with its first leaf, and not without")
    func groups() throws {
        let made = try tree { ($0.newGroup, $0.newGroupLeaf) = ("Ibu & anak", "Persalinan") }
        #expect(made.groups.last?.code == "ibu-anak" && made.has("ibu-anak.persalinan"))
        #expect(made.changes(from: .original) == [.added("ibu-anak"), .added("ibu-anak.persalinan")])
        #expect(throws: CategoryRefusal.halfGroup) { try tree { $0.newGroup = "Ibu" } }
        #expect(throws: CategoryRefusal.halfGroup) { try tree { $0.newGroupLeaf = "Anak" } }
        let empty = try tree { ($0.newGroup, $0.newGroupLeaf) = ("***", "???") }
        #expect(empty.groups.last?.code == "x" && empty.groups.last?.leaves.map(\.code) == ["x.x"])
    }

    @Test("a title that is left alone stays the catalogue's; another is kept, and can be given back")
    func renaming() throws {
        let renamed = try tree { $0.groups[1].leaves[1].title = "Rumah sakit dan klinik" }
        #expect(renamed.leaf("health.hospital")?.title == "Rumah sakit dan klinik")
        #expect(renamed.leaf("health.facility")?.title == nil && renamed.groups[0].title == nil)
        let change = CategoryChange.renamed("health.hospital", from: nil, to: "Rumah sakit dan klinik")
        #expect(renamed.changes(from: .original) == [change])
        var back = draft(renamed)
        back.groups[1].leaves[1].title = words("health.hospital")
        #expect(try back.tree(over: renamed, words: words) == .original)
    }

    @Test("groups and leaves stand in the order of their places, and the same places keep the order they had")
    func ordering() throws {
        let ordered = try tree {
            $0.groups[2].entry.place = 0
            $0.groups[0].leaves[4].place = 1
        }
        #expect(ordered.groups.map(\.code) == ["other", "administration", "health"])
        #expect(
            ordered.groups[1].leaves.map(\.code).prefix(3) == [
                "administration.membership", "administration.personal-details", "administration.contribution",
            ])
        #expect(ordered.changes(from: .original) == [.reordered("administration"), .reordered(nil)])
    }

    @Test("what makes no sense is refused, and says what")
    func refusals() throws {
        #expect(throws: CategoryRefusal.unchanged) { try tree { _ in } }
        #expect(throws: CategoryRefusal.titleMissing) { try tree { $0.groups[0].leaves[0].title = "  " } }
        #expect(throws: CategoryRefusal.titleMissing) { try tree { $0.groups[0].entry.title = "" } }
        #expect(throws: CategoryRefusal.titleTooLong) {
            try tree { $0.groups[0].newLeaf = String(repeating: "a", count: 61) }
        }
        #expect(throws: CategoryRefusal.titleTwice) {
            try tree { $0.groups[1].newLeaf = "KATA health.hospital" }
        }
        #expect(throws: CategoryRefusal.nothingOffered) {
            try tree { draft in
                for group in draft.groups.indices {
                    for leaf in draft.groups[group].leaves.indices { draft.groups[group].leaves[leaf].isRetired = true }
                }
            }
        }
    }

    @Test("a group whose leaves are all retired is not offered, and a leaf can be taken into use again")
    func retiring() throws {
        let less = try tree { $0.groups[2].leaves[0].isRetired = true }
        #expect(less.offered.map(\.code) == ["administration", "health"] && less.groups.count == 3)
        var back = draft(less)
        back.groups[2].leaves[0].isRetired = false
        #expect(try back.tree(over: less, words: words).changes(from: less) == [.restored("other.other")])
    }
}

@Suite("Versions of the category tree")
struct CategoryVersionTests {
    private let dialysis = CategoryTree([.init("health", title: "Layanan", [.init("health.dialysis", title: "HD")])])!

    @Test("each version is kept with who set it, when and why; no code is ever lost", arguments: Dialect.allCases)
    func versions(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            #expect(try await centre.contacts.categoryVersions() == [.original])
            let author = Author.person(centre.sari.id)
            try await centre.contacts.set(
                dialysis, over: 0, reason: "Arahan pusat.", by: author, at: centre.clock.now())
            let versions = try await centre.contacts.categoryVersions()
            #expect(versions.map(\.number) == [1, 0])
            #expect(versions[0].author == author && versions[0].reason == "Arahan pusat.")
            #expect(versions[0].at == centre.clock.now())
            let tree = try await centre.contacts.categories()
            #expect(tree == versions[0].tree && tree.offered == dialysis.groups)
            for code in CategoryTree.original.groups.flatMap({ $0.leaves.map(\.code) }) {
                #expect(tree.leaf(code)?.isRetired == true, "\(code)")
            }
            let facts = try await Journal(centre.database).entries(about: Subject("centre", "categories"))
            #expect(try facts.last?.fact(ContactFact.CategoriesChanged.self)?.reason == "Arahan pusat.")
        }
    }

    @Test("a version that was made from an older one is refused", arguments: Dialect.allCases)
    func outdated(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let (sari, now) = (Author.person(centre.sari.id), centre.clock.now())
            try await centre.contacts.set(dialysis, over: 0, reason: "Satu.", by: sari, at: now)
            await #expect(throws: CategoryRefusal.outdated) {
                try await centre.contacts.set(.original, over: 0, reason: "Dua.", by: sari, at: now)
            }
            #expect(try await centre.contacts.categoryVersions().count == 2)
        }
    }

    @Test("a tree from before leaves could be retired is read as it was", arguments: Dialect.allCases)
    func older(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let text = #"{"groups":[{"code":"a","leaves":[{"code":"a.b"},{"code":"a.c","title":"C"}]}]}"#
            try await centre.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO category_trees (version, tree, author, at)
                    VALUES (1, \(text), \(Author.system("test")), \(centre.clock.now()))
                    """)
            }
            let tree = try await centre.contacts.categories()
            #expect(tree.groups == [.init("a", [.init("a.b"), .init("a.c", title: "C")])])
            #expect(tree.has("a.b"))
        }
    }

    @Test("uses are counted by leaf since a moment", arguments: Dialect.allCases)
    func uses(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let start = centre.clock.now()
            for number in 1...3 {
                let id = try await centre.conversation(number)
                let category = number == 3 ? "health.hospital" : "administration.card"
                let log = ContactLog(category: category, kind: .information, outcome: .solved)
                try await centre.contacts.log(id, log, by: centre.citra.id, at: centre.clock.now())
            }
            _ = try await centre.conversation(4)
            #expect(
                try await centre.contacts.categoryUses(since: start) == [
                    "administration.card": 2, "health.hospital": 1,
                ])
            #expect(try await centre.contacts.categoryUses(since: start + .seconds(1)).values.reduce(0, +) == 2)
        }
    }
}
