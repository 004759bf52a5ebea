import Kernel

// Requests within a call.
extension UserAgent {
    mutating func receive(_ transaction: ServerTransaction, in call: Call, _ turn: inout Turn) {
        switch transaction.envelope.method {
        case .bye: receiveBye(transaction, in: call, &turn)
        case .invite: receiveReinvite(transaction, in: call, &turn)
        case .update: receiveUpdate(transaction, in: call, &turn)
        case .info: receiveDigit(transaction, in: call, &turn)
        case .options: respond(transaction.key, 200, capabilities + [HeaderField(.accept, "application/sdp")], &turn)
        case .ack, .cancel, .register, .other: respond(transaction.key, 500, &turn)
        }
    }

    private mutating func receiveBye(_ transaction: ServerTransaction, in call: Call, _ turn: inout Turn) {
        respond(transaction.key, 200, &turn)
        if case .ringing(let ringing) = call.stage {
            respond(ringing.transaction, 487, &turn)
            end(call, .callerCancelled, &turn)
        } else {
            end(call, .remoteHangUp, &turn)
        }
    }

    private mutating func receiveReinvite(_ transaction: ServerTransaction, in call: Call, _ turn: inout Turn) {
        let key = transaction.key
        guard call.isTalking, call.unacknowledged == nil else { return refuseForNow(key, &turn) }
        switch call.session.exchange {
        case .theirs: return refuseForNow(key, &turn)
        case .ours:
            respond(key, 491, &turn)
            return
        case .none: break
        }
        guard isIntervalAccepted(transaction, in: call, &turn) else { return }
        servers[key]?.call = call.handle
        switch transaction.request.content {
        case .description(let offer): receiveOffer(offer, key, in: call, &turn)
        case .none:
            guard let local = call.session.local else {
                respond(key, 488, &turn)
                return
            }
            acceptOffer(key, nil, in: call, with: local, &turn)
        case .malformed: respond(key, 400, reason: "Bad Session Description", &turn)
        case .unknown: refuseBody(key, &turn)
        }
    }

    /// RFC 3311 §5.2
    private mutating func receiveUpdate(_ transaction: ServerTransaction, in call: Call, _ turn: inout Turn) {
        let key = transaction.key
        guard isIntervalAccepted(transaction, in: call, &turn) else { return }
        switch transaction.request.content {
        case .description(let offer):
            guard call.isTalking else { return refuseForNow(key, &turn) }
            switch call.session.exchange {
            case .theirs: refuseForNow(key, &turn)
            case .ours: respond(key, 491, &turn)
            case .none: receiveOffer(offer, key, in: call, &turn)
            }
        case .none:
            guard call.isOpen else {
                respond(key, 481, &turn)
                return
            }
            var call = call
            call.dialog.refreshTarget(transaction.request)
            let agreement = TimerAgreement(transaction.request, timing: configuration.timing, current: call.timer)
            if call.isTalking { call.timer = agreement.timer(at: turn.now) }
            save(call)
            respond(key, 200, capabilities + agreement.headers, &turn)
            if call.isTalking { turn.report(.dialogChanged(DialogSnapshot(call))) }
        case .malformed: respond(key, 400, reason: "Bad Session Description", &turn)
        case .unknown: refuseBody(key, &turn)
        }
    }

    private mutating func isIntervalAccepted(
        _ transaction: ServerTransaction, in call: Call, _ turn: inout Turn
    ) -> Bool {
        let agreement = TimerAgreement(transaction.request, timing: configuration.timing, current: call.timer)
        guard case .tooSmall(let least) = agreement else { return true }
        respond(transaction.key, 422, [HeaderField(.minSE, String(least))], &turn)
        return false
    }

    /// 500 with a short random wait (RFC 3261 §14.2).
    private mutating func refuseForNow(_ key: TransactionKey, _ turn: inout Turn) {
        respond(key, 500, [HeaderField(.retryAfter, String(turn.number(in: 0..<11)))], &turn)
    }

