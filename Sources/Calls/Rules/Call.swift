public import Kernel
public import Routing
public import Tickets
public import Voice

/// One call of the centre, in or out, from the ring to the last word. A value: all of it can be written down and taken
/// up again.
public struct Call: Codable, Sendable, Equatable {
    public let id: WorkID
    /// The other party's number; nil when a caller hides it.
    public let caller: PhoneNumber?
    public let called: String
    public let arrivedAt: Timestamp
    public var stage: Stage
    /// Titles of the menu entries that were chosen.
    public var choices: [String] = []
    /// The key that was pressed before its menu was open; the last one, when there were several.
    public var typedAhead: String?
    public var queue: Queued?
    public var talk: Talk?
    /// What plays on the caller's leg now.
    public var play: Playing?
    /// Who should take it if they can: the agent of a contact that was cut a little while ago.
    public var preferredAgent: PersonID?
    /// Set when an agent placed the call.
    public var outgoing: Outgoing?
    /// How many recordings were begun: after a fault of the voice engine a call has a second one.
    public var recordings = 0

    public enum Stage: Codable, Sendable, Equatable {
        /// The caller's audio is being opened.
        case opening
        /// Something is told; then the step follows.
        case telling(next: CallPlan.Step)
        case menu(String, tries: Int)
        /// The caller enters a ticket's number, having come from a menu.
        case ticketNumber(menu: String, tries: Int, keyed: String)
        /// Where the ticket stands is looked up.
        case ticketStatus(menu: String, tries: Int, TicketNumber)
        case waiting
        case ringing(OfferID, PersonID)
        /// We ring them, and nobody has answered yet.
        case calling
        case talking
        /// The last words; then the centre hangs up.
        case farewell
    }

    public struct Queued: Codable, Sendable, Equatable {
        public var name: String
        public var title: String
        public var at: Timestamp
    }

    public struct Talk: Codable, Sendable, Equatable {
        public var agent: PersonID
        public var connectedAt: Timestamp
        public var heldSince: Timestamp?
        public var heldSeconds: Double = 0
        /// The agent's phone is lost: the caller hears music until it is back.
        public var phoneLost = false
        /// The agent has saved the contact already.
        public var logged = false
    }

    public struct Playing: Codable, Sendable, Equatable {
        public enum Content: String, Codable, Sendable { case words, music, announcement }

        public var id: PlayID
        public var content: Content
    }

    public struct Outgoing: Codable, Sendable, Equatable {
        public let agent: PersonID
        public let number: PhoneNumber
        public let from: PhoneNumber
        public let purpose: DialPurpose
        public var progress = DialProgress.dialled
        /// The agent hears that a machine answered.
        public var isMachine = false
        /// The network's final refusal.
        public var status: Int?
        /// It rang for as long as it may.
        public var rangOut = false
    }

    init(_ order: OutboundCall, by agent: PersonID, from: PhoneNumber, at moment: Timestamp) {
        self.init(id: order.id, caller: order.number, called: order.number.e164, arrivedAt: moment)
        stage = .calling
        outgoing = Outgoing(agent: agent, number: order.number, from: from, purpose: order.purpose)
    }

    public init(id: WorkID, caller: PhoneNumber?, called: String, arrivedAt: Timestamp) {
        self.id = id
        self.caller = caller
        self.called = called
        self.arrivedAt = arrivedAt
        stage = .opening
    }

    // One name in every room of the house.
    public var leg: LegID { id.named(LegID.self) }
    public var room: RoomID { id.named(RoomID.self) }
    public var contact: ContactID { id.named(ContactID.self) }

    /// Who has the call in hand.
    public var agent: PersonID? { talk?.agent ?? outgoing?.agent }

    /// Talk without hold, in seconds, were it to end now.
    public func talkSeconds(at now: Timestamp) -> Double {
        guard let talk else { return 0 }
        return max(0, (now - talk.connectedAt).inSeconds - holdSeconds(at: now))
    }

    public func holdSeconds(at now: Timestamp) -> Double {
        guard let talk else { return 0 }
        return talk.heldSeconds + (talk.heldSince.map { (now - $0).inSeconds } ?? 0)
    }
}
