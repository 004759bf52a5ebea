import Kernel

// Calls that we place, until they are answered.
extension UserAgent {
    mutating func invite(_ handle: CallHandle, _ invitation: OutgoingInvitation, _ turn: inout Turn) {
        guard calls[handle] == nil else { return refuse(handle, .handleInUse, &turn) }
        guard !isDraining, calls.count < configuration.limits.calls,
            servers.count + clients.count < configuration.limits.transactions
        else { return refuse(handle, .full, &turn) }
        let from: NameAddress
        do {
            _ = try SIPURI(invitation.to)
            from = try NameAddress(displayName: invitation.fromDisplayName, uri: invitation.from)
        } catch { return refuse(handle, .badAddress, &turn) }
        let dialog = Dialog(
            callID: turn.tag() + turn.tag(), localTag: turn.tag(), remoteTag: "", localParty: from.text,
            remoteParty: "<\(invitation.to)>", remoteTarget: invitation.to, peer: invitation.peer)
        let branch = turn.branch()
        let calling = Call.Calling(
            transaction: TransactionKey(branch: branch, method: .invite), invitation: invitation,
            giveUpAt: turn.now + invitation.ringLimit)
        var call = Call(
            handle: handle, isOutbound: true, dialog: dialog, stage: .calling(calling),
            session: Session(sessionID: turn.number() >> 1), proof: invitation.credentials.map(Proof.init))
        let offer = call.session.stamped(invitation.offer)
        call.session.exchange = .ours(offer, isRefresh: false)
        var message = call.dialog.request(.invite, via: via(over: invitation.peer.transport, branch: branch))
        describeInvite(&message, over: invitation.peer, call, offer)
        message.add(.userAgent, configuration.product)
        for header in invitation.headers where header.isSafe && !header.name.isStructural {
            message.headers.append(header)
        }
        save(call)
        send(message, branch, to: invitation.peer, for: .invite(handle), &turn)
    }

    /// What an INVITE has besides its dialog: where to reach us, what we can, how long, which session.
    func describeInvite(_ message: inout SIPMessage, over peer: Peer, _ call: Call, _ offer: SessionDescription) {
        message.add(.contact, contact(over: peer.transport))
        message.headers.append(contentsOf: capabilities)
        let configured = configuration.timing.sessionExpires.map { Int($0.components.seconds) }
        if let seconds = call.timer?.seconds ?? configured {
            let refresher = call.timer.map { $0.weRefresh ? SessionExpires.Refresher.uac : .uas }
            message.add(.sessionExpires, SessionExpires(seconds: seconds, refresher: refresher).text)
            message.add(.minSE, String(configuration.timing.leastSessionExpires.components.seconds))
        }
        message.add(.contentType, "application/sdp")
        message.body = offer.bytes[...]
    }

    mutating func receiveInviteResponse(
        _ response: SIPMessage, _ envelope: Envelope, _ status: Int, _ transaction: ClientTransaction,
        _ handle: CallHandle, _ turn: inout Turn
    ) {
        if (200..<300).contains(status) {
            inviteAccepted(response, envelope, transaction, handle, &turn)
            return
        }
        guard var call = calls[handle], case .calling(var calling) = call.stage, calling.transaction == transaction.key
        else { return }
        guard status < 200 else {
            let contacts = response.contactTexts
            end(call, .rejected(status: status, reason: response.reason, contacts: contacts), &turn)
            return
        }
        let isFirst = !calling.heardProvisional
        calling.heardProvisional = true
        call.stage = .calling(calling)
        save(call)
        if calling.wantsCancel {
            if isFirst { cancel(calling.transaction, &turn) }
        } else if status > 100 {
            var description: SessionDescription?
            if case .description(let early) = response.content { description = early }
            turn.report(.callProgress(handle, status: status, description))
        }
    }

