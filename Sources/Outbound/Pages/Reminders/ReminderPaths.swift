public import Kernel
public import Members
public import Pages
public import Staff

extension Path {
    public static let reminders: Path = "/outbound/reminders"
    static let reminderUploads: Path = "/outbound/reminders/uploads"
    static let newReminderUpload: Path = "/outbound/reminders/uploads/new"
    static func reminderUpload(_ id: ReminderUploadID) -> Path { "/outbound/reminders/uploads/\(id)" }
    static func reminderFaults(_ id: ReminderUploadID) -> Path { "/outbound/reminders/uploads/\(id)/faults" }
    static func reminderCampaign(_ id: ReminderCampaignID) -> Path { "/outbound/reminders/campaigns/\(id)" }
    static let reminderCampaignsLive: Path = "/outbound/reminders/campaigns/live"
    static func reminderCampaignLive(_ id: ReminderCampaignID) -> Path {
        "/outbound/reminders/campaigns/\(id)/live"
    }
    static let remindersLive: Path = "/outbound/reminders/live"
    public static func reminderItem(_ id: ReminderItemID) -> Path { "/outbound/reminders/items/\(id)" }
}

extension OutboundRoom {
    public static let reminderNavigation = [Permission.outboundWatch, .remindersUpload].map {
        NavigationItem(path: .reminders, wordKey: "reminders.title", permission: $0, order: 36)
    }

    /// Campaigns and their figures, finance's files, and the work on one reminder.
    public static func reminderPages(
        _ store: ReminderStore, after confirmations: ConfirmationStore, members: MemberStore,
        rules: ContributionRuleStore, staff: StaffStore, phone: OutboundPhone, clock: any WallClock,
        calendar: CentreCalendar, _ views: Views
    ) -> [any PageGroup] {
        let listing = RingingListing(
            confirmations: confirmations, reminders: store, staff: staff, calendar: calendar, views: views)
        let boards = RingingBoards(listing, clock: clock)
        return [
            ReminderBoardPages(listing: listing, boards: boards),
            ReminderUploadPages(reminders: store, staff: staff, calendar: calendar, views: views),
            ReminderCampaignPages(listing: listing, boards: boards),
            ReminderWorkPages(
                reminders: store, members: members, rules: rules, phone: phone,
                next: OutboundNext(confirmations: confirmations, reminders: store), clock: clock, calendar: calendar,
                views: views),
        ]
    }
}

/// Who sees how reminders go: whoever may do one of these.
enum ReminderRights {
    static let reasons: [Permission] = [.remindersUpload, .outboundWatch, .outboundPlan]
}

extension PageContext {
    /// Those who see how reminders go: finance, who watches, who plans.
    func requireReminders() throws -> SignedIn {
        let person = try requireSignedIn()
        guard ReminderRights.reasons.contains(where: person.may) else {
            throw PageRefusal.forbidden(.outboundWatch)
        }
        return person
    }
}

/// Reminders in the words of a page.
struct ReminderWords {
    let catalogue: Catalogue
    let language: Language
    let calendar: CentreCalendar
    let time: WrittenTime

    init(_ calendar: CentreCalendar, _ catalogue: Catalogue, _ language: Language) {
        (self.catalogue, self.language, self.calendar) = (catalogue, language, calendar)
        time = WrittenTime(calendar, catalogue, language)
    }

    init(_ calendar: CentreCalendar, _ context: PageContext) {
        self.init(calendar, context.catalogue, context.language)
    }

    func callAsFunction(_ key: String, _ arguments: [String: String] = [:]) -> String {
        catalogue.text("reminders." + key, language, arguments)
    }

    func count(_ number: Int) -> String { groupedThousands(UInt64(number.magnitude)) }

    /// Of hundredths of a percent: `12,5%`; a dash for what is not known.
    func share(_ share: Int?) -> String {
        guard let share else { return "–" }
        let mark = language == .id ? "," : "."
        return "\(share / 100)\(mark)\(share % 100 / 10)%"
    }

    func state(_ campaign: ReminderCampaign) -> [String: Any] {
        let tone =
            switch campaign.state {
            case .prepared: "amber"
            case .active: "green"
            case .paused, .ended: "blue"
            }
        return ["word": self("state.\(campaign.state.rawValue)"), "tone": tone]
    }

    func days(_ plan: ReminderCampaign.Plan) -> String {
        "\(time.write(plan.firstDay)) – \(time.write(plan.lastDay))"
    }

    func progress(_ progress: ReminderProgress) -> [String: Any] {
        [
            "total": count(progress.total), "rung": count(progress.rung), "reached": count(progress.reached),
            "off": count(progress.off), "left": count(progress.left), "finished": progress.finishedShare / 100,
            "finishedShare": share(progress.finishedShare), "reachedShare": share(progress.reachedShare),
            "paidSince": count(progress.paidSince), "paidSinceShare": share(progress.paidSinceShare),
            "known": self("known-since", ["count": count(progress.knownSince)]),
        ]
    }
}
