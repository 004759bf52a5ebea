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

/// What an open desk page calls itself, so that an agent's pages on several devices can be told apart.
public struct DeskPageName: RawRepresentable, Codable, Hashable, Sendable {
    public let rawValue: String

    /// Nil unless it is 8 to 64 of `a-z A-Z 0-9 -`: it comes from a browser.
    public init?(rawValue: String) {
        let isPlain = rawValue.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isPlain, (8...64).contains(rawValue.utf8.count) else { return nil }
        self.rawValue = rawValue
    }
}

/// A desk on the floor: the agent, the phone in the browser, and the contact that waits to be logged.
public struct Desk: Codable, Sendable, Equatable {
    public var agent: DeskAgent
    /// The audio of the browser (or desk phone) that was connected last.
    public var leg: LegID?
    public var link = DeskView.PhoneLink.none
    /// The open page that has the phone. One that tries again by itself does not take it from another.
    public var page: DeskPageName?
    public var wrapUp: PendingWrapUp?
    /// The call that the agent placed last, when nobody answered it; until the next call.
    public var unreached: Unreached?
    /// The agent has been in AUX for longer than its reason allows.
    public var overstayed = false

    public struct PendingWrapUp: Codable, Sendable, Equatable {
        /// The call as it was when it ended: the desk goes on showing whom the record is about.
        public var call: Call
        public var since: Timestamp
        public var logged: Bool
    }

    public struct Unreached: Codable, Sendable, Equatable {
        public var number: PhoneNumber
        public var outcome: DialOutcome
    }

    public init(agent: DeskAgent) { self.agent = agent }
}