    /// Every 2xx is acknowledged, however often it comes. The first fork that answers is the call; others are hung up
    /// (RFC 3261 §13.2.2.4).
    private mutating func inviteAccepted(
        _ response: SIPMessage, _ envelope: Envelope, _ transaction: ClientTransaction, _ handle: CallHandle,
        _ turn: inout Turn
    ) {
        var transaction = transaction
        guard var dialog = acknowledge(response, envelope, transaction, &turn) else { return }
        let tag = dialog.remoteTag
        if transaction.answeredTag == nil {
            transaction.answeredTag = tag
            save(transaction)
            if var call = calls[handle], case .calling(let calling) = call.stage {
                dialog.localSequence = max(dialog.localSequence, call.dialog.localSequence)
                call.dialog = dialog
                if calling.wantsCancel {
                    sayGoodbye(call, &turn)
                    remove(call)
                } else {
                    established(call, response, &turn)
                }
                return
            }
        }
        guard transaction.answeredTag != tag, transaction.refusedTags.count < 16,
            transaction.refusedTags.insert(tag).inserted
        else { return }
        save(transaction)
        let branch = turn.branch()
        let peer = dialog.nextHop
        send(dialog.request(.bye, via: via(over: peer.transport, branch: branch)), branch, to: peer, for: .bye, &turn)
    }

    /// Sends the ACK of a 2xx; the dialog that both stand in. nil when the 2xx cannot be used.
    mutating func acknowledge(
        _ response: SIPMessage, _ envelope: Envelope, _ transaction: ClientTransaction, _ turn: inout Turn
    ) -> Dialog? {
        do {
            var dialog = try Dialog(formedBy: response, envelope, to: transaction.request, over: transaction.peer)
            let peer = dialog.nextHop
            var ack = dialog.request(.ack, via: via(over: peer.transport, branch: turn.branch()))
            for field in transaction.request.headers
            where field.name == .authorization || field.name == .proxyAuthorization {
                ack.headers.append(field)
            }
            turn.send(ack.bytes, to: peer)
            return dialog
        } catch {
            // A 2xx with a Record-Route that cannot be read leaves no way to answer; the other side gives up by itself,
            // and the call ends as unanswered.
            return nil
        }
    }

    private mutating func established(_ call: Call, _ response: SIPMessage, _ turn: inout Turn) {
        var call = call
        call.stage = .talking
        call.timer = SessionTimer(answeredBy: response, at: turn.now)
        var remote: SessionDescription?
        if case .description(let description) = response.content { remote = description }
        if case .ours(let offer, _) = call.session.exchange { call.session.local = offer }
        call.session.exchange = .none
        call.session.remote = remote
        save(call)
        turn.report(.callAnswered(call.handle, remote))
        turn.report(.dialogChanged(DialogSnapshot(call)))
    }

    mutating func cancel(_ key: TransactionKey, _ turn: inout Turn) {
        guard var transaction = clients[key], case .invite(var machine) = transaction.machine,
            let branch = transaction.branch
        else { return }
        machine.limit(at: turn.now)
        transaction.machine = .invite(machine)
        save(transaction)
        send(SIPMessage(cancelling: transaction.request), branch, to: transaction.peer, for: .cancel, &turn)
    }
}

extension ClientTransaction {
    fileprivate var branch: String? {
        guard let value = request.first(.via) else { return nil }
        do { return try Via(value).branch } catch { return nil }
    }
}

extension HeaderName {
    /// The agent's own: an owner may not set them.
    fileprivate var isStructural: Bool {
        switch self {
        case .via, .from, .to, .callID, .cseq, .contact, .maxForwards, .route, .recordRoute, .contentType,
            .contentLength,
            .contentEncoding, .require, .proxyRequire, .supported, .allow, .sessionExpires, .minSE, .authorization,
            .proxyAuthorization, .userAgent:
            true
        default: false
        }
    }
}

extension SIPMessage {
    fileprivate var reason: String {
        guard case .status(_, let reason) = start else { return "" }
        return reason
    }

    fileprivate var contactTexts: [String] {
        do { return try contacts.map(\.uriText) } catch { return [] }
    }
}
