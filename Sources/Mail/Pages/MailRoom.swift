public import Foundation
public import Kernel
public import Pages

extension Path {
    public static let notices: Path = "/notices"
    static func mailTries(_ id: MailID) -> Path { "/notices/\(id)/tries" }
}

/// What Mail gives to the site.
public enum MailRoom {
    /// Its templates and words.
    public static let bundle = Bundle.module

    public static let navigation = [
        NavigationItem(
            path: .notices, wordKey: "mail.title", permission: .noticesRead, order: 880, isSetting: true)
    ]

    /// - Parameters:
    ///   - isConnected: whether a mail server is configured.
    ///   - recipients: where it is set who is written to.
    ///   - place: where one reads of what a mail is about.
    public static func pages(
        _ outbox: MailOutbox, isConnected: Bool, recipients: Path?, calendar: CentreCalendar,
        place: @escaping @Sendable (Subject) -> Path?, _ views: Views
    ) -> [any PageGroup] {
        [
            MailPages(
                outbox: outbox, isConnected: isConnected, recipients: recipients, calendar: calendar, place: place,
                views: views)
        ]
    }
}
