import Kernel

// Requests that we send, and the way of their responses.
extension UserAgent {
    func via(over transport: Transport, branch: String) -> String {
        let host = "\(hostText(configuration.address)):\(configuration.port)"
        return "SIP/2.0/\(transport == .tcp ? "TCP" : "UDP") \(host);branch=\(branch);rport"
    }

    /// Sends a request and waits for its answer.
    @discardableResult
    mutating func send(
        _ request: SIPMessage, _ branch: String, to peer: Peer, for purpose: ClientTransaction.Purpose,
        proof: Proof? = nil, _ turn: inout Turn
    ) -> TransactionKey {
        let method = request.method ?? .options
        let timers = TransactionTimers(configuration.timing, over: peer.transport)
        let key = TransactionKey(branch: branch, method: method)
        let bytes = request.bytes
        save(
            ClientTransaction(
                key: key,
                machine: method == .invite
                    ? .invite(InviteClientMachine(timers, at: turn.now))
                    : .request(RequestClientMachine(timers, at: turn.now)),
                peer: peer, request: request, bytes: bytes, purpose: purpose, proof: proof))
        turn.send(bytes, to: peer)
        return key
    }

    /// A request within a call's dialog, signed when the other side asked for that before.
    mutating func request(
        _ method: Method, in call: inout Call, _ turn: inout Turn
    ) -> (message: SIPMessage, branch: String, peer: Peer) {
        let branch = turn.branch()
        let peer = call.dialog.nextHop
        var message = call.dialog.request(method, via: via(over: peer.transport, branch: branch))
        message.add(.userAgent, configuration.product)
        call.proof?.sign(&message, clientNonce: turn.tag())
        return (message, branch, peer)
    }

    mutating func receiveResponse(_ response: SIPMessage, _ envelope: Envelope, _ turn: inout Turn) {
        let isOurs = envelope.via.host == configuration.address && (envelope.via.port ?? 5060) == configuration.port
        guard isOurs, response.values(.via).count == 1, let status = response.status, let branch = envelope.via.branch,
            var transaction = clients[TransactionKey(branch: branch, method: envelope.method)]
        else { return }
        switch transaction.machine {
        case .invite(var machine):
            let reception = machine.receive(status, at: turn.now)
            if case .reinvite = transaction.purpose { machine.limit(at: turn.now) }
            transaction.machine = .invite(machine)
            save(transaction)
            if reception == .acknowledge || reception == .acknowledgeAndPassUp {
                turn.send(SIPMessage(acknowledging: response, of: transaction.request).bytes, to: transaction.peer)
            }
            if reception == .passUp || reception == .acknowledgeAndPassUp {
                receive(response, envelope, status, for: transaction, &turn)
            }
        case .request(var machine):
            let isNews = machine.receive(status, at: turn.now)
            transaction.machine = .request(machine)
            save(transaction)
            if isNews { receive(response, envelope, status, for: transaction, &turn) }
        }
    }

    private mutating func receive(
        _ response: SIPMessage, _ envelope: Envelope, _ status: Int, for transaction: ClientTransaction,
        _ turn: inout Turn
    ) {
        if status == 401 || status == 407, retrySigned(transaction, challengedBy: response, &turn) { return }
        if status == 422, retryWithLongerInterval(transaction, refusedBy: response, &turn) { return }
        switch transaction.purpose {
        case .invite(let handle): receiveInviteResponse(response, envelope, status, transaction, handle, &turn)
        case .reinvite(let handle): receiveReinviteResponse(response, envelope, status, transaction, handle, &turn)
        case .refresh(let handle): receiveRefreshResponse(response, status, handle, &turn)
        case .probe: if status >= 200 { turn.report(.probed(transaction.peer, alive: true)) }
        case .digit, .bye, .cancel: break
        }
        if status >= 200, let handle = transaction.call { calls[handle]?.proof?.succeeded() }
    }

