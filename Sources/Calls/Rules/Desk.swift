public import Kernel
public import Routing
import Voice

/// An agent who works at a desk, as the floor needs to know them.
public struct DeskAgent: Codable, Sendable, Equatable {
    public let id: PersonID
    /// The agent's own real name: the greeting says it.
    public var name: String
    public var site: String
    public var team: String
    public var skills: [SkillName: SkillLevel]
    /// Calls are connected by themselves after a moment to read who rings.
    public var autoAnswer: Bool

    public init(
        id: PersonID, name: String, site: String, team: String, skills: [SkillName: SkillLevel], autoAnswer: Bool
    ) {
        self.id = id
        self.name = name
        self.site = site
        self.team = team
        self.skills = skills
        self.autoAnswer = autoAnswer
    }

    var profile: AgentProfile { AgentProfile(id: id, skills: skills, site: site) }
}

/// A desk on the floor: the agent, the phone in the browser, and the contact that waits to be logged.
public struct Desk: Codable, Sendable, Equatable {
    public var agent: DeskAgent
    /// The audio of the browser (or desk phone) that was connected last.
    public var leg: LegID?
    public var link = DeskView.PhoneLink.none
    public var wrapUp: PendingWrapUp?
    /// The agent has been in AUX for longer than its reason allows.
    public var overstayed = false

    public struct PendingWrapUp: Codable, Sendable, Equatable {
        /// The call as it was when it ended: the desk goes on showing whom the record is about.
        public var call: Call
        public var since: Timestamp
        public var logged: Bool
    }

    public init(agent: DeskAgent) { self.agent = agent }
}
