public import Kernel

/// A SIP user agent as a value: events in, effects out (RFC 3261). Time and chance are arguments.
///
/// Every call that is reported by `callArrived`, or begun by `invite`, is reported once by `callEnded`. Whatever
/// bytes come, nothing traps; whatever many come, the limits hold.
public struct UserAgent: Sendable {
    public let configuration: UserAgentConfiguration

    var servers: [TransactionKey: ServerTransaction] = [:]
    var clients: [TransactionKey: ClientTransaction] = [:]
    var calls: [CallHandle: Call] = [:]
    var dialogs: [DialogKey: CallHandle] = [:]
    var merges: [MergeKey: TransactionKey] = [:]
    var gate: DigestGate?
    var isDraining = false
    private var deadlines = DeadlineQueue()

    public init(_ configuration: UserAgentConfiguration) {
        self.configuration = configuration
        gate = configuration.challenge.map(DigestGate.init)
    }

    /// When a `tick` is due; nil when nothing waits.
    public var nextDeadline: Timestamp? { deadlines.first }

    /// Calls that their owner knows.
    public var callCount: Int { calls.values.count { $0.isOpen } }

    /// How much is kept, for figures and for tests that it stays bounded.
    public var load: UserAgentLoad {
        UserAgentLoad(calls: calls.count, transactions: servers.count + clients.count, deadlines: deadlines.count)
    }

    public mutating func handle(
        _ event: UserAgentEvent, at now: Timestamp, random: inout some RandomNumberGenerator
    ) -> [UserAgentEffect] {
        var turn = Turn(at: now, seed: random.next())
        switch event {
        case .received(let bytes, let peer): receive(bytes, from: peer, &turn)
        case .tick: tick(&turn)
        case .transportFailed(let peer): transportFailed(peer, &turn)
        case .command(let handle, let command): perform(command, on: handle, &turn)
        case .probe(let peer): probe(peer, &turn)
        case .drain(let isDraining): self.isDraining = isDraining
        }
        forgetUselessDeadlines()
        return turn.effects
    }

    /// Takes over a call of an earlier process. Refused when the handle is known or the agent is full.
    public mutating func restore(_ snapshot: DialogSnapshot, at now: Timestamp) throws(CommandRefusal) {
        guard calls[snapshot.handle] == nil else { throw .handleInUse }
        guard calls.count < configuration.limits.calls else { throw .full }
        save(Call(snapshot))
    }

    /// The answered call's state as it is now; nil for calls that are not answered.
    public func snapshot(of handle: CallHandle) -> DialogSnapshot? {
        guard let call = calls[handle], call.isTalking else { return nil }
        return DialogSnapshot(call)
    }
}

/// How much a user agent keeps at a moment.
public struct UserAgentLoad: Hashable, Sendable {
    public var calls: Int
    public var transactions: Int
    public var deadlines: Int

    /// Nothing is kept but, at most, a few moments to wake at in vain.
    public var isIdle: Bool { calls == 0 && transactions == 0 && deadlines <= 64 }
}

// What is kept, and when it must be looked at.
extension UserAgent {
    mutating func save(_ call: Call) {
        var call = call
        call.armed = calls[call.handle]?.armed
        arm(.call(call.handle), call.deadline, &call.armed)
        dialogs[call.dialog.key] = call.handle
        calls[call.handle] = call
    }

    mutating func save(_ transaction: ServerTransaction) {
        var transaction = transaction
        transaction.armed = servers[transaction.key]?.armed
        arm(.server(transaction.key), transaction.deadline, &transaction.armed)
        servers[transaction.key] = transaction
    }

    mutating func save(_ transaction: ClientTransaction) {
        var transaction = transaction
        transaction.armed = clients[transaction.key]?.armed
        arm(.client(transaction.key), transaction.deadline, &transaction.armed)
        clients[transaction.key] = transaction
    }

    mutating func remove(_ call: Call) {
        calls[call.handle] = nil
        dialogs[call.dialog.key] = nil
    }

    mutating func remove(_ transaction: ServerTransaction) {
        servers[transaction.key] = nil
        if let merge = MergeKey(transaction.envelope), merges[merge] == transaction.key { merges[merge] = nil }
    }

    /// The moment that is armed belongs to what is kept, not to the copy that was changed.
    /// One entry a thing is enough, as long as it is not later than the thing's deadline.
    private mutating func arm(_ owner: TimerOwner, _ deadline: Timestamp?, _ armed: inout Timestamp?) {
        guard let deadline, armed.map({ deadline < $0 }) ?? true else { return }
        deadlines.add(owner, at: deadline)
        armed = deadline
    }

    /// Entries of things that are gone wait for their moment too: when they are most of the queue, they are dropped.
    private mutating func forgetUselessDeadlines() {
        guard deadlines.count > 2 * (calls.count + servers.count + clients.count) + 64 else { return }
        var queue = deadlines
        queue.keep { owner, moment in
            switch owner {
            case .server(let key): servers[key]?.armed == moment
            case .client(let key): clients[key]?.armed == moment
            case .call(let handle): calls[handle]?.armed == moment
            }
        }
        deadlines = queue
    }

    private mutating func tick(_ turn: inout Turn) {
        // A bound, so that a thing that is due again at once cannot hold the loop.
        var steps = 2 * deadlines.count + 16
        while steps > 0, let owner = deadlines.popDue(at: turn.now) {
            steps -= 1
            switch owner {
            case .server(let key): fireServer(key, &turn)
            case .client(let key): fireClient(key, &turn)
            case .call(let handle): fireCall(handle, &turn)
            }
        }
    }

    private mutating func fireServer(_ key: TransactionKey, _ turn: inout Turn) {
        guard var transaction = servers[key] else { return }
        servers[key]?.armed = nil
        switch transaction.fire(at: turn.now) {
        case .nothing: save(transaction)
        case .sendAgain:
            turn.send(transaction.lastResponse, to: transaction.returnPeer)
            save(transaction)
        case .timedOut, .ended: remove(transaction)
        }
    }

    private mutating func fireClient(_ key: TransactionKey, _ turn: inout Turn) {
        guard var transaction = clients[key] else { return }
        clients[key]?.armed = nil
        switch transaction.fire(at: turn.now) {
        case .nothing: save(transaction)
        case .sendAgain:
            turn.send(transaction.bytes, to: transaction.peer)
            save(transaction)
        case .ended:
            clients[key] = nil
            // A 2xx that could not be used leaves its call unanswered.
            if case .invite = transaction.purpose { failed(transaction, by: .timeout, &turn) }
        case .timedOut:
            clients[key] = nil
            failed(transaction, by: .timeout, &turn)
        }
    }

    private mutating func fireCall(_ handle: CallHandle, _ turn: inout Turn) {
        calls[handle]?.armed = nil
        callIsDue(handle, &turn)
        // What it did not change must be looked at again all the same.
        if let call = calls[handle] { save(call) }
    }

    /// What was waiting on that peer will wait in vain.
    private mutating func transportFailed(_ peer: Peer, _ turn: inout Turn) {
        let lost = clients.values.filter { transaction in
            transaction.peer.transport == peer.transport && transaction.peer.address == peer.address
                && transaction.peer.port == peer.port
                && (peer.connection == nil || transaction.peer.connection == nil
                    || transaction.peer.connection == peer.connection)
        }
        for transaction in lost.sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
            clients[transaction.key] = nil
            failed(transaction, by: .network, &turn)
        }
        guard let connection = peer.connection else { return }
        for var call in Array(calls.values) where call.dialog.peer.connection == connection {
            call.dialog.peer.connection = nil
            save(call)
        }
    }
}
