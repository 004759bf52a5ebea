import Kernel
import Routing
import Voice

/// From the ring to the queue: greeting, hours, menu.
extension FloorMachine {
    mutating func arrive(_ id: WorkID, caller: PhoneNumber?, called: String) {
        guard calls[id] == nil, ratings[id] == nil else { return }
        fact(CallFact.Arrived(caller: caller, called: called), of: id, by: .outsider)
        guard plan.entry(for: called) != nil else { return refuse(id, status: 404) }
        guard calls.count < limits.calls, voiceIsThere, doorsOpen else { return refuse(id, status: 503) }
        calls[id] = Call(id: id, caller: caller, called: called, arrivedAt: now)
        deadlines.set(.opening(id), at: now + .seconds(10))
        effects.append(.answer(id))
        if let caller { effects.append(.lookUp(id, caller)) }
    }

    private mutating func refuse(_ id: WorkID, status: Int) {
        effects.append(.reject(id, status: status))
        fact(
            CallFact.Ended(cause: .refused, queue: nil, agent: nil, waitedSeconds: nil, talkSeconds: 0, holdSeconds: 0),
            of: id)
    }

    mutating func known(_ id: WorkID, _ match: CallerMatch, _ preferred: PersonID?) {
        if let writing = desks.values.first(where: { $0.wrapUp?.call.id == id })?.agent.id {
            matches[id] = match
            touchedDesks.insert(writing)
            return noteLook(id, by: writing)
        }
        guard calls[id] != nil else { return }
        matches[id] = match
        calls[id]?.preferredAgent = preferred
        touchedCalls.insert(id)
        var watching = calls[id]?.agent
        if case .ringing(_, let agent) = calls[id]?.stage { watching = agent }
        guard let watching else { return }
        touchedDesks.insert(watching)
        noteLook(id, by: watching)
    }

    mutating func answered(_ id: WorkID) {
        if calls[id]?.stage == .calling { reached(id) } else { greet(id) }
    }

    mutating func greet(_ id: WorkID) {
        guard let call = calls[id], call.stage == .opening, let entry = plan.entry(for: call.called) else { return }
        deadlines.clear(.opening(id))
        if entry.hours.isOpen(at: now, in: calendar) {
            tell(id, entry.greeting, then: entry.next)
        } else {
            farewell(id, entry.closed)
        }
    }

    mutating func tell(_ id: WorkID, _ prompts: [PromptName], then next: CallPlan.Step) {
        calls[id]?.stage = .telling(next: next)
        touchedCalls.insert(id)
        if prompts.isEmpty { go(id, to: next) } else { play(id, prompts, as: .words) }
    }

    private mutating func go(_ id: WorkID, to step: CallPlan.Step) {
        switch step {
        case .menu(let name): openMenu(id, name, tries: 1, before: [])
        case .queue(let name): enqueue(id, name)
        case .farewell(let prompts): farewell(id, prompts)
        // Only keys of menus lead there, and know the way back.
        case .ticketStatus: finish(id, .system, hangUp: true)
        }
    }

    private mutating func farewell(_ id: WorkID, _ prompts: [PromptName]) {
        calls[id]?.stage = .farewell
        touchedCalls.insert(id)
        if prompts.isEmpty { finish(id, .farewell, hangUp: true) } else { play(id, prompts, as: .words) }
    }

    // MARK: - Menu

    mutating func openMenu(_ id: WorkID, _ name: String, tries: Int, before: [PromptName]) {
        guard let menu = plan.menu(named: name) else { return finish(id, .system, hangUp: true) }
        calls[id]?.stage = .menu(name, tries: tries)
        touchedCalls.insert(id)
        deadlines.clear(.digit(id))
        if let early = calls[id]?.typedAhead {
            calls[id]?.typedAhead = nil
            for digit in early { pressed(id, digit) }
            return
        }
        play(id, before + menu.prompts, as: .words, stopOnDigit: true)
    }

    /// Callers who know the menu press its key while they are still greeted: the key counts when the menu opens. The
    /// notice that the call is recorded is heard to its end.
    mutating func pressed(_ id: WorkID, _ digit: Character) {
        guard let call = calls[id] else { return rated(id, digit) }
        if case .telling(next: .menu) = call.stage {
            calls[id]?.typedAhead = String(digit)
            touchedCalls.insert(id)
        }
        if case .ticketNumber(let menu, let tries, let keys) = call.stage {
            return keyed(id, digit, after: keys, menu: menu, tries: tries)
        }
        guard case .menu(let name, let tries) = call.stage, let menu = plan.menu(named: name) else { return }
        deadlines.clear(.digit(id))
        guard let option = menu.options.first(where: { $0.digit == String(digit) }) else {
            return again(id, menu, tries, menu.wrongDigit)
        }
        calls[id]?.choices.append(option.title)
        fact(CallFact.Chose(menu: name, digit: String(digit)), of: id, by: .outsider)
        if option.next == .ticketStatus { askForTicket(id, menu: name) } else { go(id, to: option.next) }
    }

    mutating func noDigit(_ id: WorkID) {
        if case .ticketNumber(let menu, let tries, let keys)? = calls[id]?.stage {
            return noKey(id, after: keys, menu: menu, tries: tries)
        }
        guard let call = calls[id], case .menu(let name, let tries) = call.stage, let menu = plan.menu(named: name)
        else { return }
        again(id, menu, tries, menu.noDigit)
    }

    private mutating func again(_ id: WorkID, _ menu: CallPlan.Menu, _ tries: Int, _ words: [PromptName]) {
        if tries >= menu.tries {
            go(id, to: menu.fallback)
        } else {
            openMenu(id, menu.name, tries: tries + 1, before: words)
        }
    }

    // MARK: - Words and music

    /// Plays to the caller; what played before stops.
    mutating func play(
        _ id: WorkID, _ prompts: [PromptName], as content: Call.Playing.Content, stopOnDigit: Bool = false
    ) {
        guard let call = calls[id] else { return }
        let play = PlayID(at: now, random: &random)
        calls[id]?.play = Call.Playing(id: play, content: content)
        touchedCalls.insert(id)
        let files = prompts.map { $0.text + ".wav" }
        effects.append(
            .voice(
                .play(
                    leg: call.leg,
                    playback: Playback(id: play, files: files, loop: content == .music, stopOnDigit: stopOnDigit))))
    }

    mutating func silence(_ id: WorkID) {
        guard let call = calls[id], call.play != nil else { return }
        calls[id]?.play = nil
        effects.append(.voice(.stop(leg: call.leg, play: nil)))
    }

    mutating func played(_ id: WorkID, _ play: PlayID) {
        guard let call = calls[id] else { return ratingPlayed(id, play) }
        guard call.play?.id == play else { return }
        calls[id]?.play = nil
        switch call.stage {
        case .telling(let next): go(id, to: next)
        case .menu(let name, _):
            deadlines.set(.digit(id), at: now + keyWait(name))
        case .ticketNumber(let menu, _, _): deadlines.set(.digit(id), at: now + keyWait(menu))
        case .waiting, .ringing: music(id)
        case .talking where call.talk?.heldSince != nil || call.talk?.phoneLost == true: music(id)
        case .farewell: finish(id, .farewell, hangUp: true)
        case .opening, .calling, .talking, .ticketStatus: break
        }
    }
}
