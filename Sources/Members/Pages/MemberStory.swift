public import Kernel
public import Pages

/// What other rooms know of a member: Members, which stands below them, shows it and does not ask what it is.
public struct MemberStory: Sendable {
    /// What happened between the centre and a member, the oldest first, as a person may see it.
    public let items: @Sendable (MemberID, Reader, PageContext) async throws -> [StoryItem]
    /// Where something that a fact names can be read, if anywhere.
    public let place: @Sendable (Subject) -> Path?

    public enum Reader: Sendable {
        /// Somebody who looks at the page: the newest are enough.
        case person(SignedIn)
        /// The member himself, who asks for all of it.
        case member
    }

    public init(
        items: @escaping @Sendable (MemberID, Reader, PageContext) async throws -> [StoryItem],
        place: @escaping @Sendable (Subject) -> Path?
    ) {
        (self.items, self.place) = (items, place)
    }

    /// Of a centre without other rooms.
    public static let none = MemberStory(items: { _, _, _ in [] }, place: { _ in nil })
}

/// One thing of a member's story.
public struct StoryItem: Sendable {
    public let at: Timestamp
    /// What kind of thing it is, in words: `Tiket`.
    public let kind: String
    public let title: String
    /// What people wrote.
    public let said: String
    public let badge: Badge?
    /// Where the whole of it is, for those who may read it.
    public let path: Path?
    /// Everything that is held of it, in the order in which it is told.
    public let values: [LabelledValue]

    public struct Badge: Sendable {
        public let tone: String
        public let word: String

        public init(tone: String, word: String) { (self.tone, self.word) = (tone, word) }
    }

    public init(
        at: Timestamp, kind: String, title: String, said: String = "", badge: Badge? = nil, path: Path? = nil,
        values: [LabelledValue] = []
    ) {
        (self.at, self.kind, self.title, self.said) = (at, kind, title, said)
        (self.badge, self.path, self.values) = (badge, path, values)
    }
}

/// A value under its label, both in words.
public struct LabelledValue: Sendable, Hashable, Codable {
    public let label: String
    public let value: String

    public init(_ label: String, _ value: String) { (self.label, self.value) = (label, value) }
}
