public import Foundation
public import Kernel
public import Pages
public import Staff

extension Path {
    public static let members: Path = "/members"
    public static func member(_ id: MemberID) -> Path { "/members/\(id)" }
    /// A member's page, opened in the course of something: what for stands with the look.
    public static func member(_ id: MemberID, because subject: Subject) -> Path {
        member(id).with("for", subject.text)
    }
    static func memberLooks(_ id: MemberID) -> Path { "/members/\(id)/looks" }
    static func memberExports(_ id: MemberID) -> Path { "/members/\(id)/exports" }
}

/// What Members gives to the site.
public enum MembersRoom {
    /// Its templates, words and assets.
    public static let bundle = Bundle.module

    public static let navigation = [
        NavigationItem(path: .members, wordKey: "members.title", permission: .membersRead, order: 25),
        NavigationItem(path: .members, wordKey: "members.title", permission: .membersLooks, order: 890),
    ]

    /// The search, a member's page, who looked, consents and requests for one's data.
    ///
    /// - Parameters:
    ///   - story: what other rooms know of a member.
    ///   - insurer: nil where the centre is not connected to it.
    public static func pages(
        _ store: MemberStore, staff: StaffStore, story: MemberStory, changes: ChangeStore? = nil,
        insurer: RememberedInsurer? = nil, calendar: CentreCalendar, _ views: Views
    ) -> [any PageGroup] {
        let show = MemberShow(
            store: store, staff: staff, story: story, changes: changes, insurer: insurer, calendar: calendar,
            views: views)
        return [
            SearchPages(members: store, calendar: calendar, views: views),
            MemberPages(members: store, show: show), ConsentPages(members: store, show: show),
            InsurerPages(show: show),
            LookPages(members: store, staff: staff, story: story, calendar: calendar, views: views),
            ExportPages(members: store, staff: staff, story: story, calendar: calendar, views: views),
        ]
    }
}
