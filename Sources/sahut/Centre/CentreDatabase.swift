import Calls
import Contacts
import Database
import Exports
import Foundation
import Interface
import Mail
import Members
import Outbound
import Pages
import Staff
import Tickets

/// The database of a configuration, with the tables of all features in the order of their arrows.
enum CentreDatabase {
    static let migrations: [Migration] =
        SessionStore.migrations + StaffStore.migrations + MemberStore.migrations + ContactStore.migrations
        + TicketStore.migrations + FloorTables.migrations + ContributionStore.migrations
        + ChangeStore.migrations + HintStore.migrations + PartnerCountStore.migrations
        + AttachmentStore.migrations + RingingTables.migrations + ReminderTables.migrations + InterfaceStore.migrations
        + ExportStore.migrations + MailOutbox.migrations + NoticeStore.migrations
        + SatisfactionStore.migrations

    static func open(_ configuration: SahutConfiguration) throws -> any Database {
        try FileManager.default.createDirectory(
            atPath: configuration.storage.folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o750])
        if let postgres = configuration.storage.postgres {
            return try DatabaseLocation.postgres(conninfo: postgres).open()
        }
        return try DatabaseLocation.sqlite(path: configuration.storage.database).open()
    }
}
