public import Kernel

/// One version of the tree: who set it, when, and why. 0 is what a centre starts with.
public struct CategoryVersion: Sendable, Hashable {
    public let number: Int64
    public let tree: CategoryTree
    public let author: Author
    public let at: Timestamp
    public let reason: String

    public static let original = CategoryVersion(
        number: 0, tree: .original, author: .system("contacts"), at: .distantPast, reason: "")
}

/// Why a tree is not put in force.
public enum CategoryRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case reasonMissing = "reason-missing"
    case titleMissing = "title-missing"
    case titleTooLong = "title-too-long"
    /// Two that are offered beside each other are called the same.
    case titleTwice = "title-twice"
    /// A new group needs its first leaf, and a first leaf its group.
    case halfGroup = "half-group"
    /// Nothing would be offered any more.
    case nothingOffered = "nothing-offered"
    case tooMany = "too-many"
    /// It is as it was.
    case unchanged
    /// Somebody else has set another meanwhile.
    case outdated
}

/// A tree as somebody edits it: titles, order, what is retired, and what is new.
struct CategoryDraft: Sendable, Hashable {
    struct Entry: Sendable, Hashable {
        let code: String
        var title: String
        /// Smaller stands first; the same keep their order.
        var place: Int
        var isRetired = false
    }

    struct Group: Sendable, Hashable {
        var entry: Entry
        var leaves: [Entry]
        /// The title of a leaf to be added.
        var newLeaf: String?
    }

    static let longestTitle = 60
    static let mostLeaves = 200

    var groups: [Group]
    var newGroup: String?
    /// The first leaf of the new group.
    var newGroupLeaf: String?

    /// The tree that it makes of another.
    ///
    /// - Parameter words: what the catalogue calls a code; a title that is left as it says stays the catalogue's.
    func tree(over old: CategoryTree, words: (String) -> String) throws(CategoryRefusal) -> CategoryTree {
        var codes = Set(old.groups.flatMap { [$0.code] + $0.leaves.map(\.code) })
        var made: [CategoryTree.Group] = []
        for group in ordered(groups, by: \.entry.place) {
            let title = try self.title(group.entry, words)
            var leaves: [CategoryTree.Leaf] = []
            for leaf in ordered(group.leaves, by: \.place) {
                leaves.append(
                    CategoryTree.Leaf(leaf.code, title: try self.title(leaf, words), isRetired: leaf.isRetired))
            }
            if let new = group.newLeaf { leaves.append(try Self.leaf(new, under: group.entry.code, &codes)) }
            made.append(CategoryTree.Group(group.entry.code, title: title, leaves))
        }
        guard (newGroup == nil) == (newGroupLeaf == nil) else { throw .halfGroup }
        if let newGroup, let newGroupLeaf {
            let code = Self.code(newGroup, under: nil, &codes)
            let leaf = try Self.leaf(newGroupLeaf, under: code, &codes)
            made.append(CategoryTree.Group(code, title: try Self.sound(newGroup), [leaf]))
        }
        return try Self.checked(CategoryTree(sound: made), over: old, words)
    }

    private static func checked(
        _ tree: CategoryTree, over old: CategoryTree, _ words: (String) -> String
    ) throws(CategoryRefusal) -> CategoryTree {
        let offered = tree.offered
        guard !offered.isEmpty else { throw .nothingOffered }
        guard tree.groups.reduce(0, { $0 + $1.leaves.count }) <= mostLeaves else { throw .tooMany }
        func areTwice(_ titles: [String]) -> Bool { Set(titles.map { $0.lowercased() }).count < titles.count }
        let isTwice =
            areTwice(offered.map { $0.title ?? words($0.code) })
            || offered.contains { areTwice($0.leaves.map { $0.title ?? words($0.code) }) }
        guard !isTwice else { throw .titleTwice }
        let kept = tree.keeping(old)
        guard kept != old else { throw .unchanged }
        return kept
    }

    private func ordered<Item>(_ items: [Item], by place: (Item) -> Int) -> [Item] {
        items.enumerated().sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }.map(\.element)
    }

    private func title(_ entry: Entry, _ words: (String) -> String) throws(CategoryRefusal) -> String? {
        let title = try Self.sound(entry.title)
        return title == words(entry.code) ? nil : title
    }

    private static func sound(_ title: String) throws(CategoryRefusal) -> String {
        let trimmed = title.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !trimmed.isEmpty, !trimmed.unicodeScalars.contains("\0") else { throw .titleMissing }
        guard trimmed.count <= longestTitle else { throw .titleTooLong }
        return trimmed
    }

    private static func leaf(
        _ title: String, under group: String, _ codes: inout Set<String>
    ) throws(CategoryRefusal) -> CategoryTree.Leaf {
        CategoryTree.Leaf(code(title, under: group, &codes), title: try sound(title))
    }

    /// A code that no version has: of the title's letters and digits, with a number behind it when it was taken.
    private static func code(_ title: String, under group: String?, _ codes: inout Set<String>) -> String {
        let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let stem =
            (group.map { $0 + "." } ?? "") + (words.isEmpty ? "x" : String(words.joined(separator: "-").prefix(40)))
        var code = stem
        var number = 2
        while !codes.insert(code).inserted {
            code = "\(stem)-\(number)"
            number += 1
        }
        return code
    }
}

/// What one version has changed of the one before.
public enum CategoryChange: Sendable, Hashable {
    /// By their codes.
    case added(String)
    case renamed(String, from: String?, to: String?)
    case retired(String)
    case restored(String)
    /// The leaves of a group stand in another order; nil: the groups do.
    case reordered(String?)
}

extension CategoryTree {
    /// What is different from an earlier tree, groups before their leaves.
    public func changes(from old: CategoryTree) -> [CategoryChange] {
        var changes: [CategoryChange] = []
        let before = Dictionary(old.groups.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        for group in groups {
            guard let earlier = before[group.code] else {
                changes += [.added(group.code)] + group.leaves.map { .added($0.code) }
                continue
            }
            if group.title != earlier.title {
                changes.append(.renamed(group.code, from: earlier.title, to: group.title))
            }
            changes += group.leafChanges(from: earlier)
        }
        let (now, then) = (groups.map(\.code), old.groups.map(\.code))
        if now.filter(then.contains) != then.filter(now.contains) { changes.append(.reordered(nil)) }
        return changes
    }
}

extension CategoryTree.Group {
    fileprivate func leafChanges(from old: CategoryTree.Group) -> [CategoryChange] {
        var changes: [CategoryChange] = []
        let before = Dictionary(old.leaves.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        for leaf in leaves {
            guard let earlier = before[leaf.code] else {
                changes.append(.added(leaf.code))
                continue
            }
            if leaf.title != earlier.title {
                changes.append(.renamed(leaf.code, from: earlier.title, to: leaf.title))
            }
            if leaf.isRetired != earlier.isRetired {
                changes.append(leaf.isRetired ? .retired(leaf.code) : .restored(leaf.code))
            }
        }
        let (now, then) = (leaves.map(\.code), old.leaves.map(\.code))
        if now.filter(then.contains) != then.filter(now.contains) { changes.append(.reordered(code)) }
        return changes
    }
}
