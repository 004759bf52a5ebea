import Exports
import Hummingbird
import Kernel
import Pages

/// `/staff`: the register of people, for administrators to edit and supervisors to read.
struct RegisterPages: PageGroup {
    let store: StaffStore
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/staff", use: list)
        router.get("/staff/new", use: askNew)
        router.post("/staff", use: add)
        router.get("/staff/:id", use: show)
        router.post("/staff/:id", use: edit)
        router.post("/staff/:id/disablings", use: disable)
        router.post("/staff/:id/enablings", use: enable)
        router.post("/staff/:id/password-resets", use: resetPassword)
    }

    @Sendable private func list(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.staffRead)
        let filter = StaffFilter(Form.query(request))
        let people = try await store.list(withDisabled: filter.withDisabled).filter(filter.admits)
        let teams = Dictionary(uniqueKeysWithValues: try await store.teams().map { ($0.id, $0.name) })
        let branches = Dictionary(uniqueKeysWithValues: try await store.branches.list().map { ($0.code, $0.name) })
        return try views.page(
            "staff-list", title: context.text("staff.title"),
            [
                "people": people.map { row($0, teams, branches, context) },
                "count": context.text("staff.count", ["count": "\(people.count)"]),
                "empty": people.isEmpty, "query": filter.text ?? "", "withDisabled": filter.withDisabled,
                "roles": roleChoices(chosen: filter.role.map { [$0] } ?? [], context),
                "mayEdit": viewer.may(.staffEdit), "exports": ExportAsk.model("staff", .staffRead, context),
            ], context)
    }

    private func row(
        _ person: Person, _ teams: [TeamID: String], _ branches: [BranchCode: BranchName], _ context: PageContext
    ) -> [String: Any] {
        let region = person.region.map { context.text("branches.region-of", ["n": $0.roman]) }
        let place = person.branch.flatMap { branches[$0]?.text } ?? region ?? person.site
        let skills = person.skills.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        return [
            "path": Path.person(person.id).text, "name": person.name, "userName": person.userName.text,
            "roles": person.roles.map { roleWord($0, context) }.sorted().joined(separator: ", "),
            "site": place ?? "", "team": person.team.flatMap { teams[$0] } ?? "",
            "skills": skills.joined(separator: ", "), "disabled": person.isDisabled,
            "waiting": person.mustChangePassword && !person.isDisabled,
        ]
    }

    // MARK: One person

    @Sendable private func askNew(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.staffEdit)
        return try await formPage(PersonForm(), nil, context)
    }

    @Sendable private func add(_ request: Request, _ context: PageContext) async throws -> Response {
        let author = try context.require(.staffEdit).author
        var form = PersonForm(try await Form.read(request, context))
        guard let details = form.details() else { return try await formPage(form, nil, context, status: 422) }
        do {
            let (person, temporary) = try await store.add(details, by: author)
            return try handOut(temporary ?? "", to: person, context)
        } catch SignInRefusal.busy {
            throw PageRefusal.tookTooLong
        } catch let refusal as StaffRefusal {
            try form.fail(refusal)
            return try await formPage(form, nil, context, status: 422)
        }
    }

    private func person(_ context: PageContext) async throws -> Person {
        guard let person = try await store.person(try context.parameter("id", as: PersonID.self)) else {
            throw PageRefusal.notFound
        }
        return person
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.staffRead)
        let person = try await person(context)
        return try await formPage(PersonForm(person), person, context)
    }

    @Sendable private func edit(_ request: Request, _ context: PageContext) async throws -> Response {
        let author = try context.require(.staffEdit).author
        let person = try await person(context)
        var form = PersonForm(try await Form.read(request, context))
        guard let details = form.details() else { return try await formPage(form, person, context, status: 422) }
        do {
            try await store.edit(person.id, details, by: author)
            return .redirect(to: .person(person.id), notice: "staff.saved")
        } catch let refusal as StaffRefusal {
            try form.fail(refusal)
            return try await formPage(form, person, context, status: 422)
        }
    }

    @Sendable private func disable(_ request: Request, _ context: PageContext) async throws -> Response {
        let author = try context.require(.staffEdit).author
        let person = try await person(context)
        do { try await store.disable(person.id, by: author) } catch let refusal as StaffRefusal {
            throw conflict(refusal)
        }
        return .redirect(to: .person(person.id), notice: "staff.disabled-now")
    }

    @Sendable private func enable(_ request: Request, _ context: PageContext) async throws -> Response {
        let author = try context.require(.staffEdit).author
        let person = try await person(context)
        try await store.enable(person.id, by: author)
        return .redirect(to: .person(person.id), notice: "staff.enabled-now")
    }

    @Sendable private func resetPassword(_ request: Request, _ context: PageContext) async throws -> Response {
        let author = try context.require(.staffEdit).author
        let person = try await person(context)
        do {
            return try handOut(try await store.resetPassword(of: person.id, by: author), to: person, context)
        } catch SignInRefusal.busy {
            throw PageRefusal.tookTooLong
        }
    }

    /// Shows a temporary password, once.
    private func handOut(_ password: String, to person: Person, _ context: PageContext) throws -> Response {
        try views.page(
            "staff-handout", title: context.text("staff.handout.title"),
            [
                "name": person.name, "userName": person.userName.text, "password": password,
                "path": Path.person(person.id).text,
            ], context)
    }

    private func formPage(
        _ form: PersonForm, _ person: Person?, _ context: PageContext, status: HTTPResponse.Status = 200
    ) async throws -> Response {
        let (sites, teams, skills) = (try await store.sites(), try await store.teams(), try await store.skills())
        let branches = try await store.branches.list()
        var model = form.model(sites: sites, teams: teams, branches: branches, skills: skills, context)
        model["mayEdit"] = context.signedIn?.may(.staffEdit) ?? false
        model["path"] = (person.map { Path.person($0.id) } ?? .staff).text
        if let person {
            model["person"] = [
                "path": Path.person(person.id).text, "name": person.name, "disabled": person.isDisabled,
                "oneself": person.id == context.signedIn?.id,
            ]
        }
        return try views.page(
            "staff-person", title: person?.name ?? context.text("staff.new"), model, context, status: status)
    }

    private func conflict(_ refusal: StaffRefusal) -> PageRefusal {
        switch refusal {
        case .oneself: .conflict("staff.refused.oneself")
        case .lastAdministrator: .conflict("staff.refused.last-administrator")
        default: .notFound
        }
    }
}

/// The filters of the list, as its address carries them.
struct StaffFilter {
    let text: String?
    let role: Role?
    let withDisabled: Bool

    init(_ query: Form) {
        text = query["q"]
        role = query["role"].flatMap(Role.init)
        withDisabled = query.isTicked("disabled")
    }

    func admits(_ person: Person) -> Bool {
        if let role, !person.roles.contains(role) { return false }
        guard let text = text?.lowercased() else { return true }
        return person.name.lowercased().contains(text) || person.userName.text.contains(text)
    }
}

func roleWord(_ role: Role, _ context: PageContext) -> String { context.text("staff.role.\(role.rawValue)") }

func roleChoices(chosen: Set<Role>, _ context: PageContext) -> [[String: Any]] {
    Form.choices(
        Role.allCases.map { (value: $0.rawValue, label: roleWord($0, context)) }, chosen: Set(chosen.map(\.rawValue)))
}
