public import Foundation
public import Kernel
public import Members
public import Pages
public import Staff

extension Path {
    /// Contacts that wait to be logged.
    public static let unlogged: Path = "/contacts/unlogged"
    public static func contact(_ id: ContactID) -> Path { "/contacts/\(id)" }
}

/// What Contacts gives to the site.
public enum ContactsRoom {
    /// Its templates and words.
    public static let bundle = Bundle.module

    public static let navigation = [
        NavigationItem(path: .unlogged, wordKey: "contacts.unlogged.short", permission: .contactsRead, order: 40),
        NavigationItem(path: .unlogged, wordKey: "contacts.unlogged.short", permission: .contactsLog, order: 40),
    ]

    public static func pages(
        _ store: ContactStore, members: MemberStore, staff: StaffStore, calendar: CentreCalendar, _ views: Views
    ) -> [any PageGroup] {
        [ContactPages(contacts: store, members: members, staff: staff, calendar: calendar, views: views)]
    }
}