    /// No answer came, or none can come.
    mutating func failed(_ transaction: ClientTransaction, by cause: CallEnd, _ turn: inout Turn) {
        switch transaction.purpose {
        case .invite(let handle):
            guard let call = calls[handle], case .calling(let calling) = call.stage,
                calling.transaction == transaction.key
            else { return }
            end(call, cause, &turn)
        case .reinvite(let handle), .refresh(let handle):
            // A dialog whose requests are not answered is over (RFC 3261 §12.2.1.2).
            guard let call = calls[handle], call.isTalking else { return }
            sayGoodbye(call, &turn)
            end(call, cause, &turn)
        case .probe: turn.report(.probed(transaction.peer, alive: false))
        case .digit, .bye, .cancel: break
        }
    }

    /// Sends the request once more with credentials (RFC 3261 §22.2); false when that is no use.
    private mutating func retrySigned(
        _ transaction: ClientTransaction, challengedBy response: SIPMessage, _ turn: inout Turn
    ) -> Bool {
        guard !isCancelled(transaction),
            var proof = transaction.call.flatMap({ calls[$0]?.proof }) ?? transaction.proof,
            proof.take(response)
        else { return false }
        sendAgain(transaction, proof: proof, &turn) { message, proof, turn in
            message.remove(.authorization)
            message.remove(.proxyAuthorization)
            proof?.sign(&message, clientNonce: turn.tag())
        }
        return true
    }

    /// The other side wants longer sessions (RFC 4028 §7.4).
    private mutating func retryWithLongerInterval(
        _ transaction: ClientTransaction, refusedBy response: SIPMessage, _ turn: inout Turn
    ) -> Bool {
        guard !isCancelled(transaction), let least = response.leastSessionExpires,
            let asked = transaction.request.sessionExpires, least > asked.seconds, least <= 86_400
        else { return false }
        sendAgain(transaction, proof: transaction.call.flatMap { calls[$0]?.proof }, &turn) { message, proof, turn in
            message.set(.sessionExpires, SessionExpires(seconds: least, refresher: asked.refresher).text)
            message.set(.minSE, String(least))
            proof?.sign(&message, clientNonce: turn.tag())
        }
        return true
    }

    private func isCancelled(_ transaction: ClientTransaction) -> Bool {
        guard case .invite(let handle) = transaction.purpose else { return false }
        return calls[handle]?.isOpen != true
    }

    /// The same request as a new transaction with the next number, changed a little.
    private mutating func sendAgain(
        _ transaction: ClientTransaction, proof: Proof?, _ turn: inout Turn,
        changed: (inout SIPMessage, inout Proof?, inout Turn) -> Void
    ) {
        var proof = proof
        var message = transaction.request
        guard let method = message.method, let value = message.first(.cseq) else { return }
        var reader = ByteReader(value)
        let sequence = reader.take(while: \.isDigit).number(UInt32.self) ?? 0
        let next = max(sequence, transaction.call.flatMap { calls[$0]?.dialog.localSequence } ?? 0) + 1
        let branch = turn.branch()
        message.set(.via, via(over: transaction.peer.transport, branch: branch))
        message.set(.cseq, "\(next) \(method.text)")
        changed(&message, &proof, &turn)
        let key = send(message, branch, to: transaction.peer, for: transaction.purpose, proof: proof, &turn)
        guard let handle = transaction.call, var call = calls[handle] else { return }
        call.dialog.localSequence = next
        call.proof = proof
        if case .calling(var calling) = call.stage {
            calling.transaction = key
            calling.heardProvisional = false
            call.stage = .calling(calling)
        }
        save(call)
    }

    mutating func probe(_ peer: Peer, _ turn: inout Turn) {
        let branch = turn.branch()
        let target = "sip:\(hostText(peer.address)):\(peer.port)"
        let own = "<sip:\(hostText(configuration.address)):\(configuration.port)>"
        var dialog = Dialog(
            callID: turn.tag() + turn.tag(), localTag: turn.tag(), remoteTag: "", localParty: own,
            remoteParty: "<\(target)>",
            remoteTarget: target, peer: peer)
        var message = dialog.request(.options, via: via(over: peer.transport, branch: branch))
        message.add(.contact, contact(over: peer.transport))
        message.add(.accept, "application/sdp")
        message.add(.userAgent, configuration.product)
        send(message, branch, to: peer, for: .probe, &turn)
    }
}
