import Kernel

// Our own re-INVITEs: changed sessions, and refreshes of the session timer.
extension UserAgent {
    /// Sends the offer that the owner wants, when nothing else is under way (RFC 3261 §14.1).
    mutating func offerWanted(_ handle: CallHandle, _ turn: inout Turn) {
        guard let call = calls[handle], call.isTalking, call.unacknowledged == nil, call.session.isQuiet,
            call.session.retryAt == nil, let wanted = call.session.wanted
        else { return }
        var changed = call
        changed.session.wanted = nil
        reinvite(changed, with: wanted, isRefresh: false, &turn)
    }

    private mutating func reinvite(
        _ call: Call, with description: SessionDescription, isRefresh: Bool, _ turn: inout Turn
    ) {
        var call = call
        let offer = call.session.stamped(description)
        call.session.exchange = .ours(offer, isRefresh: isRefresh)
        var (message, branch, peer) = request(.invite, in: &call, &turn)
        describeInvite(&message, over: peer, call, offer)
        save(call)
        send(message, branch, to: peer, for: .reinvite(call.handle), &turn)
    }

    /// By UPDATE where the other side takes it, else by a re-INVITE that changes nothing (RFC 4028 §7.4).
    mutating func refresh(_ call: Call, _ turn: inout Turn) {
        var call = call
        guard let timer = call.timer else { return }
        call.timer?.refreshAt = nil
        if call.dialog.remoteAllows.contains("UPDATE") {
            var (message, branch, peer) = request(.update, in: &call, &turn)
            message.add(.contact, contact(over: peer.transport))
            message.headers.append(contentsOf: capabilities)
            message.add(.sessionExpires, SessionExpires(seconds: timer.seconds, refresher: .uac).text)
            message.add(.minSE, String(configuration.timing.leastSessionExpires.components.seconds))
            save(call)
            send(message, branch, to: peer, for: .refresh(call.handle), &turn)
        } else if call.session.isQuiet, call.unacknowledged == nil, let local = call.session.local {
            reinvite(call, with: local, isRefresh: true, &turn)
        } else {
            call.timer?.refreshAt = turn.now + SessionTimer.pause
            save(call)
        }
    }

    mutating func receiveRefreshResponse(
        _ response: SIPMessage, _ status: Int, _ handle: CallHandle, _ turn: inout Turn
    ) {
        guard status >= 200, var call = calls[handle], call.isTalking else { return }
        switch status {
        case 200..<300:
            call.dialog.refreshTarget(response)
            call.timer = SessionTimer(answeredBy: response, at: turn.now)
            save(call)
            turn.report(.dialogChanged(DialogSnapshot(call)))
        case 408, 481: lost(call, status, &turn)
        case 405, 501:
            call.dialog.remoteAllows.removeAll { $0 == "UPDATE" }
            refresh(call, &turn)
        default:
            call.timer?.refreshAt = turn.now + SessionTimer.pause
            save(call)
        }
    }

    /// The other side does not know the call any more, or no longer answers (RFC 3261 §12.2.1.2).
    private mutating func lost(_ call: Call, _ status: Int, _ turn: inout Turn) {
        sayGoodbye(call, &turn)
        end(call, status == 408 ? .timeout : .network, &turn)
    }

    mutating func receiveReinviteResponse(
        _ response: SIPMessage, _ envelope: Envelope, _ status: Int, _ transaction: ClientTransaction,
        _ handle: CallHandle, _ turn: inout Turn
    ) {
        if (200..<300).contains(status) {
            _ = acknowledge(response, envelope, transaction, &turn)
            guard clients[transaction.key]?.answeredTag == nil else { return }
            clients[transaction.key]?.answeredTag = envelope.to.tag ?? ""
        }
        guard status >= 200, var call = calls[handle], call.isTalking,
            case .ours(let offer, let isRefresh) = call.session.exchange
        else { return }
        call.session.exchange = .none
        switch status {
        case 200..<300: reinviteAccepted(call, offer, isRefresh: isRefresh, response, &turn)
        case 408, 481: lost(call, status, &turn)
        case 491 where !isRefresh && call.session.glares < 5:
            call.session.glares += 1
            // RFC 3261 §14.1: who placed the call waits longer, so that one of the two goes first.
            let milliseconds = call.isOutbound ? turn.number(in: 210..<401) * 10 : turn.number(in: 0..<201) * 10
            call.session.retryAt = turn.now + .milliseconds(Int64(milliseconds))
            if call.session.wanted == nil { call.session.wanted = offer }
            save(call)
        default:
            if isRefresh { call.timer?.refreshAt = turn.now + SessionTimer.pause }
            save(call)
            if !isRefresh { turn.report(.offerRefused(handle, status: status)) }
        }
        offerWanted(handle, &turn)
    }

    private mutating func reinviteAccepted(
        _ call: Call, _ offer: SessionDescription, isRefresh: Bool, _ response: SIPMessage, _ turn: inout Turn
    ) {
        var call = call
        call.dialog.refreshTarget(response)
        call.timer = SessionTimer(answeredBy: response, at: turn.now)
        call.session.glares = 0
        var answer: SessionDescription?
        if case .description(let description) = response.content {
            (call.session.local, call.session.remote) = (offer, description)
            answer = description
        }
        save(call)
        turn.report(.dialogChanged(DialogSnapshot(call)))
        guard !isRefresh else { return }
        turn.report(answer.map { .offerAnswered(call.handle, $0) } ?? .offerRefused(call.handle, status: 488))
    }
}
