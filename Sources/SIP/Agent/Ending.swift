import Kernel

// The many ways in which a call is over.
extension UserAgent {
    /// Our owner is done with it, or the acknowledgement came that we waited for to say goodbye.
    mutating func hangUp(_ call: Call, _ turn: inout Turn) {
        var call = call
        switch call.stage {
        case .ringing(let ringing):
            respond(ringing.transaction, 480, &turn)
            end(call, .local, &turn)
        case .calling(var calling):
            turn.report(.callEnded(call.handle, .local))
            abandon(&call, &calling, &turn)
        case .talking:
            // The one who was called may not say BYE before the ACK (RFC 3261 §15).
            if call.unacknowledged?.isFirst == true {
                call.stage = .closing
                save(call)
                turn.report(.callEnded(call.handle, .local))
            } else {
                sayGoodbye(call, &turn)
                end(call, .local, &turn)
            }
        case .closing:
            sayGoodbye(call, &turn)
            remove(call)
        }
    }

    /// An outbound call that shall not be answered any more. CANCEL waits for a provisional response.
    private mutating func abandon(_ call: inout Call, _ calling: inout Call.Calling, _ turn: inout Turn) {
        calling.wantsCancel = true
        call.stage = .calling(calling)
        save(call)
        if calling.heardProvisional { cancel(calling.transaction, &turn) }
    }

    mutating func sayGoodbye(_ call: Call, _ turn: inout Turn) {
        var call = call
        let (message, branch, peer) = request(.bye, in: &call, &turn)
        send(message, branch, to: peer, for: .bye, proof: call.proof, &turn)
    }

    /// Forgets a call and tells its owner, who did not know yet.
    mutating func end(_ call: Call, _ cause: CallEnd, _ turn: inout Turn) {
        if case .theirs(let key, _, _) = call.session.exchange { respond(key, 487, &turn) }
        if call.isOpen { turn.report(.callEnded(call.handle, cause)) }
        remove(call)
    }

    /// A moment came that the call was waiting for; one thing is done, the rest at the next look.
    mutating func callIsDue(_ handle: CallHandle, _ turn: inout Turn) {
        guard var call = calls[handle] else { return }
        if let answer = call.unacknowledged, turn.now >= answer.deadline {
            answerIsDue(call, answer, &turn)
            return
        }
        switch call.stage {
        case .ringing(var ringing):
            if turn.now >= ringing.giveUpAt {
                respond(ringing.transaction, 480, &turn)
                end(call, .timeout, &turn)
            } else if let remindAt = ringing.remindAt, turn.now >= remindAt {
                ringing.remindAt = turn.now + .seconds(60)
                call.stage = .ringing(ringing)
                save(call)
                if let invite = servers[ringing.transaction] { turn.send(invite.lastResponse, to: invite.returnPeer) }
            }
        case .calling(var calling):
            guard turn.now >= calling.giveUpAt, !calling.wantsCancel else { return }
            turn.report(.callEnded(handle, .timeout))
            abandon(&call, &calling, &turn)
        case .talking: talkIsDue(call, &turn)
        case .closing: break
        }
    }

    private mutating func answerIsDue(_ call: Call, _ answer: UnacknowledgedAnswer, _ turn: inout Turn) {
        var call = call
        var answer = answer
        if turn.now >= answer.giveUpAt {
            // Nobody acknowledged (RFC 3261 §13.3.1.4).
            sayGoodbye(call, &turn)
            end(call, .timeout, &turn)
        } else if answer.retransmission.isDue(at: turn.now) {
            turn.send(answer.bytes, to: answer.peer)
            call.unacknowledged = answer
            save(call)
        }
    }

    private mutating func talkIsDue(_ call: Call, _ turn: inout Turn) {
        if let timer = call.timer, turn.now >= timer.expiresAt {
            sayGoodbye(call, &turn)
            end(call, .sessionExpired, &turn)
        } else if case .theirs(_, _, let answerBy) = call.session.exchange, turn.now >= answerBy {
            refuseOffer(call, status: 488, &turn)
        } else if let retryAt = call.session.retryAt, turn.now >= retryAt {
            var call = call
            call.session.retryAt = nil
            save(call)
            offerWanted(call.handle, &turn)
        } else if let refreshAt = call.timer?.refreshAt, turn.now >= refreshAt {
            refresh(call, &turn)
        }
    }
}
