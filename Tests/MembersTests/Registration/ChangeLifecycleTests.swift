import Kernel
import Testing

@testable import Members

@Suite("A change from handing in to its end")
struct ChangeLifecycleTests {
    private let counter = ChangeCounter()
    private let at = ChangeCounter.morning

    @Test("one person of the back office takes it, approves it, and the caller is rung")
    func onePerson() throws {
        var (change, ground) = try counter.submitted(.removal)
        #expect(change.stage == .waiting)
        #expect(change.dueAt == at + .seconds(24 * 3_600))
        #expect(try change.handle(.take, by: counter.office, at: at, on: ground) == [.taken(ChangeFact.Taken())])
        let facts = try change.handle(.approve, by: counter.office, at: at, on: ground)
        #expect(facts.map(\.kind) == ["change.approved", "change.ring-back-planned"])
        #expect(change.stage == .approved(on: ChangeCounter.today, holdsFrom: ChangeCounter.today))
        #expect(change.dueAt == nil)
        #expect(throws: ChangeRefusal.ended) { try change.handle(.take, by: counter.office, at: at, on: ground) }
    }

    @Test(
        "identity and bank need two: the second is another, and the clock runs through",
        arguments: [
            ChangeKind.identityCorrection, .bankChange,
        ])
    func twoPeople(_ kind: ChangeKind) throws {
        var (change, ground) = try counter.submitted(kind)
        let due = change.dueAt
        _ = try change.handle(.take, by: counter.office, at: at, on: ground)
        #expect(
            try change.handle(.approve, by: counter.office, at: at, on: ground) == [
                .approvedOnce(ChangeFact.ApprovedOnce())
            ])
        #expect(change.stage == .waiting && change.dueAt == due)
        #expect(throws: ChangeRefusal.anotherPersonNeeded) {
            try change.handle(.take, by: counter.office, at: at, on: ground)
        }
        _ = try change.handle(.take, by: counter.secondOffice, at: at, on: ground)
        let facts = try change.handle(.approve, by: counter.secondOffice, at: at, on: ground)
        guard case .approved(let approved) = facts.first else {
            Issue.record("not approved: \(facts)")
            return
        }
        #expect(approved.approvers == [counter.rini, counter.joko])
    }

    @Test("nobody decides on what passed through his own hands, whatever roles he has")
    func ownHands() throws {
        var (change, ground) = try counter.submitted(.removal)
        let both = ChangeActor.person(counter.sari, [.inbound, .backOffice])
        #expect(throws: ChangeRefusal.ownChange) { try change.handle(.take, by: both, at: at, on: ground) }
        // Dewi corrects it after a return: her hands too.
        _ = try change.handle(.take, by: counter.office, at: at, on: ground)
        _ = try change.handle(.sendBack(reason: "Surat tidak terbaca"), by: counter.office, at: at, on: ground)
        try change.answer("reason", ["reason": ["double"]], by: counter.otherAgent, on: ground)
        _ = try change.handle(.submit, by: counter.agent, at: at, on: ground)
        let dewi = ChangeActor.person(counter.dewi, [.backOffice])
        #expect(throws: ChangeRefusal.ownChange) { try change.handle(.take, by: dewi, at: at, on: ground) }
    }

    @Test("a return tells why, voids approvals, rings the caller, and comes back after the correction")
    func returned() throws {
        var (change, ground) = try counter.submitted(.bankChange)
        _ = try change.handle(.take, by: counter.office, at: at, on: ground)
        _ = try change.handle(.approve, by: counter.office, at: at, on: ground)
        _ = try change.handle(.take, by: counter.secondOffice, at: at, on: ground)
        #expect(throws: ChangeRefusal.reasonMissing) {
            try change.handle(.sendBack(reason: "  "), by: counter.secondOffice, at: at, on: ground)
        }
        #expect(throws: ChangeRefusal.reasonTooLong) {
            try change.handle(
                .sendBack(reason: String(repeating: "a", count: 1_001)), by: counter.secondOffice, at: at, on: ground)
        }
        let facts = try change.handle(
            .sendBack(reason: "Bank lain pada rekaman"), by: counter.secondOffice, at: at, on: ground)
        #expect(facts.map(\.kind) == ["change.returned", "change.ring-back-planned"])
        #expect(change.stage == .returned(.backOffice("Bank lain pada rekaman")))
        #expect(change.approvals == [])
        #expect(change.dueAt == at + .seconds(72 * 3_600))
        try change.answer("bank", ["bank": ["bni"], "autodebit": RightAnswers.consent], on: ground)
        _ = try change.handle(.submit, by: counter.agent, at: at, on: ground)
        #expect(change.stage == .waiting)
        #expect(change.ringBacks.map(\.state) == [.dropped])
        // The first approval was of other answers: two are needed again.
        _ = try change.handle(.take, by: counter.office, at: at, on: ground)
        _ = try change.handle(.approve, by: counter.office, at: at, on: ground)
        #expect(change.stage == .waiting && change.approvals.count == 1)
    }

    @Test("the branch closes what lies in its drop box, late or not")
    func branch() throws {
        var (change, ground) = try counter.submitted(.death)
        _ = try change.handle(.take, by: counter.office, at: at, on: ground)
        _ = try change.handle(.sendToBranch(reason: "Surat asli diperlukan"), by: counter.office, at: at, on: ground)
        #expect(change.stage == .atBranch(.backOffice("Surat asli diperlukan")))
        #expect(change.openRingBacks.map(\.reason) == [.sentToBranch])
        let late = at + .seconds(121 * 3_600)
        #expect(!change.isLate(at: at + .seconds(120 * 3_600)) && change.isLate(at: late))
        let facts = try change.handle(
            .closeAtBranch(.done, note: "Selesai"), by: counter.branch, at: late, on: ground)
        #expect(facts.first == .closed(ChangeFact.Closed(outcome: .done, note: "Selesai", isLate: true)))
        #expect(change.stage == .closed(.done) && change.doneOn == theDay("2026-11-28"))
        #expect(change.openRingBacks.map(\.reason) == [.closedAtBranch], "what was to be told before no longer holds")
    }

    @Test("the branch returns what it cannot do yet, with a reason; what it could not do at all is not done")
    func returnedAtBranch() throws {
        var (change, ground) = try counter.submitted(.death)
        let returning = ChangeEvent.returnAtBranch(reason: "Nama di surat berbeda")
        #expect(throws: ChangeRefusal.notNow) {
            try change.handle(returning, by: counter.branch, at: at, on: ground)
        }
        _ = try change.handle(.take, by: counter.office, at: at, on: ground)
        _ = try change.handle(.sendToBranch(reason: "Surat asli diperlukan"), by: counter.office, at: at, on: ground)
        #expect(throws: ChangeRefusal.reasonMissing) {
            try change.handle(.returnAtBranch(reason: " "), by: counter.branch, at: at, on: ground)
        }
        let facts = try change.handle(returning, by: counter.branch, at: at, on: ground)
        #expect(facts.map(\.kind) == ["change.returned", "change.ring-back-planned"])
        #expect(change.stage == .returned(.branch("Nama di surat berbeda")))
        #expect(change.openRingBacks.map(\.reason) == [.returned])
        _ = try change.handle(.submit, by: counter.agent, at: at, on: ground)
        #expect(change.stage == .waiting)

        _ = try change.handle(.take, by: counter.office, at: at, on: ground)
        _ = try change.handle(.sendToBranch(reason: "Surat asli diperlukan"), by: counter.office, at: at, on: ground)
        _ = try change.handle(.closeAtBranch(.notCome, note: "Tidak datang"), by: counter.branch, at: at, on: ground)
        #expect(change.doneOn == nil && change.closure?.note == "Tidak datang")
    }

    @Test("only whoever took it decides; he lets go of it, or a supervisor does")
    func held() throws {
        var (change, ground) = try counter.submitted(.removal)
        _ = try change.handle(.take, by: counter.office, at: at, on: ground)
        #expect(throws: ChangeRefusal.takenByAnother) {
            try change.handle(.take, by: counter.secondOffice, at: at, on: ground)
        }
        #expect(throws: ChangeRefusal.takenByAnother) {
            try change.handle(.approve, by: counter.secondOffice, at: at, on: ground)
        }
        #expect(throws: ChangeRefusal.takenByAnother) {
            try change.handle(.release, by: counter.secondOffice, at: at, on: ground)
        }
        #expect(throws: ChangeRefusal.notNow) { try change.handle(.take, by: counter.office, at: at, on: ground) }
        let supervisor = ChangeActor.person(ChangeCounter.person(8), [.supervisor])
        #expect(
            try change.handle(.release, by: supervisor, at: at, on: ground)
                == [.released(ChangeFact.Released(from: counter.rini))])
        _ = try change.handle(.take, by: counter.secondOffice, at: at, on: ground)
        _ = try change.handle(.release, by: counter.secondOffice, at: at, on: ground)
        #expect(throws: ChangeRefusal.notNow) { try change.handle(.approve, by: counter.office, at: at, on: ground) }
        #expect(change.stage == .waiting)
    }

    @Test("what is not complete is not handed in, and says what is missing")
    func incomplete() throws {
        let ground = try counter.ground(.removal)
        var change = try counter.begin(.removal, on: ground)
        try change.answer("members", ["members": ["\(counter.nenek)"]], on: ground)
        do throws(ChangeRefusal) {
            _ = try change.handle(.submit, by: counter.agent, at: at, on: ground)
            Issue.record("handed in")
        } catch {
            guard case .notComplete(let problems) = error else {
                Issue.record("refused as \(error)")
                return
            }
            #expect(Set(problems.map(\.field)) == [.reason, .document, .documentSent, .ringBackPhone])
        }
        #expect(change.stage == .draft)
    }

    @Test("nothing is typed once it is handed in")
    func sealed() throws {
        var (change, ground) = try counter.submitted(.removal)
        #expect(throws: ChangeRefusal.notNow) { try change.answer("reason", ["reason": ["double"]], on: ground) }
        #expect(throws: ChangeRefusal.notNow) { try change.handle(.submit, by: counter.agent, at: at, on: ground) }
    }

    @Test("a caller withdraws while it is open, and is rung no more")
    func withdrawn() throws {
        var (change, ground) = try counter.submitted(.removal)
        _ = try change.handle(.take, by: counter.office, at: at, on: ground)
        _ = try change.handle(.sendBack(reason: "Surat tidak terbaca"), by: counter.office, at: at, on: ground)
        _ = try change.handle(.withdraw(reason: "Berubah pikiran"), by: counter.agent, at: at, on: ground)
        #expect(change.stage == .withdrawn && change.dueAt == nil && change.openRingBacks == [])
        #expect(throws: ChangeRefusal.ended) {
            try change.handle(.withdraw(reason: "Lagi"), by: counter.agent, at: at, on: ground)
        }
        #expect(throws: ChangeRefusal.ended) { try change.answer("reason", [:], on: ground) }
    }

    @Test("a draft that nobody touches lapses when its clock has run out; typing winds it up again")
    func lapses() throws {
        let ground = try counter.ground(.removal)
        var change = try counter.begin(.removal, on: ground)
        let due = at + .seconds(336 * 3_600)
        #expect(change.dueAt == due)
        #expect(throws: ChangeRefusal.tooEarly) {
            try change.handle(.lapse, by: counter.clock, at: due - .seconds(1), on: ground)
        }
        try change.answer("members", ["members": ["\(counter.nenek)"]], at: at + .seconds(60), on: ground)
        #expect(throws: ChangeRefusal.tooEarly) { try change.handle(.lapse, by: counter.clock, at: due, on: ground) }
        let facts = try change.handle(.lapse, by: counter.clock, at: due + .seconds(60), on: ground)
        #expect(facts == [.lapsed(ChangeFact.Lapsed())])
        var (waiting, _) = try counter.submitted(.removal)
        #expect(throws: ChangeRefusal.notNow) {
            try waiting.handle(.lapse, by: counter.clock, at: at + .seconds(10_000_000), on: ground)
        }
    }

    // MARK: - The registry

    @Test("a silent registry is asked with growing waits, spread, and in the end the branch takes over")
    func silent() throws {
        var (change, ground) = try counter.submitted(.familyRegistration, isUp: false)
        var moment = at
        var waits: [Int64] = []
        while case .awaitingRegistry(_, let next) = change.stage {
            waits.append((next - moment).microseconds / 1_000_000)
            moment = next
            #expect(change.dueAt != nil)
            _ = try change.handle(
                .familyRead(.down, participants: [:], spread: 0.5), by: counter.registry, at: moment, on: ground)
        }
        #expect(Array(waits.prefix(9)) == [60, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600])
        #expect(waits.count == 36)
        #expect(change.stage == .atBranch(.registrySilent))
        #expect(change.openRingBacks.map(\.reason) == [.sentToBranch])
    }

    @Test("what queued together does not come back together")
    func spread() throws {
        var moments: Set<Timestamp> = []
        for spread in [0, 0.25, 0.5, 0.999] {
            var (change, ground) = try counter.submitted(.familyRegistration, isUp: false)
            _ = try change.handle(
                .familyRead(.down, participants: [:], spread: spread), by: counter.registry, at: at, on: ground)
            guard case .awaitingRegistry(_, let next) = change.stage else { continue }
            #expect(next >= at + .seconds(30) && next < at + .seconds(90))
            moments.insert(next)
        }
        #expect(moments.count == 4)
    }

    @Test("after the registry's yes a correction still needs two people, and the caller is rung once, at the end")
    func yesThenOffice() throws {
        var (change, ground) = try counter.submitted(.identityCorrection, isUp: false)
        let noon = at + .seconds(3 * 3_600)
        let facts = try change.handle(
            .personChecked(.verified, spread: 0), by: counter.registry, at: noon, on: ground)
        #expect(facts.map(\.kind) == ["change.registry-heard", "change.queued"])
        #expect(change.stage == .waiting && change.dueAt == noon + .seconds(24 * 3_600))
        #expect(change.ringBacks == [])
    }

    @Test("an answer about one person is not taken for a family's, nor the reverse, nor when nobody waits")
    func wrongAnswer() throws {
        var (family, ground) = try counter.submitted(.familyRegistration, isUp: false)
        #expect(throws: ChangeRefusal.notNow) {
            try family.handle(.personChecked(.verified, spread: 0), by: counter.registry, at: at, on: ground)
        }
        var (person, personGround) = try counter.submitted(.identityCorrection, isUp: false)
        let read = ChangeEvent.familyRead(counter.family, participants: [:], spread: 0)
        #expect(throws: ChangeRefusal.notNow) {
            try person.handle(read, by: counter.registry, at: at, on: personGround)
        }
        var (done, doneGround) = try counter.submitted(.removal)
        #expect(throws: ChangeRefusal.notNow) { try done.handle(read, by: counter.registry, at: at, on: doneGround) }
    }

    @Test("clocks and plans that would never end are refused")
    func terms() {
        #expect(ChangeTerms.original.problems == [])
        #expect(ChangeTerms(draftHours: 0).problems == [.clockNotPositive])
        #expect(ChangeTerms(retry: RetryPlan(firstSeconds: 0)).problems == [.retryEndless])
        #expect(ChangeTerms(retry: RetryPlan(mostTries: 0)).problems == [.retryEndless])
        #expect(ChangeTerms(ringBack: RingBackPlan(mostAttempts: 0)).problems == [.ringBackEndless])
        #expect(ChangeTerms(ringBack: RingBackPlan(fromMinute: 1_200, untilMinute: 480)).problems == [.ringBackHours])
    }
}
