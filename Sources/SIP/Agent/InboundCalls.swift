import Kernel

// Calls that come to us, until they are answered.
extension UserAgent {
    mutating func receiveInvitation(_ transaction: ServerTransaction, from peer: Peer, _ turn: inout Turn) {
        let key = transaction.key
        guard !isDraining, calls.count < configuration.limits.calls else {
            respond(key, 503, [retryAfter], &turn)
            return
        }
        guard isAuthorised(transaction, &turn) else { return }
        let request = transaction.request
        guard request.takesDescription else {
            respond(key, 406, &turn)
            return
        }
        if case .tooSmall(let least) = TimerAgreement(request, timing: configuration.timing, current: nil) {
            respond(key, 422, [HeaderField(.minSE, String(least))], &turn)
            return
        }
        switch request.content {
        case .none: admit(transaction, offer: nil, from: peer, &turn)
        case .description(let offer): admit(transaction, offer: offer, from: peer, &turn)
        case .malformed: respond(key, 400, reason: "Bad Session Description", &turn)
        case .unknown: refuseBody(key, &turn)
        }
    }

    mutating func refuseBody(_ key: TransactionKey, _ turn: inout Turn) {
        let accepted = [HeaderField(.accept, "application/sdp"), HeaderField(.acceptEncoding, "identity")]
        respond(key, 415, accepted, &turn)
    }

    private mutating func isAuthorised(_ transaction: ServerTransaction, _ turn: inout Turn) -> Bool {
        switch gate?.judge(transaction.request, at: turn.now) {
        case nil, .allowed: return true
        case .challenge(let isStale):
            let challenges = gate?.challenges(isStale: isStale, at: turn.now, salt: turn.number()) ?? []
            respond(transaction.key, 401, challenges, &turn)
            return false
        }
    }

    private mutating func admit(
        _ transaction: ServerTransaction, offer: SessionDescription?, from peer: Peer, _ turn: inout Turn
    ) {
        let dialog: Dialog
        do {
            dialog = try Dialog(
                invitedBy: transaction.request, transaction.envelope, localTag: transaction.localTag, from: peer)
        } catch {
            respond(transaction.key, 400, reason: error.reason, &turn)
            return
        }
        let handle = turn.callHandle()
        let ringing = Call.Ringing(
            transaction: transaction.key, giveUpAt: turn.now + configuration.timing.answerLimit, hasOffer: offer != nil)
        servers[transaction.key]?.call = handle
        save(
            Call(
                handle: handle, isOutbound: false, dialog: dialog, stage: .ringing(ringing),
                session: Session(sessionID: turn.number() >> 1, remote: offer)))
        respond(transaction.key, 100, &turn)
        turn.report(.callArrived(handle, Invitation(transaction, offer: offer, from: peer)))
    }

    /// 180, or 183 with an early session when the caller made an offer that it can answer.
    mutating func ring(_ call: Call, early: SessionDescription?, _ turn: inout Turn) {
        guard case .ringing(var ringing) = call.stage else { return refuse(call.handle, .notNow, &turn) }
        var call = call
        let description = ringing.hasOffer ? early.map { call.session.stamped($0) } : nil
        ringing.remindAt = turn.now + .seconds(60)
        call.stage = .ringing(ringing)
        save(call)
        respond(ringing.transaction, description == nil ? 180 : 183, capabilities, description: description, &turn)
    }

    mutating func answer(_ call: Call, with description: SessionDescription, _ turn: inout Turn) {
        guard case .ringing(let ringing) = call.stage, let transaction = servers[ringing.transaction] else {
            return refuse(call.handle, .notNow, &turn)
        }
        var call = call
        let agreement = TimerAgreement(transaction.request, timing: configuration.timing, current: nil)
        let ours = call.session.stamped(description)
        accept(
            ringing.transaction, &call, with: ours, headers: agreement.headers, isFirst: true,
            expectsAnswer: !ringing.hasOffer, &turn)
        call.stage = .talking
        call.timer = agreement.timer(at: turn.now)
        call.session.local = ours
        if !ringing.hasOffer { call.session.exchange = .ours(ours, isRefresh: false) }
        save(call)
        turn.report(.dialogChanged(DialogSnapshot(call)))
    }

    mutating func reject(_ call: Call, status: Int, reason: String?, _ turn: inout Turn) {
        guard case .ringing(let ringing) = call.stage, (300...699).contains(status) else {
            return refuse(call.handle, .notNow, &turn)
        }
        let isSafe = reason?.utf8.allSatisfy { $0 >= ASCII.space } ?? false
        respond(ringing.transaction, status, reason: isSafe ? reason : nil, &turn)
        end(call, .local, &turn)
    }

    func refuse(_ handle: CallHandle, _ refusal: CommandRefusal, _ turn: inout Turn) {
        turn.report(.commandRefused(handle, refusal))
    }
}

extension SIPMessage {
    /// The answer may hold a session description: Accept is absent, or takes one (RFC 3261 §20.1).
    fileprivate var takesDescription: Bool {
        let accepted = values(.accept)
        guard !accepted.isEmpty else { return true }
        return accepted.contains { value in
            let type = ContentType(value)?.name
            return type == "application/sdp" || type == "application/*" || type == "*/*"
        }
    }
}

extension Invitation {
    fileprivate init(_ transaction: ServerTransaction, offer: SessionDescription?, from peer: Peer) {
        let request = transaction.request
        var called = ""
        if case .request(_, let text) = request.start {
            do { called = try SIPURI(text).number ?? "" } catch { called = "" }
        }
        self.init(
            caller: CallerIdentity(request, from: transaction.envelope.from), called: called,
            addressed: transaction.envelope.to.uri.number ?? "", offer: offer, peer: peer,
            callID: transaction.envelope.callID, userAgent: request.first(.userAgent)?.text)
    }
}

extension CallerIdentity {
    /// P-Asserted-Identity before From (RFC 3325 §9.1); Privacy hides what is shown, never what is known (RFC 3323).
    fileprivate init(_ request: SIPMessage, from: NameAddress) {
        var asserted: NameAddress?
        for value in request.values(.pAssertedIdentity) where asserted == nil {
            do {
                let address = try NameAddress(value)
                if address.uri.number != nil { asserted = address }
            } catch { continue }
        }
        let isAnonymous =
            from.uri.host.isSameWord(as: "anonymous.invalid")
            || from.uri.number?.isSameWord(as: "anonymous") == true
        let privacy = request.headers.filter { $0.name == .privacy }.flatMap {
            $0.value.split { $0 == ASCII.semicolon || $0 == ASCII.comma }
        }
        let wantsPrivacy = privacy.contains { word in
            let word = word.trimmed
            return word.isWord("id") || word.isWord("user") || word.isWord("header")
        }
        let source = asserted ?? (isAnonymous ? nil : from)
        self.init(
            number: source?.uri.number, displayName: source?.displayName ?? (isAnonymous ? nil : from.displayName),
            isHidden: wantsPrivacy || isAnonymous, isAsserted: asserted != nil)
    }
}

extension SIPURI {
    /// The user part without the parameters that some write into it: `+628…;npdi`.
    fileprivate var number: String? {
        guard let user, let first = user.split(separator: ";", omittingEmptySubsequences: false).first, !first.isEmpty
        else {
            return nil
        }
        return String(first)
    }
}
