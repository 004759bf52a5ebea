import Foundation
import Kernel
import Members
import Testing

@Suite("Words for changes, identity checks and hints")
struct ChangeWordsTests {
    /// The catalogue of the feature, by key and language.
    private let words: [String: [String: String]]

    init() throws {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let file = root.appending(path: "Sources/Members/Templates/members-changes-words.json")
        words = try JSONDecoder().decode([String: [String: String]].self, from: Data(contentsOf: file))
    }

    private func blanks(_ key: String) -> Set<String> {
        Set((words[key]?["id"] ?? "").matches(of: /\{([a-zA-Z]+)\}/).map { String($0.output.1) })
    }

    @Test("every title, step, field, help and choice of the original forms has words")
    func forms() {
        var keys: [String] = ["members.change.yes"]
        for form in ChangeForms.original.forms {
            keys.append(form.titleKey)
            for step in form.steps {
                keys.append(step.titleKey)
                for field in step.fields + ChangeDraft.personFields {
                    keys += [field.labelKey] + [field.helpKey].compactMap { $0 }
                    guard case .choice(let choices) = field.kind else { continue }
                    keys += choices.map { "members.change.choice.\(field.name.rawValue).\($0)" }
                }
            }
        }
        #expect(keys.filter { words[$0] == nil } == [])
    }

    @Test("every case that a page may have to say has words")
    func cases() {
        let stages: [ChangeStage] = [
            .draft, .awaitingRegistry(tries: 0, nextAt: ChangeCounter.morning), .waiting,
            .taken(by: ChangeCounter().rini, at: ChangeCounter.morning), .returned(.registryDiffers),
            .atBranch(.papers), .approved(on: ChangeCounter.today, holdsFrom: nil), .closed(.done), .withdrawn, .lapsed,
        ]
        let refusals: [ChangeRefusal] = [
            .notAllowed(.take), .identityTooLow(needed: .basic), .nobodyNamed, .noSuchStep, .stepNotReached,
            .changedMeanwhile, .tooMuch, .noSuchChange, .noFamilyCard, .familyCardChanged,
            .noSuchPerson, .notComplete([]), .ended,
            .notNow, .ownChange, .anotherPersonNeeded, .takenByAnother, .reasonMissing, .reasonTooLong, .tooEarly,
            .noSuchRingBack, .ringBackOver, .accountsThere, .accountsMissing, .nikTaken,
        ]
        let returns: [ReturnReason] = [.backOffice(""), .registryDiffers, .someoneLeftOut, .branch("")]
        let branches: [BranchReason] = [.registryUnknown, .registrySilent, .papers, .backOffice("")]
        var keys = stages.map(\.key) + refusals.map(\.key) + returns.map(\.key) + branches.map(\.key)
        keys += FieldComplaint.allCases.map(\.key) + TellReason.allCases.map(\.key)
        keys += ChangeDecider.allCases.map(\.key) + BranchOutcome.allCases.map(\.key)
        keys += ConsentProof.allCases.map(\.key) + RingBack.Outcome.allCases.map(\.key)
        keys += RegistrationLimit.allCases.map(\.key)
        keys += IdentityQuestion.allCases.map(\.key) + IdentityOutcome.allCases.map(\.key)
        keys += IdentityLevel.allCases.map(\.key) + IdentityRefusal.allCases.map(\.key)
        keys += HintKind.allCases.map(\.key) + HintUse.allCases.map(\.key)
        keys += AgentHint.ShownReason.allCases.map { "members.hint.reason.\($0.rawValue)" }
        keys += AgentHint.HeldBackReason.allCases.map { "members.hint.reason.\($0.rawValue)" }
        #expect(keys.filter { words[$0] == nil } == [])
    }

    @Test("notices fill exactly the blanks of their words")
    func notices() {
        let day = ChangeCounter.today
        let notices: [ChangeNotice] = [
            .monthlyTotal(Rupiah(1), persons: 1), .payBetween(day, day), .payAtOnce, .holdsFrom(day), .paysFrom(day),
            .nikBy(day), .registryPending, .goesToBranch, .decidedWithin(hours: 1), .facilityStayUnknown,
            .classStayUnknown, .owed(Rupiah(1)),
        ]
        for notice in notices {
            #expect(words[notice.key] != nil, "\(notice.key)")
            #expect(blanks(notice.key) == Set(notice.blanks.keys), "\(notice.key)")
        }
    }

    @Test("words ask for no blank that a complaint or hint does not fill")
    func filled() {
        let filled: [FieldComplaint: Set<String>] = [
            .alreadyInsured: ["name"], .someoneLeftOut: ["name"], .familyHasOtherClass: ["class"],
            .classTooSoon: ["day"], .facilityTooSoon: ["day"], .arrearsUnpaid: ["amount"], .nikNeeded: ["day"],
        ]
        for complaint in FieldComplaint.allCases {
            #expect(blanks(complaint.key) == filled[complaint, default: []], "\(complaint)")
        }
        let ground = HintGround(
            today: ChangeCounter.today, arrears: Rupiah(1), arrearsMonths: 1, unregistered: 1,
            uninsuredBirths: [ChangeCounter.today], mayChangeClass: true, identity: .basic)
        let hints = HintRules.original.hints(
            ground, pressure: FloorPressure(waiting: 0, longestWaitSeconds: 0, readyAgents: 1), contactSeconds: 0)
        #expect(hints.count == HintKind.allCases.count)
        for hint in hints { #expect(blanks(hint.kind.key) == Set(hint.blanks.keys), "\(hint.kind)") }
    }

    @Test("no words stand in the catalogue that nobody says: kinds of keys that the rules do not make")
    func groups() {
        let known = [
            "change.kind", "change.step", "change.field", "change.help", "change.problem", "change.notice",
            "change.tell", "change.stage", "change.returned", "change.at-branch", "change.outcome", "change.decider",
            "change.proof", "change.ring-back", "change.choice", "change.limit", "change.refusal",
            "identity.question", "identity.outcome", "identity.level", "identity.refusal", "hint",
        ]
        let strays = words.keys.filter { key in
            key != "members.change.yes" && !known.contains { key.hasPrefix("members.\($0).") }
        }
        #expect(strays.sorted() == [])
    }
}
