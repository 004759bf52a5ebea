public import Kernel

/// The live floor: what a supervisor sees now.
public struct FloorView: Sendable, Equatable {
    public var at: Timestamp
    public var agents: [AgentTile]
    public var queues: [QueueStrip]
    public var today: FloorFigures
    public var alarms: [Alarm]
    /// Calls in the centre by stage: greeting or menu, waiting, ringing an agent, talking, being dialled.
    public var live: LiveCounts
    /// What came to each queue in the last two hours, by its name.
    public var traffic: [String: [QueueTraffic.Step]] = [:]

    public struct AgentTile: Sendable, Equatable {
        public var agent: PersonID
        public var name: String
        public var site: String
        public var team: String
        public var state: DeskView.DeskState
        public var since: Timestamp
        /// The state has lasted longer than it may.
        public var overdue: Bool
        /// The queue of the call in hand; nil for one that the agent placed.
        public var queueTitle: String?
        /// The call in hand was placed by the agent.
        public var isOutgoing = false
    }

    public struct LiveCounts: Sendable, Equatable {
        public var inMenu: Int
        public var waiting: Int
        public var ringing: Int
        public var talking: Int
        /// Rung by an agent, and not answered yet.
        public var dialling: Int

        public init(inMenu: Int = 0, waiting: Int = 0, ringing: Int = 0, talking: Int = 0, dialling: Int = 0) {
            (self.inMenu, self.waiting, self.ringing, self.talking) = (inMenu, waiting, ringing, talking)
            self.dialling = dialling
        }
    }
}

/// One agent as a supervisor sees them: now, the call in hand, and the day so far.
public struct AgentView: Sendable, Equatable {
    public var tile: FloorView.AgentTile
    /// When the state ends by itself.
    public var until: Timestamp?
    /// What comes after the work in hand.
    public var afterwards: AuxReason?
    public var leaves: Bool
    public var call: Call?
    public var today: AgentDay

    /// Nothing of who the caller is: to watch the floor is no reason to see a member.
    public struct Call: Sendable, Equatable {
        public var queueTitle: String
        /// Placed by the agent: `queueTitle` is its purpose.
        public var isOutgoing = false
        /// Since when the call has rung here, or since when both talk, or when it ended.
        public var since: Timestamp
        public var heldSince: Timestamp?
        /// On hold so far, the running hold included.
        public var holdSeconds: Double
    }
}

/// The day's figures of the inbound floor: a fold of the journal's facts, the same live and in history.
///
/// - offered: calls that entered a queue (a caller who leaves in the greeting or menu is counted apart);
/// - answered: connected to an agent; abandoned: left a queue before that, by the caller's own will;
/// - SCR (success call ratio): answered / offered;
/// - AHT: (talk + hold + wrap-up) / handled, in seconds;
/// - service level: answered within the limit / offered, a call that is still waiting within its limit left out.
public struct FloorFigures: Sendable, Equatable, Codable {
    public var arrived = 0
    public var offered = 0
    public var answered = 0
    public var abandoned = 0
    /// Calls that the network or a fault of ours ended before an agent answered: never counted as abandoned.
    public var lost = 0
    public var leftInMenu = 0
    public var answeredWithinLimit = 0
    public var handled = 0
    public var talkSeconds = 0.0
    public var holdSeconds = 0.0
    public var wrapUpSeconds = 0.0
    /// Callers who said how satisfied they are, and the sum of what they said.
    public var rated = 0
    public var ratings = 0

    public init() {}

    public var successCallRatio: Double? { offered > 0 ? Double(answered) / Double(offered) : nil }
    public var averageHandlingSeconds: Double? {
        handled > 0 ? (talkSeconds + holdSeconds + wrapUpSeconds) / Double(handled) : nil
    }
    /// From 1 to 5.
    public var averageRating: Double? { rated > 0 ? Double(ratings) / Double(rated) : nil }
    public var serviceLevel: Double? { offered > 0 ? Double(answeredWithinLimit) / Double(offered) : nil }
}
