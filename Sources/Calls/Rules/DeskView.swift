public import Contacts
public import Kernel
public import Members

/// Everything that one agent's desk shows now. The page is drawn from this value alone, so a reloaded tab shows the
/// same.
public struct DeskView: Sendable, Equatable {
    public var agent: PersonID
    /// The agent's own name, as the greeting says it.
    public var name: String
    public var phone: PhoneLink
    /// The open page that has the phone; others say so, and leave it there.
    public var page: DeskPageName?
    public var state: DeskState
    /// Since when the state has lasted.
    public var since: Timestamp
    /// When the state ends by itself: the ring limit, the wrap-up limit, the longest stay in AUX.
    public var until: Timestamp?
    /// What the agent asked for in mid-call, to come after it.
    public var afterwards: AuxReason?
    /// The agent leaves the floor after the work in hand.
    public var leaves = false
    /// The supervisor who sent the agent off the floor.
    public var dismissedBy: String?
    public var autoAnswer: Bool
    /// The centre has a way to ring out.
    public var canDial = false
    /// Why nobody answered the call that the agent placed last.
    public var unreached: Desk.Unreached?
    public var call: CallCard?
    /// The contact that waits to be logged: of the call that ended last.
    public var wrapUp: WrapUp?
    public var today: AgentDay
    public var queues: [QueueStrip]
    public var alarms: [Alarm]

    /// The browser's microphone and loudspeaker, as the voice engine sees them.
    public enum PhoneLink: String, Sendable, Codable {
        /// No browser has offered its audio.
        case none
        case connecting, connected
        /// It was connected and has fallen silent; the page tries again.
        case lost
    }

    public enum DeskState: Sendable, Equatable {
        case ready
        case aux(AuxReason)
        /// A caller rings this agent.
        case offered
        /// The agent rings somebody, who has not answered yet.
        case dialling
        case talking, held
        case wrapUp
        /// An offer was left unanswered: nothing is offered until the agent says ready.
        case notResponding
        /// The phone is not connected: nothing can be offered.
        case unreachable
        /// Off the floor, sent by a supervisor, until the agent opens the desk again.
        case signedOut
    }

    /// The call that ended last, as its record needs it.
    public struct WrapUp: Sendable, Equatable {
        public var card: CallCard
        public var endedAt: Timestamp
        public var logged: Bool

        public var contact: ContactID { card.contact }
    }

    /// The conversation on the screen: in hand, or waiting for its record.
    public var conversation: CallCard? {
        if let call { return call }
        guard let wrapUp, !wrapUp.logged else { return nil }
        return wrapUp.card
    }
}

/// Who rings, and why, before the first word.
public struct CallCard: Sendable, Equatable {
    public var call: WorkID
    public var contact: ContactID
    /// Nil when the caller hides the number.
    public var caller: PhoneNumber?
    public var queue: String
    public var queueTitle: String
    /// The words of the menu entries that the caller chose.
    public var choices: [String]
    public var arrivedAt: Timestamp
    public var queuedAt: Timestamp
    public var answeredAt: Timestamp?
    public var heldSince: Timestamp?
    public var recording: Bool
    public var match: CallerMatch
    /// Set when the agent placed the call; `queue` is then empty and `queueTitle` tells the purpose.
    public var outgoing: Outgoing?

    public struct Outgoing: Sendable, Equatable {
        public var purpose: DialPurpose
        public var progress: DialProgress
    }

    /// The number as the desk shows it: a caller's own in full, masked where the centre rang; nil when it is hidden.
    var shownNumber: String? { outgoing == nil ? caller?.local : caller?.masked }
}

/// What is known of a caller by the number alone. Nothing of it is proof of who speaks.
public struct CallerMatch: Sendable, Equatable {
    /// Members who carry this number; several are shown so that the agent asks the right question.
    public var members: [MemberSummary]
    public var contacts: [ContactSummary]
    /// The contact that was cut off a little while ago, if any: the first of `contacts` that matters.
    public var cut: ContactSummary?

    public init(members: [MemberSummary] = [], contacts: [ContactSummary] = [], cut: ContactSummary? = nil) {
        self.members = members
        self.contacts = contacts
        self.cut = cut
    }
}

/// An agent's own day.
public struct AgentDay: Sendable, Equatable {
    public var calls: Int
    /// (talk + hold + wrap-up) / handled, in seconds; nil before the first call.
    public var averageHandlingSeconds: Int?
    public var contacts: Int
    public var tickets: Int
    /// Contacts of answered calls that have no wrap-up yet.
    public var unlogged: Int

    public init(
        calls: Int = 0, averageHandlingSeconds: Int? = nil, contacts: Int = 0, tickets: Int = 0, unlogged: Int = 0
    ) {
        self.calls = calls
        self.averageHandlingSeconds = averageHandlingSeconds
        self.contacts = contacts
        self.tickets = tickets
        self.unlogged = unlogged
    }
}

public struct QueueStrip: Sendable, Equatable {
    public var queue: String
    public var title: String
    public var waiting: Int
    /// Since when the first in line has waited.
    public var longestSince: Timestamp?
    public var ready: Int
    /// Who waits longer counts against the service level.
    public var serviceLevelSeconds: Int
}

/// Something that a person should mend, in the user's words (a key of the words catalogue with its arguments).
public struct Alarm: Sendable, Equatable {
    public var key: String
    public var arguments: [String: String]
    public var since: Timestamp
}

/// Why an agent is not available. Data: the centre edits its list.
public struct AuxReason: Sendable, Equatable, Hashable, Codable {
    /// `istirahat`, `sholat`, `toilet`, `briefing` …
    public var code: String
    public var title: String
    public var longestSeconds: Int?

    public init(code: String, title: String, longestSeconds: Int?) {
        self.code = code
        self.title = title
        self.longestSeconds = longestSeconds
    }
}

/// What an agent does at the desk.
public enum DeskAction: Sendable, Equatable {
    case ready
    case aux(code: String)
    /// Takes the offered call (manual answer).
    case answer
    case hold, resume, hangUp
    /// Rings somebody.
    case dial(OutboundCall)
    /// A machine has answered: ends the call, and says so.
    case machine
    case finishWrapUp
    case autoAnswer(Bool)
    case signOut
}

/// Why the floor did not do what the agent asked.
public enum DeskRefusal: String, Error, Sendable, Codable {
    case notAtTheDesk, phoneNotConnected, nothingOffered, noCall, callIsNotHeld, callIsHeld, unknownReason, notInWrapUp
    case voiceUnavailable, badOffer
    /// The agent is in a call, is rung, or wraps up.
    case notFree
    /// Somebody on the floor speaks with this number or rings it.
    case numberInCall
    /// The number is never to be rung.
    case doNotCall
    /// Nobody is rung at this hour.
    case outsideHours
    /// Nothing is set up to ring through, the voice engine is away, or the centre is full.
    case cannotDial
    /// The call that is to be placed was placed before, and is over.
    case callIsOver
    /// The call is not one that the agent placed and somebody answered.
    case notDialled
    /// A supervisor sends, or has sent, the agent off the floor.
    case dismissed
    /// Another open page of the same agent has the phone, and the one that asked did not say that it takes it.
    case phoneTaken
}
