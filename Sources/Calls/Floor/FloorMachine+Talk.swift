import Kernel
import Routing
import Voice

/// The conversation: audio of both sides, hold, the end, wrap-up.
extension FloorMachine {
    /// Puts the other party and the agent into the call's room, whoever of them is there.
    mutating func join(_ id: WorkID) {
        guard let call = calls[id], let agent = call.agent else { return }
        if call.isHeard {
            effects.append(.voice(.place(leg: call.leg, room: call.room, hears: nil, heardBy: nil)))
        }
        if let phone = desks[agent]?.leg {
            effects.append(.voice(.place(leg: phone, room: call.room, hears: nil, heardBy: nil)))
        }
    }

    mutating func record(_ id: WorkID) {
        guard let call = calls[id] else { return }
        calls[id]?.recordings += 1
        touchedCalls.insert(id)
        let day = calendar.day(of: call.arrivedAt).description.split(separator: "-").joined(separator: "/")
        let path = "\(day)/\(call.id)-\(call.recordings + 1).opus"
        effects.append(.voice(.startRecording(room: call.room, path: path, left: call.leg, right: nil)))
    }

    mutating func recorded(_ recording: FinishedRecording) {
        let call = recording.room.named(WorkID.self)
        let seconds = Double(recording.milliseconds) / 1_000
        effects.append(
            .write(
                .fact(
                    CallFact.Recorded(path: recording.path, seconds: seconds, whole: !recording.truncated),
                    about: .call(call), by: .system("voice"))))
    }

    // MARK: - Hold

    mutating func hold(_ id: WorkID, by agent: PersonID) {
        calls[id]?.talk?.heldSince = now
        fact(CallFact.Held(agent: agent), of: id, by: .person(agent))
        sendAway(id)
        touchedDesks.insert(agent)
    }

    mutating func resume(_ id: WorkID, by agent: PersonID) {
        guard let since = calls[id]?.talk?.heldSince else { return }
        let seconds = (now - since).inSeconds
        calls[id]?.talk?.heldSince = nil
        calls[id]?.talk?.heldSeconds += seconds
        fact(CallFact.Resumed(agent: agent, heldSeconds: seconds), of: id, by: .person(agent))
        silence(id)
        join(id)
        touchedDesks.insert(agent)
    }

    /// The caller leaves the room and hears music.
    private mutating func sendAway(_ id: WorkID) {
        guard let call = calls[id] else { return }
        effects.append(.voice(.place(leg: call.leg, room: nil, hears: nil, heardBy: nil)))
        music(id)
    }

    // MARK: - The end

    mutating func lineEnded(_ id: WorkID, _ end: LineEnd) {
        guard let call = calls[id] else { return endRating(id, hangUp: false) }
        let cause: CallEnd =
            switch (end, call.stage) {
            case (.network, _), (.refused, _): .network
            case (.noAudio, _): .system
            case (.ours, _): .system
            case (.caller, .talking): .byCaller
            case (.caller, .waiting), (.caller, .ringing): .abandoned
            case (.caller, .farewell): .farewell
            case (.caller, .opening), (.caller, .telling), (.caller, .menu), (.caller, .ticketNumber),
                (.caller, .ticketStatus):
                .leftMenu
            case (.caller, .calling): .network
            }
        if case .refused(let status) = end { calls[id]?.outgoing?.status = status }
        finish(id, cause, hangUp: false)
    }

    /// Packets ceased for the time-out: the network failed, nobody hung up.
    mutating func fellSilent(_ leg: LegID) {
        let id = leg.named(WorkID.self)
        if calls[id] != nil { finish(id, .network, hangUp: true) } else if phones[leg] != nil { phoneLost(leg) }
        endRating(id)
    }

