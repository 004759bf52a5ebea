import Kernel

/// A request that came in, until it is answered and the answer has arrived.
struct ServerTransaction: Sendable {
    enum Machine: Sendable {
        case invite(InviteServerMachine)
        case request(RequestServerMachine)
    }

    let key: TransactionKey
    var machine: Machine
    /// Where responses go.
    let returnPeer: Peer
    let request: SIPMessage
    let envelope: Envelope
    /// The To tag of responses when the request has none.
    var localTag: String
    var call: CallHandle?
    var lastResponse: [UInt8] = []
    /// The moment that stands in the deadline queue.
    var armed: Timestamp?

    var deadline: Timestamp? {
        switch machine {
        case .invite(let machine): machine.deadline
        case .request(let machine): machine.deadline
        }
    }

    var shouldRepeat: Bool {
        switch machine {
        case .invite(let machine): machine.receivedAgain()
        case .request(let machine): machine.receivedAgain()
        }
    }

    mutating func respond(_ status: Int, at now: Timestamp) -> Bool {
        switch machine {
        case .invite(var invite):
            defer { machine = .invite(invite) }
            return invite.respond(status, at: now)
        case .request(var request):
            defer { machine = .request(request) }
            return request.respond(status, at: now)
        }
    }

    mutating func fire(at now: Timestamp) -> TimerOutcome {
        switch machine {
        case .invite(var invite):
            defer { machine = .invite(invite) }
            return invite.fire(at: now)
        case .request(let request): return request.fire(at: now)
        }
    }
}

/// A request that we sent, until its answer has come.
struct ClientTransaction: Sendable {
    enum Machine: Sendable {
        case invite(InviteClientMachine)
        case request(RequestClientMachine)
    }

    enum Purpose: Hashable, Sendable {
        case invite(CallHandle)
        case reinvite(CallHandle)
        /// A session refresh by UPDATE.
        case refresh(CallHandle)
        case digit(CallHandle)
        case bye, cancel
        case probe
    }

    let key: TransactionKey
    var machine: Machine
    let peer: Peer
    let request: SIPMessage
    let bytes: [UInt8]
    let purpose: Purpose
    var proof: Proof?
    /// INVITE: the remote tag whose 2xx came first, and those of other forks that were hung up on.
    var answeredTag: String?
    var refusedTags: Set<String> = []
    var armed: Timestamp?

    var deadline: Timestamp? {
        switch machine {
        case .invite(let machine): machine.deadline
        case .request(let machine): machine.deadline
        }
    }

    mutating func fire(at now: Timestamp) -> TimerOutcome {
        switch machine {
        case .invite(var invite):
            defer { machine = .invite(invite) }
            return invite.fire(at: now)
        case .request(var request):
            defer { machine = .request(request) }
            return request.fire(at: now)
        }
    }

    /// The call that waits for the outcome.
    var call: CallHandle? {
        switch purpose {
        case .invite(let call), .reinvite(let call), .refresh(let call), .digit(let call): call
        case .bye, .cancel, .probe: nil
        }
    }
}
