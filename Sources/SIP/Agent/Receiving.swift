import Kernel

// What comes in, up to the point where its method matters.
extension UserAgent {
    static let allowedMethods = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE"
    static let supportedOptions: Set<String> = ["timer"]

    mutating func receive(_ bytes: [UInt8], from peer: Peer, _ turn: inout Turn) {
        guard bytes.count <= configuration.limits.messageBytes else { return }
        do {
            var message = try SIPMessage(bytes)
            let envelope = try Envelope(message)
            if message.method == nil {
                receiveResponse(message, envelope, &turn)
            } else {
                message.stampVia(envelope.via, from: peer)
                receiveRequest(message, envelope, from: peer, &turn)
            }
        } catch { refuse(error, from: peer, &turn) }
    }

    /// A request that cannot be read is answered without a transaction, as far as it can be (RFC 3261 §8.2.7).
    private func refuse(_ fault: MessageFault, from peer: Peer, _ turn: inout Turn) {
        guard let message = fault.message, let method = message.method, method != .ack, message.first(.via) != nil
        else {
            return
        }
        var response = SIPMessage(answering: message, fault.status, reason: fault.reason, tag: turn.tag())
        response.add(.server, configuration.product)
        turn.send(response.bytes, to: peer)
    }

    private mutating func receiveRequest(
        _ message: SIPMessage, _ envelope: Envelope, from peer: Peer, _ turn: inout Turn
    ) {
        let key = TransactionKey(receiving: message, envelope)
        if envelope.method == .ack {
            receiveAck(message, envelope, key, &turn)
            return
        }
        if let known = servers[key] {
            if known.shouldRepeat, !known.lastResponse.isEmpty { turn.send(known.lastResponse, to: known.returnPeer) }
            return
        }
        let returnPeer = envelope.via.returnPeer(from: peer)
        guard hasRoom(for: envelope) else {
            refuseWithoutRoom(message, to: returnPeer, &turn)
            return
        }
        let timers = TransactionTimers(configuration.timing, over: peer.transport)
        let transaction = ServerTransaction(
            key: key,
            machine: envelope.method == .invite
                ? .invite(InviteServerMachine(timers)) : .request(RequestServerMachine(timers)),
            returnPeer: returnPeer, request: message, envelope: envelope, localTag: turn.tag())
        save(transaction)
        guard isAcceptable(transaction, &turn) else { return }
        if let merge = MergeKey(envelope) { merges[merge] = key }
        dispatch(transaction, from: peer, &turn)
    }

    /// A quarter above the limit is kept for requests that end or concern calls that exist.
    private func hasRoom(for envelope: Envelope) -> Bool {
        let limit = configuration.limits.transactions
        return servers.count + clients.count
            < (envelope.to.tag == nil && envelope.method != .cancel ? limit : limit + limit / 4)
    }

    private func refuseWithoutRoom(_ message: SIPMessage, to peer: Peer, _ turn: inout Turn) {
        var response = SIPMessage(answering: message, 503, tag: turn.tag())
        response.add(.retryAfter, String(configuration.limits.retryAfterSeconds))
        turn.send(response.bytes, to: peer)
    }

    /// The inspections of RFC 3261 §8.2 that do not depend on the method; what fails them is answered here.
    private mutating func isAcceptable(_ transaction: ServerTransaction, _ turn: inout Turn) -> Bool {
        let envelope = transaction.envelope
        let request = transaction.request
        guard envelope.method.isTaken else {
            let status = envelope.method.isRecognised ? 405 : 501
            respond(transaction.key, status, [HeaderField(.allow, UserAgent.allowedMethods)], &turn)
            return false
        }
        if let status = UserAgent.addressFault(request) {
            respond(transaction.key, status, &turn)
            return false
        }
        if let merge = MergeKey(envelope), merges[merge] != nil {
            respond(transaction.key, 482, &turn)
            return false
        }
        let unknown = request.words(.require).filter { !UserAgent.supportedOptions.contains($0) }
        if !unknown.isEmpty, envelope.method != .cancel {
            respond(transaction.key, 420, [HeaderField(.unsupported, unknown.joined(separator: ", "))], &turn)
            return false
        }
        return true
    }

    /// 416 for a scheme that we do not speak; 400 for headers hidden in the Request-URI (RFC 3261 §19.1.1).
    private static func addressFault(_ request: SIPMessage) -> Int? {
        guard case .request(_, let text) = request.start else { return 400 }
        do {
            let uri = try SIPURI(text)
            if case .other = uri.scheme { return 416 }
            return uri.headers == nil ? nil : 400
        } catch { return 400 }
    }

    private mutating func dispatch(_ transaction: ServerTransaction, from peer: Peer, _ turn: inout Turn) {
        let envelope = transaction.envelope
        if envelope.method == .cancel {
            receiveCancel(transaction, &turn)
            return
        }
        guard let tag = envelope.to.tag else {
            switch envelope.method {
            case .invite: receiveInvitation(transaction, from: peer, &turn)
            case .options: answerOptions(transaction.key, &turn)
            default: respond(transaction.key, 481, &turn)
            }
            return
        }
        guard let handle = dialogs[DialogKey(callID: envelope.callID, localTag: tag)], var call = calls[handle],
            call.dialog.remoteTag == envelope.from.tag ?? ""
        else {
            respond(transaction.key, 481, &turn)
            return
        }
        if let known = call.dialog.remoteSequence, envelope.sequence < known {
            respond(transaction.key, 500, &turn)
            return
        }
        call.dialog.remoteSequence = envelope.sequence
        call.dialog.peer = peer
        save(call)
        receive(transaction, in: call, &turn)
    }

    mutating func answerOptions(_ key: TransactionKey, _ turn: inout Turn) {
        guard !isDraining else {
            respond(key, 503, [retryAfter], &turn)
            return
        }
        respond(key, 200, capabilities + [HeaderField(.accept, "application/sdp")], &turn)
    }

    var retryAfter: HeaderField { HeaderField(.retryAfter, String(configuration.limits.retryAfterSeconds)) }

    var capabilities: [HeaderField] {
        [HeaderField(.allow, UserAgent.allowedMethods), HeaderField(.supported, "timer")]
    }
}

extension Method {
    fileprivate var isTaken: Bool {
        switch self {
        case .invite, .ack, .bye, .cancel, .options, .info, .update: true
        case .register, .other: false
        }
    }
}

extension Via {
    /// Where responses go (RFC 3261 §18.2.2, RFC 3581 §4).
    func returnPeer(from source: Peer) -> Peer {
        guard source.transport == .udp, parameters["rport"] == nil else { return source }
        return Peer(.udp, source.address, port ?? 5060)
    }
}

extension SIPMessage {
    /// Notes in the top Via where the request really came from.
    mutating func stampVia(_ via: Via, from source: Peer) {
        guard let index = headers.firstIndex(where: { $0.name == .via }) else { return }
        let wantsPort = via.parameters["rport"] != nil
        guard wantsPort || via.host.lowercased() != source.address else { return }
        var stamped = via
        stamped.parameters["received"] = source.address
        if wantsPort { stamped.parameters["rport"] = String(source.port) }
        let others = commaSeparated(headers[index].value).dropFirst().map(\.text)
        headers[index] = HeaderField(.via, ([stamped.text] + others).joined(separator: ", "))
    }
}
