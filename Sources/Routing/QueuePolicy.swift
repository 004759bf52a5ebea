/// Who among several ready and able agents gets the next item. Ties go to the one who is idle the longest, then to
/// the one who signed in first.
public enum RoutingStrategy: String, Hashable, Sendable, Codable, CaseIterable {
    /// The one who is ready the longest. An offer that the caller abandoned does not cost the agent their place.
    case longestIdle
    /// The one with the smallest share of work (handling and wrap-up) in their time available since sign-in, as
    /// it stood when they became ready.
    case leastOccupied
    /// The one whose levels in the asked skills add up to most.
    case bestLevel
}

/// How one queue is served.
public struct QueuePolicy: Hashable, Sendable, Codable {
    public let name: QueueName
    /// For people, in their language.
    public var title: String
    /// What every item of the queue asks for, with the least level of each.
    public var skills: [SkillName: SkillLevel]
    public var strategy: RoutingStrategy
    /// How long one agent is rung; at least a second.
    public var offerLimit: Duration
    /// How long wrap-up may last before the agent is ready again: zero for none, nil for as long as it takes.
    public var wrapUpLimit: Duration?
    /// Within what wait an answer counts as in time. Routing only carries it, for figures.
    public var serviceLevel: Duration
    /// How many may wait; one more is refused. Nil for no bound. Items that return to the queue are always taken.
    public var maxWaiting: Int?
    /// The greater goes first among queues that share agents.
    public var priority: Int
    /// Handling and wrap-up of one item, assumed until the first was measured.
    public var expectedHandling: Duration

    public init(
        name: QueueName, title: String, skills: [SkillName: SkillLevel] = [:],
        strategy: RoutingStrategy = .longestIdle, offerLimit: Duration = .seconds(20),
        wrapUpLimit: Duration? = .seconds(60), serviceLevel: Duration = .seconds(20), maxWaiting: Int? = nil,
        priority: Int = 0, expectedHandling: Duration = .seconds(180)
    ) {
        self.name = name
        self.title = title
        self.skills = skills
        self.strategy = strategy
        self.offerLimit = max(offerLimit, .seconds(1))
        self.wrapUpLimit = wrapUpLimit.map { max($0, .zero) }
        self.serviceLevel = serviceLevel
        self.maxWaiting = maxWaiting
        self.priority = priority
        self.expectedHandling = max(expectedHandling, .zero)
    }
}
