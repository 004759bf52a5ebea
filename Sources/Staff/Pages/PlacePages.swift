import Hummingbird
import Kernel
import Pages

/// `/staff/places`: the sites, teams and skills that people are given. A code that is known is renamed, not doubled.
struct PlacePages: PageGroup {
    let store: StaffStore
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/staff/places", use: show)
        router.post("/staff/sites", use: putSite)
        router.post("/staff/teams", use: putTeam)
        router.post("/staff/skills", use: putSkill)
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.staffRead)
        return try await page(Form(), context)
    }

    @Sendable private func putSite(_ request: Request, _ context: PageContext) async throws -> Response {
        let author = try context.require(.staffEdit).author
        var form = try await Form.read(request, context)
        let (code, name) = codeAndName(&form, "site")
        guard let code, let name else { return try await page(form, context, status: 422) }
        try await store.put([WorkSite(code: code.uppercased(), name: name)], by: author)
        return .redirect(to: .places, notice: "staff.saved")
    }

    @Sendable private func putSkill(_ request: Request, _ context: PageContext) async throws -> Response {
        let author = try context.require(.staffEdit).author
        var form = try await Form.read(request, context)
        let (code, name) = codeAndName(&form, "skill")
        guard let code, let name else { return try await page(form, context, status: 422) }
        try await store.put([Skill(code: code.lowercased(), name: name)], by: author)
        return .redirect(to: .places, notice: "staff.saved")
    }

    @Sendable private func putTeam(_ request: Request, _ context: PageContext) async throws -> Response {
        let author = try context.require(.staffEdit).author
        var form = try await Form.read(request, context)
        guard let name = form["team_name"], let site = form["team_site"] else {
            form.fail("team_name", "staff.places.team-missing")
            return try await page(form, context, status: 422)
        }
        do {
            _ = try await store.team(name, at: site, by: author)
        } catch StaffRefusal.unknownSite {
            form.fail("team_name", "staff.refused.site")
            return try await page(form, context, status: 422)
        }
        return .redirect(to: .places, notice: "staff.saved")
    }

    private func codeAndName(_ form: inout Form, _ kind: String) -> (code: String?, name: String?) {
        let code = form["\(kind)_code"].flatMap { $0.isShortCode ? $0 : nil }
        let name = form["\(kind)_name"]
        if code == nil || name == nil { form.fail("\(kind)_code", "staff.places.code-missing") }
        return (code, name)
    }

    private func page(_ form: Form, _ context: PageContext, status: HTTPResponse.Status = 200) async throws -> Response
    {
        let (sites, teams, skills) = (try await store.sites(), try await store.teams(), try await store.skills())
        return try views.page(
            "staff-places", title: context.text("staff.places.title"),
            [
                "form": form.model(context), "mayEdit": context.signedIn?.may(.staffEdit) ?? false,
                "sites": sites.map { ["code": $0.code, "name": $0.name] },
                "teams": teams.map { ["site": $0.site, "name": $0.name] },
                "skills": skills.map { ["code": $0.code, "name": $0.name] },
                "siteChoices": Form.choices(
                    sites.map { (value: $0.code, label: "\($0.code) · \($0.name)") }, chosen: Set(form.all("team_site"))
                ),
            ], context, status: status)
    }
}

extension String {
    /// 2 to 20 letters, digits and hyphens.
    fileprivate var isShortCode: Bool { wholeMatch(of: /[A-Za-z0-9-]{2,20}/) != nil }
}
