import Database
import Kernel
import Pages
import Staff

/// Where the live pages of ringing read.
struct RingingListing: Sendable {
    let confirmations: ConfirmationStore
    let reminders: ReminderStore
    let staff: StaffStore
    let calendar: CentreCalendar
    let views: Views

    /// So many days of figures, today among them.
    static let days = 7

    var journal: Journal { Journal(confirmations.database) }

    func ringing(at moment: Timestamp) async throws -> RingingNow {
        let today = calendar.day(of: moment)
        return RingingNow(
            board: try await confirmations.board(at: moment),
            branches: Dictionary(
                uniqueKeysWithValues: try await staff.branches.list().map { ($0.code, $0.name) }),
            tries: try await confirmations.tries(since: calendar.start(of: today.adding(days: 1 - Self.days))),
            target: try await RingingRuleStore(confirmations.database).plan().plan.target,
            remindersDue: try await reminders.due(at: moment),
            reminded: try await reminders.tallies(since: calendar.start(of: today)),
            midnight: calendar.start(of: today))
    }

    func campaign(_ id: ReminderCampaignID) async throws -> CampaignNow? {
        guard let campaign = try await reminders.campaign(id) else { return nil }
        return CampaignNow(
            campaign: campaign, progress: try await reminders.progress(of: id),
            days: try await reminders.days(of: id), people: try await reminders.people(of: id))
    }
}

/// How ringing stands at one moment, for all who look.
struct RingingNow: Sendable {
    let board: ConfirmationBoard
    let branches: [BranchCode: BranchName]
    /// Of the last days, today among them.
    let tries: [ConfirmationTry]
    let target: Int
    let remindersDue: Int
    /// Today's.
    let reminded: [PersonID: ReminderTally]
    /// When today began.
    let midnight: Timestamp
}

/// How far one campaign is.
struct CampaignNow: Sendable {
    let campaign: ReminderCampaign
    let progress: ReminderProgress
    let days: [ReminderDay]
    let people: [(person: PersonID, calls: Int, reached: Int)]
}

/// What one round of drawing has read so far: each thing once, for however many pages.
struct RingingRound {
    private let listing: RingingListing
    private let moment: Timestamp
    private var ringing: RingingNow?
    private var campaigns: [ReminderCampaignID: CampaignNow] = [:]
    private var names: [Language: AuthorNames] = [:]

    init(_ listing: RingingListing, at moment: Timestamp) { (self.listing, self.moment) = (listing, moment) }

    /// - Parameters:
    ///   - key: of a campaign that is there.
    ///   - form: what was typed on the board, with what is wrong with it.
    mutating func parts(of key: RingingKey, _ form: Form = Form()) async throws -> [RingingPart: String] {
        let (catalogue, calendar) = (listing.views.catalogue, listing.calendar)
        let words = OutboundWords(calendar, catalogue, key.language, at: moment)
        let reminderWords = ReminderWords(calendar, catalogue, key.language)
        let models: [RingingPart: [String: Any]]
        switch key.page {
        case .day(let person):
            models = OutboundDayDrawing(ringing: try await ringing(), person: person, words: words).models
        case .board(let rights):
            models = OutboundBoardDrawing(
                ringing: try await ringing(), names: try await names(key.language), rights: rights, calendar: calendar,
                words: words
            ).models(form)
        case .campaigns:
            let (all, progress) = (try await listing.reminders.campaigns(), try await listing.reminders.progress())
            models = reminderWords.list(all, progress)
        case .campaign(let id, let showsPeople):
            guard let now = try await campaign(id) else { throw PageRefusal.notFound }
            let names = showsPeople ? try await names(key.language) : nil
            models = [.progress: ReminderCampaignDrawing(now: now, words: reminderWords).progress(names)]
        }
        return try models.reduce(into: [:]) { parts, part in
            parts[part.key] = try listing.views.fragment(part.key.rawValue, part.value, key.language)
        }
    }

    mutating func ringing() async throws -> RingingNow {
        if let ringing { return ringing }
        let read = try await listing.ringing(at: moment)
        ringing = read
        return read
    }

    mutating func campaign(_ id: ReminderCampaignID) async throws -> CampaignNow? {
        if let known = campaigns[id] { return known }
        let read = try await listing.campaign(id)
        campaigns[id] = read
        return read
    }

    private mutating func names(_ language: Language) async throws -> AuthorNames {
        if let known = names[language] { return known }
        let read = try await AuthorNames(everybodyOf: listing.staff, listing.views.catalogue, language)
        names[language] = read
        return read
    }
}

extension [RingingPart: String] {
    /// For the page's template.
    var model: [String: Any] { reduce(into: [:]) { $0[$1.key.slot] = $1.value } }
}
