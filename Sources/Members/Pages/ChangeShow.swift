import Hummingbird
import Kernel
import Pages
import Staff

/// Answers with the page of a change: steps, the form of one of them, and what it comes to.
struct ChangeShow: Sendable {
    let changes: ChangeStore
    let members: MemberStore
    let staff: StaffStore
    let registry: PopulationRegistry?
    let calendar: CentreCalendar
    let views: Views

    /// An officer of a branch sees what lies at his own.
    func check(_ id: ChangeID, for viewer: SignedIn) async throws {
        let rights = try await OfficeRights(viewer, staff)
        guard rights.isBranchOnly else { return }
        guard let line = try await changes.line(id), rights.maySee(line) else { throw PageRefusal.notFound }
    }

    /// - Parameters:
    ///   - step: the step that is shown; nil: the first that is not done.
    ///   - person: what is wrong with a person as typed.
    ///   - asked: the number typed to ask the registry by.
    ///   - typed: what was typed and not kept, since somebody else wrote meanwhile.
    ///   - refusal: the key of words that stand above everything.
    func page(
        of id: ChangeID, at step: StepName? = nil, person: [FieldProblem] = [], asked: String = "",
        typed: Form? = nil, refusal: String? = nil, isWrong: Bool = false, _ context: PageContext
    ) async throws -> Response {
        let viewer = try context.require(.changesRead)
        try await check(id, for: viewer)
        guard let seen = try await changes.seen(id, by: viewer.actor, at: context.arrivedAt) else {
            throw PageRefusal.notFound
        }
        let words = ChangeWords(calendar, context)
        let reading = seen.reading
        let mayEdit = viewer.actor.may(.edit) && seen.change.stage.isEditable
        let chosen = step.flatMap { reading.isReached($0) ? reading.step($0) : nil }
        let current = chosen ?? reading.nextStep.flatMap(reading.step)
        let fields = ChangeFields(reading: reading, regions: try await members.regions(), words: words)
        var model = head(seen, viewer, words)
        model["registry"] = try await RegistryWords.model(registry, changes, words)
        model["refusal"] = refusal.map { words($0) } ?? false as Any
        model["steps"] = steps(reading, current: current?.id, words)
        model["canRead"] = registry?.mayRead == true && registry?.line.health.isUsable == true
        if mayEdit, let current {
            model["step"] = fields.step(current, typed: typed, person: person, asked: asked, path: .change(id))
        } else {
            model["step"] = false
        }
        model["isReady"] = mayEdit && reading.isComplete && chosen == nil
        model["payment"] = try await ChangePayment(members: members, words: words).model(
            seen, viewer, at: context.arrivedAt)
        let lacks = seen.change.draft.identity < reading.levelToSubmit
        model["lacksIdentity"] = lacks ? words.level(reading.levelToSubmit) as Any : false
        model["summary"] = fields.summary(clear: viewer.roles.contains(.backOffice))
        return try views.page(
            "members-change", title: words(seen.change.kind.titleKey), model, context,
            status: isWrong ? .unprocessableContent : .ok,
            frame: Views.Frame(styles: ["members.css", "members-changes.css"]))
    }

    private func head(_ seen: ChangeStore.Seen, _ viewer: SignedIn, _ words: ChangeWords) -> [String: Any] {
        let (change, draft) = (seen.change, seen.change.draft)
        let who = seen.ground.standing?.household.first { $0.id == draft.origin.member }
        var model: [String: Any] = [
            "kind": words(change.kind.titleKey), "stage": words.stage(change.stage.word),
            "path": Path.change(change.id).text, "version": "\(draft.version)", "isOpen": change.isOpen,
            "due": change.dueAt.map { words("members.changes.due", ["moment": words.time.moment($0)]) } ?? false as Any,
            "prove": false, "reason": reason(change.stage, words) ?? false as Any, "member": false,
            "mayWithdraw": change.isOpen && viewer.actor.may(.withdraw),
        ]
        if let id = draft.origin.member {
            let because = draft.origin.contact.map(Subject.contact)
            model["member"] =
                [
                    "name": who?.name ?? words("members.no-value"),
                    "path": because.map { Path.member(id, because: $0).text } ?? Path.member(id).text,
                    "level": words.level(draft.identity),
                    "identity": Path.identity(id).with("for", because?.text).text,
                ] as [String: Any]
            if change.stage.isEditable, draft.origin.contact != nil, viewer.actor.may(.edit) {
                model["prove"] = Path.change(change.id).text + "/proofs"
            }
        }
        return model
    }

    private func reason(_ stage: ChangeStage, _ words: ChangeWords) -> String? {
        switch stage {
        case .returned(let reason): reason.said.isEmpty ? words(reason.key) : "\(words(reason.key)): \(reason.said)"
        case .atBranch(.backOffice(let said)): "\(words(BranchReason.backOffice("").key)): \(said)"
        case .atBranch(let reason): words(reason.key)
        case .awaitingRegistry: words("members.change.notice.registry-pending")
        case .approved(_, .some(let day)): words("members.change.notice.holds-from", ["day": words.time.write(day)])
        case .closed(let outcome): words(outcome.key)
        default: nil
        }
    }

    private func steps(_ reading: ChangeReading, current: StepName?, _ words: ChangeWords) -> [[String: Any]] {
        reading.steps.map { step in
            let isReached = reading.isReached(step.id)
            return [
                "word": words(step.step.titleKey), "isHere": step.id == current, "isDone": step.isDone,
                "isWrong": step.isSeen && !step.problems.isEmpty,
                "path": isReached ? Path.change(reading.draft.id, step: step.id).text : false as Any,
            ]
        }
    }

    /// The registry's word on a card; whatever keeps it from answering counts as down, and work goes on by hand.
    func read(_ card: FamilyCardNumber, by nik: NIK, for id: ChangeID) async -> FamilyReading {
        guard let registry, registry.mayRead,
            case .family(let reading) = await registry.answer(
                .family(card, by: nik, typed: []), transaction: "\(id)")
        else { return .down }
        return reading
    }
}
