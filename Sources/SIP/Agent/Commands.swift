import Kernel

// What the owner of a call asks for.
extension UserAgent {
    mutating func perform(_ command: CallCommand, on handle: CallHandle, _ turn: inout Turn) {
        if case .invite(let invitation) = command {
            invite(handle, invitation, &turn)
            return
        }
        guard let call = calls[handle], call.isOpen else { return refuse(handle, .noSuchCall, &turn) }
        switch command {
        case .invite: break
        case .ring(let early): ring(call, early: early, &turn)
        case .answer(let description): answer(call, with: description, &turn)
        case .reject(let status, let reason): reject(call, status: status, reason: reason, &turn)
        case .hangUp: hangUp(call, &turn)
        case .offer(let description): offer(call, description, &turn)
        case .answerOffer(let description): answerOffer(call, with: description, &turn)
        case .refuseOffer(let status): refuseOffer(call, status: status, &turn)
        case .sendDigit(let digit, let milliseconds): sendDigit(call, digit, milliseconds: milliseconds, &turn)
        }
    }

    private mutating func offer(_ call: Call, _ description: SessionDescription, _ turn: inout Turn) {
        guard call.isTalking else { return refuse(call.handle, .notNow, &turn) }
        var call = call
        call.session.wanted = description
        call.session.glares = 0
        save(call)
        offerWanted(call.handle, &turn)
    }

    private mutating func answerOffer(_ call: Call, with description: SessionDescription, _ turn: inout Turn) {
        guard case .theirs(let key, let offer, _) = call.session.exchange else {
            return refuse(call.handle, .notNow, &turn)
        }
        acceptOffer(key, offer, in: call, with: description, &turn)
        offerWanted(call.handle, &turn)
    }

    private mutating func sendDigit(_ call: Call, _ digit: DialDigit, milliseconds: Int, _ turn: inout Turn) {
        guard call.isTalking else { return refuse(call.handle, .notNow, &turn) }
        var call = call
        var (message, branch, peer) = request(.info, in: &call, &turn)
        message.add(.contentType, "application/dtmf-relay")
        message.body = Array("Signal=\(digit)\r\nDuration=\(min(max(milliseconds, 40), 5_000))\r\n".utf8)[...]
        save(call)
        send(message, branch, to: peer, for: .digit(call.handle), &turn)
    }
}
