import Database
import Exports
import Kernel
import Pages
import Staff

extension Path {
    /// For the fields of a file of looks alone: its page says whose they are in its path.
    static func lookSheet(_ id: MemberID) -> Path { Path.members.with("member", id) }
}

extension MembersRoom {
    /// Who saw one member's record, as a file for whoever answers for its protection. The member is named in it by the
    /// masked card alone; writing it out is a reading of the trail, and so a fact of it.
    static func looksExportable(_ members: MemberStore, staff: StaffStore) -> ExportableList {
        ExportableList("looks", titleKey: "members.looks.title", permission: .membersLooks) { query, viewer in
            let id: MemberID? = query.value("member")
            guard let id, let found = try await members.trail(of: id, upTo: 1, by: viewer.author, at: viewer.at)
            else { throw ExportFailure.noSuchList }
            let names = try await AuthorNames(everybodyOf: staff, viewer.catalogue, viewer.language)
            return Sheet(
                viewer.text("members.looks.title"),
                filter: [viewer.told("members.looks.sheet.card", found.member.card.masked)],
                columns: [
                    Sheet.Column(viewer.text("members.looks.when"), .moment),
                    Sheet.Column(viewer.text("members.looks.who")),
                    Sheet.Column(viewer.text("members.looks.what"), .words),
                    Sheet.Column(viewer.text("members.looks.why"), .words),
                ],
                count: try await members.trailCount(of: id),
                pages: Sheet.pages { last in
                    try await members.trail(
                        of: id, before: last?.seq, upTo: 500, by: viewer.author, at: viewer.at)?.facts ?? []
                } row: { entry in
                    let line = try TrailWords { viewer.text($0, $1) }.line(entry)
                    return [
                        .moment(entry.at), .text(names[entry.author]), .text(line.what), Sheet.Cell(line.why),
                    ]
                })
        }
    }
}
