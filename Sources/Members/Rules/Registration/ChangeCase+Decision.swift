public import Kernel

extension ChangeCase {
    /// Takes what happens. Refused events change nothing.
    public mutating func handle(
        _ event: ChangeEvent, by actor: ChangeActor, at moment: Timestamp, on ground: ChangeGround
    ) throws(ChangeRefusal) -> [ChangeFact] {
        guard actor.may(event.action) else { throw .notAllowed(event.action) }
        var after = self
        let facts = try after.apply(event, by: actor, at: moment, on: ground)
        self = after
        return facts
    }

    private mutating func apply(
        _ event: ChangeEvent, by actor: ChangeActor, at moment: Timestamp, on ground: ChangeGround
    ) throws(ChangeRefusal) -> [ChangeFact] {
        switch event {
        case .ringBack(let id, let outcome): return try rang(id, outcome, by: actor, at: moment, on: ground)
        case .issueAccounts(let accounts): return try issue(accounts, at: moment, on: ground)
        default: break
        }
        guard isOpen else { throw .ended }
        switch event {
        case .submit: return try submit(by: actor, at: moment, on: ground)
        case .familyRead(let reading, let participants, let spread):
            return try hear(reading, participants, spread: spread, at: moment, on: ground)
        case .personChecked(let check, let spread): return try hear(check, spread: spread, at: moment, on: ground)
        case .take: return try take(by: actor, at: moment)
        case .release: return try release(by: actor)
        case .approve: return try approve(by: actor, at: moment, on: ground)
        case .sendBack(let reason):
            try guardTaken(by: actor)
            let facts = giveBack(.backOffice(try Self.sound(reason)), at: moment, on: ground)
            return facts + tell(.returned, at: moment, on: ground)
        case .sendToBranch(let reason):
            try guardTaken(by: actor)
            let facts = toBranch(.backOffice(try Self.sound(reason)), at: moment, on: ground)
            return facts + tell(.sentToBranch, at: moment, on: ground)
        case .closeAtBranch(let outcome, let note): return try close(outcome, note, at: moment, on: ground)
        case .returnAtBranch(let reason): return try giveBackAtBranch(reason, at: moment, on: ground)
        case .withdraw(let reason): return try withdraw(reason)
        case .lapse: return try lapse(at: moment)
        case .ringBack, .issueAccounts: return []
        }
    }

    // MARK: - The back office

    /// What passed through one's own hands is never one's own to decide; of two approvals each is another's.
    private mutating func take(by actor: ChangeActor, at moment: Timestamp) throws(ChangeRefusal) -> [ChangeFact] {
        if case .taken(let holder, _) = stage, holder != actor.person { throw .takenByAnother }
        guard stage == .waiting, let person = actor.person else { throw .notNow }
        guard !hands.contains(person) else { throw .ownChange }
        guard !approvals.contains(where: { $0.by == person }) else { throw .anotherPersonNeeded }
        stage = .taken(by: person, at: moment)
        return [.taken(ChangeFact.Taken())]
    }

    /// Lets go of it; supervisors also of what another left lying.
    private mutating func release(by actor: ChangeActor) throws(ChangeRefusal) -> [ChangeFact] {
        guard case .taken(let holder, _) = stage else { throw .notNow }
        guard holder == actor.person || actor.roles.contains(.supervisor) else { throw .takenByAnother }
        stage = .waiting
        return [.released(ChangeFact.Released(from: holder))]
    }

    @discardableResult
    private func guardTaken(by actor: ChangeActor) throws(ChangeRefusal) -> PersonID {
        guard case .taken(let holder, _) = stage else { throw .notNow }
        guard holder == actor.person else { throw .takenByAnother }
        return holder
    }

    private mutating func approve(
        by actor: ChangeActor, at moment: Timestamp, on ground: ChangeGround
    ) throws(ChangeRefusal) -> [ChangeFact] {
        let person = try guardTaken(by: actor)
        guard !hands.contains(person) else { throw .ownChange }
        guard !approvals.contains(where: { $0.by == person }) else { throw .anotherPersonNeeded }
        approvals.append(Approval(by: person, at: moment))
        guard approvals.count >= submission?.decider.approvals ?? 1 else {
            stage = .waiting
            return [.approvedOnce(ChangeFact.ApprovedOnce())]
        }
        return finish(at: moment, on: ground) + tell(.approved, at: moment, on: ground)
    }

    /// It is done. Days that count from the approval begin today.
    mutating func finish(at moment: Timestamp, on ground: ChangeGround) -> [ChangeFact] {
        let isLate = isLate(at: moment)
        let day = ground.calendar.day(of: moment)
        let holdsFrom = submission?.promise.holdsFrom(approvedOn: day)
        let window = submission?.promise.firstPayment(approvedOn: day)
        (stage, dueAt) = (.approved(on: day, holdsFrom: holdsFrom), nil)
        let fact = ChangeFact.Approved(
            approvers: approvals.map(\.by), on: day, holdsFrom: holdsFrom, payFrom: window?.lowerBound,
            payUntil: window?.upperBound, isLate: isLate)
        return [.approved(fact)]
    }

    mutating func giveBack(_ reason: ReturnReason, at moment: Timestamp, on ground: ChangeGround) -> [ChangeFact] {
        let due = moment + Self.hours(ground.terms.returnedHours)
        (stage, dueAt, approvals) = (.returned(reason), due, [])
        return [.returned(ChangeFact.Returned(reason: reason, dueAt: due))]
    }

    // MARK: - The branch

    mutating func toBranch(_ reason: BranchReason, at moment: Timestamp, on ground: ChangeGround) -> [ChangeFact] {
        let due = moment + Self.hours(ground.terms.branchHours)
        (stage, dueAt, approvals) = (.atBranch(reason), due, [])
        let fact = ChangeFact.SentToBranch(reason: reason, branch: draft.origin.branch, dueAt: due)
        return [.sentToBranch(fact)]
    }

    /// What is done at the branch, with the papers on the table, is done as by an approval.
    private mutating func close(
        _ outcome: BranchOutcome, _ note: String, at moment: Timestamp, on ground: ChangeGround
    ) throws(ChangeRefusal) -> [ChangeFact] {
        guard case .atBranch = stage else { throw .notNow }
        let note = try Self.sound(note)
        let isLate = isLate(at: moment)
        (stage, dueAt) = (.closed(outcome), nil)
        closure = Closure(on: ground.calendar.day(of: moment), note: note)
        dropRingBacks()
        let fact = ChangeFact.Closed(outcome: outcome, note: note, isLate: isLate)
        return [.closed(fact)] + tell(.closedAtBranch, at: moment, on: ground)
    }

    private mutating func giveBackAtBranch(
        _ reason: String, at moment: Timestamp, on ground: ChangeGround
    ) throws(ChangeRefusal) -> [ChangeFact] {
        guard case .atBranch = stage else { throw .notNow }
        let reason = try Self.sound(reason)
        dropRingBacks()
        return giveBack(.branch(reason), at: moment, on: ground) + tell(.returned, at: moment, on: ground)
    }

    // MARK: - Small things

    /// Characters of a reason or note.
    public static let longestReason = 1_000

    static func sound(_ text: String) throws(ChangeRefusal) -> String {
        guard let text = [text].trimmedWords.first, !text.unicodeScalars.contains("\0") else { throw .reasonMissing }
        guard text.count <= longestReason else { throw .reasonTooLong }
        return text
    }

    static func hours(_ count: Int) -> Duration { .seconds(count * 3_600) }
}