    /// An offer that changes nothing is answered as before; another one is the owner's to answer.
    private mutating func receiveOffer(
        _ offer: SessionDescription, _ key: TransactionKey, in call: Call, _ turn: inout Turn
    ) {
        if let remote = call.session.remote, let local = call.session.local, remote.isSameSession(as: offer) {
            acceptOffer(key, offer, in: call, with: local, &turn)
            return
        }
        var call = call
        call.session.exchange = .theirs(key, offer, answerBy: turn.now + configuration.timing.offerLimit)
        save(call)
        turn.report(.offerArrived(call.handle, offer))
    }

    /// 200 to a re-INVITE or UPDATE; `offer` is nil when the re-INVITE left the offer to us.
    mutating func acceptOffer(
        _ key: TransactionKey, _ offer: SessionDescription?, in call: Call, with description: SessionDescription,
        _ turn: inout Turn
    ) {
        guard let transaction = servers[key] else { return }
        var call = call
        let agreement = TimerAgreement(transaction.request, timing: configuration.timing, current: call.timer)
        let ours = call.session.stamped(description)
        call.dialog.refreshTarget(transaction.request)
        call.session.exchange = offer == nil ? .ours(ours, isRefresh: true) : .none
        if let offer { (call.session.local, call.session.remote) = (ours, offer) }
        if transaction.envelope.method == .invite {
            accept(
                key, &call, with: ours, headers: agreement.headers, isFirst: false, expectsAnswer: offer == nil, &turn)
        } else {
            respond(key, 200, capabilities + agreement.headers, description: ours, &turn)
        }
        call.timer = agreement.timer(at: turn.now)
        save(call)
        turn.report(.dialogChanged(DialogSnapshot(call)))
    }

    mutating func refuseOffer(_ call: Call, status: Int, _ turn: inout Turn) {
        guard case .theirs(let key, _, _) = call.session.exchange, (300...699).contains(status) else {
            return refuse(call.handle, .notNow, &turn)
        }
        var call = call
        call.session.exchange = .none
        save(call)
        respond(key, status, &turn)
        offerWanted(call.handle, &turn)
    }

    /// INFO with a key of the telephone in one of the two forms that trunks send.
    private mutating func receiveDigit(_ transaction: ServerTransaction, in call: Call, _ turn: inout Turn) {
        let request = transaction.request
        guard !request.body.isEmpty else {
            respond(transaction.key, 200, &turn)
            return
        }
        switch request.first(.contentType).flatMap(ContentType.init)?.name {
        case "application/dtmf-relay", "application/dtmf":
            guard let (digit, milliseconds) = DialDigit.read(request.body) else {
                respond(transaction.key, 400, reason: "Bad Digit", &turn)
                return
            }
            respond(transaction.key, 200, &turn)
            if call.isOpen { turn.report(.digit(call.handle, digit, milliseconds: milliseconds)) }
        default:
            respond(transaction.key, 415, [HeaderField(.accept, "application/dtmf-relay, application/dtmf")], &turn)
        }
    }
}

extension DialDigit {
    /// `Signal=5` and `Duration=160` on lines of their own, or the bare digit.
    fileprivate static func read(_ body: Bytes) -> (DialDigit, milliseconds: Int)? {
        var digit: DialDigit?
        var milliseconds = 160
        for line in body.prefix(256).split(separator: ASCII.lineFeed) {
            let line = line.trimmed
            guard let equals = line.firstIndex(of: ASCII.equals) else {
                if digit == nil { digit = signal(line) }
                continue
            }
            let name = line[..<equals].trimmed
            let value = line[(equals + 1)...].trimmed
            if name.isWord("signal") { digit = signal(value) }
            if name.isWord("duration"), let number: UInt16 = value.number() { milliseconds = Int(number) }
        }
        return digit.map { ($0, milliseconds) }
    }

    /// Some write `*` as 10 and `#` as 11, as RFC 4733 counts them.
    private static func signal(_ value: Bytes) -> DialDigit? {
        if value.count == 1, let byte = value.first { return DialDigit(byte: byte) }
        switch value.number(Int.self) {
        case 10: return DialDigit(byte: UInt8(ascii: "*"))
        case 11: return DialDigit(byte: UInt8(ascii: "#"))
        default: return nil
        }
    }
}
