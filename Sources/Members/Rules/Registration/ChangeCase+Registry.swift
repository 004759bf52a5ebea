import Kernel

// MARK: - What comes from the registry while a change waits for it

extension ChangeCase {
    mutating func hear(
        _ reading: FamilyReading, _ participants: [NIK: Participation], spread: Double, at moment: Timestamp,
        on ground: ChangeGround
    ) throws(ChangeRefusal) -> [ChangeFact] {
        guard case .awaitingRegistry = stage, case .family(let card) = draft.read(on: ground).registryQuestion else {
            throw .notNow
        }
        if reading != .down {
            try draft.take(reading, of: card, at: moment, on: ground)
            draft.take(participants: participants, at: moment)
        }
        let answer = reading == .down ? PersonCheck.unverifiedYet : draft.read(on: ground).check
        return hearAnswer(answer, spread: spread, at: moment, on: ground)
    }

    mutating func hear(
        _ check: PersonCheck, spread: Double, at moment: Timestamp, on ground: ChangeGround
    ) throws(ChangeRefusal) -> [ChangeFact] {
        guard case .awaitingRegistry = stage, case .person = draft.read(on: ground).registryQuestion else {
            throw .notNow
        }
        draft.take(check, at: moment)
        return hearAnswer(check, spread: spread, at: moment, on: ground)
    }

    private mutating func hearAnswer(
        _ answer: PersonCheck, spread: Double, at moment: Timestamp, on ground: ChangeGround
    ) -> [ChangeFact] {
        guard case .awaitingRegistry(let before, _) = stage else { return [] }
        let tries = before + 1
        var nextAt: Timestamp?
        if answer == .unverifiedYet, tries < ground.terms.retry.mostTries {
            nextAt = ground.terms.retry.next(after: tries, at: moment, spread: spread)
        }
        let heard = ChangeFact.registryHeard(
            ChangeFact.RegistryHeard(answer: answer, tries: tries, nextAt: nextAt))
        if let nextAt {
            stage = .awaitingRegistry(tries: tries, nextAt: nextAt)
            return [heard]
        }
        return [heard] + settle(answer, at: moment, on: ground)
    }

    private mutating func settle(
        _ answer: PersonCheck, at moment: Timestamp, on ground: ChangeGround
    ) -> [ChangeFact] {
        switch answer {
        case .verified where hasSomeoneLeftOut(on: ground):
            return giveBack(.someoneLeftOut, at: moment, on: ground) + tell(.returned, at: moment, on: ground)
        case .verified:
            let facts = route(at: moment, on: ground)
            // A back office that still decides rings once, when it has decided.
            return isOpen ? facts : facts + tell(.registryYes, at: moment, on: ground)
        case .notFound:
            return toBranch(.registryUnknown, at: moment, on: ground) + tell(.registryNo, at: moment, on: ground)
        case .differs:
            return giveBack(.registryDiffers, at: moment, on: ground) + tell(.returned, at: moment, on: ground)
        case .unverifiedYet:
            return toBranch(.registrySilent, at: moment, on: ground) + tell(.sentToBranch, at: moment, on: ground)
        }
    }

    /// The registry told of people whom nobody had typed, and the form registers families whole.
    private func hasSomeoneLeftOut(on ground: ChangeGround) -> Bool {
        let reading = draft.read(on: ground)
        return ground.form.steps.contains { $0.checks.contains(.wholeFamily) }
            && !ChangeCheck.wholeFamily.problems(in: reading).isEmpty
    }
}

// MARK: - Telling the caller

extension ChangeCase {
    /// Plans a ring-back when the form tells the caller of this, and there is a number.
    mutating func tell(_ reason: TellReason, at moment: Timestamp, on ground: ChangeGround) -> [ChangeFact] {
        guard ground.form.tells.contains(reason), let phone = submission?.phone else { return [] }
        let ringBack = RingBack(
            id: ringBacks.count + 1, reason: reason, phone: phone,
            nextAt: ground.terms.ringBack.allowed(moment, in: ground.calendar))
        ringBacks.append(ringBack)
        let fact = ChangeFact.RingBackPlanned(ringBack: ringBack.id, reason: reason, at: ringBack.nextAt)
        return [.ringBackPlanned(fact)]
    }

    /// Also of a change that has ended: the caller is told all the same.
    mutating func rang(
        _ id: Int, _ outcome: RingBack.Outcome, by actor: ChangeActor, at moment: Timestamp, on ground: ChangeGround
    ) throws(ChangeRefusal) -> [ChangeFact] {
        guard let index = ringBacks.firstIndex(where: { $0.id == id }), let person = actor.person else {
            throw .noSuchRingBack
        }
        guard ringBacks[index].state == .open else { throw .ringBackOver }
        ringBacks[index].rang(outcome, by: person, at: moment, plan: ground.terms.ringBack, in: ground.calendar)
        let fact = ChangeFact.RungBack(
            ringBack: id, outcome: outcome, attempt: ringBacks[index].attempts.count, state: ringBacks[index].state)
        return [.rungBack(fact)]
    }

    /// Virtual accounts are there once the insurer has made a card. Whoever is on the line, or is to be rung anyway,
    /// hears there where to pay; the others are rung.
    mutating func issue(
        _ accounts: [String], at moment: Timestamp, on ground: ChangeGround
    ) throws(ChangeRefusal) -> [ChangeFact] {
        guard doneOn != nil else { throw .notNow }
        guard self.accounts.isEmpty else { throw .accountsThere }
        guard !accounts.isEmpty, accounts.count <= ChangeDraft.mostWords,
            accounts.allSatisfy({ (8...20).contains($0.utf8.count) && $0.allSatisfy(\.isWholeNumber) })
        else { throw .accountsMissing }
        self.accounts = accounts
        let fact = ChangeFact.AccountsIssued(count: accounts.count)
        let isHeard = !openRingBacks.isEmpty || submission?.at == moment
        return [.accountsIssued(fact)] + (isHeard ? [] : tell(.accountsIssued, at: moment, on: ground))
    }

    /// What was to be told no longer holds.
    mutating func dropRingBacks() {
        for index in ringBacks.indices where ringBacks[index].state == .open { ringBacks[index].state = .dropped }
    }
}
