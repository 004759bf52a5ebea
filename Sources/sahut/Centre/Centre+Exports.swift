import Contacts
import Exports
import Foundation
import Kernel
import Logging
import Mail
import Members
import Outbound
import Pages
import Staff
import Tickets

extension Centre {
    /// Every list that may be written out as a file.
    private var exportables: [ExportableList] {
        let (contacts, members) = (ContactStore(database), MemberStore(database))
        return TicketsRoom.exportables(
            TicketStore(database, calendar: calendar), contacts: contacts, members: members, staff: staff)
            + ContactsRoom.exportables(contacts, staff: staff)
            + MembersRoom.exportables(changes, members: members, staff: staff)
            + StaffRoom.exportables(staff, regencyNames: regencyNames)
            + MailRoom.exportables(MailOutbox(database))
            + OutboundRoom.exportables(
                ConfirmationStore(database), ReminderStore(database, calendar: calendar), RingingRuleStore(database),
                staff: staff)
    }

    private var exportShelf: ExportShelf {
        ExportShelf(URL(fileURLWithPath: configuration.storage.folder).appendingPathComponent("exports"))
    }

    func exportPages(_ views: Views) -> [any PageGroup] {
        ExportsRoom.pages(ExportStore(database), on: exportShelf, exportables, calendar: calendar, views)
    }

    /// Writes out what was asked for.
    func exportRounds(_ views: Views) -> ExportRounds {
        ExportRounds(
            ExportStore(database), on: exportShelf, exportables, person: staff.sessionPerson, views.catalogue,
            calendar: calendar, clock: clock, logger: Logger(label: "sahut.exports"))
    }
}
