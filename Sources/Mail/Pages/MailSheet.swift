public import Exports
import Kernel
import Pages

extension MailRoom {
    /// The mails as they are filtered, as a file: to whom and how far, but no word of what they say.
    public static func exportables(_ outbox: MailOutbox) -> [ExportableList] {
        [
            ExportableList("notices", titleKey: "mail.title", permission: .noticesRead) { query, viewer in
                let state = query["state"].flatMap(QueuedMail.State.init)
                let counts = try await outbox.counts()
                return Sheet(
                    viewer.text("mail.title"), filter: [viewer.text("mail.filter.\(state?.rawValue ?? "all")")],
                    columns: [
                        Sheet.Column(viewer.text("mail.column.state")),
                        Sheet.Column(viewer.text("mail.column.subject")), Sheet.Column(viewer.text("mail.column.to")),
                        Sheet.Column(viewer.text("mail.column.queued"), .moment),
                        Sheet.Column(viewer.text("mail.column.tries"), .number),
                        Sheet.Column(viewer.text("mail.sheet.next"), .moment),
                        Sheet.Column(viewer.text("mail.column.answer"), .words),
                        Sheet.Column(viewer.text("mail.sheet.answered"), .moment),
                    ],
                    count: state.map { counts[$0] ?? 0 } ?? counts.values.reduce(0, +),
                    pages: Sheet.pages { last in
                        try await outbox.sheetPage(state, after: last)
                    } row: { mail in
                        [
                            .text(viewer.text("mail.state.\(mail.word)")), .text(mail.subject), .text(mail.shownTo),
                            .moment(mail.queuedAt), .number(mail.tries),
                            Sheet.Cell(mail.state == .queued ? mail.nextTryAt : nil),
                            Sheet.Cell(mail.shownAnswer { viewer.text($0) }),
                            Sheet.Cell(mail.answeredAt),
                        ]
                    })
            }
        ]
    }
}
