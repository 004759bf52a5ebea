import Exports
import Hummingbird
import Kernel
import Pages
import Staff

extension Path {
    static let backOffice: Path = "/back-office"
    static func backOffice(_ id: ChangeID) -> Path { "/back-office/\(id)" }
    static func backOffice(_ box: ChangeFilter.Box) -> Path { backOffice.with("box", box) }
    static func backOffice(_ filter: ChangeFilter) -> Path {
        backOffice(filter.box).with("kind", filter.kind?.rawValue).with("branch", filter.branch)
    }
}

/// `/back-office`: what waits for those who decide, and the branches' drop boxes, the most pressing first.
struct BackOfficePages: PageGroup {
    let changes: ChangeStore
    let members: MemberStore
    let staff: StaffStore
    let calendar: CentreCalendar
    let views: Views

    func add(to router: Router<PageContext>) { router.get("/back-office", use: list) }

    @Sendable private func list(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.changesDecide)
        let query = Form.query(request)
        let rights = try await OfficeRights(viewer, staff)
        let boxes = rights.boxes
        var filter = ChangeFilter(query.value("box").flatMap { boxes.contains($0) ? $0 : nil } ?? boxes[0])
        filter.kind = query["kind"].flatMap(ChangeKind.init)
        filter.branch =
            filter.box == .branch && !rights.isBranchOnly ? query["branch"].map { String($0.prefix(100)) } : nil
        filter.dropBox = rights.dropBox
        let now = context.arrivedAt
        let lines = rights.hasNoBranch ? [] : try await changes.list(filter).filter(rights.maySee)
        let counts = rights.hasNoBranch ? [:] : try await changes.counts(at: now, of: rights.dropBox)
        let once = try await changes.approvedOnce(
            among: filter.box == .decisions ? lines.map(\.id) : [])
        let words = OfficeWords(calendar, try await members.regions(), context)
        let names = try await AuthorNames(
            of: lines.flatMap { [$0.agent, $0.holder] }.compactMap { $0 }.map(Author.person), staff, context)
        let model: [String: Any] = [
            "boxes": boxes.map { box($0, chosen: filter, counts[$0], words) }, "box": filter.box.rawValue,
            "hint": rights.branch?.name.text ?? words("members.office.hint.\(filter.box.rawValue)"),
            "kinds": Form.choices(
                ChangeKind.allCases.map { ($0.rawValue, words($0.titleKey)) },
                chosen: Set([filter.kind?.rawValue].compactMap { $0 })),
            "hasBranches": filter.box == .branch && !rights.isBranchOnly, "branches": branches(lines, filter),
            "isNarrow": filter.kind != nil || filter.branch != nil, "all": Path.backOffice(filter.box).text,
            "rows": lines.map { row($0, once.contains($0.id), viewer, names, words, at: now) },
            "isEmpty": lines.isEmpty,
            "empty": words(
                rights.hasNoBranch ? "members.office.no-branch" : "members.office.empty.\(filter.box.rawValue)"),
            "most": lines.count < ChangeStore.mostListed
                ? false : words("members.office.most", ["count": "\(ChangeStore.mostListed)"]) as Any,
            "exports": ExportAsk.model("changes", .changesRead, at: .backOffice(filter), context),
        ]
        return try views.page(
            "members-back-office", title: context.text("members.office.title"), model, context, frame: .office)
    }

    private func box(
        _ box: ChangeFilter.Box, chosen: ChangeFilter, _ count: (open: Int, late: Int)?, _ words: OfficeWords
    ) -> [String: Any] {
        let late = box == .ended ? 0 : count?.late ?? 0
        return [
            "path": Path.backOffice(box).text, "word": words("members.office.box.\(box.rawValue)"),
            "here": box == chosen.box, "count": box == .ended ? false : "\(count?.open ?? 0)" as Any,
            "late": late > 0 ? words("members.office.late", ["count": "\(late)"]) as Any : false,
        ]
    }

    private func branches(_ lines: [ChangeLine], _ filter: ChangeFilter) -> [[String: Any]] {
        let names = Set(lines.compactMap(\.branch) + [filter.branch].compactMap { $0 }).sorted()
        return Form.choices(names.map { ($0, $0) }, chosen: Set([filter.branch].compactMap { $0 }))
    }

    private func row(
        _ line: ChangeLine, _ isApprovedOnce: Bool, _ viewer: SignedIn, _ names: AuthorNames, _ words: OfficeWords,
        at now: Timestamp
    ) -> [String: Any] {
        let place = [line.branch, words.region(line.region)].compactMap { $0 }
        return [
            "path": Path.backOffice(line.id).text, "kind": words(line.kind.titleKey),
            "term": words.term(line.dueAt, at: now), "stage": words.stage(line.stage),
            "once": isApprovedOnce ? words("members.office.one-of-two") as Any : false,
            "holder": line.holder.map { $0 == viewer.id ? words("members.office.mine") : names[$0] } ?? false as Any,
            "place": place.isEmpty ? words.nothing : place.joined(separator: " · "), "agent": names[line.agent],
            "openedAt": words.time.moment(line.openedAt), "isPast": line.dueAt == nil,
        ]
    }
}

/// What somebody may see and do in the back office and at the branches.
struct OfficeRights {
    let viewer: SignedIn
    /// To which one who sees a branch alone belongs; nil also for those who see all.
    private(set) var branch: Branch?
    /// What of it he sees.
    private(set) var dropBox: DropBox?

    init(_ viewer: SignedIn, _ staff: StaffStore) async throws {
        self.viewer = viewer
        guard isBranchOnly, let branch = try await staff.branches.branch(of: viewer.id) else { return }
        self.branch = branch
        let served = try await staff.branches.served()
        dropBox = DropBox(branch, serving: served.filter { $0.value == branch.code }.keys)
    }

    var actor: ChangeActor { .person(viewer.id, viewer.roles) }
    var decides: Bool { actor.may(.approve) }
    var closes: Bool { actor.may(.closeAtBranch) }
    /// A branch sees what is in its own box, or was, and nothing else.
    var isBranchOnly: Bool { Self.isBranchOnly(actor) }

    static func isBranchOnly(_ actor: ChangeActor) -> Bool {
        actor.may(.closeAtBranch) && !actor.may(.approve) && !actor.may(.release)
    }

    var boxes: [ChangeFilter.Box] {
        isBranchOnly ? [.branch, .ended] : [.decisions, .registry, .branch, .drafts, .ended]
    }

    /// Nobody has said yet where the officer works: he sees nothing.
    var hasNoBranch: Bool { isBranchOnly && branch == nil }

    func maySee(_ line: ChangeLine) -> Bool {
        guard isBranchOnly else { return true }
        let holds = dropBox?.holds(branch: line.branch, region: line.region) ?? false
        return holds && ["at-branch", "closed"].contains(line.stage)
    }

    /// The guarded fields that are shown in the clear.
    var clear: Set<MemberField> { viewer.roles.reduce(into: []) { $0.formUnion($1.clearMemberFields) } }
}

extension Views.Frame {
    static let office = Views.Frame(
        styles: ["members.css", "members-office.css"], scripts: ["members-office.js"])
}
