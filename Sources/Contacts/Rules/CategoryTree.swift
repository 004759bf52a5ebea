/// What contacts and tickets are about, in two steps: a group and a leaf. The centre edits it; every version is kept,
/// and a contact keeps the code that it was logged with.
public struct CategoryTree: Sendable, Hashable, Codable {
    public struct Group: Sendable, Hashable, Codable {
        public var code: String
        /// nil: the catalogue's words for the code.
        public var title: String?
        public var leaves: [Leaf]

        public init(_ code: String, title: String? = nil, _ leaves: [Leaf]) {
            (self.code, self.title, self.leaves) = (code, title, leaves)
        }
    }

    public struct Leaf: Sendable, Hashable, Codable {
        /// Begins with the group's: `health.hospital`.
        public var code: String
        public var title: String?

        public init(_ code: String, title: String? = nil) { (self.code, self.title) = (code, title) }
    }

    public var groups: [Group]

    /// nil when a code stands twice, is empty, or does not begin with its group's.
    public init?(_ groups: [Group]) {
        let codes = groups.flatMap { $0.leaves.map(\.code) } + groups.map(\.code)
        guard Set(codes).count == codes.count, !codes.contains(""),
            groups.allSatisfy({ group in
                !group.leaves.isEmpty && group.leaves.allSatisfy { $0.code.hasPrefix(group.code + ".") }
            })
        else { return nil }
        self.groups = groups
    }

    private init(original groups: [Group]) { self.groups = groups }

    public func has(_ code: String) -> Bool { leaf(code) != nil }

    public func leaf(_ code: String) -> Leaf? { groups.lazy.flatMap(\.leaves).first { $0.code == code } }

    /// What a new centre starts with.
    public static let original = CategoryTree(original: [
        Group(
            "administration",
            [
                Leaf("administration.membership"), Leaf("administration.contribution"), Leaf("administration.card"),
                Leaf("administration.virtual-account"), Leaf("administration.personal-details"),
            ]),
        Group("health", [Leaf("health.facility"), Leaf("health.hospital"), Leaf("health.medicine")]),
        Group("other", [Leaf("other.other")]),
    ])
}