    /// Every way in which a call ends comes through here, once.
    mutating func finish(_ id: WorkID, _ cause: CallEnd, hangUp: Bool) {
        guard let call = calls[id] else { return }
        let stays = cause == .byAgent && asksRating(call)
        if hangUp, !stays { effects.append(.hangUp(id)) }
        if let outgoing = call.outgoing {
            endDial(call, outgoing, cause, by: author(of: cause, call))
        } else {
            fact(ended(call, cause), of: id, by: author(of: cause, call))
        }
        if !stays { effects.append(.voice(.closeLeg(leg: call.leg))) }
        if call.talk != nil { effects.append(.voice(.stopRecording(room: call.room))) }
        if call.agent != nil { effects.append(.voice(.closeRoom(room: call.room))) }
        for deadline in [Deadline.digit(id), .status(id), .announce(id), .opening(id), .ringLimit(id), .ringTone(id)] {
            deadlines.clear(deadline)
        }
        calls[id] = nil
        if stays { askRating(call) }
        if let talk = call.talk, desks[talk.agent] != nil { beginWrapUp(call, talk) } else { matches[id] = nil }
        if call.talk != nil {
            effects.append(.write(.contactEnded(call.contact, cut: cause == .network || cause == .system)))
        }
        if call.outgoing != nil, call.talk == nil { return route(.itemUnreached(id)) }
        guard call.queue != nil || call.outgoing != nil else { return }
        switch cause {
        case .byCaller, .byAgent, .farewell: route(.itemFinished(id))
        case .network: route(call.talk == nil ? .itemLeft(id, .networkFailure) : .itemFinished(id))
        case .system, .refused, .leftMenu: route(call.talk == nil ? .itemLeft(id, .system) : .itemFinished(id))
        case .abandoned: route(.itemLeft(id, .abandoned))
        }
        if let talk = call.talk, talk.logged { route(.wrapUpDone(talk.agent, of: id)) }
    }

    private func ended(_ call: Call, _ cause: CallEnd) -> CallFact.Ended {
        CallFact.Ended(
            cause: cause, queue: call.queue?.name, agent: call.talk?.agent,
            waitedSeconds: call.talk == nil ? call.queue.map { (now - $0.at).inSeconds } : nil,
            talkSeconds: call.talkSeconds(at: now), holdSeconds: call.holdSeconds(at: now))
    }

    private func author(of cause: CallEnd, _ call: Call) -> Author {
        switch cause {
        case .byCaller, .abandoned, .leftMenu: .outsider
        case .byAgent: entryAuthor(call.agent)
        case .farewell, .network, .system, .refused: .system("floor")
        }
    }

    private mutating func beginWrapUp(_ call: Call, _ talk: Call.Talk) {
        forgetWrapUp(of: talk.agent)
        desks[talk.agent]?.wrapUp = Desk.PendingWrapUp(call: call, since: now, logged: talk.logged)
        touchedDesks.insert(talk.agent)
    }

    /// The record is saved or left for later: what it was about leaves the screen.
    mutating func forgetWrapUp(of person: PersonID) {
        guard let pending = desks[person]?.wrapUp else { return }
        desks[person]?.wrapUp = nil
        matches[pending.call.id] = nil
        touchedDesks.insert(person)
    }

    mutating func wrappedUp(_ person: PersonID, _ item: WorkID, _ end: WrapUpEnd) {
        let pending = desks[person]?.wrapUp.flatMap { $0.call.id == item ? $0 : nil }
        fact(
            CallFact.WrappedUp(
                agent: person, seconds: (now - (pending?.since ?? now)).inSeconds, byLimit: end == .limitReached,
                outgoing: pending?.call.outgoing == nil ? nil : true),
            of: item,
            by: end == .done ? .person(person) : .system("floor"))
        if desks[person]?.wrapUp?.call.id == item { forgetWrapUp(of: person) }
        touchedDesks.insert(person)
    }

    mutating func logged(_ contact: ContactID, by person: PersonID) {
        let id = contact.named(WorkID.self)
        if calls[id]?.talk?.agent == person {
            calls[id]?.talk?.logged = true
            touchedCalls.insert(id)
            touchedDesks.insert(person)
        } else if desks[person]?.wrapUp?.call.id == id {
            desks[person]?.wrapUp?.logged = true
            touchedDesks.insert(person)
        }
    }
}
