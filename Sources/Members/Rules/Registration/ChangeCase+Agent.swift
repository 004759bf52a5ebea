public import Kernel

// MARK: - What agents do: begin, type, hand in, withdraw

extension ChangeCase {
    /// Opens a form for a caller.
    public static func begin(
        _ id: ChangeID, from origin: ChangeOrigin, identity: IdentityLevel, by actor: ChangeActor,
        at moment: Timestamp, on ground: ChangeGround
    ) throws(ChangeRefusal) -> (change: ChangeCase, facts: [ChangeFact]) {
        guard actor.may(.begin) else { throw .notAllowed(.begin) }
        let draft = try ChangeDraft.begin(id, ground.form, from: origin, identity: identity, at: moment)
        let change = ChangeCase(
            draft: draft, dueAt: moment + hours(ground.terms.draftHours),
            hands: Set([actor.person, origin.agent].compactMap { $0 }))
        let fact = ChangeFact.Began(
            of: draft.kind, member: origin.member, contact: origin.contact, channel: origin.channel,
            region: origin.region)
        return (change, [.began(fact)])
    }

    /// Types into the draft while it is with the agents: `edit("class", …) { draft in try draft.answer(…) }`.
    ///
    /// - Parameter step: the step that is answered; nil for people, the registry's answer, a proof of identity.
    public mutating func edit<Outcome>(
        _ step: StepName? = nil, by actor: ChangeActor, at moment: Timestamp, on ground: ChangeGround,
        _ change: (inout ChangeDraft) throws(ChangeRefusal) -> Outcome
    ) throws(ChangeRefusal) -> (outcome: Outcome, facts: [ChangeFact]) {
        guard actor.may(.edit) else { throw .notAllowed(.edit) }
        guard isOpen else { throw .ended }
        guard stage.isEditable else { throw .notNow }
        var edited = draft
        let outcome = try change(&edited)
        guard edited != draft else { return (outcome, []) }
        draft = edited
        if let person = actor.person { hands.insert(person) }
        if stage == .draft { dueAt = moment + Self.hours(ground.terms.draftHours) }
        return (outcome, [.edited(ChangeFact.Edited(step: step, version: draft.version))])
    }

    mutating func submit(
        by actor: ChangeActor, at moment: Timestamp, on ground: ChangeGround
    )
        throws(ChangeRefusal) -> [ChangeFact]
    {
        guard stage.isEditable else { throw .notNow }
        let reading = draft.read(on: ground)
        guard ground.form.kind == kind, reading.isComplete else { throw .notComplete(reading.problems) }
        guard draft.identity >= reading.levelToSubmit else { throw .identityTooLow(needed: reading.levelToSubmit) }
        let isAgain = submission != nil
        submission = Submission(
            at: moment, decider: reading.decider, promise: reading.promise, phone: reading.ringBackPhone)
        approvals = []
        if let person = actor.person { hands.insert(person) }
        dropRingBacks()
        let fact = ChangeFact.Submitted(
            of: kind, channel: draft.origin.channel, region: draft.origin.region, decider: reading.decider,
            isAgain: isAgain)
        return [.submitted(fact)] + course(reading, at: moment, on: ground)
    }

    /// Where a change goes when it is handed in: the caller is on the line and hears it there, so nobody rings back.
    private mutating func course(
        _ reading: ChangeReading, at moment: Timestamp, on ground: ChangeGround
    ) -> [ChangeFact] {
        guard reading.needsRegistry else { return route(at: moment, on: ground) }
        switch reading.check {
        case .verified: return route(at: moment, on: ground)
        case .notFound: return toBranch(.registryUnknown, at: moment, on: ground)
        case .differs: return giveBack(.registryDiffers, at: moment, on: ground)
        case .unverifiedYet:
            stage = .awaitingRegistry(tries: 0, nextAt: moment + .seconds(ground.terms.retry.firstSeconds))
            dueAt = moment + Self.hours(ground.terms.registryHours)
            return []
        }
    }

    /// On to whoever decides, once the registry has nothing against it.
    mutating func route(at moment: Timestamp, on ground: ChangeGround) -> [ChangeFact] {
        switch submission?.decider ?? .backOffice {
        case .agent: return finish(at: moment, on: ground)
        case .branch: return toBranch(.papers, at: moment, on: ground)
        case .backOffice, .twoPeople:
            let due = moment + Self.hours(ground.form.clockHours)
            (stage, dueAt) = (.waiting, due)
            return [.queued(ChangeFact.Queued(dueAt: due))]
        }
    }

    mutating func withdraw(_ reason: String) throws(ChangeRefusal) -> [ChangeFact] {
        let reason = try Self.sound(reason)
        end(.withdrawn)
        return [.withdrawn(ChangeFact.Withdrawn(reason: reason))]
    }

    mutating func lapse(at moment: Timestamp) throws(ChangeRefusal) -> [ChangeFact] {
        guard stage.isEditable else { throw .notNow }
        guard let dueAt, moment >= dueAt else { throw .tooEarly }
        end(.lapsed)
        return [.lapsed(ChangeFact.Lapsed())]
    }

    private mutating func end(_ stage: ChangeStage) {
        (self.stage, dueAt) = (stage, nil)
        dropRingBacks()
    }
}
