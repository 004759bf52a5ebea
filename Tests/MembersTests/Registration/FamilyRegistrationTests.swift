import Foundation
import Kernel
import Members
import Testing

@Suite("A family registers by telephone")
struct FamilyRegistrationTests {
    private let counter = ChangeCounter()

    @Test("with the registry up: card, people, class, facility, bank, consent, payment, and it is done at once")
    func registryUp() throws {
        let ground = try counter.ground(.familyRegistration)
        var change = try counter.begin(.familyRegistration, on: ground, identity: .none)
        #expect(change.draft.read(on: ground).nextStep == "card")
        try change.answer("card", ["familyCard": [counter.card.digits]], on: ground)
        #expect(change.draft.read(on: ground).registryQuestion == .family(counter.card))
        try change.read(counter.family, of: counter.card, on: ground)
        #expect(change.draft.people.map(\.name) == ["Budi Santoso", "Sitti Rahayu", "Raka Santoso"])
        #expect(change.draft.people.allSatisfy { $0.check == .verified })
        for (step, words) in RightAnswers.of(.familyRegistration).dropFirst() {
            #expect(change.draft.read(on: ground).nextStep == step)
            #expect(try change.answer(step, words, on: ground) == [])
        }
        let summary = change.draft.read(on: ground).summary(masked: true)
        #expect(summary.notices.contains(.monthlyTotal(Rupiah(300_000), persons: 3)))
        #expect(summary.notices.contains(.payBetween(theDay("2026-12-07"), theDay("2026-12-23"))))
        let facts = try change.handle(.submit, by: counter.agent, at: ChangeCounter.morning, on: ground)
        #expect(facts.map(\.kind) == ["change.submitted", "change.approved"])
        #expect(change.stage == .approved(on: theDay("2026-11-23"), holdsFrom: nil), "care begins with the payment")
        guard case .approved(let approved) = facts.last else { return }
        #expect(approved.payFrom == theDay("2026-12-07") && approved.payUntil == theDay("2026-12-23"))
        #expect(approved.approvers == [])
        #expect(change.ringBacks == [], "the caller is on the line")
    }

