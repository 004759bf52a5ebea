public import Contacts
import Database
public import Foundation
public import Kernel
public import Members
public import Pages
public import Staff

extension Path {
    public static let tickets: Path = "/tickets"
    public static func ticket(_ id: TicketID) -> Path { "/tickets/\(id)" }
}

/// What Tickets gives to the site.
public enum TicketsRoom {
    /// Its templates and words.
    public static let bundle = Bundle.module

    public static let navigation =
        [
            NavigationItem(path: .tickets, wordKey: "tickets.title", permission: .ticketsRead, order: 30),
            NavigationItem(
                path: .ticketPolicies, wordKey: "tickets.policies.title", permission: .ticketsPolicies, order: 870,
                isSetting: true),
            NavigationItem(path: .repeats, wordKey: "repeats.title", permission: .repeatsRead, order: 62),
        ] + inboxNavigation

    /// - Parameter callRatings: what callers say at the end of their calls; nil where nobody rings here.
    public static func pages(
        _ store: TicketStore, policies: TicketPolicies, attachments: AttachmentStore, contacts: ContactStore,
        members: MemberStore, staff: StaffStore, callRatings: FindCallRatings? = nil, calendar: CentreCalendar,
        _ views: Views
    ) -> [any PageGroup] {
        let words = TicketWords.Source(contacts: contacts, members: members, calendar: calendar)
        let show = TicketShow(
            tickets: store, attachments: attachments, members: members, staff: staff,
            readers: TicketReaders(tickets: store, staff: staff, calendar: calendar, views: views), source: words,
            views: views)
        let listing = InboxListing(tickets: store, staff: staff, source: words, views: views)
        return [
            TicketListPages(
                tickets: store, kept: TicketViewStore(store.database), members: members, source: words, views: views),
            TicketPages(show: show), NotePages(show: show), AttachmentPages(show: show), TiePages(show: show),
            EscalationPages(show: show),
            InboxPages(listing: listing, boards: InboxBoards(listing, Journal(store.database), clock: staff.clock)),
            InboxTicketPages(
                tickets: store, attachments: attachments, members: members, staff: staff, source: words, views: views),
            RepeatPages(
                contacts: contacts, tickets: store, satisfaction: SatisfactionStore(store.database),
                callRatings: callRatings, source: words, views: views),
            TicketPolicyPages(policies: policies, staff: staff, calendar: calendar, views: views),
        ]
    }

    /// Who is written to about tickets, and the pages of the links in the mails.
    public static func noticePages(
        _ notices: NoticeStore, _ links: AnswerLinks, contacts: ContactStore, members: MemberStore,
        branches: BranchStore, calendar: CentreCalendar, _ views: Views
    ) -> [any PageGroup] {
        let words = TicketWords.Source(contacts: contacts, members: members, calendar: calendar)
        return [
            NoticeRecipientPages(notices: notices, branches: branches, views: views),
            AnswerPages(links: links, source: words, views: views),
            SatisfactionPages(store: SatisfactionStore(notices.database), source: words, views: views),
        ]
    }
}
