import Foundation
import Kernel
import Members
import Testing

@Suite("Drafts of registrations and changes")
struct ChangeDraftTests {
    private let counter = ChangeCounter()

    @Test("every draft is written and read back the same after every step", arguments: ChangeKind.allCases)
    func saved(_ kind: ChangeKind) throws {
        let ground = try counter.ground(kind, standing: counter.standing(for: kind))
        let full = try counter.filled(kind)
        var change = try counter.begin(kind, on: ground)
        var version = change.draft.version
        for (step, words) in RightAnswers.of(kind) {
            if step == "people" {
                let isNew = kind == .familyRegistration
                try change.read(
                    isNew ? counter.family : .found([counter.citra]), of: isNew ? counter.card : counter.ayusCard,
                    on: ground)
            }
            try change.answer(step, words, on: ground)
            #expect(change.draft.version > version)
            version = change.draft.version
            change = try JSONDecoder().decode(ChangeCase.self, from: JSONEncoder().encode(change))
        }
        #expect(change.draft.typed == full.draft.typed)
        #expect(change.draft.read(on: ground).isComplete)
    }

    @Test("whoever writes says which version he read: two pages open do not overwrite each other")
    func versions() throws {
        let ground = try counter.ground(.removal)
        var change = try counter.begin(.removal, on: ground)
        let shown = change.draft.version
        try change.answer("members", ["members": ["\(counter.nenek)"]], on: ground)
        #expect(throws: ChangeRefusal.changedMeanwhile) {
            try change.edit("members", by: counter.otherAgent, at: ChangeCounter.morning, on: ground) {
                draft throws(ChangeRefusal) in
                try draft.answer("members", [:], version: shown, at: ChangeCounter.morning, on: ground)
            }
        }
        #expect(change.draft.typed[.members] == ["\(counter.nenek)"])
    }

    @Test("steps that do not exist, or are not reached, are refused, and other fields of the page passed over")
    func steps() throws {
        let ground = try counter.ground(.removal)
        var change = try counter.begin(.removal, on: ground)
        #expect(throws: ChangeRefusal.noSuchStep) { try change.answer("nowhere", [:], on: ground) }
        #expect(throws: ChangeRefusal.stepNotReached) { try change.answer("reason", [:], on: ground) }
        let words = ["members": ["\(counter.nenek)"], "csrf": ["token"], "reason": ["abroad"]]
        #expect(try change.answer("members", words, on: ground) == [])
        #expect(Set(change.draft.typed.keys) == [.members])
    }

    @Test("more than anybody types is refused, not kept")
    func limits() throws {
        let ground = try counter.ground(.removal)
        var change = try counter.begin(.removal, on: ground)
        let long = String(repeating: "a", count: ChangeDraft.longestWord + 1)
        #expect(throws: ChangeRefusal.tooMuch) { try change.answer("members", ["members": [long]], on: ground) }
        let many = Array(repeating: "1", count: ChangeDraft.mostWords + 1)
        #expect(throws: ChangeRefusal.tooMuch) { try change.answer("members", ["members": many], on: ground) }
        #expect(change.draft.typed == [:])
    }

    @Test("a form is opened and handed in by whoever proved enough; a telephone number only after a strong check")
    func identity() throws {
        let ground = try counter.ground(.contactChange)
        #expect(throws: ChangeRefusal.identityTooLow(needed: .basic)) {
            try counter.begin(.contactChange, on: ground, identity: .none)
        }
        var change = try counter.begin(.contactChange, on: ground, identity: .basic)
        try change.answer("contact", ["email": ["ayu@contoh.example"]], on: ground)
        #expect(change.draft.read(on: ground).levelToSubmit == .basic)
        try change.answer("contact", ["phone": ["0811-222-333"]], on: ground)
        #expect(throws: ChangeRefusal.identityTooLow(needed: .strong)) {
            try change.handle(.submit, by: counter.agent, at: ChangeCounter.morning, on: ground)
        }
        _ = try change.edit(by: counter.agent, at: ChangeCounter.morning, on: ground) { draft throws(ChangeRefusal) in
            draft.prove(.strong, at: ChangeCounter.morning)
        }
        _ = try change.handle(.submit, by: counter.agent, at: ChangeCounter.morning, on: ground)
        #expect(!change.isOpen)
    }

    @Test("a form about somebody on record names whom; a new family needs nobody")
    func named() throws {
        var origin = counter.origin(.removal)
        origin.member = nil
        let ground = try counter.ground(.removal)
        #expect(throws: ChangeRefusal.nobodyNamed) {
            try ChangeCase.begin(
                ChangeID(ChangeCounter.identifier(901))!, from: origin, identity: .strong, by: counter.agent,
                at: ChangeCounter.morning, on: ground)
        }
        _ = try counter.begin(.familyRegistration, on: counter.ground(.familyRegistration), identity: .none)
    }

    @Test("summaries hide numbers from those who need not see them, and tell choices by keys of words")
    func summary() throws {
        let ground = try counter.ground(.familyRegistration)
        let reading = try counter.filled(.familyRegistration).draft.read(on: ground)
        let masked = reading.summary(masked: true)
        let clear = reading.summary(masked: false)
        func values(_ summary: ChangeSummary, _ field: FieldName) -> [ShownValue] {
            summary.parts.flatMap(\.lines).first { $0.field == field }?.values ?? []
        }
        #expect(values(masked, .familyCard) == [.text("3374xxxxxxxx0011")])
        #expect(values(clear, .familyCard) == [.text("3374010101010011")])
        #expect(values(masked, .phone) == [.text("0812-xxxx-xxxx")])
        #expect(
            values(masked, .people) == [.text("Budi Santoso"), .text("Sitti Rahayu"), .text("Raka Santoso")])
        #expect(values(masked, .facility) == [.text("Puskesmas Anggrek")])
        #expect(
            values(masked, .consent) == [.text("2026-1"), .key("members.change.proof.call-recording")])
        #expect(masked.parts.map(\.step).first == "card")
        #expect(masked.decider == .agent)
        let removal = try counter.filled(.removal).draft.read(on: counter.ground(.removal)).summary(masked: true)
        #expect(values(removal, .reason) == [.key("members.change.choice.reason.abroad")])
        #expect(values(removal, .members) == [.text("Siti Aminah")])
    }

    @Test("the pages of a form tell what is done, what is next, and what was typed")
    func pages() throws {
        let ground = try counter.ground(.removal)
        var change = try counter.begin(.removal, on: ground)
        try change.answer("members", ["members": ["\(counter.nenek)"]], on: ground)
        try change.answer("reason", ["reason": ["no such"]], on: ground)
        let reading = change.draft.read(on: ground)
        #expect(reading.steps.map(\.isDone) == [true, false, false, false])
        #expect(reading.steps.map(\.isSeen) == [true, true, false, false])
        #expect(reading.steps[1].fields.map(\.typed) == [["no such"]])
        #expect(reading.nextStep == "reason")
        #expect(reading.isReached("reason") && !reading.isReached("papers"))
    }
}
