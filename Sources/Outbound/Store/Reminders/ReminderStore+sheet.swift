import Database
import Kernel

/// One member of a campaign, as a line of a file: named as finance's own file named him.
struct ReminderSheetLine: Sendable, Hashable {
    let item: Reminder
    /// In the order in which files named members.
    let place: Int64
    /// The newest file that names the member, and on which of its lines; nil for one that was taken over before lines
    /// were kept.
    let file: String
    let uploadedAt: Timestamp
    let line: Int?
    /// The card or NIK there, masked.
    let named: String?
    let lastAt: Timestamp?
    let promisedOn: Day?
    /// Since when he is known to have paid.
    let paidAt: Timestamp?
}

extension ReminderStore {
    /// All members of a campaign in the order of its files: so many after one of them.
    func sheetPage(
        of campaign: ReminderCampaignID, after last: ReminderSheetLine?, upTo limit: Int = 500
    ) async throws -> [ReminderSheetLine] {
        try await database.read {
            try $0.all(
                """
                SELECT i.*, u.file, u.at AS uploaded_at FROM reminder_items i JOIN reminder_uploads u ON u.id = i.upload
                WHERE i.campaign = \(campaign) AND i.place > \(last?.place ?? 0) ORDER BY i.place LIMIT \(limit)
                """)
        }
    }
}

extension ReminderSheetLine: RowDecodable {
    init(row: Row) throws {
        self.init(
            item: try Reminder(row: row), place: try row("place"), file: try row("file"),
            uploadedAt: try row("uploaded_at"), line: try row("line"),
            named: try row("named"), lastAt: try row("last_at"), promisedOn: try row("promised_on"),
            paidAt: try row("paid_at"))
    }
}
