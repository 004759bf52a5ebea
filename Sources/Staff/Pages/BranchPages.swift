import Database
import Exports
import Hummingbird
import Kernel
import Pages

/// `/branches`: the offices to which escalations go, for administrators to edit; head office and supervisors read.
struct BranchPages: PageGroup {
    let staff: StaffStore
    let calendar: CentreCalendar
    let regencyNames: FindRegencyNames
    let views: Views

    private var branches: BranchStore { staff.branches }

    func add(to router: Router<PageContext>) {
        router.get("/branches", use: list)
        router.get("/branches/new", use: askNew)
        router.post("/branches", use: add)
        router.get("/branches/:code", use: show)
        router.post("/branches/:code", use: edit)
    }

    // MARK: - All of them

    @Sendable private func list(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.branchesRead)
        let filter = BranchFilter(Form.query(request))
        let (all, served) = (try await branches.list(), try await branches.served())
        let serving = Dictionary(grouping: served.keys) { served[$0] }
        let names = filter.text == nil ? [:] : try await regencyNames(Set(served.keys))
        let shown = all.filter { filter.admits($0, serving[$0.code] ?? [], names) }
        let people = try await branches.peopleCounts()
        let words = BranchPageWords(context: context)
        return try views.page(
            "staff-branches", title: context.text("branches.title"),
            [
                "rows": shown.map { branch -> [String: Any] in
                    [
                        "path": Path.branch(branch.code).text, "code": branch.code.text, "name": branch.name.text,
                        "region": branch.region.roman, "zone": branch.zone.rawValue, "hours": words.hours(branch.hours),
                        "people": people[branch.code, default: 0], "regencies": serving[branch.code]?.count ?? 0,
                        "closed": branch.isClosed,
                    ]
                },
                "count": context.text("branches.count", ["count": "\(shown.count)"]), "empty": shown.isEmpty,
                "query": filter.text ?? "", "withClosed": filter.withClosed, "mayEdit": viewer.may(.branchesEdit),
                "regions": Form.choices(
                    OfficeRegion.allCases.map { (value: $0.roman, label: words.region($0)) },
                    chosen: Set([filter.region?.roman].compactMap { $0 })),
                "unserved": served.isEmpty, "exports": ExportAsk.model("branches", .branchesRead, context),
            ], context)
    }

    // MARK: - One

    @Sendable private func askNew(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.branchesEdit)
        return try await formPage(BranchForm(), nil, context)
    }

    @Sendable private func add(_ request: Request, _ context: PageContext) async throws -> Response {
        let author = try context.require(.branchesEdit).author
        var form = BranchForm(try await Form.read(request, context))
        guard let typed = form.branch() else { return try await formPage(form, nil, context, status: 422) }
        do {
            try await branches.add(
                typed.branch, serving: typed.regencies, takingOver: form.takesOver, by: author, at: context.arrivedAt)
            return .redirect(to: .branch(typed.branch.code), notice: "branches.added")
        } catch let refusal as BranchRefusal {
            try form.fail(refusal)
            return try await formPage(form, nil, context, status: 422)
        }
    }

    private func branch(_ context: PageContext) async throws -> Branch {
        guard let branch = try await branches.branch(try context.parameter("code", as: BranchCode.self)) else {
            throw PageRefusal.notFound
        }
        return branch
    }

    /// A code that the branch had before leads to where it is now.
    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.branchesRead)
        let branch = try await branch(context)
        guard try context.parameter("code", as: BranchCode.self) == branch.code else {
            return .redirect(to: .branch(branch.code))
        }
        let words = BranchPageWords(context: context)
        let form = BranchForm(branch, serving: try await regencies(of: branch), words)
        return try await formPage(form, branch, context)
    }

    @Sendable private func edit(_ request: Request, _ context: PageContext) async throws -> Response {
        let author = try context.require(.branchesEdit).author
        let branch = try await branch(context)
        var form = BranchForm(try await Form.read(request, context))
        guard let typed = form.branch() else { return try await formPage(form, branch, context, status: 422) }
        do {
            try await branches.edit(
                branch.code, typed.branch, serving: typed.regencies, takingOver: form.takesOver, seen: form.seen,
                by: author, at: context.arrivedAt)
            return .redirect(to: .branch(typed.branch.code), notice: "branches.saved")
        } catch let refusal as BranchRefusal {
            try form.fail(refusal)
            return try await formPage(form, branch, context, status: 422)
        }
    }

    private func regencies(of branch: Branch) async throws -> [RegencyCode] {
        try await branches.served().filter { $0.value == branch.code }.keys.sorted()
    }

    private func formPage(
        _ form: BranchForm, _ branch: Branch?, _ context: PageContext, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        var story: [JournalEntry] = []
        var beside: [String: Any]?
        if let branch {
            story = try await branches.story(of: branch.code)
            beside = try await facts(of: branch, story, context)
        }
        var model = form.model(seen: story.last?.seq, context)
        model["mayEdit"] = context.signedIn?.may(.branchesEdit) ?? false
        model["path"] = (branch.map { Path.branch($0.code) } ?? .branches).text
        model["branch"] = beside
        return try views.page(
            "staff-branch", title: branch?.name.text ?? context.text("branches.new"), model, context, status: status)
    }

    /// What stands beside the form: whom it serves, who works there, what changed.
    private func facts(
        of branch: Branch, _ story: [JournalEntry], _ context: PageContext
    ) async throws -> [String: Any] {
        let told = try story.compactMap { entry in try BranchStoryFact(entry).map { (entry: entry, fact: $0) } }
        let regencies = try await regencies(of: branch)
        let names = try await regencyNames(Set(regencies + told.flatMap(\.fact.regencyCodes)))
        let authors = try await AuthorNames(of: told.map(\.entry.author), staff, context)
        let (words, time) = (BranchPageWords(context: context), WrittenTime(calendar, context))
        let people = try await branches.people(of: branch.code)
        return [
            "name": branch.name.text, "closed": branch.isClosed,
            "regencies": regencies.map { words.regency($0, names) }, "noRegencies": regencies.isEmpty,
            "people": people.map { ["name": $0.name, "path": Path.person($0.id).text] }, "nobody": people.isEmpty,
            "mayReadStaff": context.signedIn?.may(.staffRead) ?? false,
            "story": told.reversed().map { told -> [String: Any] in
                [
                    "when": time.moment(told.entry.at), "who": authors[told.entry.author],
                    "lines": words.lines(told.fact, names),
                ]
            },
        ]
    }
}

