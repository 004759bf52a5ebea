public import Kernel

/// What can happen to the user agent.
public enum UserAgentEvent: Sendable {
    /// One datagram, or one message that a ``StreamFramer`` cut from a connection; only from peers that the edge
    /// trusts.
    case received([UInt8], from: Peer)
    /// The moment that ``UserAgent/nextDeadline`` named has come. Early or late ticks do no harm.
    case tick
    /// Bytes could not be delivered (connection refused, closed, no route). Ends what was waiting on that peer.
    case transportFailed(Peer)
    /// Do something with a call.
    case command(CallHandle, CallCommand)
    /// Ask a peer whether it lives (OPTIONS); answered by ``UserAgentEffect/probed(_:alive:)``.
    case probe(Peer)
    /// While draining, new calls are refused with 503 and the others go on.
    case drain(Bool)
}

/// What the owner of a call may ask for.
public enum CallCommand: Hashable, Sendable {
    /// Inbound, unanswered: 180, or 183 when an early session is given.
    case ring(early: SessionDescription? = nil)
    /// Inbound, unanswered: 200. An answer to the caller's offer, or our offer when the invitation came without one.
    case answer(SessionDescription)
    /// Inbound, unanswered: a final refusal, 300...699.
    case reject(status: Int, reason: String? = nil)
    /// Whatever the state: CANCEL, BYE or 480 as it needs. `callEnded` follows at once.
    case hangUp
    /// Outbound: calls. The handle is the caller's own, new.
    case invite(OutgoingInvitation)
    /// Confirmed: offers a changed session (our hold, a moved RTP address) by re-INVITE.
    case offer(SessionDescription)
    /// Answers `offerArrived`.
    case answerOffer(SessionDescription)
    /// Refuses `offerArrived`; the session stays as it was.
    case refuseOffer(status: Int = 488)
    /// Confirmed: sends a digit by INFO (`application/dtmf-relay`). RFC 4733 digits are the voice engine's.
    case sendDigit(DialDigit, milliseconds: Int = 160)
}

/// A call that we place.
public struct OutgoingInvitation: Hashable, Sendable {
    /// Request-URI, as `sip:+628123456789@trunk.example`.
    public var to: String
    /// From URI, as `sip:+62215550100@centre.example`.
    public var from: String
    public var fromDisplayName: String?
    public var offer: SessionDescription
    /// The next hop.
    public var peer: Peer
    public var credentials: Credentials?
    /// More headers, such as `P-Asserted-Identity`. What is the agent's own, or could break the message, is dropped.
    public var headers: [HeaderField]
    /// How long the far end may ring before we give up.
    public var ringLimit: Duration

    public init(
        to: String, from: String, fromDisplayName: String? = nil, offer: SessionDescription, peer: Peer,
        credentials: Credentials? = nil, headers: [HeaderField] = [], ringLimit: Duration = .seconds(180)
    ) {
        self.to = to
        self.from = from
        self.fromDisplayName = fromDisplayName
        self.offer = offer
        self.peer = peer
        self.credentials = credentials
        self.headers = headers
        self.ringLimit = ringLimit
    }
}

public enum CallHandleTag {}
/// One SIP call as its owner knows it: made by the agent for inbound calls, by the owner for outbound ones.
public typealias CallHandle = Identifier<CallHandleTag>
