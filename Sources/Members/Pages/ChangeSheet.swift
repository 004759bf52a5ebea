public import Exports
import Kernel
import Pages
public import Staff

extension MembersRoom {
    /// Registrations and changes of data, as files. Whose data it is stands in none of them.
    public static func exportables(
        _ changes: ChangeStore, members: MemberStore, staff: StaffStore
    ) -> [ExportableList] {
        [
            ExportableList("changes", titleKey: "members.changes.title", permission: .changesRead) { query, viewer in
                try await sheet(query, changes, members, staff, viewer)
            }, ringBacksExportable(changes), trendsExportable(changes, members: members),
            looksExportable(members, staff: staff),
        ]
    }

    private static func sheet(
        _ query: Form, _ changes: ChangeStore, _ members: MemberStore, _ staff: StaffStore, _ viewer: ExportViewer
    ) async throws -> Sheet {
        // A branch sees its own box alone, and its officers have no list written out.
        let actor = ChangeActor.person(viewer.person.id, viewer.person.roles)
        guard !OfficeRights.isBranchOnly(actor) else { throw ExportFailure.forbidden }
        var filter = ChangeFilter(query.value("box") ?? .drafts)
        filter.kind = query["kind"].flatMap(ChangeKind.init)
        filter.branch = filter.box == .branch ? query["branch"].map { String($0.prefix(100)) } : nil
        filter.agent = actor.may(.begin) && !actor.may(.release) ? viewer.person.id : nil
        let wanted = filter
        let names = try await AuthorNames(everybodyOf: staff, viewer.catalogue, viewer.language)
        let regions = Dictionary(
            try await members.regions().map { ($0.code, $0.name) }, uniquingKeysWith: { first, _ in first })
        return Sheet(
            viewer.text("members.changes.title"),
            filter: [
                viewer.text("members.changes.box.\(filter.box)"),
                filter.kind.map { viewer.told("members.changes.what", viewer.text($0.titleKey)) },
                filter.branch.map { viewer.told("members.change.decider.branch", $0) },
            ].compactMap(\.self),
            columns: [
                Sheet.Column(viewer.text("members.changes.what")), Sheet.Column(viewer.text("members.changes.stage")),
                Sheet.Column(viewer.text("members.changes.agent")),
                Sheet.Column(viewer.text("members.changes.sheet.holder")),
                Sheet.Column(viewer.text("members.change.decider.branch")),
                Sheet.Column(viewer.text("members.trend.region")),
                Sheet.Column(viewer.text("members.changes.opened"), .moment),
                Sheet.Column(viewer.text("members.changes.sheet.changed"), .moment),
                Sheet.Column(viewer.text("members.changes.clock"), .moment),
            ],
            count: try await changes.count(filter),
            pages: Sheet.pages { last in
                try await changes.sheetPage(wanted, after: last)
            } row: { line in
                [
                    .text(viewer.text(line.kind.titleKey)), .text(viewer.text("members.change.stage.\(line.stage)")),
                    .text(names[line.agent]), Sheet.Cell(line.holder.map { names[$0] }), Sheet.Cell(line.branch),
                    Sheet.Cell(line.region.map { regions[String($0.prefix(4))] ?? $0 }), .moment(line.openedAt),
                    .moment(line.changedAt), Sheet.Cell(line.dueAt),
                ]
            })
    }
}
