public import Kernel

/// The name of a queue: `complaints`. Stable, in configuration and in facts; people read the policy's title.
public struct QueueName: RawRepresentable, Hashable, Sendable, Codable, CodingKeyRepresentable,
    ExpressibleByStringLiteral
{
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }
}

/// The name of something that an agent can do, or that a piece of work asks for: `registration`, `javanese`.
public struct SkillName: RawRepresentable, Hashable, Sendable, Codable, CodingKeyRepresentable,
    ExpressibleByStringLiteral
{
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }
}

/// How well a skill is mastered, from 1 (just able) to 10 (the best).
public struct SkillLevel: RawRepresentable, Hashable, Comparable, Sendable, Codable, ExpressibleByIntegerLiteral {
    public static let range = 1...10
    public let rawValue: Int

    /// Nil outside 1...10.
    public init?(rawValue: Int) {
        guard Self.range.contains(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    public init(integerLiteral value: Int) {
        precondition(Self.range.contains(value), "a skill level is 1...10")
        rawValue = value
    }

    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// How the other party reaches us. Routing treats all channels alike; facts and screens tell them apart.
public struct Channel: RawRepresentable, Hashable, Sendable, Codable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public static let call = Channel(rawValue: "call")
}

/// Who should have the work if they can, and until when it is kept for them.
public struct PreferredAgent: Hashable, Sendable, Codable {
    public let agent: PersonID
    public let until: Timestamp

    public init(_ agent: PersonID, until: Timestamp) {
        self.agent = agent
        self.until = until
    }
}

/// Something that someone waits for and one agent will handle.
public struct WorkItem: Hashable, Sendable, Codable {
    public let id: WorkID
    public let channel: Channel
    public internal(set) var queue: QueueName
    /// What this item asks for beyond its queue, with the least level of each.
    public internal(set) var skills: [SkillName: SkillLevel]
    /// Added to the queue's priority; the greater sum goes first, whatever the age.
    public internal(set) var priority: Int
    /// Since when the other party waits. It is kept through returns and moves.
    public let enqueuedAt: Timestamp
    public let preferredAgent: PreferredAgent?

    public init(
        id: WorkID, channel: Channel = .call, queue: QueueName, skills: [SkillName: SkillLevel] = [:],
        priority: Int = 0, enqueuedAt: Timestamp, preferredAgent: PreferredAgent? = nil
    ) {
        self.id = id
        self.channel = channel
        self.queue = queue
        self.skills = skills
        self.priority = priority
        self.enqueuedAt = enqueuedAt
        self.preferredAgent = preferredAgent
    }
}

/// Why the other party's wait, or the whole item, came to an end before or without an agent finishing it.
public enum LeaveReason: String, Hashable, Sendable, Codable, CaseIterable {
    /// They gave up.
    case abandoned
    /// The line or the network failed; nobody gave up.
    case networkFailure
    /// The centre sent them elsewhere: a message, another number, opening hours ended.
    case redirected
    /// The system ended it, for instance because its process died.
    case system
}

/// How an item ended.
public enum ItemEnd: Hashable, Sendable, Codable {
    /// An agent handled it.
    case finished
    /// It left while it waited or was offered.
    case left(LeaveReason)
    /// It left while an agent handled it.
    case cut(LeaveReason)
    /// The agent who took it reached nobody.
    case unreached
}
