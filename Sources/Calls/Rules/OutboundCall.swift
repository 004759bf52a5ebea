public import Kernel

/// A call that an agent places: to whom, from which number, and what for.
///
/// `Floor.dial(_:by:)` takes it. What came of it is told by the journal, about the call's own name as subject:
/// `call.dialled`, then `call.dial-answered` if somebody answered, and `call.dial-ended` once, each with the purpose.
public struct OutboundCall: Codable, Sendable, Equatable {
    /// Made by whoever wants the call. The same name again is the same call.
    public let id: WorkID
    public let number: PhoneNumber
    /// The number that the called party sees; nil for the centre's own (`dial.callerNumber`).
    public let from: PhoneNumber?
    public let purpose: DialPurpose

    public init(id: WorkID, to number: PhoneNumber, from: PhoneNumber? = nil, purpose: DialPurpose) {
        self.id = id
        self.number = number
        self.from = from
        self.purpose = purpose
    }
}

/// What a call is placed for. The telephone carries it and understands nothing of it.
public struct DialPurpose: Codable, Sendable, Equatable {
    /// `confirmation`, `reminder`: who follows the journal knows its own.
    public var kind: String
    /// What the call is about, in the words of its owner: a ticket's id.
    public var id: String
    /// Told to the agent in one line: `Konfirmasi TKT-2611-00042`.
    public var title: String
    /// Where the matter is written, as a path of this site; nil when it is nowhere.
    public var path: String?

    public init(kind: String, id: String, title: String, path: String? = nil) {
        self.kind = kind
        self.id = id
        self.title = title
        self.path = path
    }

    /// A call that an agent places of their own accord, for a reason that they typed.
    public static let byHand = "by-hand"
}

/// How far a call has come that the centre places.
public enum DialProgress: String, Codable, Sendable, Equatable {
    case dialled
    /// The telephone rings, and the network leaves it to us to say so.
    case ringing
    /// The network speaks itself: its ringing tone or an announcement. The agent hears it.
    case earlyAudio = "early-audio"
}

/// What came of a call that the centre placed.
public enum DialOutcome: String, Codable, Sendable, Equatable, CaseIterable {
    /// A person answered.
    case answered
    /// A machine answered, says the agent. Signalling cannot tell a machine from a person: both answer with 200.
    case machine
    /// The called party talks to somebody else, or pushed the call away.
    case busy
    /// It rang for as long as it may, or the telephone is switched off.
    case noAnswer = "no-answer"
    /// The network could not or would not lead the call there.
    case unreachable
    /// Nobody has this number.
    case numberInvalid = "number-invalid"
    /// The agent hung up before anyone answered.
    case cancelledByAgent = "cancelled-by-agent"
    /// A fault or restart of ours ended it before anyone answered: not the called party's doing, and no try.
    case failed

    /// What a final refusal means (RFC 3261 §21). What the table does not name is the network's refusal.
    public init(refusedWith status: Int) {
        self =
            switch status {
            // 603 and 607 (RFC 8197) are a person's "not now": the number is right and the telephone is on.
            case 486, 600, 603, 607: .busy
            case 408, 480, 487: .noAnswer
            case 404, 410, 484, 604: .numberInvalid
            default: .unreachable
            }
    }

    /// Somebody or something picked up: there is a contact to log.
    public var isConversation: Bool { self == .answered || self == .machine }
}
