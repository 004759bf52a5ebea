public import Kernel
public import Routing
public import Voice

/// One call in the centre, from the ring to the last word. A value: all of it can be written down and taken up again.
public struct Call: Codable, Sendable, Equatable {
    public let id: WorkID
    /// Nil when the caller hides the number.
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
    /// How many recordings were begun: after a fault of the voice engine a call has a second one.
    public var recordings = 0

    public enum Stage: Codable, Sendable, Equatable {
        /// The caller's audio is being opened.
        case opening
        /// Something is told; then the step follows.
        case telling(next: CallPlan.Step)
        case menu(String, tries: Int)
        case waiting
        case ringing(OfferID, PersonID)
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
