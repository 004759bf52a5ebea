import Kernel
import Pages
import Staff

/// One page as one viewer, or a group of them, sees it: whoever asks for the same shares its live parts.
struct RingingKey: Sendable, Hashable {
    enum Page: Sendable, Hashable {
        /// An agent's own.
        case day(PersonID)
        case board(BoardRights)
        case campaigns
        case campaign(ReminderCampaignID, showsPeople: Bool)

        var isOfCampaigns: Bool {
            switch self {
            case .day, .board: false
            case .campaigns, .campaign: true
            }
        }
    }

    let page: Page
    let language: Language

    init(_ page: Page, _ context: PageContext) { (self.page, language) = (page, context.language) }
}

/// What a viewer of the board does on it.
struct BoardRights: Sendable, Hashable {
    let opensTickets: Bool
    /// The token of the forms by which numbers are given; nil for whoever gives none.
    let formToken: String?

    init(_ viewer: SignedIn, _ context: PageContext) {
        opensTickets = viewer.may(.ticketsRead)
        formToken = viewer.may(.outboundPlan) ? context.csrfToken : nil
    }
}

/// Its name is that of its template and of the live part.
enum RingingPart: String, CaseIterable {
    case count = "outbound-count"
    case day = "outbound-day-figures"
    case holders = "outbound-board-holders"
    case waiting = "outbound-board-waiting"
    case figures = "outbound-board-figures"
    case campaigns = "outbound-reminders-campaigns"
    case progress = "outbound-reminders-progress"

    /// Where the page's template takes the part.
    var slot: String { "\(self)" }
}
