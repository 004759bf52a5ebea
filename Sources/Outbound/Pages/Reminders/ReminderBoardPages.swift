import Exports
import Hummingbird
import Kernel
import Pages
import Staff

/// `/outbound/reminders`: all campaigns with how far they are, and finance's files for finance.
struct ReminderBoardPages: PageGroup {
    let reminders: ReminderStore
    let staff: StaffStore
    let calendar: CentreCalendar
    let views: Views

    func add(to router: Router<PageContext>) { router.get("/outbound/reminders", use: list) }

    @Sendable private func list(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.requireReminders()
        let words = ReminderWords(calendar, context)
        let (campaigns, progress) = (try await reminders.campaigns(), try await reminders.progress())
        var model: [String: Any] = [
            "rows": campaigns.map { campaign -> [String: Any] in
                var row = words.progress(progress[campaign.id] ?? ReminderProgress())
                row["path"] = Path.reminderCampaign(campaign.id).text
                row["name"] = campaign.plan.name
                row["state"] = words.state(campaign)
                row["days"] = words.days(campaign.plan)
                return row
            },
            "isEmpty": campaigns.isEmpty, "mayUpload": viewer.may(.remindersUpload),
            "count": words("count", ["count": words.count(campaigns.count)]),
            "exports": ExportAsk.model("reminder-campaigns", anyOf: ReminderRights.reasons, context),
        ]
        if viewer.may(.remindersUpload) {
            let uploads = try await reminders.uploads()
            let names = try await AuthorNames(of: uploads.map(\.author), staff, context)
            model["uploads"] = uploads.map { words.row($0, names) }
            model["noUploads"] = uploads.isEmpty
        }
        return try views.page("outbound-reminders", title: words("title"), model, context)
    }
}

extension ReminderWords {
    func row(_ upload: ReminderUpload, _ names: AuthorNames) -> [String: Any] {
        [
            "path": Path.reminderUpload(upload.id).text, "file": upload.file, "list": upload.list,
            "when": time.moment(upload.at), "who": names[upload.author],
            "state": self("upload.\(upload.state.rawValue)"),
            "tone": upload.state == .open ? "amber" : upload.state == .taken ? "green" : "blue",
            "good": upload.state == .withdrawn ? "–" : upload.counts.map { count($0.good) } ?? "–",
            "refused": upload.state == .withdrawn ? "–" : upload.counts.map { count($0.refused) } ?? "–",
        ]
    }
}