extension BranchStoryFact {
    /// nil for a fact of another kind.
    fileprivate init?(_ entry: JournalEntry) throws {
        if try entry.fact(BranchFact.Added.self) != nil {
            self = .added
        } else if let fact: BranchFact.Edited = try entry.fact() {
            self = .edited(fact.changes)
        } else if let fact: BranchFact.Regencies = try entry.fact() {
            self = .regencies(gained: fact.gained, lost: fact.lost)
        } else {
            return nil
        }
    }
}

/// The filters of the list, as its address carries them.
struct BranchFilter {
    let text: String?
    let region: OfficeRegion?
    let withClosed: Bool

    init(_ query: Form) {
        text = query["q"].map { String($0.prefix(80)) }
        region = query.value("region")
        withClosed = query.isTicked("closed")
    }

    /// Found by code, name, its region as VII, and by what it serves.
    func admits(_ branch: Branch, _ regencies: [RegencyCode], _ names: [RegencyCode: String]) -> Bool {
        if branch.isClosed, !withClosed { return false }
        if let region, branch.region != region { return false }
        guard let text else { return true }
        let key = BranchName.key(of: text)
        if branch.name.key.contains(key) || branch.code.text == text.uppercased() { return true }
        if branch.region.roman == text.uppercased() { return true }
        return regencies.contains { code in
            code == RegencyCode(text) || names[code].map { BranchName.key(of: $0).contains(key) } ?? false
        }
    }
}
