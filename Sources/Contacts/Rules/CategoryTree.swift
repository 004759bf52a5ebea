/// What contacts and tickets are about, in two steps: a group and a leaf. The centre edits it; every version is kept,
/// and a contact keeps the code that it was logged with. A code is never lost: what is not offered any more is retired.
public struct CategoryTree: Sendable, Hashable, Codable {
    public struct Group: Sendable, Hashable, Codable {
        public var code: String
        /// nil: the catalogue's words for the code.
        public var title: String?
        public var leaves: [Leaf]

        public init(_ code: String, title: String? = nil, _ leaves: [Leaf]) {
            (self.code, self.title, self.leaves) = (code, title, leaves)
        }

        /// None of its leaves is offered.
        public var isRetired: Bool { leaves.allSatisfy(\.isRetired) }
    }

    public struct Leaf: Sendable, Hashable, Codable {
        /// Begins with the group's: `health.hospital`.
        public var code: String
        public var title: String?
        /// Nothing new is logged with it; what was, keeps it.
        public var isRetired: Bool

        public init(_ code: String, title: String? = nil, isRetired: Bool = false) {
            (self.code, self.title, self.isRetired) = (code, title, isRetired)
        }

        /// Trees that were kept before leaves could be retired do not say.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            code = try container.decode(String.self, forKey: .code)
            title = try container.decodeIfPresent(String.self, forKey: .title)
            isRetired = try container.decodeIfPresent(Bool.self, forKey: .isRetired) ?? false
        }
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

    init(sound groups: [Group]) { self.groups = groups }

    /// Whether something new may be logged with a code.
    public func has(_ code: String) -> Bool { leaf(code).map { !$0.isRetired } ?? false }

    /// Retired ones too.
    public func leaf(_ code: String) -> Leaf? { groups.lazy.flatMap(\.leaves).first { $0.code == code } }

    /// The groups and leaves that are offered.
    public var offered: [Group] {
        groups.filter { !$0.isRetired }.map { group in
            Group(group.code, title: group.title, group.leaves.filter { !$0.isRetired })
        }
    }

    /// With what an earlier tree had besides, retired, so that its words are not lost.
    func keeping(_ earlier: CategoryTree) -> CategoryTree {
        var kept = groups
        for group in earlier.groups {
            let place = kept.firstIndex { $0.code == group.code }
            let known = Set(place.map { kept[$0].leaves.map(\.code) } ?? [])
            let lost = group.leaves.filter { !known.contains($0.code) }.map {
                Leaf($0.code, title: $0.title, isRetired: true)
            }
            guard !lost.isEmpty else { continue }
            if let place {
                kept[place].leaves += lost
            } else {
                kept.append(Group(group.code, title: group.title, lost))
            }
        }
        return CategoryTree(sound: kept)
    }

    /// What a new centre starts with.
    public static let original = CategoryTree(sound: [
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