    @Test("with the registry down the agent types who is on the card, hands in, and the caller is rung when it answers")
    func registryDown() throws {
        let ground = try counter.ground(.familyRegistration)
        var change = try counter.filled(.familyRegistration, isUp: false)
        #expect(change.draft.people.map(\.check) == [.unverifiedYet, .unverifiedYet, .unverifiedYet])
        #expect(change.draft.read(on: ground).notices.contains(.registryPending))
        var facts = try change.handle(.submit, by: counter.agent, at: ChangeCounter.morning, on: ground)
        #expect(facts.map(\.kind) == ["change.submitted"])
        #expect(change.stage == .awaitingRegistry(tries: 0, nextAt: ChangeCounter.morning + .seconds(60)))
        #expect(change.dueAt == ChangeCounter.morning + .seconds(24 * 3_600))

        // The server stops and starts: the change is read back from its row.
        change = try JSONDecoder().decode(ChangeCase.self, from: JSONEncoder().encode(change))
        let later = ChangeCounter.morning + .seconds(600)
        facts = try change.handle(
            .familyRead(.down, participants: [:], spread: 0.5), by: counter.registry, at: later, on: ground)
        #expect(facts.map(\.kind) == ["change.registry-heard"])
        #expect(change.stage == .awaitingRegistry(tries: 1, nextAt: later + .seconds(60)))

        let noon = later + .seconds(3_600)
        facts = try change.handle(
            .familyRead(counter.family, participants: [:], spread: 0.1), by: counter.registry, at: noon, on: ground)
        #expect(
            facts.map(\.kind) == ["change.registry-heard", "change.approved", "change.ring-back-planned"])
        #expect(change.stage == .approved(on: theDay("2026-11-23"), holdsFrom: nil))
        #expect(change.openRingBacks.map(\.reason) == [.registryYes])
        #expect(change.openRingBacks.map(\.phone) == [PhoneNumber("0812-3333-4444")])
        #expect(change.draft.people.allSatisfy { $0.check == .verified })
    }

    @Test("whom the registry does not know goes to the branch, at once or when it answers")
    func unknown() throws {
        let ground = try counter.ground(.familyRegistration)
        var change = try counter.filled(.familyRegistration, isUp: false)
        try change.read(.notFound, of: counter.card, on: ground)
        #expect(change.draft.read(on: ground).notices.contains(.goesToBranch))
        _ = try change.handle(.submit, by: counter.agent, at: ChangeCounter.morning, on: ground)
        #expect(change.stage == .atBranch(.registryUnknown))
        #expect(change.dueAt == ChangeCounter.morning + .seconds(120 * 3_600))
        #expect(change.ringBacks == [], "told on the line")

        var waiting = try counter.filled(.familyRegistration, isUp: false)
        _ = try waiting.handle(.submit, by: counter.agent, at: ChangeCounter.morning, on: ground)
        _ = try waiting.handle(
            .familyRead(.found([counter.budi, counter.sitti]), participants: [:], spread: 0), by: counter.registry,
            at: ChangeCounter.morning, on: ground)
        #expect(waiting.stage == .atBranch(.registryUnknown), "the child is not on the card")
        #expect(waiting.openRingBacks.map(\.reason) == [.registryNo])
    }

    @Test("what differs from the registry comes back to the agent, who corrects it with the caller")
    func differs() throws {
        let ground = try counter.ground(.familyRegistration)
        var change = try counter.filled(.familyRegistration, isUp: false)
        _ = try change.handle(.submit, by: counter.agent, at: ChangeCounter.morning, on: ground)
        let older = FamilyReading.Person(
            counter.raka.nik, "Raka Santoso", born: theDay("2011-02-28"), .male, .child)
        _ = try change.handle(
            .familyRead(.found([counter.budi, counter.sitti, older]), participants: [:], spread: 0),
            by: counter.registry, at: ChangeCounter.morning, on: ground)
        #expect(change.stage == .returned(.registryDiffers))
        #expect(change.openRingBacks.map(\.reason) == [.returned])
        #expect(change.draft.people.last?.check == .differs([.birthDate]))
        #expect(
            change.draft.read(on: ground).problems(of: "people")
                == [FieldProblem(.people, .differsFromRegistry, ["name": .text("Raka Santoso")])])

        // Taken out, he comes back as the registry knows him.
        _ = try change.edit(by: counter.otherAgent, at: ChangeCounter.morning, on: ground) {
            draft throws(ChangeRefusal) in
            try draft.remove(person: 3, version: draft.version, at: ChangeCounter.morning, on: ground)
        }
        #expect(change.draft.people.map(\.birthDate).last == theDay("2011-02-28"))
        try change.answer("people", ["people": ["1", "2", "4"]], by: counter.otherAgent, on: ground)
        let facts = try change.handle(.submit, by: counter.otherAgent, at: ChangeCounter.morning, on: ground)
        guard case .submitted(let submitted) = facts.first else { return }
        #expect(submitted.isAgain)
        #expect(!change.isOpen)
        #expect(change.ringBacks.map(\.state) == [.dropped], "nothing is left to correct")
    }

    @Test("the registry knows a child whom nobody told of: the family is registered whole")
    func leftOut() throws {
        let ground = try counter.ground(.familyRegistration)
        var change = try counter.begin(.familyRegistration, on: ground)
        try change.answer("card", ["familyCard": [counter.card.digits]], on: ground)
        try change.read(counter.family, of: counter.card, on: ground)
        let problems = try change.answer("people", ["people": ["1", "2"]], on: ground)
        #expect(problems == [FieldProblem(.people, .someoneLeftOut, ["name": .text("Raka Santoso")])])
        #expect(change.draft.typed[.people] == ["1", "2"], "what was ticked stays ticked")
        #expect(change.draft.read(on: ground).nextStep == "people")
        #expect(throws: ChangeRefusal.stepNotReached) { try change.answer("class", ["careClass": ["2"]], on: ground) }

        // And when he is only heard of later, it comes back.
        var waiting = try counter.filled(.familyRegistration, isUp: false)
        _ = try waiting.handle(.submit, by: counter.agent, at: ChangeCounter.morning, on: ground)
        let baby = FamilyReading.Person(NIK("3374014101260004")!, "Rara", born: theDay("2026-01-01"), .female, .child)
        let four = FamilyReading.found([counter.budi, counter.sitti, counter.raka, baby])
        _ = try waiting.handle(
            .familyRead(four, participants: [:], spread: 0), by: counter.registry, at: ChangeCounter.morning,
            on: ground)
        #expect(waiting.stage == .returned(.someoneLeftOut))
    }

    @Test("who is insured already is not registered again, and his class binds the family")
    func insured() throws {
        let ground = try counter.ground(.familyRegistration)
        let budi = Participation(
            member: counter.ayu, segment: .selfPaying, status: .arrears, careClass: .first)
        var change = try counter.begin(.familyRegistration, on: ground)
        try change.answer("card", ["familyCard": [counter.card.digits]], on: ground)
        try change.read(counter.family, of: counter.card, participants: [counter.budi.nik: budi], on: ground)
        #expect(
            try change.answer("people", ["people": ["1", "2", "3"]], on: ground)
                == [FieldProblem(.people, .alreadyInsured, ["name": .text("Budi Santoso")])])
        #expect(try change.answer("people", ["people": ["2", "3"]], on: ground) == [])
        #expect(
            try change.answer("class", ["careClass": ["2"]], on: ground)
                == [FieldProblem(.careClass, .familyHasOtherClass, ["class": .number(1)])])
        #expect(try change.answer("class", ["careClass": ["1"]], on: ground) == [])
        #expect(
            change.draft.read(on: ground).notices.contains(.monthlyTotal(Rupiah(450_000), persons: 3)),
            "he pays with them")
    }

    @Test("whoever was insured once and no longer is, may be registered")
    func ended() throws {
        let ground = try counter.ground(.familyRegistration)
        let past = Participation(member: counter.ayu, segment: .selfPaying, status: .ended, careClass: .first)
        var change = try counter.begin(.familyRegistration, on: ground)
        try change.answer("card", ["familyCard": [counter.card.digits]], on: ground)
        try change.read(counter.family, of: counter.card, participants: [counter.budi.nik: past], on: ground)
        #expect(try change.answer("people", ["people": ["1", "2", "3"]], on: ground) == [])
        #expect(try change.answer("class", ["careClass": ["3"]], on: ground) == [])
    }

    @Test("another card number is another family: the people of the first are forgotten")
    func otherCard() throws {
        let ground = try counter.ground(.familyRegistration)
        var change = try counter.filled(.familyRegistration)
        try change.answer("card", ["familyCard": ["3374010101010099"]], on: ground)
        #expect(change.draft.people == [])
        #expect(change.draft.read(on: ground).nextStep == "people")
        #expect(change.draft.typed[.careClass] == ["2"], "what has nothing to do with it stays")
        // A late answer about the first card is not taken for the second.
        #expect(throws: ChangeRefusal.familyCardChanged) {
            try change.read(counter.family, of: counter.card, on: ground)
        }
    }

    @Test("a person typed wrong stays as typed with its problems, and is not in the list")
    func wrongPerson() throws {
        let ground = try counter.ground(.familyRegistration)
        var change = try counter.begin(.familyRegistration, on: ground)
        #expect(throws: ChangeRefusal.noFamilyCard) { try counter.type(counter.budi, into: &change, on: ground) }
        try change.answer("card", ["familyCard": [counter.card.digits]], on: ground)
        let words = ["nik": ["33740112"], "name": ["Budi"], "birthDate": ["2027-01-01"], "sex": ["male"]]
        let (problems, _) = try change.edit(by: counter.agent, at: ChangeCounter.morning, on: ground) {
            draft throws(ChangeRefusal) in
            try draft.add(person: words, version: draft.version, at: ChangeCounter.morning, on: ground)
        }
        #expect(
            problems == [
                FieldProblem(.nik, .notANIK), FieldProblem(.birthDate, .inTheFuture), FieldProblem(.relation, .missing),
            ])
        #expect(change.draft.people == [])
        #expect(change.draft.typedPerson[.nik] == ["33740112"])
        try counter.type(counter.budi, into: &change, on: ground)
        #expect(change.draft.people.map(\.name) == ["Budi Santoso"])
        #expect(change.draft.typedPerson == [:])
        let (twice, _) = try change.edit(by: counter.agent, at: ChangeCounter.morning, on: ground) {
            draft throws(ChangeRefusal) in
            try draft.add(
                person: [
                    "nik": [counter.budi.nik.digits], "name": ["Budi"], "birthDate": ["1985-04-12"], "sex": ["male"],
                    "relation": ["head"],
                ], version: draft.version, at: ChangeCounter.morning, on: ground)
        }
        #expect(twice == [FieldProblem(.nik, .personTwice)])
    }
}
