import Kernel

/// One call: its dialog, how far it is, what was agreed.
struct Call: Sendable {
    let handle: CallHandle
    let isOutbound: Bool
    var dialog: Dialog
    var stage: Stage
    var session: Session
    var timer: SessionTimer?
    var proof: Proof?
    /// Our 2xx to the INVITE or a re-INVITE, until its ACK comes.
    var unacknowledged: UnacknowledgedAnswer?
    var armed: Timestamp?

    enum Stage: Sendable {
        case ringing(Ringing)
        case calling(Calling)
        case talking
        /// Over for its owner; what is left is to tell the other side.
        case closing
    }

    /// An inbound call that nobody answered yet.
    struct Ringing: Sendable {
        let transaction: TransactionKey
        let giveUpAt: Timestamp
        /// Proxies forget a call that is silent for three minutes (RFC 3261 §13.3.1.1).
        var remindAt: Timestamp?
        var hasOffer: Bool
    }

    /// An outbound call that nobody answered yet.
    struct Calling: Sendable {
        var transaction: TransactionKey
        let invitation: OutgoingInvitation
        let giveUpAt: Timestamp
        /// CANCEL may follow only now (RFC 3261 §9.1).
        var heardProvisional = false
        var wantsCancel = false
        var intervalRefusals = 0
    }

    var deadline: Timestamp? {
        var soonest = earlier(unacknowledged?.deadline, session.deadline)
        switch stage {
        case .ringing(let ringing): soonest = earlier(soonest, earlier(ringing.giveUpAt, ringing.remindAt))
        case .calling(let calling): soonest = calling.wantsCancel ? soonest : earlier(soonest, calling.giveUpAt)
        case .talking: soonest = earlier(soonest, timer?.deadline)
        case .closing: break
        }
        return soonest
    }

    var isTalking: Bool {
        if case .talking = stage { return true }
        return false
    }

    /// The owner still knows it.
    var isOpen: Bool {
        switch stage {
        case .closing: false
        case .calling(let calling): !calling.wantsCancel
        case .ringing, .talking: true
        }
    }
}

/// A 2xx to an INVITE goes out again until the ACK comes, over any transport (RFC 3261 §13.3.1.4).
struct UnacknowledgedAnswer: Sendable {
    let sequence: UInt32
    let bytes: [UInt8]
    let peer: Peer
    var retransmission: Retransmission
    let giveUpAt: Timestamp
    /// It answers the first INVITE, not a later one.
    let isFirst: Bool
    /// The 2xx carried our offer; the ACK must bring the answer.
    let expectsAnswer: Bool

    var deadline: Timestamp { min(retransmission.dueAt, giveUpAt) }
}

/// The offers and answers of a call (RFC 3264).
struct Session: Sendable {
    enum Exchange: Sendable {
        case none
        /// Ours is out and waits for its answer. The INVITE that carries it may be a mere refresh.
        case ours(SessionDescription, isRefresh: Bool)
        /// Theirs waits for the owner's answer.
        case theirs(TransactionKey, SessionDescription, answerBy: Timestamp)
    }

    let sessionID: UInt64
    /// What holds now.
    var local: SessionDescription?
    var remote: SessionDescription?
    var exchange = Exchange.none
    /// An offer of our owner that must wait for its turn.
    var wanted: SessionDescription?
    /// When it may be tried again after a glare (RFC 3261 §14.1).
    var retryAt: Timestamp?
    var glares = 0
    private var lastSent: SessionDescription?

    init(sessionID: UInt64, local: SessionDescription? = nil, remote: SessionDescription? = nil) {
        self.sessionID = sessionID
        self.local = local
        self.remote = remote
        lastSent = local
    }

    var deadline: Timestamp? {
        guard case .theirs(_, _, let answerBy) = exchange else { return retryAt }
        return earlier(answerBy, retryAt)
    }

    var isQuiet: Bool {
        if case .none = exchange { return true }
        return false
    }

    /// With the call's own session id, and a version that grows by one when anything changed (RFC 3264 §5, §8).
    mutating func stamped(_ description: SessionDescription) -> SessionDescription {
        var stamped = description
        let version = lastSent?.origin.version ?? 0
        stamped.origin.user = "-"
        stamped.origin.sessionID = sessionID
        stamped.origin.version = version
        if let lastSent {
            stamped.origin.address = lastSent.origin.address
            if stamped != lastSent { stamped.origin.version = version + 1 }
        }
        lastSent = stamped
        return stamped
    }
}
