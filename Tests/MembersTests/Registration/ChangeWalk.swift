import Foundation
import Kernel
import Members

/// One change on which plausible and implausible things are done by people of every role, from a seed.
struct ChangeWalk {
    private(set) var change: ChangeCase
    private(set) var facts: [ChangeFact] = []
    private(set) var refusals = 0
    private(set) var now = ChangeCounter.morning
    let kind: ChangeKind
    private let ground: ChangeGround
    private let counter = ChangeCounter()
    private var random: SeededRandom
    /// Kept by the walk itself, from what succeeded: not the change's own word.
    private var hands: Set<PersonID>
    private var submits = 0
    /// Approvals since the last return.
    private var approvers: [PersonID] = []
    private var approvedFacts = 0
    private var decider: ChangeDecider?

    init(seed: UInt64) throws {
        random = SeededRandom(seed: seed)
        kind = ChangeKind.allCases[Int(random.next() % UInt64(ChangeKind.allCases.count))]
        ground = try counter.ground(kind, standing: counter.standing(for: kind))
        let isUp = random.next() % 2 == 0
        change = try random.next() % 4 == 0 ? counter.begin(kind, on: ground) : counter.filled(kind, isUp: isUp)
        hands = [counter.sari]
    }

    private mutating func roll(_ sides: Int) -> Int { Int(random.next() % UInt64(sides)) }

    private mutating func one<Element>(of elements: [Element]) -> Element { elements[roll(elements.count)] }

    // MARK: - One thing that happens

    /// Does it; says what does not hold afterwards.
    mutating func step() -> [String] {
        now += .seconds(roll(20) == 0 ? roll(400) * 3_600 : roll(7_200))
        let isUnfinished = change.stage == .draft && !change.draft.read(on: ground).isComplete
        return roll(isUnfinished ? 2 : 8) == 0 ? edit() : event()
    }

    private mutating func anybody() -> ChangeActor {
        switch roll(12) {
        case 0..<3: counter.agent
        case 3: counter.otherAgent
        case 4..<6: counter.office
        case 6..<8: counter.secondOffice
        case 8: counter.branch
        case 9: .person(one(of: [counter.sari, counter.dewi]), [.inbound, .backOffice, .branch, .supervisor])
        case 10: one(of: [counter.registry, counter.clock])
        default: .person(counter.lina, [one(of: Role.allCases)])
        }
    }

    private mutating func edit() -> [String] {
        let answers = RightAnswers.of(kind)
        let next = change.draft.read(on: ground).nextStep
        let (step, words) = answers.first { $0.0 == next && roll(4) > 0 } ?? one(of: answers)
        let posted = roll(5) == 0 ? [:] : words
        let actor = anybody()
        let before = change
        let version = roll(8) == 0 ? change.draft.version - 1 : change.draft.version
        let (moment, ground) = (now, ground)
        do throws(ChangeRefusal) {
            let (_, facts) = try change.edit(step, by: actor, at: moment, on: ground) { draft throws(ChangeRefusal) in
                try draft.answer(step, posted, version: version, at: moment, on: ground)
            }
            if !facts.isEmpty, let person = actor.person { hands.insert(person) }
            self.facts += facts
            return violations(before, facts) + (actor.may(.edit) ? [] : ["typed by somebody who may not"])
        } catch {
            return refused(before)
        }
    }

    private mutating func event() -> [String] {
        let event = roll(2) == 0 ? likelyEvent() : anyEvent()
        let actor = roll(3) > 0 ? likelyActor(event) : anybody()
        let before = change
        do throws(ChangeRefusal) {
            let facts = try change.handle(event, by: actor, at: now, on: ground)
            note(event, actor)
            self.facts += facts
            var wrong = violations(before, facts)
            if facts.isEmpty { wrong.append("\(event) left no fact") }
            if !actor.may(event.action) { wrong.append("\(event) by somebody who may not") }
            if event == .approve || event == .take, let person = actor.person, hands.contains(person) {
                wrong.append("\(event) by one of its own hands")
            }
            return wrong
        } catch {
            return refused(before)
        }
    }

