import Kernel
import Pages

/// The form of one person: from what was typed to `PersonDetails`, with what is wrong beside each field.
struct PersonForm {
    private var form: Form
    private var roles: Set<Role> = []
    private var skills: [String: String] = [:]
    private static let skillPrefix = "skill."

    init(_ form: Form = Form()) {
        self.form = form
        roles = Set(form.all("roles").compactMap(Role.init))
        for (field, values) in form.values where field.hasPrefix(Self.skillPrefix) {
            skills[String(field.dropFirst(Self.skillPrefix.count))] = values.first ?? ""
        }
    }

    init(_ person: Person) {
        form = Form([
            "name": person.name, "user_name": person.userName.text, "site": person.site ?? "",
            "team": person.team.map { "\($0)" } ?? "", "branch": person.branch?.text ?? "",
            "region": person.region?.roman ?? "",
        ])
        if person.autoAnswer { form.set("auto_answer", "yes") }
        if person.isHead { form.set("is_head", "yes") }
        roles = person.roles
        skills = person.skills.mapValues { "\($0)" }
    }

    /// Nil when something is wrong; what it is stands beside the fields then.
    mutating func details() -> PersonDetails? {
        let name = form["name"]
        if name == nil { form.fail("name", "staff.refused.name") }
        let userName = form["user_name"].flatMap { UserName($0) }
        if userName == nil { form.fail("user_name", "staff.refused.user-name") }
        if roles.isEmpty { form.fail("roles", "staff.refused.roles") }
        let team: TeamID? = form.value("team")
        if form["team"] != nil, team == nil { form.fail("team", "staff.refused.team") }
        let (branch, region) = (branch(), region())
        var levels: [String: Int] = [:]
        for (skill, typed) in skills where !typed.isEmpty {
            if let level = Int(typed), PersonDetails.skillLevels.contains(level) {
                levels[skill] = level
            } else {
                form.fail("skills", "staff.refused.level")
            }
        }
        guard form.isSound, let name, let userName else { return nil }
        return PersonDetails(
            name: name, userName: userName, roles: roles, site: form["site"], team: team, branch: branch,
            isHead: form.isTicked("is_head"), region: region, skills: levels, autoAnswer: form.isTicked("auto_answer"))
    }

    /// An officer of a branch has one, and nobody else.
    private mutating func branch() -> BranchCode? {
        let branch: BranchCode? = form.value("branch")
        let isOfficer = roles.contains(.branch)
        if isOfficer, branch == nil { form.fail("branch", "staff.refused.branch") }
        if !isOfficer, form["branch"] != nil { form.fail("branch", "staff.refused.branch-without-role") }
        if branch == nil, form.isTicked("is_head") { form.fail("branch", "staff.refused.head-without-branch") }
        return branch
    }

    /// Whoever works for a region has one, and nobody else.
    private mutating func region() -> OfficeRegion? {
        let region: OfficeRegion? = form.value("region")
        let isOverseer = roles.contains(.region)
        if isOverseer, region == nil { form.fail("region", "staff.refused.region") }
        if !isOverseer, form["region"] != nil { form.fail("region", "staff.refused.region-without-role") }
        return region
    }

    /// What only the register could know. Refusals that no field can mend are thrown on.
    mutating func fail(_ refusal: StaffRefusal) throws {
        switch refusal {
        case .nameMissing: form.fail("name", "staff.refused.name")
        case .userNameTaken: form.fail("user_name", "staff.refused.user-name-taken")
        case .noRole: form.fail("roles", "staff.refused.roles")
        case .unknownSite: form.fail("site", "staff.refused.site")
        case .unknownTeam: form.fail("team", "staff.refused.team")
        case .unknownBranch: form.fail("branch", "staff.refused.branch")
        case .branchWithoutRole: form.fail("branch", "staff.refused.branch-without-role")
        case .headWithoutBranch: form.fail("branch", "staff.refused.head-without-branch")
        case .regionWithoutRole: form.fail("region", "staff.refused.region-without-role")
        case .unknownSkill, .skillLevel: form.fail("skills", "staff.refused.level")
        case .lastAdministrator: form.fail("roles", "staff.refused.last-administrator")
        case .oneself, .notFound, .password: throw refusal
        }
    }

    func model(
        sites: [WorkSite], teams: [Team], branches: [Branch], skills known: [Skill], _ context: PageContext
    ) -> [String: Any] {
        let chosen = Set(form.all("branch"))
        let open = branches.filter { !$0.isClosed || chosen.contains($0.code.text) }
            .sorted { $0.name.key < $1.name.key }
        return [
            "form": form.model(context), "autoAnswer": form.isTicked("auto_answer"),
            "isHead": form.isTicked("is_head"),
            "regions": Form.choices(
                OfficeRegion.allCases.map { ($0.roman, context.text("branches.region-of", ["n": $0.roman])) },
                chosen: Set([form.value("region", as: OfficeRegion.self)?.roman].compactMap(\.self))),
            "roles": roleChoices(chosen: roles, context),
            "sites": Form.choices(
                sites.map { (value: $0.code, label: "\($0.code) · \($0.name)") }, chosen: Set(form.all("site"))),
            "teams": Form.choices(
                teams.map { (value: "\($0.id)", label: "\($0.site) · \($0.name)") }, chosen: Set(form.all("team"))),
            "branches": Form.choices(
                open.map { (value: $0.code.text, label: "\($0.name) · \($0.code)") }, chosen: chosen),
            "skills": known.map { skill -> [String: Any] in
                ["code": skill.code, "name": skill.name, "level": skills[skill.code] ?? ""]
            },
        ]
    }
}
