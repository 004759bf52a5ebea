import Contacts
import Foundation
import Kernel
import Logging
import Mail
import Members
import Pages
import Staff
import Tickets

extension Centre {
    /// Notices by e-mail: what was sent, who is written to, and the links to answer by.
    func noticePages(_ views: Views) -> [any PageGroup] {
        MailRoom.pages(
            MailOutbox(database), isConnected: MailPost(configuration) != nil, recipients: .noticeRecipients,
            calendar: calendar, place: { subject in TicketID(subject.id).map(Path.ticket) }, views)
            + TicketsRoom.noticePages(
                NoticeStore(database), AnswerLinks(database), contacts: ContactStore(database),
                members: MemberStore(database), branches: staff.branches, calendar: calendar, views)
    }

    /// Writes to branches, and to those above them, of what happens to tickets.
    func ticketNotices(_ catalogue: Catalogue) -> NoticeRounds {
        NoticeRounds(
            NoticeStore(database),
            words: NoticeWords(
                catalogue, organisation: configuration.centre.name, base: configuration.publicAddress,
                // Whoever is written to and signs in has it in the inbox, not on the centre's page.
                calendar: calendar, place: { .inbox($0) }),
            clock: clock, logger: Logger(label: "sahut.notices"))
    }

    /// Asks people how satisfied they are with tickets that were closed.
    func satisfactionRounds(_ catalogue: Catalogue) -> SatisfactionRounds {
        SatisfactionRounds(
            SatisfactionStore(database),
            words: SatisfactionWords(
                catalogue, organisation: configuration.centre.name, base: configuration.publicAddress,
                calendar: calendar),
            clock: clock, logger: Logger(label: "sahut.satisfaction"))
    }

    /// Hands mails over to the server, where one is configured.
    var mail: MailRounds {
        MailRounds(
            MailOutbox(database), post: MailPost(configuration),
            process: "serve-\(getpid())-\(clock.now().microseconds)", clock: clock,
            logger: Logger(label: "sahut.mail"))
    }
}