    private mutating func note(_ event: ChangeEvent, _ actor: ChangeActor) {
        switch event {
        case .submit:
            submits += 1
            approvers = []
            decider = change.submission?.decider
            if let person = actor.person { hands.insert(person) }
        case .approve: if let person = actor.person { approvers.append(person) }
        case .sendBack, .sendToBranch, .returnAtBranch: approvers = []
        default: break
        }
    }

    private mutating func refused(_ before: ChangeCase) -> [String] {
        refusals += 1
        return change == before ? [] : ["a refused event changed something"]
    }

    // MARK: - What happens

    private mutating func anyEvent() -> ChangeEvent {
        let readings: [FamilyReading] = [
            .down, .down, .notFound, counter.family, .found([counter.citra]), .found([counter.budi]),
        ]
        let checks: [PersonCheck] = [.unverifiedYet, .unverifiedYet, .verified, .notFound, .differs([.name])]
        let outcome = one(of: RingBack.Outcome.allCases)
        return one(of: [
            .submit, .take, .take, .release, .approve, .approve, .sendBack(reason: "Kabur"), .sendBack(reason: " "),
            .sendToBranch(reason: "Asli"), .closeAtBranch(one(of: BranchOutcome.allCases), note: "Selesai"),
            .returnAtBranch(reason: "Kabur"), .withdraw(reason: roll(4) == 0 ? "Batal" : ""), .lapse,
            .ringBack(roll(4), outcome), .issueAccounts(["8888801234567891"]),
            .familyRead(one(of: readings), participants: [:], spread: Double(roll(100)) / 100),
            .personChecked(one(of: checks), spread: Double(roll(100)) / 100),
        ])
    }

    private mutating func likelyEvent() -> ChangeEvent {
        switch change.stage {
        case .draft, .returned:
            guard roll(8) == 0 else { return .submit }
            now += .seconds(400 * 3_600)
            return .lapse
        case .awaitingRegistry: return registryAnswer()
        case .waiting: return .take
        case .taken: return .approve
        case .atBranch:
            return roll(4) > 0 ? .closeAtBranch(.done, note: "Selesai") : .returnAtBranch(reason: "Kabur")
        case .approved, .closed, .withdrawn, .lapsed: return .ringBack(1, .told)
        }
    }

    private func registryAnswer() -> ChangeEvent {
        switch kind {
        case .familyRegistration: .familyRead(counter.family, participants: [:], spread: 0)
        case .addMember: .familyRead(.found([counter.citra]), participants: [:], spread: 0)
        default: .personChecked(.verified, spread: 0)
        }
    }

    private mutating func likelyActor(_ event: ChangeEvent) -> ChangeActor {
        switch event.action {
        case .hearRegistry, .lapse, .issueAccounts: counter.registry
        case .closeAtBranch, .returnAtBranch: counter.branch
        case .take, .release, .approve, .sendBack, .sendToBranch:
            if case .taken(let holder, _) = change.stage, roll(4) > 0 {
                .person(holder, [.backOffice])
            } else {
                one(of: [counter.office, counter.secondOffice, counter.thirdOffice])
            }
        default: counter.agent
        }
    }

    /// Whoever works on after the day brings it to its end. Says how many steps it took, or nil when it does not end.
    mutating func finish() -> Int? {
        let offices = [counter.office, counter.secondOffice, counter.thirdOffice]
        for step in 0..<40 {
            guard change.isOpen else { return step }
            now += .seconds(60)
            let before = change
            if change.stage == .draft {
                now += .seconds(400 * 3_600)
                _ = event(.lapse, by: counter.clock)
            } else if case .returned = change.stage {
                now += .seconds(400 * 3_600)
                _ = event(.lapse, by: counter.clock)
            } else if case .taken(let holder, _) = change.stage {
                _ = event(.approve, by: .person(holder, [.backOffice]))
            } else if change.stage == .waiting {
                for office in offices where change.stage == .waiting { _ = event(.take, by: office) }
            } else if case .awaitingRegistry = change.stage {
                _ = event(registryAnswer(), by: counter.registry)
            } else {
                _ = event(.closeAtBranch(.notCome, note: "Tidak datang"), by: counter.branch)
            }
            if change == before { return nil }
        }
        return nil
    }

