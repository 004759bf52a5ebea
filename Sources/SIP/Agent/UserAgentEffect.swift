/// What the user agent wants done, in this order.
public enum UserAgentEffect: Hashable, Sendable {
    case send([UInt8], to: Peer)
    /// A new call waits for `ring`, `answer` or `reject`. 100 Trying is already sent.
    case callArrived(CallHandle, Invitation)
    /// Outbound: 180, 183 and the like. More than one may come, from several forks.
    case callProgress(CallHandle, status: Int, SessionDescription?)
    /// Outbound: answered, with the answer to our offer; ACK is sent.
    case callAnswered(CallHandle, SessionDescription?)
    /// Inbound: the ACK came; with the caller's answer when the offer was ours.
    case callConfirmed(CallHandle, SessionDescription?)
    /// The other side wants to change the session (re-INVITE or UPDATE): `answerOffer` or `refuseOffer`.
    /// Refreshes that change nothing, and re-INVITEs without an offer, are answered by the agent itself.
    case offerArrived(CallHandle, SessionDescription)
    /// Our `offer` was taken, with the answer; or an offerless re-INVITE was answered in its ACK.
    case offerAnswered(CallHandle, SessionDescription)
    /// Our `offer` was refused, or no answer came; the session is as it was before.
    case offerRefused(CallHandle, status: Int)
    /// A digit that came by INFO.
    case digit(CallHandle, DialDigit, milliseconds: Int)
    /// What must be kept so that the call can be carried on after a restart. Keep the newest; forget at `callEnded`.
    case dialogChanged(DialogSnapshot)
    /// Nothing more will come about this call.
    case callEnded(CallHandle, CallEnd)
    case commandRefused(CallHandle, CommandRefusal)
    case probed(Peer, alive: Bool)
}

/// Who calls whom, with what.
public struct Invitation: Hashable, Sendable {
    public var caller: CallerIdentity
    /// User part of the Request-URI: the entry number that was dialled, as the trunk writes it.
    public var called: String
    /// User part of the To header, when a diversion made it differ from `called`.
    public var addressed: String
    /// nil: the caller leaves the offer to us (RFC 3261 §13.2.1), to be given with `answer`.
    public var offer: SessionDescription?
    public var peer: Peer
    public var callID: String
    public var userAgent: String?

    public init(
        caller: CallerIdentity, called: String, addressed: String, offer: SessionDescription?, peer: Peer,
        callID: String, userAgent: String? = nil
    ) {
        self.caller = caller
        self.called = called
        self.addressed = addressed
        self.offer = offer
        self.peer = peer
        self.callID = callID
        self.userAgent = userAgent
    }
}

/// The caller as the network vouches for it.
public struct CallerIdentity: Hashable, Sendable {
    /// User part of P-Asserted-Identity (RFC 3325), else of From; nil when neither names one.
    public var number: String?
    public var displayName: String?
    /// The caller asked to stay hidden (`Privacy: id`, or an anonymous From): keep the number, show nobody.
    public var isHidden: Bool
    /// The number came from P-Asserted-Identity.
    public var isAsserted: Bool

    public init(number: String?, displayName: String? = nil, isHidden: Bool = false, isAsserted: Bool = false) {
        self.number = number
        self.displayName = displayName
        self.isHidden = isHidden
        self.isAsserted = isAsserted
    }
}

/// Why a call is over.
public enum CallEnd: Hashable, Sendable, Codable {
    /// The caller gave up before the answer.
    case callerCancelled
    /// BYE from the other side.
    case remoteHangUp
    /// Our `hangUp` or `reject`.
    case local
    /// Outbound: a final refusal. `contacts` holds the other addresses that a 3xx names.
    case rejected(status: Int, reason: String, contacts: [String])
    /// No answer in time: a silent peer, a phone that rang too long, an ACK that never came.
    case timeout
    /// The transport failed.
    case network
    /// Nobody refreshed the session (RFC 4028).
    case sessionExpired
}

public enum CommandRefusal: Hashable, Sendable, Error {
    case noSuchCall
    case handleInUse
    /// The call is not in a state where this can be done.
    case notNow
    case full
    /// An address in the invitation is no SIP URI.
    case badAddress
}
