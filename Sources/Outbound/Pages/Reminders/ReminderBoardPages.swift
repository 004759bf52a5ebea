import Exports
import Hummingbird
import Kernel
import Pages
import Staff

/// `/outbound/reminders`: all campaigns with how far they are, live, and finance's files for finance.
struct ReminderBoardPages: PageGroup {
    let listing: RingingListing
    let boards: RingingBoards

    func add(to router: Router<PageContext>) {
        router.get("/outbound/reminders", use: list)
        router.get("/outbound/reminders/campaigns/live", use: live)
    }

    @Sendable private func live(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.requireReminders()
        return .live(try await boards.events(RingingKey(.campaigns, context)), request, context)
    }

    @Sendable private func list(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.requireReminders()
        let words = ReminderWords(listing.calendar, context)
        var round = RingingRound(listing, at: context.arrivedAt)
        var model = try await round.parts(of: RingingKey(.campaigns, context)).model
        model["mayUpload"] = viewer.may(.remindersUpload)
        if try await !listing.reminders.campaigns().isEmpty {
            model["exports"] = ExportAsk.model("reminder-campaigns", anyOf: ReminderRights.reasons, context)
        }
        if viewer.may(.remindersUpload) {
            let uploads = try await listing.reminders.uploads()
            let names = try await AuthorNames(of: uploads.map(\.author), listing.staff, context)
            model["uploads"] = uploads.map { words.row($0, names) }
            model["noUploads"] = uploads.isEmpty
        }
        return try listing.views.page(
            "outbound-reminders", title: words("title"), model, context,
            frame: Views.Frame(live: .reminderCampaignsLive, styles: ["outbound.css"]))
    }
}

extension ReminderWords {
    /// Campaigns as rows.
    func list(
        _ campaigns: [ReminderCampaign], _ progress: [ReminderCampaignID: ReminderProgress]
    ) -> [RingingPart: [String: Any]] {
        let list: [String: Any] = [
            "rows": campaigns.map { campaign -> [String: Any] in
                var row = self.progress(progress[campaign.id] ?? ReminderProgress())
                row["key"] = "campaign-\(campaign.id)"
                row["path"] = Path.reminderCampaign(campaign.id).text
                row["name"] = campaign.plan.name
                row["state"] = state(campaign)
                row["days"] = days(campaign.plan)
                return row
            },
            "isEmpty": campaigns.isEmpty,
        ]
        return [.count: ["count": self("count", ["count": count(campaigns.count)])], .campaigns: list]
    }

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
