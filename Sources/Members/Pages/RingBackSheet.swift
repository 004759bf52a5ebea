import Exports
import Kernel
import Pages

extension MembersRoom {
    /// Callers who are to be told how their change ended, now and within a day, as a file. Numbers are masked in it:
    /// showing one leaves a record, and is for whoever rings.
    static func ringBacksExportable(_ changes: ChangeStore) -> ExportableList {
        ExportableList("ring-backs", titleKey: "members.ring.title", permission: .changesRing) { _, viewer in
            let until = viewer.at + RingBackPages.ahead
            return Sheet(
                viewer.text("members.ring.title"),
                filter: [viewer.told("members.ring.sheet.until", viewer.time.moment(until))],
                columns: [
                    Sheet.Column(viewer.text("members.office.column.kind")),
                    Sheet.Column(viewer.text("members.ring.why"), .words),
                    Sheet.Column(viewer.text("members.ring.sheet.from"), .moment),
                    Sheet.Column(viewer.text("members.ring.attempts"), .number),
                    Sheet.Column(viewer.text("members.ring.sheet.last"), .moment),
                    Sheet.Column(viewer.text("members.ring.sheet.outcome")),
                    Sheet.Column(viewer.text("members.ring.sheet.phone")),
                ],
                count: try await changes.ringBackCount(until: until),
                pages: Sheet.pages { last in
                    try await changes.ringBackPage(until: until, after: last)
                } row: { line in
                    let (ringBack, last) = (line.ringBack, line.ringBack.attempts.last)
                    return [
                        .text(viewer.text(line.change.kind.titleKey)), .text(viewer.text(ringBack.reason.key)),
                        .moment(ringBack.nextAt), .number(ringBack.attempts.count), Sheet.Cell(last?.at),
                        Sheet.Cell(last.map { viewer.text($0.outcome.key) }), .text(ringBack.phone.masked),
                    ]
                })
        }
    }
}