    private mutating func event(_ event: ChangeEvent, by actor: ChangeActor) -> [String] {
        let before = change
        do throws(ChangeRefusal) {
            let facts = try change.handle(event, by: actor, at: now, on: ground)
            note(event, actor)
            self.facts += facts
            return violations(before, facts)
        } catch {
            return refused(before)
        }
    }
}

// MARK: - What must hold after every step

extension ChangeWalk {
    private mutating func violations(_ before: ChangeCase, _ new: [ChangeFact]) -> [String] {
        var wrong: [String] = []
        func hold(_ condition: Bool, _ what: String) { if !condition { wrong.append("\(what) [\(change.stage)]") } }
        approvedFacts += new.count { $0.kind == "change.approved" }
        hold(approvedFacts <= 1, "approved twice")
        hold(before.isOpen || !change.isOpen, "an ended change is open again")
        hold(change.isOpen == (change.dueAt != nil), "a clock runs while and only while it is open")
        hold(hands.isSubset(of: change.hands), "hands are forgotten")
        hold(hands.isDisjoint(with: change.approvals.map(\.by)), "approved by its own hands")
        hold(Set(change.approvals.map(\.by)).count == change.approvals.count, "approved twice by one person")
        if case .taken(let holder, _) = change.stage { hold(!hands.contains(holder), "taken by its own hands") }
        if case .approved = change.stage { holdApproved(&wrong) }
        hold(change.submission != nil || submits == 0, "what was handed in is forgotten")
        wrong += lost(before)
        wrong += folded()
        return wrong
    }

    private func holdApproved(_ wrong: inout [String]) {
        let needed = decider?.approvals ?? -1
        if approvers.count != needed || Set(approvers).count != needed {
            wrong.append("approved by \(approvers.count) where \(needed) are needed")
        }
        if [.identityCorrection, .bankChange].contains(kind), Set(approvers).count != 2 {
            wrong.append("identity or bank without two people")
        }
    }

    /// What was there before is there now.
    private mutating func lost(_ before: ChangeCase) -> [String] {
        var wrong: [String] = []
        if change.ringBacks.count < before.ringBacks.count { wrong.append("a ring-back is lost") }
        for (old, new) in zip(before.ringBacks, change.ringBacks) {
            if new.attempts.count < old.attempts.count || new.id != old.id { wrong.append("an attempt is lost") }
            if old.state != .open, new.state != old.state { wrong.append("a ring-back is open again") }
        }
        if change.draft.version < before.draft.version { wrong.append("the draft went back") }
        if random.next() % 4 == 0 { wrong += unreadable() }
        if !before.stage.isOpen || before.stage == .waiting, change.draft.typed != before.draft.typed {
            wrong.append("answers changed under the back office")
        }
        return wrong
    }

    private func unreadable() -> [String] {
        do {
            let copy = try JSONDecoder().decode(ChangeCase.self, from: JSONEncoder().encode(change))
            return copy == change ? [] : ["a row read back differs"]
        } catch { return ["a row cannot be read back: \(error)"] }
    }

    /// The facts alone tell where it stands.
    private func folded() -> [String] {
        var stage = "draft"
        var planned = 0
        for fact in facts {
            switch fact {
            case .submitted: stage = "awaiting-registry"
            case .queued, .released, .approvedOnce: stage = "waiting"
            case .taken: stage = "taken"
            case .returned: stage = "returned"
            case .sentToBranch: stage = "at-branch"
            case .approved: stage = "approved"
            case .closed: stage = "closed"
            case .withdrawn: stage = "withdrawn"
            case .lapsed: stage = "lapsed"
            case .ringBackPlanned: planned += 1
            case .began, .edited, .registryHeard, .rungBack, .accountsIssued: break
            }
        }
        var wrong: [String] = []
        if stage != change.stage.word { wrong.append("facts tell \(stage), it is \(change.stage.word)") }
        if planned != change.ringBacks.count { wrong.append("facts tell \(planned) ring-backs") }
        return wrong
    }
}
