public import Contacts
public import Database
public import Kernel
public import Routing
public import Tickets
public import Voice

/// Something that happened, told to the floor.
public enum FloorEvent: Sendable {
    // The line
    case callArrived(WorkID, caller: PhoneNumber?, called: String)
    case callAnswered(WorkID)
    case callProgressed(WorkID, DialProgress)
    case callEnded(WorkID, LineEnd)
    // Audio
    case digit(LegID, Character)
    case playFinished(LegID, PlayID)
    /// No packets for long: the network is dead.
    case silent(LegID)
    /// An open page takes the phone, or keeps it.
    case phoneTaken(PersonID, DeskPageName)
    case phoneOpened(PersonID, LegID)
    case phoneConnected(LegID)
    case phoneLost(LegID)
    case recorded(FinishedRecording)
    case voiceLost
    /// The engine is there with nothing of ours in it: all audio is to be made anew. The callers' legs are open
    /// again.
    case voiceReborn
    // People
    case deskOpened(DeskAgent)
    case did(PersonID, DeskAction)
    /// A supervisor sends an agent off the floor.
    case dismissed(PersonID, by: Supervisor)
    case contactLogged(ContactID, by: PersonID)
    // What was found out
    case statusTold(WorkID, TicketNumber, StatusAnswer)
    case callerKnown(WorkID, CallerMatch, preferred: PersonID?)
    /// Versions grow; an older one than the one in use changes nothing.
    case planChanged(CallPlan, version: Int64)
    case tick
}

/// Who acts on the floor besides the agents.
public struct Supervisor: Sendable, Equatable {
    public var id: PersonID
    public var name: String

    public init(id: PersonID, name: String) {
        self.id = id
        self.name = name
    }
}

/// What the floor wants done, in this order.
public enum FloorEffect: Sendable {
    case answer(WorkID)
    case reject(WorkID, status: Int)
    case hangUp(WorkID)
    case dial(WorkID, to: PhoneNumber, from: PhoneNumber)
    case voice(VoiceCommand)
    case lookUp(WorkID, PhoneNumber)
    case askStatus(WorkID, TicketNumber)
    case write(FloorEntry)
    case deskChanged(PersonID)
    case floorChanged
    case refused(PersonID, DeskRefusal)
}

/// One line of the floor's log. The lines of one event are committed together, facts and state as one.
public enum FloorEntry: Sendable {
    case fact(any Fact, about: Subject, by: Author)
    case call(Call)
    case callGone(WorkID)
    case desk(Desk, AgentRecord?)
    case deskGone(PersonID)
    case item(ItemRecord)
    /// What signalling needs to carry a call on after a restart; nil when it is over.
    case dialog(WorkID, String?)
    /// A contact begins: the call was connected.
    case contact(ContactOpening)
    /// The conversation is over; cut when the line failed in the middle of it.
    case contactEnded(ContactID, cut: Bool)
}

/// What is known of a contact when it begins.
public struct ContactOpening: Sendable, Equatable {
    public var contact: ContactID
    public var call: WorkID
    public var direction = ContactDirection.incoming
    public var agent: PersonID
    public var caller: PhoneNumber?
    /// Nil for a call that we placed.
    public var queue: String?
    public var at: Timestamp
}
