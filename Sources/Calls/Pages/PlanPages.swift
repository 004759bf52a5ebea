import Contacts
import Hummingbird
import Kernel
import Pages
import Staff

/// The call plan as one form. Saving makes a new version, which the running floor takes over at once.
///
/// Rows are added and taken away by buttons of the same form (`/plan/drafts`), which save nothing.
struct PlanPages: PageGroup {
    let views: Views
    let floor: Floor
    let store: FloorStore
    let shelf: PromptShelf
    let staff: StaffStore
    let clock: any WallClock
    let calendar: CentreCalendar

    func add(to router: Router<PageContext>) {
        router.get("/plan", use: show)
        router.get("/plan/versions/:version", use: showVersion)
        router.post("/plan/drafts", use: change)
        router.post("/plan/versions", use: save)
    }

    private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.planEdit)
        let (plan, version) = try await inForce()
        return try await page(Sheet(draft: PlanDraft(plan), version: version), context)
    }

    /// An earlier version in the form: saved, it is in force again.
    private func showVersion(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.planEdit)
        let number: Int64 = try context.parameter("version")
        guard let plan = try await store.plan(version: number) else { throw PageRefusal.notFound }
        let version = try await inForce().version
        var sheet = Sheet(draft: PlanDraft(plan), version: version)
        if number != version { sheet.notice = context.text("plan.earlier", ["version": "\(number)"]) }
        return try await page(sheet, context)
    }

    private func change(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.planEdit)
        let form = try await Form.read(request, context)
        guard let change = PlanDraft.Change(form) else { throw PageRefusal.unreadable }
        var sheet = Sheet(draft: PlanDraft(form), version: form.value("version") ?? 0)
        sheet.draft.apply(change)
        sheet.isChanged = true
        return try await page(sheet, context)
    }

    private func save(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.planEdit)
        let form = try await Form.read(request, context)
        var sheet = Sheet(draft: PlanDraft(form), version: form.value("version") ?? 0)
        sheet.isChanged = true
        sheet.draft.addWhatIsNamed(in: form)
        let (plan, problems) = sheet.draft.plan(on: try await ground())
        sheet.problems = problems
        if problems.isEmpty { await keepQueuesWithCallers(&sheet, plan) }
        guard sheet.problems.isEmpty else { return try await page(sheet, context, status: .unprocessableContent) }
        let (now, version) = try await inForce()
        if plan == now, version == sheet.version {
            return .redirect(to: .plan, notice: "plan.unchanged", kind: .info)
        }
        do {
            let number = try await store.set(plan, over: sheet.version, by: viewer.author, at: clock.now())
            await floor.handle(.planChanged(plan, version: number))
            return .redirect(to: .plan, notice: "plan.saved")
        } catch PlanRefusal.changedMeanwhile {
            return try await overtaken(sheet, context)
        }
    }

    /// A queue in which callers wait stays in the form, with the reason beside it: its callers are not sent elsewhere.
    private func keepQueuesWithCallers(_ sheet: inout Sheet, _ plan: CallPlan) async {
        let (current, callers) = (await floor.plan, await floor.callersByQueue)
        for (row, queue) in current.queues.enumerated() where plan.queue(named: queue.name) == nil {
            guard let waiting = callers[queue.name], waiting > 0 else { continue }
            let row = min(row, sheet.draft.queues.count)
            sheet.draft.queues.insert(PlanDraft.Queue(queue), at: row)
            sheet.problems.append(PlanProblem(.queue(row, .title), .callersWait(waiting)))
        }
    }

    /// Somebody was faster. What was typed stays, and may take the place of theirs when it is saved once more.
    private func overtaken(_ sheet: Sheet, _ context: PageContext) async throws -> Response {
        var sheet = sheet
        guard let newest = try await store.versions(upTo: 1).first else { throw PageRefusal.conflict("plan.refused") }
        let names = try await AuthorNames(of: [newest.author], staff, context)
        let time = WrittenTime(calendar, context)
        sheet.refusal = context.text(
            "plan.overtaken",
            ["name": names[newest.author], "version": "\(newest.number)", "time": time.clock(newest.at)])
        sheet.version = newest.number
        return try await page(sheet, context, status: .conflict)
    }

    // MARK: - The page

    /// What the form shows, and why.
    private struct Sheet {
        var draft: PlanDraft
        /// The version that it was made from.
        var version: Int64
        var problems: [PlanProblem] = []
        var notice: String?
        var refusal: String?
        /// It holds what is not saved.
        var isChanged = false
    }

    /// A centre without a kept plan works by the one that its floor was started with.
    private func inForce() async throws -> (plan: CallPlan, version: Int64) {
        if let kept = try await store.current() { return kept }
        return (await floor.plan, 0)
    }

    private func ground() async throws -> PlanDraft.Ground {
        PlanDraft.Ground(
            prompts: Set(shelf.scripts.map(\.name) + [PromptShelf.music]),
            skills: Set(try await staff.skills().map(\.code)))
    }

    private func page(
        _ sheet: Sheet, _ context: PageContext, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let drawing = PlanDrawing(
            draft: sheet.draft, problems: sheet.problems, prompts: shelf.scripts, skills: try await staff.skills(),
            words: Words(context))
        var model = drawing.model
        model["version"] = sheet.version
        model["versions"] = try await versions(sheet.version, context)
        model["notice"] = orNothing(sheet.notice)
        model["refusal"] = orNothing(sheet.refusal)
        model["changed"] = sheet.isChanged
        return try views.page(
            "calls-plan", title: context.text("plan.title"), model, context, status: status,
            frame: Views.Frame(styles: ["plan.css"], scripts: ["plan.js"]))
    }

    private func versions(_ current: Int64, _ context: PageContext) async throws -> [[String: Any]] {
        let versions = try await store.versions(upTo: 20)
        let names = try await AuthorNames(of: versions.map(\.author), staff, context)
        let time = WrittenTime(calendar, context)
        return versions.map { version in
            [
                "number": version.number, "who": names[version.author], "when": time.moment(version.at),
                "path": Path.planVersion(version.number).text, "isCurrent": version == versions.first,
            ]
        }
    }
}

extension PlanDraft {
    /// A name that was typed beside "add" without pressing it is meant all the same.
    mutating func addWhatIsNamed(in form: Form) {
        if let number = form["new.entry"] { apply(.addEntry(number)) }
        if let name = form["new.menu"] { apply(.addMenu(name)) }
        if let title = form["new.queue"] { apply(.addQueue(title)) }
    }
}
