import Exports
import Kernel
import Pages

extension Path {
    /// For the fields of a campaign's file alone: its page says which campaign it is in its path.
    static func reminderSheet(_ id: ReminderCampaignID) -> Path { Path.reminders.with("campaign", id) }
}

extension OutboundRoom {
    /// All campaigns with how far they are.
    static func campaignsExportable(_ reminders: ReminderStore) -> ExportableList {
        ExportableList(
            "reminder-campaigns", titleKey: "reminders.title", permission: .remindersUpload, .outboundWatch,
            .outboundPlan
        ) { _, viewer in
            let (campaigns, progress) = (try await reminders.campaigns(), try await reminders.progress())
            func number(_ key: String) -> Sheet.Column { Sheet.Column(viewer.text("reminders.\(key)"), .number) }
            return Sheet(
                viewer.text("reminders.title"), filter: [],
                columns: [
                    Sheet.Column(viewer.text("reminders.column.campaign")),
                    Sheet.Column(viewer.text("reminders.column.state")),
                    Sheet.Column(viewer.text("reminders.plan.first"), .day),
                    Sheet.Column(viewer.text("reminders.plan.last"), .day), number("column.total"),
                    number("column.rung"), number("column.reached"), number("column.off"), number("column.left"),
                    number("sheet.known-since"), number("paid-since"),
                ],
                rows: campaigns.map { campaign in
                    let far = progress[campaign.id] ?? ReminderProgress()
                    return [
                        .text(campaign.plan.name), .text(viewer.text("reminders.state.\(campaign.state.rawValue)")),
                        .day(campaign.plan.firstDay), .day(campaign.plan.lastDay), .number(far.total),
                        .number(far.rung), .number(far.reached), .number(far.off), .number(far.left),
                        .number(far.knownSince), .number(far.paidSince),
                    ]
                })
        }
    }

    /// The members of one campaign. They are named by the line of finance's own file and by the masked number that
    /// stood there, never by name or telephone: finance joins them with its file, and nobody else can.
    static func remindersExportable(_ reminders: ReminderStore) -> ExportableList {
        ExportableList(
            "reminders", titleKey: "reminders.sheet.title", permission: .remindersUpload, .outboundWatch,
            .outboundPlan
        ) { query, viewer in
            let id: ReminderCampaignID? = query.value("campaign")
            guard let id, let campaign = try await reminders.campaign(id) else { throw ExportFailure.noSuchList }
            let days = [campaign.plan.firstDay, campaign.plan.lastDay].map(viewer.time.write).joined(separator: " – ")
            return Sheet(
                viewer.text("reminders.sheet.title"),
                filter: [
                    viewer.told("reminders.column.campaign", campaign.plan.name),
                    viewer.told("reminders.column.state", viewer.text("reminders.state.\(campaign.state.rawValue)")),
                    viewer.told("reminders.column.days", days),
                ], columns: columns(viewer), count: try await reminders.progress(of: id).total,
                pages: Sheet.pages { last in
                    try await reminders.sheetPage(of: id, after: last)
                } row: { line in
                    row(line, viewer)
                })
        }
    }

    private static func columns(_ viewer: ExportViewer) -> [Sheet.Column] {
        func column(_ key: String, _ kind: Sheet.Kind = .text) -> Sheet.Column {
            Sheet.Column(viewer.text("reminders.\(key)"), kind)
        }
        return [
            column("column.file"), column("sheet.uploaded", .moment), column("column.line", .number),
            column("sheet.named"),
            column("tells.months", .number), column("sheet.amount", .number), column("tells.class", .number),
            column("tells.branch"), column("column.state"), column("item.tries", .number), column("sheet.outcome"),
            column("sheet.last", .moment), column("item.day", .day), column("sheet.off"), column("sheet.paid", .moment),
        ]
    }

    private static func row(_ line: ReminderSheetLine, _ viewer: ExportViewer) -> Sheet.Row {
        let item = line.item
        return [
            .text(line.file), .moment(line.uploadedAt), line.line.map(Sheet.Cell.number) ?? .nothing,
            Sheet.Cell(line.named),
            .number(item.months), .number(Int(item.amount.amount)),
            item.careClass.map(Sheet.Cell.number) ?? .nothing, Sheet.Cell(item.branch),
            .text(viewer.text("reminders.sheet.state.\(item.state.rawValue)")), .number(item.tries),
            Sheet.Cell(item.outcome.map { viewer.text("reminders.outcome.\($0.rawValue)") }), Sheet.Cell(line.lastAt),
            line.promisedOn.map(Sheet.Cell.day) ?? .nothing,
            Sheet.Cell(item.off.map { viewer.text("reminders.off.\($0.rawValue)") }), Sheet.Cell(line.paidAt),
        ]
    }
}
