import Foundation
import Kernel
import Members
import Testing

@Suite("The forms of registrations and changes")
struct ChangeFormsTests {
    @Test("the original forms can be used: one for each kind")
    func original() {
        #expect(ChangeForms.original.problems == [])
        #expect(ChangeForms.original.forms.map(\.kind) == ChangeKind.allCases)
    }

    @Test("forms survive being written and read, so that an administrator can keep his own")
    func codable() throws {
        let copy = try JSONDecoder().decode(ChangeForms.self, from: JSONEncoder().encode(ChangeForms.original))
        #expect(copy == ChangeForms.original)
    }

    @Test("a kind without a form, with two, or with an unsound one is found")
    func sets() {
        var forms = ChangeForms.original.forms
        let death = forms.removeLast()
        #expect(ChangeForms(forms).problems == [.missing(.death)])
        #expect(ChangeForms(forms + [death, death]).problems == [.twice(.death)])
        var unsound = death
        unsound.clockHours = 0
        #expect(ChangeForms(forms + [unsound]).problems == [.unsound(.death, .clockNotPositive)])
    }

    struct Course: Sendable, CustomTestStringConvertible {
        let kind: ChangeKind
        let decider: ChangeDecider
        let begin: IdentityLevel
        let submit: IdentityLevel
        let asksRegistry: Bool
        var testDescription: String { kind.rawValue }

        init(
            _ kind: ChangeKind, _ decider: ChangeDecider, _ begin: IdentityLevel, _ submit: IdentityLevel,
            registry: Bool
        ) {
            (self.kind, self.decider, self.begin, self.submit) = (kind, decider, begin, submit)
            asksRegistry = registry
        }
    }

    @Test(
        "with right answers each kind goes where the house sends it, from the level that it needs",
        arguments: [
            // Registration depends on the registry's answer; nobody is on record to prove anything against.
            Course(.familyRegistration, .agent, .none, .none, registry: true),
            Course(.addMember, .agent, .basic, .basic, registry: true),
            // No NIK yet: the birth letter is looked at.
            Course(.newborn, .backOffice, .basic, .basic, registry: false),
            Course(.employerToSelfPaying, .backOffice, .basic, .basic, registry: false),
            // Paying is what decides.
            Course(.reactivation, .agent, .basic, .basic, registry: false),
            // Data changes taken by telephone go to the back office.
            Course(.classChange, .backOffice, .basic, .basic, registry: false),
            Course(.facilityChange, .backOffice, .basic, .basic, registry: false),
            // Two people for identity and bank, after a strong check.
            Course(.identityCorrection, .twoPeople, .basic, .strong, registry: true),
            Course(.bankChange, .twoPeople, .basic, .strong, registry: false),
            Course(.contactChange, .agent, .basic, .basic, registry: false),
            // Papers.
            Course(.removal, .backOffice, .basic, .basic, registry: false),
            Course(.death, .backOffice, .basic, .basic, registry: false),
        ])
    func courses(_ course: Course) throws {
        let counter = ChangeCounter()
        let ground = try counter.ground(course.kind, standing: counter.standing(for: course.kind))
        let reading = try counter.filled(course.kind).draft.read(on: ground)
        #expect(reading.isComplete)
        #expect(reading.decider == course.decider)
        #expect(reading.needsRegistry == course.asksRegistry)
        #expect(reading.levelToSubmit == course.submit)
        #expect(ground.form.levelToBegin == course.begin)
    }

    @Test("papers brought to the branch send the change there", arguments: [ChangeKind.newborn, .removal, .death])
    func papers(_ kind: ChangeKind) throws {
        let counter = ChangeCounter()
        let ground = try counter.ground(kind)
        var change = try counter.filled(kind)
        let name: FieldName = kind == .newborn ? .birthLetter : .document
        try change.answer("papers", [name.rawValue: ["474/1"], "documentSent": ["branch"]], on: ground)
        #expect(change.draft.read(on: ground).decider == .branch)
        #expect(change.draft.read(on: ground).notices.contains(.goesToBranch))
    }

    // MARK: - What makes a form unsound

    private func form(_ kind: ChangeKind = .removal, _ edit: (inout ChangeForm) -> Void) throws -> [FormProblem] {
        var form = try #require(ChangeForms.original[kind])
        edit(&form)
        return form.problems
    }

    @Test("steps and fields stand once, and ask something")
    func once() throws {
        #expect(try form { $0.steps.append($0.steps[1]) } == [.stepTwice("reason"), .fieldTwice(.reason)])
        #expect(try form { $0.steps.insert(FormStep("empty", []), at: 0) } == [.stepEmpty("empty")])
        #expect(try form { $0.steps[1].fields[0].kind = .choice([]) } == [.choiceEmpty(.reason)])
        #expect(try form(.contactChange) { $0.steps = [] }.contains(.nothingAsked))
    }

    @Test("conditions look back only, checks at what was asked")
    func lookBack() throws {
        #expect(
            try form { $0.steps[0].shownWhen = .answered(.reason) } == [.conditionLooksAhead(.reason)])
        #expect(
            try form { $0.steps[0].fields[0].shownWhen = .not(.any([.answered("nowhere")])) }
                == [.conditionLooksAhead("nowhere")])
        #expect(try form { $0.strongWhen = .answered(.phone) } == [.conditionLooksAhead(.phone)])
        #expect(
            try form { $0.steps[0].checks = [.facilityStay] }
                == [.checkLacks(.facilityStay, .facility), .checkLacks(.facilityStay, .facilityReason)])
    }

    @Test("somebody always decides, within a time, and can tell the caller")
    func decided() throws {
        #expect(try form { $0.decisions = [] } == [.nobodyDecides])
        #expect(try form { $0.decisions.removeLast() } == [.nobodyDecides])
        #expect(try form { $0.clockHours = -1 } == [.clockNotPositive])
        #expect(try form { $0.steps.removeLast() } == [.noRingBackPhone])
        #expect(try form { $0.steps[3].fields[0].requiredWhen = nil } == [.noRingBackPhone])
        #expect(try form(.contactChange) { $0.registryWhen = .always } == [.noRingBackPhone])
    }

    @Test("no edit takes identity or bank away from two people and a strong check, nor opens a record to a stranger")
    func care() throws {
        for kind in [ChangeKind.identityCorrection, .bankChange] {
            let lax = try form(kind) { $0.decisions = [DecisionRule(.backOffice)] }
            #expect(lax.contains(.needsTwoPeople))
            #expect(try form(kind) { $0.levelToSubmit = .basic } == [.needsStrongCheck])
        }
        #expect(try form { $0.levelToBegin = .none } == [.needsCheck])
    }

    @Test("no form asks for an account: banks are a choice")
    func noAccounts() {
        let fields = ChangeForms.original.forms.flatMap(\.steps).flatMap(\.fields)
        for field in fields where field.name.rawValue.lowercased().contains("bank") { #expect(field.kind == .bank) }
        #expect(!fields.contains { $0.name.rawValue.lowercased().contains("account") })
    }
}
