import Kernel

// Responses to requests that came in.
extension UserAgent {
    /// Answers a request. What goes out is returned; nil when a final answer went before.
    @discardableResult
    mutating func respond(
        _ key: TransactionKey, _ status: Int, _ headers: [HeaderField], reason: String? = nil,
        description: SessionDescription? = nil, _ turn: inout Turn
    ) -> [UInt8]? {
        guard var transaction = servers[key], transaction.respond(status, at: turn.now) else { return nil }
        var response = SIPMessage(
            answering: transaction.request, status, reason: reason, tag: transaction.localTag)
        let method = transaction.envelope.method
        if method == .invite || method == .update, (101..<300).contains(status) {
            for field in transaction.request.headers where field.name == .recordRoute { response.headers.append(field) }
            response.add(.contact, contact(over: transaction.returnPeer.transport))
        }
        response.headers.append(contentsOf: headers)
        if status > 100 { response.add(.server, configuration.product) }
        if let description {
            response.add(.contentType, "application/sdp")
            response.body = description.bytes[...]
        }
        transaction.lastResponse = response.bytes
        turn.send(transaction.lastResponse, to: transaction.returnPeer)
        let bytes = transaction.lastResponse
        save(transaction)
        return bytes
    }

    mutating func respond(_ key: TransactionKey, _ status: Int, reason: String? = nil, _ turn: inout Turn) {
        respond(key, status, [], reason: reason, &turn)
    }

    /// Answers an INVITE with 200, which goes out again until its ACK comes.
    mutating func accept(
        _ key: TransactionKey, _ call: inout Call, with description: SessionDescription, headers: [HeaderField],
        isFirst: Bool, expectsAnswer: Bool, _ turn: inout Turn
    ) {
        guard let transaction = servers[key] else { return }
        let timing = configuration.timing
        guard let bytes = respond(key, 200, capabilities + headers, description: description, &turn) else { return }
        call.unacknowledged = UnacknowledgedAnswer(
            sequence: transaction.envelope.sequence, bytes: bytes, peer: transaction.returnPeer,
            retransmission: Retransmission(from: turn.now, first: timing.t1, longest: timing.t2),
            giveUpAt: turn.now + timing.t1 * 64, isFirst: isFirst, expectsAnswer: expectsAnswer)
    }

    /// `<sip:192.0.2.1:5060;transport=tcp>`
    func contact(over transport: Transport) -> String {
        let suffix = transport == .tcp ? ";transport=tcp" : ""
        return "<sip:\(hostText(configuration.address)):\(configuration.port)\(suffix)>"
    }

    mutating func receiveAck(
        _ message: SIPMessage, _ envelope: Envelope, _ key: TransactionKey, _ turn: inout Turn
    ) {
        if var transaction = servers[key], case .invite(var machine) = transaction.machine {
            let isAbsorbed = machine.receiveAck(at: turn.now)
            transaction.machine = .invite(machine)
            save(transaction)
            if isAbsorbed { return }
        }
        guard let tag = envelope.to.tag, let handle = dialogs[DialogKey(callID: envelope.callID, localTag: tag)],
            var call = calls[handle], let answer = call.unacknowledged, answer.sequence == envelope.sequence
        else { return }
        call.unacknowledged = nil
        if case .closing = call.stage {
            hangUp(call, &turn)
            return
        }
        acknowledged(&call, answer, message, &turn)
        save(call)
        offerWanted(handle, &turn)
    }

    /// The other side has our 2xx; when that held our offer, the ACK holds the answer.
    private mutating func acknowledged(
        _ call: inout Call, _ answer: UnacknowledgedAnswer, _ message: SIPMessage, _ turn: inout Turn
    ) {
        var remote: SessionDescription?
        if answer.expectsAnswer, case .ours(let offer, _) = call.session.exchange {
            call.session.exchange = .none
            if case .description(let description) = message.content {
                remote = description
                let isNews = call.session.remote.map { !$0.isSameSession(as: description) } ?? true
                (call.session.local, call.session.remote) = (offer, description)
                turn.report(.dialogChanged(DialogSnapshot(call)))
                if !answer.isFirst, isNews { turn.report(.offerAnswered(call.handle, description)) }
            }
        }
        if answer.isFirst { turn.report(.callConfirmed(call.handle, remote)) }
    }

    mutating func receiveCancel(_ transaction: ServerTransaction, _ turn: inout Turn) {
        let inviteKey = TransactionKey(cancelledBy: transaction.request, transaction.envelope)
        guard let invite = servers[inviteKey] else {
            respond(transaction.key, 481, &turn)
            return
        }
        servers[transaction.key]?.localTag = invite.localTag
        respond(transaction.key, 200, &turn)
        guard let handle = invite.call, var call = calls[handle] else { return }
        if case .ringing(let ringing) = call.stage, ringing.transaction == inviteKey {
            respond(inviteKey, 487, &turn)
            end(call, .callerCancelled, &turn)
        } else if case .theirs(inviteKey, _, _) = call.session.exchange {
            respond(inviteKey, 487, &turn)
            call.session.exchange = .none
            save(call)
            offerWanted(handle, &turn)
        }
    }
}

extension SessionDescription {
    /// Nothing changed but, at most, the version.
    func isSameSession(as other: SessionDescription) -> Bool {
        var normal = self
        normal.origin = other.origin
        normal.name = other.name
        return normal == other
    }
}
