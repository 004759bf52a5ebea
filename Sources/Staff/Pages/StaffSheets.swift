public import Exports
import Kernel
import Pages

extension StaffRoom {
    /// The people and the branches, as files.
    public static func exportables(
        _ staff: StaffStore, regencyNames: @escaping FindRegencyNames
    ) -> [ExportableList] {
        [
            ExportableList("staff", titleKey: "staff.title", permission: .staffRead) { query, viewer in
                try await people(StaffFilter(query), staff, viewer)
            },
            ExportableList("branches", titleKey: "branches.title", permission: .branchesRead) { query, viewer in
                try await branches(BranchFilter(query), staff, regencyNames, viewer)
            },
        ]
    }

    private static func people(
        _ filter: StaffFilter, _ staff: StaffStore, _ viewer: ExportViewer
    ) async throws -> Sheet {
        let people = try await staff.list(withDisabled: filter.withDisabled).filter(filter.admits)
        let teams = Dictionary(uniqueKeysWithValues: try await staff.teams().map { ($0.id, $0.name) })
        let branches = Dictionary(uniqueKeysWithValues: try await staff.branches.list().map { ($0.code, $0.name) })
        func roles(_ person: Person) -> String {
            person.roles.map { viewer.text("staff.role.\($0.rawValue)") }.sorted().joined(separator: ", ")
        }
        func state(_ person: Person) -> String {
            viewer.text(
                person.isDisabled
                    ? "staff.disabled" : person.mustChangePassword ? "staff.waiting" : "staff.sheet.working")
        }
        return Sheet(
            viewer.text("staff.title"),
            filter: [
                filter.text.map { viewer.told("staff.filter.name", $0) },
                filter.role.map { viewer.told("staff.roles", viewer.text("staff.role.\($0.rawValue)")) },
                viewer.text(filter.withDisabled ? "staff.sheet.with-disabled" : "staff.sheet.without-disabled"),
            ].compactMap(\.self),
            columns: ["name", "user-name", "roles", "site", "team", "sheet.branch", "skills", "state"].map {
                Sheet.Column(viewer.text("staff.\($0)"))
            },
            rows: people.map { person in
                let skills = person.skills.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
                return [
                    .text(person.name), .text(person.userName.text), Sheet.Cell(roles(person)), Sheet.Cell(person.site),
                    Sheet.Cell(person.team.flatMap { teams[$0] }),
                    Sheet.Cell(person.branch.flatMap { branches[$0]?.text }),
                    Sheet.Cell(skills.joined(separator: ", ")), .text(state(person)),
                ]
            })
    }

    private static func branches(
        _ filter: BranchFilter, _ staff: StaffStore, _ regencyNames: FindRegencyNames, _ viewer: ExportViewer
    ) async throws -> Sheet {
        let (all, served) = (try await staff.branches.list(), try await staff.branches.served())
        let serving = Dictionary(grouping: served.keys) { served[$0] }
        let names = try await regencyNames(Set(served.keys))
        let people = try await staff.branches.peopleCounts()
        let shown = all.filter { filter.admits($0, serving[$0.code] ?? [], names) }
        func hours(_ branch: Branch) -> String {
            viewer.language == .id ? branch.hours.indonesianText : branch.hours.text
        }
        func regencies(_ branch: Branch) -> String {
            (serving[branch.code] ?? []).sorted().map { code in names[code].map { "\(code) \($0)" } ?? code.digits }
                .joined(separator: ", ")
        }
        return Sheet(
            viewer.text("branches.title"),
            filter: [
                filter.text.map { viewer.told("branches.filter.text", $0) },
                filter.region.map { viewer.text("branches.region-of", ["n": $0.roman]) },
                viewer.text(filter.withClosed ? "branches.sheet.with-closed" : "branches.sheet.without-closed"),
            ].compactMap(\.self),
            columns: [
                Sheet.Column(viewer.text("branches.field.code")), Sheet.Column(viewer.text("branches.field.name")),
                Sheet.Column(viewer.text("branches.column.region")), Sheet.Column(viewer.text("branches.field.zone")),
                Sheet.Column(viewer.text("branches.field.hours")), Sheet.Column(viewer.text("branches.field.notices")),
                Sheet.Column(viewer.text("branches.column.people"), .number),
                Sheet.Column(viewer.text("branches.column.regencies"), .words),
                Sheet.Column(viewer.text("staff.state")),
            ],
            rows: shown.map { branch in
                [
                    .text(branch.code.text), .text(branch.name.text), .text(branch.region.roman),
                    .text(branch.zone.rawValue), .text(hours(branch)), Sheet.Cell(branch.notices?.text),
                    .number(people[branch.code, default: 0]), Sheet.Cell(regencies(branch)),
                    .text(viewer.text(branch.isClosed ? "branches.closed" : "branches.open")),
                ]
            })
    }
}
