public import Database
public import Kernel
public import Tickets

/// The facts of the telephone. Figures, live screens and histories are folds of these and of nothing else.
public enum CallFact {
    /// A call reached the centre.
    public struct Arrived: Fact {
        public static let kind = "call.arrived"
        /// Nil when the number is hidden.
        public var caller: PhoneNumber?
        public var called: String
    }

    /// The caller pressed a digit that the menu knows.
    public struct Chose: Fact {
        public static let kind = "call.chose"
        public var menu: String
        public var digit: String
    }

    /// The caller asked where a ticket stands.
    public struct AskedStatus: Fact {
        public static let kind = "call.asked-status"
        /// As it was keyed.
        public var ticket: TicketNumber
        /// What was told; nil when there is no such ticket, or it could not be looked up.
        public var place: TicketStatus.Place?
        public var wasReachable: Bool
    }

    public struct Queued: Fact {
        public static let kind = "call.queued"
        public var queue: String
        public var preferredAgent: PersonID?
    }

    /// The queue that the caller waited in is no longer in the plan: they go on waiting in another.
    public struct Moved: Fact {
        public static let kind = "call.moved"
        public var from: String
        public var to: String
    }

    public struct Offered: Fact {
        public static let kind = "call.offered"
        public var agent: PersonID
        public var attempt: Int
    }

    public struct OfferEnded: Fact {
        public static let kind = "call.offer-ended"
        public var agent: PersonID
        public var reason: String
    }

    /// An agent and the caller hear each other.
    public struct Connected: Fact {
        public static let kind = "call.connected"
        public var agent: PersonID
        public var queue: String
        /// From entering the queue to being connected.
        public var waitedSeconds: Double
        public var withinLimit: Bool
    }

    public struct Held: Fact {
        public static let kind = "call.held"
        public var agent: PersonID
    }

    public struct Resumed: Fact {
        public static let kind = "call.resumed"
        public var agent: PersonID
        public var heldSeconds: Double
    }

    public struct Ended: Fact {
        public static let kind = "call.ended"
        public var cause: CallEnd
        public var queue: String?
        public var agent: PersonID?
        /// Seconds in the queue, when no agent was reached.
        public var waitedSeconds: Double?
        public var talkSeconds: Double
        public var holdSeconds: Double
    }

    /// The caller answered how satisfied they are, after the call.
    public struct Rated: Fact {
        public static let kind = "call.rated"
        public var agent: PersonID
        public var queue: String?
        /// 1 (not at all) to 5 (very).
        public var rating: Int
    }

    public struct WrappedUp: Fact {
        public static let kind = "call.wrapped-up"
        public var agent: PersonID
        public var seconds: Double
        /// The limit ended it, not the agent.
        public var byLimit: Bool
        /// It followed a call that the agent had placed; nil in facts of old.
        public var outgoing: Bool?
    }

    public struct Recorded: Fact {
        public static let kind = "call.recorded"
        public var path: String
        public var seconds: Double
        public var whole: Bool
    }

    /// An agent places a call. These three take the place of `arrived`, `connected` and `ended` for it: the figures of
    /// the inbound floor know nothing of it.
    public struct Dialled: Fact {
        public static let kind = "call.dialled"
        public var agent: PersonID
        public var number: PhoneNumber
        /// The number that the called party sees.
        public var from: PhoneNumber
        public var purpose: DialPurpose

        public init(agent: PersonID, number: PhoneNumber, from: PhoneNumber, purpose: DialPurpose) {
            (self.agent, self.number, self.from, self.purpose) = (agent, number, from, purpose)
        }
    }

    /// The called party, or their machine, picked up: a contact begins.
    public struct DialAnswered: Fact {
        public static let kind = "call.dial-answered"
        public var agent: PersonID
        public var purpose: DialPurpose
        public var contact: ContactID
        public var ringSeconds: Double

        public init(agent: PersonID, purpose: DialPurpose, contact: ContactID, ringSeconds: Double) {
            (self.agent, self.purpose, self.contact, self.ringSeconds) = (agent, purpose, contact, ringSeconds)
        }
    }

    /// A placed call is over, or came to nothing.
    public struct DialEnded: Fact {
        public static let kind = "call.dial-ended"
        public var agent: PersonID
        public var number: PhoneNumber
        public var purpose: DialPurpose
        public var outcome: DialOutcome
        /// The final SIP status of the network; nil when we ended it before there was one.
        public var status: Int?
        /// From dialling to the answer, or to the end when nobody answered.
        public var ringSeconds: Double
        public var talkSeconds: Double
        public var holdSeconds: Double
        /// Nil when nobody answered.
        public var contact: ContactID?

        public init(
            agent: PersonID, number: PhoneNumber, purpose: DialPurpose, outcome: DialOutcome, status: Int?,
            ringSeconds: Double, talkSeconds: Double, holdSeconds: Double, contact: ContactID?
        ) {
            (self.agent, self.number, self.purpose, self.contact) = (agent, number, purpose, contact)
            (self.outcome, self.status) = (outcome, status)
            (self.ringSeconds, self.talkSeconds, self.holdSeconds) = (ringSeconds, talkSeconds, holdSeconds)
        }
    }

    /// The state of an agent changed.
    public struct AgentState: Fact {
        public static let kind = "agent.state"
        public var state: String
        public var reason: String?
        /// How long the state before lasted.
        public var lastedSeconds: Double
        public var before: String
    }

    /// A supervisor sent the agent off the floor; the author is the supervisor.
    public struct Dismissed: Fact {
        public static let kind = "agent.dismissed"
        /// The agent was in a call: it is finished and wrapped up first.
        public var afterCall: Bool
    }
}

/// How a call ended. The difference between these is what the contract is measured by.
public enum CallEnd: String, Codable, Sendable, Equatable, CaseIterable {
    /// The caller hung up in the greeting or menu.
    case leftMenu = "left-menu"
    /// The caller hung up while waiting for an agent.
    case abandoned
    /// The caller hung up after talking to an agent.
    case byCaller = "by-caller"
    case byAgent = "by-agent"
    /// The plan ended it: outside the hours, or the last words of a menu.
    case farewell
    /// The network fell silent or refused: never counted as abandoned.
    case network
    /// A fault or restart of ours ended it.
    case system
    /// Refused at the door: unknown number, or the centre was full.
    case refused
}
